"""P2 while it fills: a card for each organisation as it answers, and what they come to when the last has.

Where the hub sends answers in parts. What it says of all together comes with the last of them.
"""

import secrets
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import structlog
from starlette.responses import Response, StreamingResponse

from adapters.portal.client import AgencyAnswers
from adapters.portal.client.agency_answers import AgencyAnswersAgencyAnswersAgencyAnswersSources as Answered
from adapters.portal.client.agency_answers import AgencyAnswersAgencyAnswersAgencyAnswersSourcesOverview as Together
from adapters.portal.client.fragments import ClaimLine, Life
from adapters.portal.hub import HubFault
from adapters.portal.pages.overview_parts import Row, reached, running, tasks
from adapters.portal.sources import SourceState, state_of
from adapters.portal.visit import Visit

OPERATION = "AgencyAnswers"

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Filling:
    """What came so far. `together` comes with the last answer. `broke_off`: the rest will not come."""

    as_of: date
    running: Sequence[Life]
    rows: list[Row] = field(default_factory=list)
    told: dict[str, ClaimLine] = field(default_factory=dict)
    least: dict[str, int] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    together: Together | None = None
    has_more: bool = False
    broke_off: bool = False

    def add(self, answered: Answered) -> Row:
        """Lay one answer beside the others. A debt is shown where it is paid, once that organisation has its row."""
        state = state_of(answered.report)
        here = answered.report.agency.code
        for edge in answered.claims.edges:
            first = self.told.setdefault(edge.node.id, edge.node)
            self.least[edge.node.id] = min(self.least.get(first.id, first.open_amount), edge.node.open_amount)
        self.has_more = self.has_more or answered.claims.total_count > len(answered.claims.edges)
        self.together = answered.overview or self.together
        told = [edge.node for edge in answered.claims.edges]
        others = [claim for claim in self.told.values() if claim.id not in {each.id for each in told}]
        seated = {row.state.source.agency.code for row in self.rows}
        own = [
            claim
            for claim in (*told, *others)
            if claim.id not in self.shown and (claim.collector.code == here or claim.collector.code in seated)
        ]
        self.shown.update(claim.id for claim in own)
        row = Row(state=state, claims=own)
        self.rows.append(row)
        return row

    @property
    def amount(self) -> int:
        """What is open at least, in cents, each debt once: as the hub has it, or of what came until it broke off.

        Of a debt of which two organisations say different things the lower amount is the least.
        """
        return sum(self.least.values()) if self.together is None else self.together.known_open

    @property
    def missing(self) -> list[SourceState]:
        return [row.state for row in self.rows if not row.state.is_whole]

    @property
    def is_whole(self) -> bool:
        return not self.broke_off and not self.missing


async def begun(visit: Visit) -> Response | None:
    """Begin the page with the first part of the answer. None where there is nothing to fill: it is shown at once."""
    coming = visit.site.hub.in_parts(visit.who, visit.language, OPERATION)
    try:
        told = AgencyAnswers.model_validate((await anext(coming))["data"])
    except HubFault as fault:
        _log.warning("portal.no_parts", trouble=fault.trouble.value, code=fault.code)
        await coming.aclose()
        return None
    if told.agency_answers.typename__ != "AgencyAnswers":
        await coming.aclose()
        return None
    filling = Filling(as_of=told.agency_answers.as_of, running=running(told.accepted_arrangements))
    pieces = _pieces(visit, filling, told.agency_answers.sources, coming)
    return StreamingResponse(pieces, media_type="text/html")


async def _pieces(
    visit: Visit, filling: Filling, first: Sequence[Answered], coming: AsyncGenerator[Mapping[str, Any]]
) -> AsyncIterator[str]:
    marks = [secrets.token_hex(16) for _ in range(3)]
    head, between, after, tail = _cut(visit.made("filling", title="overview.title", marks=marks), marks)
    yield head
    for answered in first:
        yield _card(visit, filling.add(answered))
    try:
        async with aclosing(coming):
            async for part in coming:
                for delivered in part.get("incremental", ()):
                    for item in delivered.get("items", ()):
                        yield _card(visit, filling.add(Answered.model_validate(item)))
    except HubFault as fault:
        _log.warning("portal.broke_off", page=visit.page, trouble=fault.trouble.value, code=fault.code)
    filling.broke_off = filling.together is None
    yield between
    yield _top(visit, filling)
    yield after
    yield _early(visit, filling)
    yield tail


def _cut(page: str, marks: Sequence[str]) -> list[str]:
    pieces = []
    for mark in marks:
        piece, _, page = page.partition(mark)
        pieces.append(piece)
    return [*pieces, page]


def _card(visit: Visit, row: Row) -> str:
    return str(visit.site.macro("shared/overview.html", "organisation")(visit.texts, visit.to, row, reached, visit.has))


def _early(visit: Visit, filling: Filling) -> str:
    told = filling.together.signals if filling.together else []
    return str(visit.site.macro("shared/overview.html", "early")(visit.texts, told))


def _top(visit: Visit, filling: Filling) -> str:
    return str(
        visit.site.macro("shared/filling.html", "top")(
            visit.texts,
            visit.to,
            visit.here(),
            tasks(visit, filling.rows, filling.running, filling.amount),
            filling.amount,
            filling.is_whole,
            filling.as_of,
            filling.missing,
            len(filling.told) if filling.has_more else None,
            filling.running,
            filling.broke_off,
        )
    )
