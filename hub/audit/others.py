"""What of a record a person gets to see is theirs: whoever else stands in it is said to be somebody, and not who.

Organizations are named: they are no persons. What an article keeps from the person stays kept from them.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from consent.parties import SELF
from hub.audit.events import HUB

SOMEBODY: Final = "somebody"
"""Stands for a worker, or for a person who acts for another."""

KEPT_BACK: Final = "kept back"
"""Stands for words that an article keeps from the person; the article is named beside it."""

OIN_DIGITS: Final = 20

_PERSONS: Final = frozenset({"representative", "recipient"})
"""Where a reference of a person can stand, and the number of an organization too."""


def without_others(value: Any, *, carries_number: Callable[[str], bool]) -> Any:  # noqa: ANN401 - plain JSON
    """Give plain JSON without who else it is about. `carries_number` finds numbers of persons in what agencies wrote.

    Which worker it was is nobody's to take home: the agency knows, and is asked.
    """
    if isinstance(value, list):
        return [without_others(item, carries_number=carries_number) for item in value]
    if not isinstance(value, Mapping):
        return value
    is_kept_back = value.get("kept_back") is not None
    return {
        name: KEPT_BACK
        if is_kept_back and name == "text"
        else _theirs(name, without_others(item, carries_number=carries_number), carries_number)
        for name, item in value.items()
    }


def _theirs(name: str, item: Any, carries_number: Callable[[str], bool]) -> Any:  # noqa: ANN401 - plain JSON
    if not isinstance(item, str):
        return item
    is_person = name == "worker" or (name in _PERSONS and not _is_known(item))
    return SOMEBODY if is_person or (name == "detail" and carries_number(item)) else item


def _is_known(party: str) -> bool:
    """Say whether this is the person, the hub, a client or an organization by its number."""
    is_number = len(party) == OIN_DIGITS and party.isascii() and party.isdigit()
    return is_number or party in {SELF, HUB} or party.startswith("client:")
