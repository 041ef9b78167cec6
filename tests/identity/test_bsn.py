import traceback

import pytest

from adapters.identity.bsn import Bsn
from hub.errors import BadInput

TEST_NUMBER = "999990032"
REAL_NUMBER = "1" + "00000009"
"""Passes the eleven-test outside the range for tests; joined here, so that no such number stands in the code."""

NO_NUMBERS = {
    "empty": "",
    "eight digits": "99999003",
    "ten digits": "9999900320",
    "fails the eleven-test": "999990033",
    "zeros": "000000000",
    "dots": "9999.90.032",
    "blanks": "999 990 032",
    "a blank behind it": f"{TEST_NUMBER} ",
    "a line break behind it": f"{TEST_NUMBER}\n",
    "a sign": "+99990032",
    "other digits": "\u0669" * 5 + "\u0660\u0660\u0663\u0662",
    "full-width digits": "\uff19" * 5 + "\uff10\uff10\uff13\uff12",
    "letters": "99999003O",
    "a null": f"{TEST_NUMBER}\x00",
    "half a letter": "99999003\ud800",
    "very long": "9" * 100_000,
}


@pytest.mark.parametrize("text", NO_NUMBERS.values(), ids=NO_NUMBERS)
def test_what_is_no_number_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        Bsn.parse(text, test_only=False)

    assert refused.value.code == "bsn.invalid"
    assert not text or text not in str(refused.value)


def test_where_only_fictitious_people_live_numbers_of_real_ones_are_refused() -> None:
    with pytest.raises(BadInput) as refused:
        Bsn.parse(REAL_NUMBER, test_only=True)

    assert refused.value.code == "bsn.not_a_test_number"
    assert REAL_NUMBER not in "".join(traceback.format_exception(refused.value))


def test_where_real_people_live_both_kinds_of_number_count() -> None:
    assert [Bsn.parse(text, test_only=False).is_test for text in (REAL_NUMBER, TEST_NUMBER)] == [False, True]


def test_no_text_made_of_a_number_shows_it() -> None:
    number = Bsn.parse(TEST_NUMBER, test_only=True)

    assert number.digits == TEST_NUMBER
    assert TEST_NUMBER not in f"{number} {number!r} {[number]} {number!s:>40}"


def test_numbers_are_equal_by_their_digits() -> None:
    assert Bsn(TEST_NUMBER) == Bsn(TEST_NUMBER)
    assert Bsn(TEST_NUMBER) != Bsn("999990044")
