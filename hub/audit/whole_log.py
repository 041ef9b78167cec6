"""The whole log, across people, as it is sealed: for who takes it out. Nothing else reads it so."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, Self

from hub.audit.merkle import Node
from hub.errors import Unavailable

LEAST: Final = 3
"""Lines of a checkpoint: origin, size and root."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """The latest checkpoint that was signed, with every signature under it (C2SP tlog-checkpoint)."""

    note: str
    origin: str
    size: int
    root: str

    @classmethod
    def of(cls, note: str) -> Self:
        """Read what it is about; its signatures are for whoever checks. Raises Unavailable where it says nothing."""
        told = note.split("\n")
        if len(told) < LEAST or not (told[1].isascii() and told[1].isdigit()):
            raise Unavailable("audit.no_checkpoint", "The checkpoint of the log cannot be read.")
        return cls(note=note, origin=told[0], size=int(told[1]), root=told[2])


Numbered = tuple[int, bytes]
"""A line's number, and its canonical bytes."""


class WholeLog(Protocol):
    """Reading of the log and of the tree over it; what is read never changes."""

    async def sealed(self) -> Sealed | None:
        """Give the latest checkpoint that enough witnesses signed; None while there is none."""
        ...

    def lines(self, first: int, last: int) -> AsyncIterator[Sequence[Numbered]]:
        """Give the lines from one number to another, both included, in order and in pieces that fit into memory."""
        ...

    async def nodes(self, names: Sequence[Node]) -> Mapping[Node, bytes]:
        """Give the hashes of complete nodes."""
        ...
