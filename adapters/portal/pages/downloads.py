"""P12: everything to keep, in one place. Taking all of one's data stands in the log, so it is asked for by a button."""

from http import HTTPStatus
from typing import Final

from starlette.responses import Response, StreamingResponse

from adapters.portal.page import Page
from adapters.portal.problems import refused
from adapters.portal.visit import Visit

KEPT: Final = "kept"
"""Under this name a session knows the proposal that was kept last."""

OWN_DATA: Final = {"nl": "mijn-gegevens.json", "en": "my-data.json"}


async def show(visit: Visit) -> Response:
    """List what there is."""
    last = visit.who.notes.get(KEPT)
    told = await visit.hub.downloads(kept=last or "", has_kept=last is not None)
    lives, grants = told.accepted_arrangements, told.grants
    if lives.typename__ != "AcceptedArrangementConnection":
        return refused(visit, [(lives.code, lives.message)])
    if grants.typename__ != "GrantConnection":
        return refused(visit, [(grants.code, grants.message)])
    return visit.shown(
        lives=[edge.node for edge in lives.edges],
        grants=[edge.node for edge in grants.edges],
        kept=told.arrangement,
    )


async def take(visit: Visit) -> Response:
    """Give all data, as it comes from the hub."""
    await visit.form()
    if visit.who.represents:
        return visit.shown("no_page", status=HTTPStatus.FORBIDDEN)
    pieces = await visit.site.hub.own_data(visit.who)
    named = {"Content-Disposition": f'attachment; filename="{OWN_DATA[visit.language]}"'}
    return StreamingResponse(pieces, headers=named, media_type="application/json")


PAGE = Page(show=show, sent=take)
