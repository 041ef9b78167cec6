"""A real door over a small hub: the routes as they are served, with tokens that a test hands out itself."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from socket import socket
from typing import Any, Literal

import httpx2
import uvicorn
from api.desk import Desk, a_desk, contract, contract_text
from starlette.types import ASGIApp

from adapters.identity.refusal import TokenFault, TokenRefused
from adapters.identity.tokens import Authenticated
from adapters.web.app import build_app
from adapters.web.asked import FREE_SCOPE
from adapters.web.bounded_http import BoundedHttp
from adapters.web.budgets import Budgets
from adapters.web.crowd import Crowd
from adapters.web.entry import Entry
from adapters.web.graphql import GraphqlDoor, report
from adapters.web.presented import Presented
from adapters.web.trusted import TrustedDocuments
from consent.parties import Requester
from hub.domain.source import SourceReport
from hub.errors import Unavailable
from schema.execute import Engine

RESPONSE = "application/graphql-response+json"
JSON = "application/json"
TOKEN = "Bearer good"


@dataclass
class Gate:
    """Lets in whoever shows `TOKEN`, to send documents of their own unless told otherwise; fails when told to."""

    requester: Requester
    fault: Exception | None = None
    free: bool = True

    async def __call__(self, request: Presented) -> Authenticated | TokenRefused:
        if self.fault is not None:
            raise self.fault
        authorizations = request.all("authorization")
        if not authorizations:
            return TokenRefused(code=TokenFault.MISSING)
        if list(authorizations) != [TOKEN]:
            return TokenRefused(code=TokenFault.BAD_SIGNATURE)
        scopes = self.requester.scopes | ({FREE_SCOPE} if self.free else set())
        return Authenticated(requester=replace(self.requester, scopes=scopes))


@dataclass
class Door:
    """The application, what stands behind it, and a client in front of it."""

    app: Entry
    desk: Desk
    gate: Gate
    http: httpx2.AsyncClient
    ready: dict[str, bool] = field(default_factory=lambda: {"store": True})

    @property
    def graphql(self) -> GraphqlDoor:
        """GraphQL's own door."""
        assert isinstance(self.app.graphql, GraphqlDoor)
        return self.app.graphql

    async def post(self, content: object, *, accept: str | None = RESPONSE, **headers: str) -> httpx2.Response:
        """Send a body as JSON, or bytes as they are; `None` takes a header away."""
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        sent = {"Content-Type": JSON, "Authorization": TOKEN}
        sent |= {"Accept": accept} if accept is not None else {}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        request = self.http.build_request("POST", "/graphql", content=body, headers=sent)
        if accept is None:
            del request.headers["accept"]
        return await self.http.send(request)


@asynccontextmanager
async def _nothing() -> AsyncIterator[None]:
    yield


def _app(desk: Desk, gate: Gate, ready: dict[str, bool], *, introspection: bool, incremental: bool) -> Entry:
    incidents, traces = count(1), count(1)
    door = GraphqlDoor(
        engine=Engine.of(contract(), report(lambda: f"incident-{next(incidents)}"), incremental=incremental),
        services=desk.services,
        authenticate=gate,
        new_trace=lambda: f"{next(traces):032x}",
        introspection=introspection,
        crowd=Crowd(100),
        budgets=Budgets(person=1_000_000, client=1_000_000),
        trusted=TrustedDocuments(),
    )

    def check(name: str) -> Callable[[], Awaitable[bool]]:
        async def answer() -> bool:
            return ready[name]

        return answer

    return build_app(
        graphql=door,
        sdl=contract_text(),
        checks={name: check(name) for name in ready},
        sources=lambda: {"cjib": "ok"},
        audit=lambda: {"state": "ok", "lines": 3},
        lifespan=lambda _app: _nothing(),
    )


@asynccontextmanager
async def a_door(*reports: SourceReport, introspection: bool = False, incremental: bool = False) -> AsyncIterator[Door]:
    """Open a door, spoken to without a network."""
    async with a_desk(*reports) as desk:
        gate, ready = Gate(desk.world.citizen), {"store": True}
        app = _app(desk, gate, ready, introspection=introspection, incremental=incremental)
        transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="http://hub.invalid") as http:
            yield Door(app=app, desk=desk, gate=gate, http=http, ready=ready)


class _Server(uvicorn.Server):
    """Leaves the signals of the test run alone, and says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    def install_signal_handlers(self) -> None:
        pass


@asynccontextmanager
async def served(app: ASGIApp, *, lifespan: Literal["on", "off"] = "off") -> AsyncIterator[int]:
    """Serve on loopback the way `hub serve` does; gives the port."""
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=0,
        http=BoundedHttp,
        ws="none",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        log_level="critical",
        lifespan=lifespan,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve())
    await server.ready.wait()
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await serving


@asynccontextmanager
async def a_served_door(*reports: SourceReport, incremental: bool = False) -> AsyncIterator[tuple[Door, int]]:
    """Open a door that is really served; gives its port too."""
    async with a_door(*reports, incremental=incremental) as door, served(door.app) as port:
        yield door, port


def code(answer: httpx2.Response) -> str:
    """The code of the first error."""
    (first, *_) = answer.json()["errors"]
    return str(first["extensions"]["code"])


def told(answer: httpx2.Response) -> dict[str, Any]:
    """What an answer says beside what it cost."""
    content: dict[str, Any] = answer.json()
    return {name: value for name, value in content.items() if name != "extensions"}


def away() -> Unavailable:
    """What the store raises when it is not there."""
    return Unavailable("store.unavailable", "The store did not answer.", "Try again later.")
