"""What counts as the same answer where an error takes all of it: nothing that the reference could not have told."""

import json

import pytest
from compiled.both import agree, never_cut, written
from compiled.test_running import SCHEMA, Kitchen
from graphql import parse

from schema.compiled import fallback


def lost(*errors: str) -> str:
    """An answer of which nothing is left but these errors."""
    return json.dumps({"data": None, "errors": [{"message": error} for error in errors]})


async def every_error() -> str:
    return json.dumps({"data": {}, "errors": [{"message": error} for error in ("first", "second", "third")]})


@pytest.mark.parametrize(
    ("mine", "is_same"),
    [
        (lost("first", "second"), True),
        (lost("second", "first"), True),
        (lost("second", "third"), True),
        (lost("third"), False),
        (lost("first", "never"), False),
        (lost("first", "first", "second"), False),
        (lost(), False),
        (json.dumps({"data": {}, "errors": [{"message": "first"}]}), False),
    ],
    ids=["itself", "another order", "another cut off", "none of them", "none there is", "twice", "no error", "data"],
)
async def test_a_lost_answer_tells_errors_that_the_reference_tells(mine: str, *, is_same: bool) -> None:
    assert await agree(mine, lost("first", "second"), every_error) is is_same


async def test_where_no_error_takes_anything_every_error_is_told() -> None:
    document = parse("{ wrong { number } late plates { number sure } }")
    cut = await fallback.execute(SCHEMA, document, None, Kitchen(), {})
    uncut = await fallback.execute(SCHEMA, never_cut(document), None, Kitchen(), {})

    assert cut.data is None
    assert uncut.data == {
        "wrong": {"number": None},
        "late": None,
        "plates": [{"number": number, "sure": None if number == 2 else "sure"} for number in (1, 2, 3)],
    }
    told, possible = ({json.dumps(error) for error in json.loads(written(each))["errors"]} for each in (cut, uncut))
    assert told < possible
    assert len(possible) == 3
