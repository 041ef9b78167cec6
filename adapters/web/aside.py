"""A second port beside the public one, in the same process and its loop: for numbers that nobody outside may read."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.web.bounded_http import BoundedHttp
from hub.errors import Unavailable

PATH: Final = "/metrics"

PORTS: Final = 64
"""How many ports in a row are tried: as many as one command starts workers."""

Write = Callable[[str], Awaitable[tuple[bytes, str]]]
"""Writes the numbers down, in a form that fits an Accept header; gives its media type too."""


class _Beside(uvicorn.Server):
    """A server that leaves signals to the one that serves the public."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def taken(host: str, first: int) -> socket.socket:
    """Take the first free port of so many in a row. Raises Unavailable where there is none."""
    for port in range(first, first + PORTS):
        try:
            return socket.create_server((host, port), family=_family(host))
        except OSError:
            continue
    happened = f"No port from {first} to {first + PORTS - 1} can be taken on metrics.host."
    raise Unavailable("metrics.no_port", happened, "Name a free port in metrics.port, and an address of this machine.")


@asynccontextmanager
async def numbers(host: str, first: int, write: Write) -> AsyncIterator[int]:
    """Let numbers be read at `/metrics`, until the block ends; give the port. Raises Unavailable."""

    async def answer(request: Request) -> Response:
        content, kind = await write(request.headers.get("accept", ""))
        return Response(content, headers={"Content-Type": kind, "Cache-Control": "no-store"})

    with taken(host, first) as place:
        config = uvicorn.Config(
            Starlette(routes=[Route(PATH, answer, methods=["GET"])]),
            http=BoundedHttp if sys.platform != "win32" else "auto",
            ws="none",
            lifespan="off",
            access_log=False,
            log_config=None,
            log_level="warning",
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=1,
        )
        server = _Beside(config)
        serving = asyncio.create_task(server.serve(sockets=[place]))
        try:
            yield place.getsockname()[1]
        finally:
            server.should_exit = True
            await serving


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
