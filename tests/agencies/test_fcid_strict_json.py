"""JSON is read strictly: each refusal has a code and a place, and no value."""

import json
from contextlib import suppress

import pytest
from effort import tried
from hypothesis import given
from hypothesis import strategies as st

from adapters.agencies.fcid import strict_json
from adapters.agencies.fcid.faults import Malformed

SOUND = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(), children, max_size=4),
    max_leaves=20,
)

ANSWER = {"bsn": "999990342", "zaken": [{"bedrag": 100, "op": "2026-11-23T13:00:00+01:00"}, {"bedrag": 0, "op": None}]}


def _listed(pieces: list[str]) -> str:
    return f"[{','.join(pieces)}]"


@pytest.mark.parametrize(
    ("text", "code", "path"),
    [
        (b'{"bedrag": 1.0}', "fcid.float", "$.bedrag"),
        (b'{"a": [{"bedrag": 1e2}]}', "fcid.float", "$.a[0].bedrag"),
        (b'{"bedrag": NaN}', "fcid.not_a_number", "$.bedrag"),
        (b'{"bedrag": -Infinity}', "fcid.not_a_number", "$.bedrag"),
        (b'{"a": {"b": 1, "b": 1}}', "fcid.duplicate_key", "$.a"),
        (b"[9007199254740992]", "fcid.integer_too_large", "$[0]"),
        (b"[-9007199254740992]", "fcid.integer_too_large", "$[0]"),
        (b"[" + b"9" * 5000 + b"]", "fcid.integer_too_large", "$[0]"),
        (b'{"a": "\\ud800"}', "fcid.bad_text", "$.a"),
        (b'{"\\udfff": 1}', "fcid.bad_text", "$"),
        (b"\xff\xfe{}", "fcid.not_utf8", "$"),
        ('{"a": 1}'.encode("utf-16"), "fcid.not_utf8", "$"),
        ('\ufeff{"a": 1}'.encode(), "fcid.not_json", "$"),
        (b"", "fcid.not_json", "$"),
        (b"<html></html>", "fcid.not_json", "$"),
        (b'{"a": 1', "fcid.not_json", "$"),
        (b'{"a": 1} {}', "fcid.not_json", "$"),
        (b"[" * 100_000 + b"]" * 100_000, "fcid.too_deep", "$"),
        (b"[" * 33 + b"]" * 33, "fcid.too_deep", "$" + "[0]" * 32),
    ],
    ids=[
        "a float that is whole",
        "a number with an exponent",
        "not a number",
        "infinity",
        "a key twice",
        "an integer beyond 2^53",
        "an integer below -2^53",
        "an integer of five thousand digits",
        "half a surrogate pair",
        "half a surrogate pair in a key",
        "not UTF-8",
        "UTF-16",
        "a byte order mark",
        "nothing",
        "a web page",
        "cut off",
        "two texts",
        "a hundred thousand levels",
        "one level too many",
    ],
)
def test_what_two_readers_could_read_differently_is_refused_with_its_place(text: bytes, code: str, path: str) -> None:
    with pytest.raises(Malformed) as refused:
        strict_json.parse(text)

    assert (refused.value.fault.code, refused.value.fault.path) == (code, path)


def test_a_refusal_does_not_carry_the_document_along() -> None:
    with pytest.raises(Malformed) as refused:
        strict_json.parse(b'{"bsn": "999990342", ')

    assert refused.value.__context__ is None
    assert "999990342" not in str(refused.value)


def test_a_place_does_not_repeat_keys_that_could_be_anything() -> None:
    with pytest.raises(Malformed) as refused:
        strict_json.parse(b'{"999990342": {"Jan de Vries": 0.5}}')

    assert refused.value.fault.path == "$.?.?"


def test_thirty_two_levels_are_read() -> None:
    strict_json.parse(b"[" * 32 + b"]" * 32)


@given(value=SOUND)
def test_what_is_sound_is_read_as_it_was_written(value: object) -> None:
    assert strict_json.parse(json.dumps(value, ensure_ascii=False).encode()) == value


PIECES = (
    *(
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        '"',
        '":',
        '" :',
        " ",
        "\n",
        "\t",
        "\\",
        '\\"',
        "1",
        "-0",
        "1.0",
        "9007199254740992",
    ),
    *(
        '"a"',
        '"a":1',
        '"a" :1',
        '"a"\n:1',
        '"\\u0061":1',
        '"b":2',
        '":"',
        '"\\":"',
        "null",
        "true",
        "NaN",
        "[[[",
        "]]]",
    ),
    *('{"a":1,"a":2}', '{"a":1,"a" :2}', '{"a":1,"\\u0061":2}', '{"a":"\\":"}', '"\\ud800"', '"\ufeff"', "é", "e5"),
)


@tried(2_000)
@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join) | st.lists(st.sampled_from(PIECES[18:])).map(_listed))
def test_what_is_read_quickly_is_what_the_rules_themselves_read(text: str) -> None:
    quickly = strict_json._quickly(text.encode())
    if quickly is strict_json._DOUBTFUL:
        return

    assert quickly == strict_json._thoroughly(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":2}',
        '{"a":1,"a" :2}',
        '{"a":1,"a"\t:2}',
        '{"a":1,"a"\n:2}',
        '{"a":1,"a"\r:2}',
        '{"a":1,"a" :2,"b":"\\":"}',
        '{"a":1,"a"\t:2,"b":":"}',
        '{"a":1,"a"\r\n:2,"b":":"}',
        '{"a":1,"\\u0061":2}',
        '{"a":{"b":1},"a":{"b":1}}',
        '[{"a":1,"a":2},":"]',
    ],
)
def test_a_key_that_stands_twice_is_found_however_it_hides(text: str) -> None:
    with pytest.raises(Malformed, match=r"fcid\.duplicate_key"):
        strict_json.parse(text.encode())


def test_what_machines_write_is_read_quickly() -> None:
    for written in (json.dumps(ANSWER), json.dumps(ANSWER, indent=2), json.dumps(ANSWER, separators=(",", ":"))):
        assert strict_json._quickly(written.encode()) == ANSWER


@given(text=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_one_way(text: bytes) -> None:
    with suppress(Malformed):
        strict_json.parse(text)
