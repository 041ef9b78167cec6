"""The one way in: `/graphql` goes straight to its door, what machines ask for to the routes, the rest to the portal."""

from typing import Final, Self

from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.web.measured import Count, Measured

PATH: Final = "/graphql"


class Entry:
    """The whole application. What most requests want is found first.

    Where there is a portal, the first part of an address says whose it is: nothing of the pages can hide a route, and
    what is wrong below a route's address is told to a machine in its own words.
    """

    def __init__(self, *, graphql: ASGIApp, routes: Starlette, portal: ASGIApp | None = None) -> None:
        self.graphql = graphql
        self.routes = routes
        self._portal = portal
        self._ours = {_first(route.path) for route in routes.routes if isinstance(route, Route | Mount)}
        self._answering: ASGIApp = self._answer

    def counted(self, count: Count | None) -> Self:
        """Have each request that is over counted, where somebody counts."""
        if count is not None:
            self._answering = Measured(self._answer, count)
        return self

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._answering(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.routes(scope, receive, send)
        elif scope["path"] == PATH:
            await self.graphql(scope, receive, send)
        elif self._portal is None or _first(scope["path"]) in self._ours:
            await self.routes(scope, receive, send)
        else:
            await self._portal(scope, receive, send)


def _first(path: str) -> str:
    """Give the first part of an address; nothing of what is no path, as in `OPTIONS *`."""
    return path.split("/", 2)[1] if path.startswith("/") else ""
