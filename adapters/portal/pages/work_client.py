"""The integral view of a client: what each organisation says that the basis allows, and why the rest is withheld."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from adapters.portal.client import SourceStatus
from adapters.portal.client.client_view import (
    ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNode as Arrangement,
)
from adapters.portal.client.client_view import ClientViewOverviewOverview as Seen
from adapters.portal.client.client_view import ClientViewOverviewOverviewSources as Source
from adapters.portal.client.fragments import ClaimLine
from adapters.portal.page import Page
from adapters.portal.pages.overview_parts import OPEN_STATES, reached
from adapters.portal.pages.work import bases
from adapters.portal.problems import refused
from adapters.portal.sources import state_of
from adapters.portal.visit import Visit
from adapters.portal.worker import OpenCase


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One organisation: how it answered, and what of it may be seen here."""

    source: Source
    claims: Sequence[ClaimLine]

    @property
    def is_withheld(self) -> bool:
        return self.source.status is SourceStatus.WITHHELD

    @property
    def state(self) -> str:
        """Name how it answered, as texts call it."""
        return "withheld" if self.is_withheld else state_of(self.source).state

    @property
    def kind(self) -> str:
        """Say how loud that is said."""
        return "neutral" if self.is_withheld else state_of(self.source).kind

    @property
    def reason(self) -> str:
        """Name why it is withheld, as texts call it."""
        return (self.source.reason or "").replace(".", "_")

    @property
    def amount(self) -> int | None:
        """What may be seen of what is open there, in cents; None where that says nothing."""
        if not self.claims and self.state != "nothing":
            return None
        return sum(claim.open_amount for claim in self.claims)


async def show(visit: Visit) -> Response:
    """Ask as much as the basis allows, in the case that is open. The look is written down, and the client sees it."""
    case = OpenCase.kept(visit.who)
    if case is None or case.person is None:
        return visit.onward("work")
    told = await visit.hub.client_view(person=case.person, case=case.case, purpose=case.purpose)
    seen = told.overview
    if seen.typename__ != "Overview":
        return refused(visit, [(seen.code, seen.message)])
    answers = (told.accepted_arrangements, told.human_reviews, told.disputes)
    arrangements, reviews, disputes = ([edge.node for edge in getattr(each, "edges", ())] for each in answers)
    rows = rows_of(seen)
    return visit.shown(
        case=case,
        basis=(await bases(visit)).get(case.purpose),
        seen=seen,
        shown=[row for row in rows if not row.is_withheld or row.claims],
        withheld=[row for row in rows if row.is_withheld],
        running=[each for each in arrangements if is_open(each)],
        reviews=reviews,
        disputes=disputes,
        reached=reached,
    )


def rows_of(seen: Seen) -> list[Row]:
    """Lay claims with the organisation whose they are: that is where the basis lets one look, or not."""
    claims = [edge.node for edge in seen.claims.edges]
    return [
        Row(source=source, claims=[claim for claim in claims if claim.owner.code == source.agency.code])
        for source in seen.sources
    ]


def is_open(arrangement: Arrangement) -> bool:
    """Say whether it has not ended."""
    return arrangement.state in OPEN_STATES


PAGE = Page(show=show)
