"""Routes for machines beside an application that lives by itself and has pages at every other address."""

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send


class MachineRoutes:
    """Answers at its own routes, and hands everything else on, the application's life included."""

    def __init__(self, app: ASGIApp, routes: Sequence[Route]) -> None:
        self._app = app
        self._routes = Starlette(routes=routes)
        self._ours = {route.path for route in routes}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_ours = scope["type"] == "http" and scope["path"] in self._ours
        await (self._routes if is_ours else self._app)(scope, receive, send)
