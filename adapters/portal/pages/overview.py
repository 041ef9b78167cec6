"""P2: what is open where. An organisation without a full answer is unknown, never nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from starlette.responses import Response

from adapters.portal.client import Answer, ArrangementState
from adapters.portal.client.debt import DebtNodeClaim
from adapters.portal.client.fragments import ClaimLine, Life
from adapters.portal.client.overview import OverviewOverviewOverview
from adapters.portal.page import Page
from adapters.portal.problems import refused
from adapters.portal.sources import SourceState, state_of
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


async def show(visit: Visit) -> Response:
    """Ask every organisation, and show what each said."""
    told = await visit.hub.overview()
    seen = told.overview
    if seen.typename__ != "Overview":
        return refused(visit, [(seen.code, seen.message)])
    lives: list[Life] = []
    if told.accepted_arrangements.typename__ == "AcceptedArrangementConnection":
        lives = [edge.node for edge in told.accepted_arrangements.edges]
    running = [life for life in lives if life.state in OPEN_STATES]
    rows = rows_of(seen)
    return visit.shown(
        seen=seen,
        rows=rows,
        running=running,
        tasks=list(_tasks(visit, seen, rows, running))[:MOST_TASKS],
        reached=reached,
        missing=[row.state for row in rows if not row.state.is_whole],
    )


def rows_of(seen: OverviewOverviewOverview) -> list[Row]:
    """Lay claims with the organisation that collects them: that is where a person pays."""
    claims = [edge.node for edge in seen.claims.edges]
    return [
        Row(
            state=state_of(source),
            claims=[claim for claim in claims if claim.collector.code == source.agency.code],
        )
        for source in seen.sources
    ]


def reached(claim: ClaimLine | DebtNodeClaim) -> str | None:
    """Name the last step of collecting that was taken."""
    ladder = claim.guards.ladder if claim.guards else None
    taken = [step.label for step in ladder.steps if step.reached is Answer.YES] if ladder else []
    return taken[-1] if taken else None


def _tasks(
    visit: Visit, seen: OverviewOverviewOverview, rows: Sequence[Row], running: Sequence[Life]
) -> Iterator[Task]:
    """Find what is to be done, the most urgent first."""
    for life in running:
        if life.reminder is not None:
            values = {"amount": visit.texts.amount(life.reminder.missing), "day": visit.texts.day(life.reminder.until)}
            yield Task(name="reminder", href=visit.to("plan", id=life.id), values=values)
        if life.other_terms is not None:
            values = {"day": visit.texts.day(life.other_terms.until), "name": life.executes.name}
            yield Task(name="other_terms", href=visit.to("plan", id=life.id), values=values)
    closed = [row.state.source.agency.name for row in rows if row.state.can_be_allowed]
    if closed:
        names = visit.texts.together(closed)
        yield Task(name="permission", href=visit.to("permission"), values={"names": names})
    if seen.known_open and not running:
        yield Task(name="propose", href=visit.to("proposal"), values={})


PAGE = Page(show=show)
