"""What a provider calls the person who is served: shown to who acts for them, and never in the way of a log-in."""

from typing import Any

import pytest

from adapters.identity.login.logged_in import name_of_served

NOOR = {"sub": "1", "name": "Noor"}


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        (NOOR, "Noor"),
        ({"sub": "1"}, None),
        ({**NOOR, "represents": {"sub": "2", "name": "Yusuf"}}, "Yusuf"),
        ({**NOOR, "represents": {"sub": "2"}}, None),
        ({**NOOR, "represents": {"sub": "2", "name": "B", "represents": {"sub": "3", "name": "Kim"}}}, "Kim"),
    ],
    ids=["oneself", "oneself without a name", "another", "another without a name", "the innermost of three"],
)
def test_it_is_the_name_of_the_innermost_person_and_of_nobody_else(claims: dict[str, Any], name: str | None) -> None:
    assert name_of_served(claims) == name


@pytest.mark.parametrize(
    "name", ["", "x" * 256, 5, None, ["Noor"], {"given": "Noor"}], ids=lambda name: type(name).__name__
)
def test_what_is_no_name_is_left_out(name: object) -> None:
    assert name_of_served({"sub": "1", "represents": {"sub": "2", "name": name}}) is None
