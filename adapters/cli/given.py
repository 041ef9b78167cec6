"""Facts that somebody typed, read one key at a time: each mistake names the key, and repeats nothing else."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any, NoReturn, TypeVar

from hub.domain.money import Cents
from hub.errors import BadInput

_EUROS = re.compile(r"(?P<euros>[0-9]{1,9})(?:\.(?P<cents>[0-9]{1,2}))?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)  # what a key must look like to be repeated in a message

Item = TypeVar("Item")


class Given:
    """One table of what was given; `where` is its place, such as `claims[0].`, and stands before each key."""

    def __init__(self, content: object, where: str = "", *, keys: Collection[str], needs: Collection[str] = ()) -> None:
        """Take a table with these keys and no others. Raises BadInput that names the key."""
        self._where = where
        if not isinstance(content, Mapping):
            refuse(where.rstrip(".") or "the input", "must be an object")
        self._content: Mapping[str, Any] = content
        if unknown := sorted(set(map(str, content)) - set(keys)):
            refuse(f"{where}{unknown[0] if _NAME.fullmatch(unknown[0]) else 'a key'}", "is not known here")
        for key in needs:
            if key not in content:
                refuse(f"{where}{key}", "is missing")

    def __contains__(self, key: str) -> bool:
        return key in self._content

    def place(self, key: str) -> str:
        """How a message calls a key of this table."""
        return f"{self._where}{key}"

    def euros(self, key: str) -> Cents | None:
        """Read euros as text: a number may have lost a cent before we see it. None where the key is absent."""
        return self._maybe(key, _cents)

    def day(self, key: str) -> date | None:
        """Read a day; None where the key is absent."""
        return self._maybe(key, _day)

    def need_euros(self, key: str) -> Cents:
        """The same for a key that the table must have."""
        return _cents(self._content[key], self.place(key))

    def need_day(self, key: str) -> date:
        """The same for a key that the table must have."""
        return _day(self._content[key], self.place(key))

    def text(self, key: str, default: str = "") -> str:
        """Read a short text without control characters."""
        value = self._content.get(key, default)
        if not isinstance(value, str) or not 0 < len(value) <= MOST_LETTERS or not value.isprintable():
            refuse(self.place(key), f"must be a text of 1 to {MOST_LETTERS} characters")
        return value

    def one_of(self, key: str, words: Collection[str], default: str | None = None) -> str:
        """Read one of some words."""
        value = self._content.get(key, default)
        if not isinstance(value, str) or value not in words:
            refuse(self.place(key), f"must be one of: {', '.join(words)}")
        return value

    def flag(self, key: str) -> bool | None:
        """Read true or false; None where the key is absent."""
        value = self._content.get(key)
        if key in self._content and not isinstance(value, bool):
            refuse(self.place(key), "must be true or false")
        return value

    def whole(self, key: str, *, least: int, most: int) -> int | None:
        """Read a whole number between two bounds (inclusive); None where the key is absent."""
        value = self._content.get(key)
        if key in self._content and (type(value) is not int or not least <= value <= most):
            refuse(self.place(key), f"must be a whole number from {least} to {most}")
        return value

    def table(self, key: str, *, keys: Collection[str], needs: Collection[str] = ()) -> "Given":
        """Open a table inside this one; an absent one is empty."""
        return Given(self._content.get(key, {}), f"{self.place(key)}.", keys=keys, needs=needs)

    def rows(self, key: str, *, most: int) -> Sequence[tuple[object, str]]:
        """Open a list inside this one: each item with its place, counted from 0; an absent one is empty."""
        value = self._content.get(key, [])
        if not isinstance(value, list):
            refuse(self.place(key), "must be a list")
        if len(value) > most:
            refuse(self.place(key), f"has more than {most} items")
        return [(item, f"{self.place(key)}[{number}]") for number, item in enumerate(value)]

    def holds_table(self, key: str) -> bool:
        """Say whether a table stands under a key."""
        return isinstance(self._content.get(key), Mapping)

    def _maybe(self, key: str, take: Callable[[object, str], Item]) -> Item | None:
        return take(self._content[key], self.place(key)) if key in self._content else None


MOST_LETTERS = 80


def refuse(key: str, why: str) -> NoReturn:
    """Say which key cannot be used, and why."""
    raise BadInput("compute.input", f"{key} {why}.", "See docs/computing.md.")


def _cents(given: object, place: str) -> Cents:
    if not isinstance(given, str) or not (found := _EUROS.fullmatch(given)):
        refuse(place, 'must be euros as text, such as "1234.56"')
    return Cents(int(found["euros"] + (found["cents"] or "").ljust(2, "0")))


def _day(given: object, place: str) -> date:
    """Read a day the one way that nobody misreads; TOML has days of its own."""
    if type(given) is date:
        return given
    try:
        return date.fromisoformat(given if isinstance(given, str) and _DAY.fullmatch(given) else "")
    except ValueError:
        refuse(place, 'must be a day as text, such as "2026-07-01"')
