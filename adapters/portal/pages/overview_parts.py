"""What the overview is made of: a row per organisation, and what is to be done now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from adapters.portal.client import Answer, ArrangementState
from adapters.portal.client.agency_answers import (
    AgencyAnswersAcceptedArrangementsAcceptedArrangementConnection as Given,
)
from adapters.portal.client.debt import DebtNodeClaim
from adapters.portal.client.fragments import ClaimLine, Life
from adapters.portal.client.overview import OverviewAcceptedArrangementsAcceptedArrangementConnection as Seen
from adapters.portal.sources import SourceState
from adapters.portal.visit import Visit

MOST_TASKS = 3
"""More than three things to do is none (portal-and-ecosystem §2.1)."""

OPEN_STATES = (
    ArrangementState.ACCEPTED,
    ArrangementState.REQUESTED,
    ArrangementState.OFFERED,
    ArrangementState.ACTIVE,
    ArrangementState.PAUSED,
    ArrangementState.REMINDED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One organisation: how it answered, and what a person has to pay there."""

    state: SourceState
    claims: Sequence[ClaimLine]

    @property
    def amount(self) -> int | None:
        """What is open there, in cents; None where that is not known."""
        if not self.state.is_whole and not self.claims:
            return None
        return sum(claim.open_amount for claim in self.claims)

    @property
    def next_due(self) -> date | None:
        """The earliest day on which something had, or has, to be paid."""
        return min((claim.due_on for claim in self.claims if claim.due_on), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something to do now. `name` names texts under `overview.task`, with these values."""

    name: str
    href: str
    values: Mapping[str, object]


def reached(claim: ClaimLine | DebtNodeClaim) -> str | None:
    """Name the last step of collecting that was taken."""
    ladder = claim.guards.ladder if claim.guards else None
    taken = [step.label for step in ladder.steps if step.reached is Answer.YES] if ladder else []
    return taken[-1] if taken else None


def running(told: object) -> list[Life]:
    """Find the arrangements that have not ended; none where they may not be seen."""
    if not isinstance(told, Given | Seen):
        return []
    return [edge.node for edge in told.edges if edge.node.state in OPEN_STATES]


def tasks(visit: Visit, rows: Sequence[Row], lives: Sequence[Life], known_open: int) -> list[Task]:
    """Find what is to be done now, the most urgent first."""
    return list(_tasks(visit, rows, lives, known_open))[:MOST_TASKS]


def _tasks(visit: Visit, rows: Sequence[Row], lives: Sequence[Life], known_open: int) -> Iterator[Task]:
    for life in lives:
        if life.reminder is not None:
            values = {"amount": visit.texts.amount(life.reminder.missing), "day": visit.texts.day(life.reminder.until)}
            yield Task(name="reminder", href=visit.to("plan", id=life.id), values=values)
        if life.other_terms is not None:
            values = {"day": visit.texts.day(life.other_terms.until), "name": life.executes.name}
            yield Task(name="other_terms", href=visit.to("plan", id=life.id), values=values)
    closed = [row.state.source.agency.name for row in rows if row.state.can_be_allowed]
    if closed and visit.has("permission"):
        names = visit.texts.together(closed)
        yield Task(name="permission", href=visit.to("permission"), values={"names": names})
    if known_open and not lives:
        yield Task(name="propose", href=visit.to("proposal"), values={})
