"""Pages that ask the hub nothing: help, and what this is."""

from starlette.responses import Response

from adapters.portal.page import Page
from adapters.portal.visit import Visit


async def show(visit: Visit) -> Response:
    """Show the page."""
    return visit.shown()


def opening(template: str) -> Page:
    """Make the first page of a portal for workers: the same place, other words."""

    async def shown(visit: Visit) -> Response:
        return visit.shown(template)

    return Page(show=shown, is_open=True)


PAGE = Page(show=show, is_open=True)
