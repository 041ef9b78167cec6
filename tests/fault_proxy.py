"""A proxy before an agency that breaks the line to it, in one way at a time, and counts who dials."""

import asyncio
import socket
import struct
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

LONGEST = 1_000_000

_DIALLED: Final = Counter()  # type: ignore[var-annotated]  # port: how often
"""How often this process dialled which port: what is refused never comes to the proxy."""


def _count(event: str, args: tuple[object, ...]) -> None:
    if event == "socket.connect" and isinstance(args[1], tuple):
        _DIALLED[args[1][1]] += 1


sys.addaudithook(_count)


class Fault(StrEnum):
    """What can be wrong with a line. The first four come before the agency hears anything, the others after."""

    REFUSE = "refuse"
    BLACK_HOLE = "black hole"
    UNAVAILABLE = "503"
    GARBAGE = "garbage"
    SLOW = "latency"
    RESET = "reset"
    TRUNCATE = "truncate"
    CORRUPT = "corrupt"
    DRIP = "drip"


PASSES: Final = (Fault.SLOW,)
"""What only takes its time: the answer comes, and counts."""


@dataclass
class FaultProxy:
    """One line to one agency. Without a fault it passes everything on; each exchange has a connection of its own."""

    port: int = 0
    upstream: int = 0
    fault: Fault | None = None
    latency_s: float = 0.2
    drip_s: float = 0.3
    _server: asyncio.Server | None = None
    _busy: "set[asyncio.Task[None]]" = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def dialled(self) -> int:
        return _DIALLED[self.port]

    async def break_by(self, fault: Fault | None) -> None:
        """From now on the line is broken so; None: it is well again."""
        self.fault = fault
        if fault is Fault.REFUSE:
            await self.close()
        elif self._server is None:
            await self.open()

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for task in list(self._busy):
            task.cancel()
        await asyncio.gather(*self._busy, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._busy.add(task)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self._exchange(await _message(reader), writer)
        finally:
            self._busy.discard(task)
            writer.close()

    async def _exchange(self, asked: bytes, writer: asyncio.StreamWriter) -> None:
        match self.fault:
            case Fault.BLACK_HOLE:
                await asyncio.Event().wait()
            case Fault.UNAVAILABLE:
                writer.write(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            case Fault.GARBAGE:
                writer.write(b"\x16\x03\x01 dit is geen HTTP\r\n\r\n")
            case _:
                await self._answer(await self._passed_on(asked), writer)
        await writer.drain()

    async def _passed_on(self, asked: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.upstream)
        try:
            writer.write(_closing(asked))
            return await _whole(reader)
        finally:
            writer.close()

    async def _answer(self, said: bytes, writer: asyncio.StreamWriter) -> None:
        head, _, body = said.partition(b"\r\n\r\n")
        match self.fault:
            case Fault.RESET:
                _reset(writer)
                return
            case Fault.TRUNCATE:
                said = said[: len(head) + 4 + len(body) // 2]
            case Fault.CORRUPT:
                said = (
                    head + b"\r\n\r\n" + bytes(byte ^ 1 if place % 5 == 0 else byte for place, byte in enumerate(body))
                )
            case Fault.DRIP:
                for byte in said:
                    writer.write(bytes([byte]))
                    await writer.drain()
                    await asyncio.sleep(self.drip_s)
                return
            case Fault.SLOW:
                await asyncio.sleep(self.latency_s)
            case _:
                pass
        writer.write(said)


def _reset(writer: asyncio.StreamWriter) -> None:
    """Break the connection so that the other side sees a reset, and no end."""
    connection = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def _closing(message: bytes) -> bytes:
    """The same, for a connection that ends with the answer."""
    head, _, body = message.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([*lines, b"Connection: close", b"", body])


async def _message(reader: asyncio.StreamReader) -> bytes:
    """Read one request: its head, and as much of a body as it announces."""
    head = await reader.readuntil(b"\r\n\r\n")
    announced = [line.partition(b":")[2] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    return head + await reader.readexactly(int(announced[0])) if announced else head


async def _whole(reader: asyncio.StreamReader) -> bytes:
    said = bytearray()
    while piece := await reader.read(65536):
        said += piece
        assert len(said) < LONGEST
    return bytes(said)


@asynccontextmanager
async def fault_proxy() -> AsyncIterator[FaultProxy]:
    proxy = FaultProxy()
    await proxy.open()
    try:
        yield proxy
    finally:
        await proxy.close()
