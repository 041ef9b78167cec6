"""An errand has a key that can stand in an address, and an answer says whether it is the last word."""

import pytest

from hub.domain.errand import LONGEST_KEY, Answered, Errand, ErrandKind, Reply


def _errand(key: str) -> Errand:
    return Errand(
        key=key,
        arrangement="arrangement-1",
        kind=ErrandKind.REQUEST,
        agency="north",
        executes="north",
        scheme="four",
        claims=(),
    )


@pytest.mark.parametrize("key", ["a", "0f8a-41_B", "x" * LONGEST_KEY])
def test_a_key_of_letters_digits_and_dashes_is_one(key: str) -> None:
    assert _errand(key).key == key


@pytest.mark.parametrize("key", ["", "..", "a/b", "a b", "a?b", "é", "x" * (LONGEST_KEY + 1)])
def test_a_key_that_would_change_an_address_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        _errand(key)


def test_only_what_an_agency_decided_is_final() -> None:
    final = {reply for reply in Reply if Answered(reply=reply).is_final}

    assert final == {Reply.GRANTED, Reply.GRANTED_OTHERWISE, Reply.REFUSED}
