"""The one way in: `/graphql` goes straight to its door, everything else to the routes."""

from typing import Final

from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

PATH: Final = "/graphql"


class Entry:
    """The whole application. What most requests want is found first."""

    def __init__(self, *, graphql: ASGIApp, routes: Starlette) -> None:
        self.graphql = graphql
        self.routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_graphql = scope["type"] == "http" and scope["path"] == PATH
        await (self.graphql if is_graphql else self.routes)(scope, receive, send)
