"""P10: who looked, when, at what and why. As a line of time, or by organisation; refusals too."""

from starlette.responses import Response

from adapters.portal.page import Page
from adapters.portal.problems import refused
from adapters.portal.visit import Visit

BY_ORGANISATION = "organisaties"


async def show(visit: Visit) -> Response:
    """Show the accesses, all or those of one organisation."""
    asked = visit.request.query_params
    organization = asked.get("organisatie")
    told = (await visit.hub.accesses(organization=organization)).accesses
    if told.typename__ != "AccessConnection":
        return refused(visit, [(told.code, told.message)])
    return visit.shown(
        accesses=[edge.node for edge in told.edges],
        organizations=told.organizations,
        organization=organization,
        by_organisation=asked.get("weergave") == BY_ORGANISATION and organization is None,
        view=BY_ORGANISATION,
    )


PAGE = Page(show=show)
