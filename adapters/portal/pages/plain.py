"""Pages that ask the hub nothing: help, and what this is."""

from starlette.responses import Response

from adapters.portal.page import Page
from adapters.portal.visit import Visit


async def show(visit: Visit) -> Response:
    """Show the page."""
    return visit.shown()


PAGE = Page(show=show, is_open=True)
