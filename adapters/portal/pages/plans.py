"""What somebody agreed to: every arrangement, the latest first."""

from starlette.responses import Response

from adapters.portal.page import Page
from adapters.portal.problems import refused
from adapters.portal.visit import Visit


async def show(visit: Visit) -> Response:
    """Show them all."""
    told = (await visit.hub.arrangements()).accepted_arrangements
    if told.typename__ != "AcceptedArrangementConnection":
        return refused(visit, [(told.code, told.message)])
    return visit.shown(lives=[edge.node for edge in told.edges])


PAGE = Page(show=show)
