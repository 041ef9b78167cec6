"""A question of several tables, read one key at a time: each mistake names its place, such as `claims[0].principal`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final

from adapters.cli import compute_input
from adapters.cli.compute_input import refuse
from hub.domain.money import Cents

MOST_LETTERS: Final = 80


class Given:
    """One table of what was given. What the keys may be is said when it is opened."""

    def __init__(
        self, content: object, where: str = "", *, required: Sequence[str] = (), optional: Sequence[str] = ()
    ) -> None:
        """Take a table with these keys and no others; `where` is its place. Raises BadInput that names the key."""
        if not isinstance(content, Mapping):
            refuse(where or "the input", "must be an object")
        compute_input.check_keys(content, required=required, optional=optional, inside=where)
        self._content: Mapping[str, Any] = content
        self._where = where

    def __contains__(self, key: str) -> bool:
        return key in self._content

    def place(self, key: str) -> str:
        """How a message calls a key of this table."""
        return f"{self._where}.{key}" if self._where else key

    def euros(self, key: str) -> Cents | None:
        """Read euros as text; None where the key is absent."""
        return self.need_euros(key) if key in self else None

    def need_euros(self, key: str) -> Cents:
        """The same for a key that the table must have."""
        return compute_input.cents(self.place(key), self._content[key])

    def day(self, key: str) -> date | None:
        """Read a day; None where the key is absent."""
        return self.need_day(key) if key in self else None

    def need_day(self, key: str) -> date:
        """The same for a key that the table must have; TOML has days of its own."""
        value = self._content[key]
        return value if type(value) is date else compute_input.day(self.place(key), value)

    def text(self, key: str, default: str = "") -> str:
        """Read a short text without control characters."""
        value = self._content.get(key, default)
        if not isinstance(value, str) or not 0 < len(value) <= MOST_LETTERS or not value.isprintable():
            refuse(self.place(key), f"must be a text of 1 to {MOST_LETTERS} characters")
        return value

    def one_of(self, key: str, words: Sequence[str], default: str | None = None) -> str:
        """Read one of some words."""
        return compute_input.one_of(self.place(key), self._content.get(key, default), words)

    def flag(self, key: str) -> bool | None:
        """Read true or false; None where the key is absent."""
        return compute_input.yes_or_no(self.place(key), self._content[key]) if key in self else None

    def whole(self, key: str, *, least: int, most: int) -> int | None:
        """Read a whole number between two bounds (inclusive); None where the key is absent."""
        value = self._content.get(key)
        if key in self and (type(value) is not int or not least <= value <= most):
            refuse(self.place(key), f"must be a whole number from {least} to {most}")
        return value

    def holds_table(self, key: str) -> bool:
        """Say whether a table stands under a key."""
        return isinstance(self._content.get(key), Mapping)

    def table(self, key: str, *, required: Sequence[str] = (), optional: Sequence[str] = ()) -> "Given":
        """Open a table inside this one; an absent one is empty."""
        return Given(self._content.get(key, {}), self.place(key), required=required, optional=optional)

    def rows(self, key: str, *, most: int) -> Collection[tuple[object, str]]:
        """Open a list inside this one: each item with its place, counted from 0; an absent one is empty."""
        value = self._content.get(key, [])
        if not isinstance(value, list):
            refuse(self.place(key), "must be a list")
        if len(value) > most:
            refuse(self.place(key), f"has more than {most} items")
        return [(item, f"{self.place(key)}[{number}]") for number, item in enumerate(value)]
