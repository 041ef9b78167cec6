"""What is measured of every request: where it came in, how it was answered, and how long that took."""

import time
from typing import Final, Protocol

from starlette.types import ASGIApp, Message, Receive, Scope, Send

DOORS: Final = {
    "graphql": "graphql",
    "schema.graphql": "contract",
    "health": "health",
    "access": "authzen",
    "ldv": "ldv",
    "v1": "records",
    "events": "events",
    ".well-known": "well_known",
    "demo": "demo",
}
"""Doors by the first part of an address; whatever else is asked for is the portal's, or nobody's."""

ELSE: Final = "pages"

GONE: Final = "gone"


class Count(Protocol):
    """Whoever counts requests that are over."""

    def __call__(self, door: str, status: str, seconds: float) -> None:
        """Count one: where it came in, how it was answered, and how long that took."""
        ...


class Measured:
    """Stands around an application and counts what it answers. An address is never kept: only whose it is."""

    def __init__(self, app: ASGIApp, count: Count) -> None:
        self._app = app
        self._count = count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started_s, status = time.monotonic(), GONE

        async def listen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, listen)
        finally:
            self._count(door(scope["path"]), status, time.monotonic() - started_s)


def door(path: str) -> str:
    """Say at which door an address is: one of few words, whatever it is."""
    first, _, _ = path.removeprefix("/").partition("/")
    return DOORS.get(first, ELSE)
