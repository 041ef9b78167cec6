"""P2: what is open where. An organisation without a full answer is unknown, never nothing."""

from starlette.responses import Response

from adapters.portal.client.overview import OverviewOverviewOverview
from adapters.portal.page import Page
from adapters.portal.pages import filling
from adapters.portal.pages.overview_parts import Row, reached, running, tasks
from adapters.portal.problems import refused
from adapters.portal.sources import state_of
from adapters.portal.visit import Visit


async def show(visit: Visit) -> Response:
    """Ask every organisation, and show what each said: as they answer, where the hub sends that."""
    if visit.site.hub.sends_parts and visit.has("debt") and visit.request.method != "HEAD":
        begun = await filling.begun(visit)
        if begun is not None:
            return begun
    told = await visit.hub.overview()
    seen = told.overview
    if seen.typename__ != "Overview":
        return refused(visit, [(seen.code, seen.message)])
    rows, lives = rows_of(seen), running(told.accepted_arrangements)
    return visit.shown(
        seen=seen,
        rows=rows,
        running=lives,
        tasks=tasks(visit, rows, lives, seen.known_open),
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


PAGE = Page(show=show)
