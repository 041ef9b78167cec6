"""A small portal behind our log-in, really served: what a person's browser meets, and the provider calls back."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx2
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from adapters import portal_parts
from adapters.settings import Settings

START_SECONDS = 60
STOP_SECONDS = 20


@dataclass(frozen=True, kw_only=True)
class Portal:
    """Shows what the hub answers to who logged in. `hub_url` is where it asks."""

    hub_url: str
    query: str

    def application(self) -> Starlette:
        return Starlette(routes=[Route("/", self._home), Route("/own", self._own)])

    async def _home(self, request: Request) -> Response:
        return JSONResponse({"in": request.scope["hub.credentials"] is not None})

    async def _own(self, request: Request) -> Response:
        credentials, door = request.scope["hub.credentials"], f"{self.hub_url}/graphql"
        if credentials is None:
            return RedirectResponse("/login?next=/own", status_code=303)
        async with httpx2.AsyncClient(trust_env=False, timeout=20) as http:
            answer = await http.post(door, json={"query": self.query}, headers=credentials.headers("POST", door))
        return JSONResponse({"acr": credentials.acr, "status": answer.status_code, "hub": answer.json()})


class _Server(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


@dataclass(frozen=True, kw_only=True)
class Place:
    """An address that is held before anything is served there: the provider wants to know it first."""

    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    @contextmanager
    def serving(self, portal: Portal, settings: Settings) -> Iterator[None]:
        """Serve the portal behind our log-in, in a thread, for as long as the block lasts."""
        app = portal_parts.with_login(portal.application(), settings)
        server = _Server(uvicorn.Config(app, ws="none", lifespan="on", log_level="critical", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [self.listener]})
        thread.start()
        try:
            assert server.ready.wait(START_SECONDS), "the portal did not start"
            yield
        finally:
            server.should_exit = True
            thread.join(STOP_SECONDS)
            assert not thread.is_alive(), "the portal did not stop"
