"""Who came, and in which trace: what an agency's own logs would say, for whoever tries the hub out."""

from collections import deque
from dataclasses import dataclass, field
from typing import TypedDict

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.agencies.simulator.doors import HEADERS

KEPT = 1_000
"""Visits that are remembered, the latest."""


class Visit(TypedDict):
    """One request, without a word of what it said."""

    method: str
    path: str
    traceparent: str | None


@dataclass(frozen=True, slots=True)
class Visits:
    """Remembers every request to what the agency serves; its own tools are no visits."""

    latest: deque[Visit] = field(default_factory=lambda: deque(maxlen=KEPT))

    async def tell(self, _request: Request) -> Response:
        """Say who came, the first of them first."""
        return JSONResponse({"visits": [*self.latest]}, headers=HEADERS)


class Noting:
    """Notes each request, and lets it pass."""

    def __init__(self, app: ASGIApp, visits: Visits) -> None:
        """Hold what comes after, and where to note."""
        self._app, self._visits = app, visits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note it."""
        if scope["type"] == "http" and not scope["path"].startswith(("/simulator/", "/health")):
            traceparent = Headers(scope=scope).get("traceparent")
            self._visits.latest.append(Visit(method=scope["method"], path=scope["path"], traceparent=traceparent))
        await self._app(scope, receive, send)
