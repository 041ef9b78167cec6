"""A TOML table read strictly: each key once, of the right kind, and nothing left over."""

import tomllib
from collections.abc import Collection, Mapping
from datetime import date, datetime
from pathlib import Path


class StoryFault(ValueError):
    """A data file of an agency says something that cannot be told; names the place and what is wrong there."""


class Table:
    """One table of a data file. Take what you know by name, then call `done`: what is left is a fault."""

    def __init__(self, content: object, *, where: str) -> None:
        """Hold the table; `where` is said in each fault."""
        if not isinstance(content, dict):
            raise StoryFault(f"{where}: should be a table")
        self.where = where
        self._left: dict[str, object] = dict(content)

    def __contains__(self, key: str) -> bool:
        """Say whether the key still waits to be taken."""
        return key in self._left

    def fault(self, what: str) -> StoryFault:
        """Make the fault that says what is wrong in this table."""
        return StoryFault(f"{self.where}: {what}")

    def take(self, key: str) -> object:
        """Take a value of any kind; it must be there."""
        if key not in self._left:
            raise self.fault(f"'{key}' is missing")
        return self._left.pop(key)

    def text(self, key: str) -> str:
        """Take a sentence or word that is not empty."""
        value = self.take(key)
        if not isinstance(value, str) or not value:
            raise self.fault(f"'{key}' should be text")
        return value

    def text_or_none(self, key: str) -> str | None:
        """Take a text that may be absent."""
        return self.text(key) if key in self else None

    def one_of(self, key: str, allowed: Collection[str]) -> str:
        """Take a word from a closed list."""
        value = self.text(key)
        if value not in allowed:
            raise self.fault(f"'{key}' is '{value}'; allowed: {', '.join(sorted(allowed))}")
        return value

    def whole(self, key: str) -> int:
        """Take a whole number above zero: cents, weeks, years."""
        value = self.take(key)
        if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
            raise self.fault(f"'{key}' should be a whole number above zero")
        return value

    def whole_or_zero(self, key: str) -> int:
        """Take a whole number that is zero when absent."""
        return self.whole(key) if key in self else 0

    def day(self, key: str) -> date:
        """Take a date without a time."""
        value = self.take(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.fault(f"'{key}' should be a date")
        return value

    def day_or_none(self, key: str) -> date | None:
        """Take a date that may be absent."""
        return self.day(key) if key in self else None

    def flag(self, key: str) -> bool:
        """Take true or false; false when absent."""
        value = self._left.pop(key, False)
        if not isinstance(value, bool):
            raise self.fault(f"'{key}' should be true or false")
        return value

    def table(self, key: str) -> "Table":
        """Take a table inside this one; empty when absent."""
        return Table(self._left.pop(key, {}), where=f"{self.where}.{key}")

    def tables(self, key: str) -> "tuple[Table, ...]":
        """Take a list of tables; empty when absent."""
        value = self._left.pop(key, [])
        if not isinstance(value, list):
            raise self.fault(f"'{key}' should be a list")
        return tuple(Table(item, where=f"{self.where}.{key}[{n}]") for n, item in enumerate(value, start=1))

    def texts(self, key: str) -> tuple[str, ...]:
        """Take a list of words; empty when absent."""
        value = self._left.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.fault(f"'{key}' should be a list of words")
        return tuple(value)

    def names(self) -> tuple[str, ...]:
        """Name what is left, in the order of the file."""
        return tuple(self._left)

    def rest(self) -> Mapping[str, object]:
        """Take all that is left as it stands."""
        rest, self._left = self._left, {}
        return rest

    def done(self) -> None:
        """Refuse what nobody took: a misspelled key would otherwise silently say nothing."""
        if self._left:
            raise self.fault(f"unknown: {', '.join(self._left)}")


def read(path: Path) -> Table:
    """Read one data file."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise StoryFault(f"{path.parent.name}/{path.name}: cannot be read") from error
    except tomllib.TOMLDecodeError as error:
        raise StoryFault(f"{path.parent.name}/{path.name}: {error}") from error
    return Table(content, where=f"{path.parent.name}/{path.name}")
