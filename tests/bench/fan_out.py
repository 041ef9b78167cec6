"""Five questions at once and nothing else: one future for all, one callback an answer, connections kept.

A client for the yardstick of the benchmark, not for the product: it trusts its upstream, knows no deadline and no TLS.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Final

HEAD_ENDS: Final = b"\r\n\r\n"
LENGTH: Final = b"content-length:"


class FanOut:
    """One question to each of several places, and their answers in the same order."""

    __slots__ = ("answers", "done", "missing")

    def __init__(self, places: int, loop: asyncio.AbstractEventLoop) -> None:
        self.answers: list[bytes] = [b""] * places
        self.missing = places
        self.done: asyncio.Future[None] = loop.create_future()

    def answered(self, place: int, body: bytes) -> None:
        self.answers[place] = body
        self.missing -= 1
        if not self.missing and not self.done.done():
            self.done.set_result(None)

    def failed(self, why: Exception) -> None:
        if not self.done.done():
            self.done.set_exception(why)


class Connection(asyncio.Protocol):
    """One kept connection. It asks one question at a time."""

    __slots__ = ("_asked", "_begins", "_ends", "_free", "_got", "_place", "_transport")

    def __init__(self, place: int, free: "deque[Connection]") -> None:
        self._place = place
        self._free = free
        self._asked: FanOut | None = None
        self._got = b""
        self._begins = self._ends = 0
        self._transport: asyncio.Transport

    def ask(self, question: bytes, asked: FanOut) -> None:
        self._asked = asked
        self._transport.write(question)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # a stream's transport

    def data_received(self, data: bytes) -> None:
        got = self._got + data if self._got else data
        if not self._ends:
            head = got.find(HEAD_ENDS)
            if head < 0:
                self._got = got
                return
            fields = got[:head].lower()
            at = fields.index(LENGTH) + len(LENGTH)
            self._ends = head + len(HEAD_ENDS) + int(fields[at:].split(b"\r\n", 1)[0])
            self._begins = head + len(HEAD_ENDS)
        if len(got) < self._ends:
            self._got = got
            return
        asked, self._asked = self._asked, None
        body = got[self._begins : self._ends]
        self._got, self._ends = b"", 0
        self._free.append(self)
        if asked is not None:
            asked.answered(self._place, body)

    def connection_lost(self, exc: Exception | None) -> None:
        if self in self._free:
            self._free.remove(self)
        if self._asked is not None:
            self._asked.failed(exc or ConnectionError("an agency hung up"))


class Places:
    """The agencies' addresses, and the connections to each."""

    def __init__(self, host: str, port: int, paths: Sequence[str]) -> None:
        self._host, self._port = host, port
        self._heads = [
            f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAuthorization: Bearer bench\r\n"
            "Content-Type: application/json\r\nContent-Length: ".encode()
            for path in paths
        ]
        self._free: list[deque[Connection]] = [deque() for _ in paths]

    async def ask(self, question: bytes) -> list[bytes]:
        """Ask all of them the same at once. Raises what broke where one does not answer."""
        loop = asyncio.get_running_loop()
        asked = FanOut(len(self._heads), loop)
        tail = b"%d\r\n\r\n%b" % (len(question), question)
        for place, (head, free) in enumerate(zip(self._heads, self._free, strict=True)):
            connection = free.pop() if free else await self._connect(place)
            connection.ask(head + tail, asked)
        await asked.done
        return asked.answers

    async def _connect(self, place: int) -> Connection:
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(
            lambda: Connection(place, self._free[place]), self._host, self._port
        )
        return connection
