"""Single values: the years that a moment can bear, whatever its offset."""

import pytest

from adapters.agencies.fcid import values
from adapters.agencies.fcid.faults import Malformed


@pytest.mark.parametrize(
    "moment",
    [
        "1950-01-01T00:00:00Z",
        "1949-12-31T23:30:00-01:00",
        "1951-01-01T00:00:00Z",
        "2199-12-31T23:59:59Z",
        "2200-01-01T00:30:00+01:00",
        "2198-06-01T12:00:00Z",
    ],
)
def test_a_moment_in_the_years_of_debts_is_read(moment: str) -> None:
    assert values.EARLIEST <= values.moment(moment, "$") < values.LATEST


@pytest.mark.parametrize(
    "moment",
    [
        "1949-12-31T23:59:59Z",
        "1950-01-01T00:30:00+01:00",
        "2200-01-01T00:00:00Z",
        "2199-12-31T23:30:00-01:00",
        "0001-01-01T00:00:00+14:00",
        "2250-01-01T00:00:00Z",
        "1900-01-01T00:00:00Z",
        "9999-12-31T23:59:59-14:00",
    ],
)
def test_a_moment_far_from_any_debt_is_refused(moment: str) -> None:
    with pytest.raises(Malformed, match=r"fcid\.bad_moment"):
        values.moment(moment, "$")


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x85", "\x9f"])
def test_a_control_character_is_refused_wherever_it_stands(sign: str) -> None:
    with pytest.raises(Malformed, match=r"fcid\.bad_text"):
        values.text(f"één{sign}", "$")


@pytest.mark.parametrize("sign", ["\xa0", "\u2028", "\n", "\U0001f4b6"])
def test_other_signs_that_do_not_print_are_text(sign: str) -> None:
    assert values.text(f"één{sign}", "$") == f"één{sign}"
