"""A server on loopback that can fail its caller in any way: it gets the bare connection and does what a test says."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from adapters.agencies.transport import Request

Behavior = Callable[["Visit"], Awaitable[None]]

JSON = "Content-Type: application/json"


@dataclass(slots=True)
class Visit:
    """One request that came in, and the way back."""

    head: str
    body: bytes
    writer: asyncio.StreamWriter

    def header(self, name: str) -> str | None:
        """Give the value of a header of the request."""
        for line in self.head.splitlines()[1:]:
            key, _, value = line.partition(":")
            if key.strip().lower() == name.lower():
                return value.strip()
        return None

    async def answer(self, status: str, *headers: str, body: bytes = b"") -> None:
        """Answer properly."""
        lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "", ""]
        await self.send("\r\n".join(lines).encode() + body)

    async def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.writer.write(data)
        await self.writer.drain()

    def hang_up(self) -> None:
        """Break the connection without a word."""
        self.writer.transport.abort()


@dataclass(slots=True)
class Hostile:
    """A running server, and who came."""

    scheme: str = "http"
    port: int = 0
    visits: list[Visit] = field(default_factory=list)
    connections: int = 0
    somebody_came: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    @property
    def question(self) -> Request:
        """A question to this server."""
        return Request(method="POST", url=f"{self.url}/v1/financial-claims", body=b'{"bsn":"999990342"}')


@asynccontextmanager
async def hostile(*behaviors: Behavior, tls: ssl.SSLContext | None = None) -> AsyncIterator[Hostile]:
    """Serve each request as the next behavior says; the last one goes on for ever."""
    state = Hostile(scheme="https" if tls else "http")
    tasks: set[asyncio.Task[None]] = set()
    lines: list[asyncio.WriteTransport] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        state.connections += 1
        lines.append(writer.transport)
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while True:
                visit = await _receive(reader, writer)
                state.visits.append(visit)
                state.somebody_came.set()
                await behaviors[min(len(state.visits), len(behaviors)) - 1](visit)
        writer.close()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=tls)
    state.port = server.sockets[0].getsockname()[1]
    try:
        yield state
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for line in lines:
            with suppress(AttributeError):  # Python before 3.11.3 fails so where an encrypted line was closed twice
                line.abort()
        # The loop takes a round to close what was given up.
        await asyncio.sleep(0)
        await server.wait_closed()


async def _receive(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Visit:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    visit = Visit(head, b"", writer)
    visit.body = await reader.readexactly(int(visit.header("Content-Length") or 0))
    return visit


async def well(visit: Visit) -> None:
    await visit.answer("200 OK", JSON, body=b"{}")


async def black_hole(_visit: Visit) -> None:
    await asyncio.Event().wait()


async def reset(visit: Visit) -> None:
    visit.hang_up()


async def truncated(visit: Visit) -> None:
    await visit.send(f"HTTP/1.1 200 OK\r\n{JSON}\r\nContent-Length: 100\r\n\r\n{{".encode())
    visit.writer.close()


async def garbage(visit: Visit) -> None:
    await visit.send(b"\x16\x03\x01 dit is geen HTTP\r\n\r\n")
    visit.writer.close()


async def drip(visit: Visit) -> None:
    await visit.send(f"HTTP/1.1 200 OK\r\n{JSON}\r\nContent-Length: 100000\r\n\r\n".encode())
    for _ in range(100_000):
        await visit.send(b" ")
        await asyncio.sleep(0.01)


async def drip_of_headers(visit: Visit) -> None:
    await visit.send(b"HTTP/1.1 200 OK\r\n")
    for place in range(100_000):
        await visit.send(f"X-{place}: x\r\n".encode())
        await asyncio.sleep(0.01)


async def huge(visit: Visit) -> None:
    await visit.send(f"HTTP/1.1 200 OK\r\n{JSON}\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
    for _ in range(320):
        await visit.send(b"10000\r\n" + b" " * 65536 + b"\r\n")
    await visit.send(b"0\r\n\r\n")


async def huge_as_announced(visit: Visit) -> None:
    await visit.send(f"HTTP/1.1 200 OK\r\n{JSON}\r\nContent-Length: 20000000\r\n\r\n".encode())
    await asyncio.Event().wait()


def status(line: str, *headers: str) -> Behavior:
    """Behave by answering with a status."""

    async def behave(visit: Visit) -> None:
        await visit.answer(line, *headers, body=b"x")

    return behave
