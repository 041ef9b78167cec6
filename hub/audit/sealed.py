"""How far the log is sealed: lines in its tree, trees under a signed checkpoint, checkpoints that witnesses signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from hub.audit import merkle
from hub.audit.merkle import Node
from hub.errors import Unavailable

INCONSISTENT: Final = "audit.inconsistent"
"""The code of a log that is not what it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enough:
    """How many of these witnesses must have signed a checkpoint before it counts; others do not count."""

    witnesses: tuple[str, ...] = ()
    quorum: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A checkpoint as it is kept: the note with our signatures, and the lines that each witness put under it.

    `signed_at` is the machine's time, whatever day it is in a demo.
    """

    size: int
    note: str
    signed_at: datetime
    cosigned: Mapping[str, str]

    @property
    def whole(self) -> str:
        """Write the note with everybody's signatures under it."""
        return self.note + "".join(lines for _, lines in sorted(self.cosigned.items()))

    def lacks(self, enough: Enough) -> tuple[str, ...]:
        """Name the witnesses who have not signed it."""
        return tuple(name for name in enough.witnesses if name not in self.cosigned)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the log stands at one moment.

    `newest` is the last checkpoint that was signed, `covering` the last that enough witnesses signed; `waiting_since`
    is when the first line after that one was written, by the hub's calendar.
    """

    lines: int
    size: int
    origin: str | None
    newest: Signed | None
    covering: Signed | None
    waiting_since: datetime | None

    @property
    def has_shrunk(self) -> bool:
        """Say whether lines are gone that were in the tree, or whether the tree is smaller than what was signed."""
        return self.size > self.lines or (self.newest is not None and self.newest.size > self.size)

    def is_behind(self, after: timedelta, *, now: datetime, wall: datetime) -> bool:
        """Say whether a line has waited too long. `now` is told by the hub's calendar, `wall` by the machine's.

        A demo moves its calendar by months, and no line has waited for those. But since a checkpoint that covered
        everything no line has waited longer than that is ago.
        """
        if self.waiting_since is None or now - self.waiting_since <= after:
            return False
        return self.covering is None or wall - self.covering.signed_at > after


def goes_on(old: int, old_root: bytes, size: int, nodes: Mapping[Node, bytes]) -> bytes:
    """Give the root of a tree of `size`, shown to go on from an older one.

    `nodes` must hold what `needed_to_go_on` names. Raises Unavailable (`audit.inconsistent`) where it does not go on.
    """
    try:
        root, proof = merkle.root(size, nodes), merkle.hashes(_ranges(old, size), nodes)
    except KeyError:
        raise inconsistent("Nodes of its tree are missing.") from None
    if not merkle.is_consistent(old, old_root, size, root, proof):
        raise inconsistent("Its tree does not go on from the one that was signed last.")
    return root


def needed_to_go_on(old: int, size: int) -> list[Node]:
    """Name the nodes that tell the root of a tree of `size` and that it goes on from one of `old`."""
    return merkle.needed([(0, size), *_ranges(old, size)])


def inconsistent(why: str) -> Unavailable:
    """Say that the log is not what it was: for people to look into, and nothing more is written until they have."""
    return Unavailable(INCONSISTENT, f"The audit log cannot be trusted. {why}", "Tell the operator at once.")


def behind() -> Unavailable:
    """Say that nothing can be done because it could not be written down in a log that others see."""
    return Unavailable("audit.behind", "The audit log is waiting for its witnesses.", "Try again later.")


def _ranges(old: int, size: int) -> list[tuple[int, int]]:
    return merkle.consistency_ranges(old, size) if 0 < old <= size else []
