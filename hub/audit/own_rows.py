"""All rows of the store about one person, as they are kept: for who takes their own data home."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """What the person's key sealed; `label` is what the bytes are, a part of what the seal protects."""

    label: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Canonical JSON that stands there in plain."""

    content: bytes


Cell = str | int | bool | date | datetime | Sealed | Written | None
Row = Mapping[str, Cell]
"""One row: each column under its name in the answer."""


class OwnRows(Protocol):
    """The rows about one person, inside a transaction about them."""

    async def all(self) -> Mapping[str, Sequence[Row]]:
        """Give every row of every kind but the lines of the log, in order; a kind without any is there, and empty."""
        ...

    async def lines(self, *, after: int, at_most: int) -> Sequence[tuple[int, bytes]]:
        """Give the next lines of the log about the person by their numbers, the first one after `after`."""
        ...
