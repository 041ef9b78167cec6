"""One agency on one socket: in this thread, in a thread of its own for tests, or as the child process of a street."""

import json
import os
import socket
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from uvicorn import Config, Server

from adapters.agencies.simulator import agency as agency_folder
from adapters.agencies.simulator import generator, people, tokens
from adapters.agencies.simulator.app import TOKEN_PATH, build, system_clock
from adapters.agencies.simulator.faults import Pace, RudeProtocol
from adapters.agencies.simulator.story import Person
from adapters.agencies.simulator.tokens import Clients, Clock

LOOPBACK = "127.0.0.1"
BACKLOG = 512
STOP_SECONDS = 1
START_SECONDS = 15.0
DEFAULT_SEED = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to simulate: which agency, for which clients, with how many generated people beside the personas.

    `base_url` is how callers reach it where that differs from the socket: behind a proxy, in a container.
    """

    code: str
    clients: Mapping[str, object] = field(default_factory=dict)
    people: int = 0
    seed: int = DEFAULT_SEED
    token_audience: str | None = None
    base_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stall:
    """One running agency as others reach it."""

    code: str
    name: str
    url: str
    pid: int

    @property
    def token_url(self) -> str:
        return f"{self.url}{TOKEN_PATH}"

    @property
    def jwks_url(self) -> str:
        return f"{self.url}/jwks"

    @property
    def openapi_url(self) -> str:
        return f"{self.url}/openapi.json"

    def described(self) -> dict[str, object]:
        """Describe it for a program that starts the street."""
        return {
            "code": self.code,
            "name": self.name,
            "url": self.url,
            "token_url": self.token_url,
            "jwks_url": self.jwks_url,
            "openapi_url": self.openapi_url,
            "pid": self.pid,
        }


def held_by(code: str, *, count: int, seed: int) -> Mapping[str, Person]:
    """Tell all people one agency knows, by BSN: its personas, and those of `count` generated people it has debts of."""
    held = dict(people.load(agency_folder.load(code)))
    for one in generator.people(seed, count):
        if one.bsn and code in one.held:
            held[one.bsn] = one.held[code]
    return held


def serve(order: Order, *, port: int, host: str = LOOPBACK) -> None:
    """Run one agency here until a signal stops it."""
    listener = listen(port, host=host)
    with suppress(KeyboardInterrupt):
        _server(order, listener, clock=system_clock, pace=None).run(sockets=[listener])


@contextmanager
def running(
    order: Order,
    *,
    port: int = 0,
    held: Mapping[str, Person] | None = None,
    clock: Clock = system_clock,
    pace: Pace | None = None,
) -> Iterator[Stall]:
    """Run one agency in a thread of this process for as long as the block lasts; for tests."""
    listener = listen(port)
    server = _server(order, listener, held=held, clock=clock, pace=pace)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield stall(order, listener, pid=os.getpid())
    finally:
        server.should_exit = True
        thread.join(START_SECONDS)
        listener.close()


def listen(port: int, *, host: str = LOOPBACK) -> socket.socket:
    """Take a port (0: any free one). From here on callers can connect; they wait until the agency is ready."""
    return socket.create_server((host, port), backlog=BACKLOG)


def stall(order: Order, listener: socket.socket, *, pid: int) -> Stall:
    """Name a running agency by where it is reached."""
    name = agency_folder.load(order.code).name
    return Stall(code=order.code, name=name, url=_url(order, listener), pid=pid)


def clients_of(path: Path | None) -> Mapping[str, object]:
    """Read a clients file: `{"clients": {"hub": {"keys": [...]}}}`; no file, no clients."""
    content: object = json.loads(path.read_text(encoding="utf-8")) if path else {"clients": {}}
    tokens.clients(content)
    return content["clients"] if isinstance(content, dict) else {}


def child() -> None:
    """Be one agency of a street: take the order from standard input, and stop when whoever gave it is gone."""
    content = json.loads(sys.stdin.readline())
    listener = socket.socket(fileno=content.pop("listener"))
    server = _server(Order(**content), listener, clock=system_clock, pace=None)
    threading.Thread(target=_watch, args=(server,), daemon=True).start()
    server.run(sockets=[listener])


def _watch(server: Server) -> None:
    # The other end of standard input is held by the parent only: it closes when the parent ends, however it ends.
    sys.stdin.read()
    server.should_exit = True


def _server(
    order: Order,
    listener: socket.socket,
    *,
    held: Mapping[str, Person] | None = None,
    clock: Clock,
    pace: Pace | None,
) -> Server:
    known: Clients = tokens.clients({"clients": order.clients})
    application = build(
        agency_folder.load(order.code),
        held_by(order.code, count=order.people, seed=order.seed) if held is None else held,
        known,
        _url(order, listener),
        token_audience=order.token_audience,
        clock=clock,
        pace=pace,
    )
    config = Config(
        application,
        http=RudeProtocol,
        ws="none",
        lifespan="off",
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    return Server(config)


def _url(order: Order, listener: socket.socket) -> str:
    if order.base_url:
        return order.base_url
    host, port = listener.getsockname()[:2]
    return f"http://{host}:{port}"


if __name__ == "__main__":
    child()
