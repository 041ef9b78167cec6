"""What somebody takes out of the log: which lines, a sample of them, and hashes that cover all others.

Lines are looked at as the JSON that they are, not as the classes of today: the oldest line can be taken out too.
"""

from bisect import insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from hub.audit.merkle import Node, cover

Line = Mapping[str, Any]
"""A line of the log, or its record in an entry, as JSON reads it."""


def is_line(told: object) -> bool:
    """Say whether something is a line as far as it is looked at here; damaged, it may be anything."""
    if not isinstance(told, dict) or not all(isinstance(told.get(name), str) for name in ("at", "event", "subject")):
        return False
    try:
        return datetime.fromisoformat(told["at"]).tzinfo is not None and _is_whole(told)
    except ValueError:
        return False


def _is_whole(told: Line) -> bool:
    evaluated = told.get("evaluated", [])
    return (
        isinstance(told.get("outcome", {}), dict)
        and isinstance(evaluated, list)
        and all(isinstance(each, dict) for each in evaluated)
        and all(_are_decisions(each.get("decided", {})) for each in (told, *evaluated))
    )


def _are_decisions(told: object) -> bool:
    return isinstance(told, dict) and all(
        isinstance(each, dict) and isinstance(each.get("permitted"), bool) for each in told.values()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which lines are wanted: from one moment until another, exclusive; about a person, an agency, an activity.

    `oin` is the number of the agency: a line is about it too where it asked, or received something.
    """

    since: datetime
    until: datetime
    subject: str | None = None
    agency: str | None = None
    oin: str | None = None
    activity: str | None = None

    def fits(self, line: Line) -> bool:
        """Say whether a line is wanted."""
        return (
            self.since <= datetime.fromisoformat(line["at"]) < self.until
            and self.subject in (None, line["subject"])
            and (self.agency is None or self._is_about(line))
            and (self.activity is None or any(each.get("activity") == self.activity for _, each in decisions(line)))
        )

    def _is_about(self, line: Line) -> bool:
        outcome = line.get("outcome", {})
        return (
            self.agency in outcome
            or self.agency in outcome.values()
            or any(agency == self.agency for agency, _ in decisions(line))
            or any(each.get("agency") == self.agency for each in line.get("evaluated", ()))
            or (self.oin is not None and self.oin in (line.get("oin"), line.get("recipient")))
        )


def decisions(line: Line) -> Sequence[tuple[str, Mapping[str, Any]]]:
    """Everything that was decided in a line, with the agency whose data it was about."""
    each = (line.get("decided", {}), *(evaluated.get("decided", {}) for evaluated in line.get("evaluated", ())))
    return [pair for decided in each for pair in sorted(decided.items())]


@dataclass(slots=True)
class Sample:
    """So many lines by chance, and the same ones for whoever knows the seed: those with the smallest hashes."""

    count: int
    seed: str
    _found: list[tuple[bytes, int]] = field(default_factory=list)

    def look_at(self, seq: int) -> None:
        """Take a line into account."""
        insort(self._found, (sha256(f"hub-sample/v1\n{self.seed}\n{seq}".encode()).digest(), seq))
        del self._found[self.count :]

    @property
    def chosen(self) -> frozenset[int]:
        """The numbers of those that are in it."""
        return frozenset(seq for _, seq in self._found)


@dataclass(slots=True)
class Gaps:
    """What lies between the lines that are disclosed, from the first of the log on, as complete nodes of its tree."""

    covered: int = 0

    def before(self, seq: int) -> list[Node]:
        """Name the nodes over all that lies between the last disclosed line and this one, which is disclosed now."""
        nodes = cover(self.covered, seq - 1)
        self.covered = seq
        return nodes

    def rest(self, size: int) -> list[Node]:
        """Name the nodes over all that comes after the last one."""
        nodes = cover(self.covered, size)
        self.covered = size
        return nodes
