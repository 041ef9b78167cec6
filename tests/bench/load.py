"""Clients that ask as fast as they are answered: raw HTTP/1.1 on kept connections, so many requests and no more."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

HEAD_ENDS: Final = b"\r\n\r\n"
OK: Final = b"HTTP/1.1 200"
LONGEST_SECONDS: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What came of a load. `odd` answers are not 200, not as long as the others, or do not hold what was asked for."""

    seconds: float
    latencies_ms: tuple[float, ...] = field(repr=False)
    odd: int

    @property
    def requests(self) -> int:
        return len(self.latencies_ms)

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds

    def quantile_ms(self, share: float) -> float:
        """Give the latency that this share of the requests stays under."""
        ordered = sorted(self.latencies_ms)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def request(path: str, body: bytes, port: int, *headers: str) -> bytes:
    """Write a whole request."""
    lines = (
        f"POST {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Content-Type: application/json",
        "Accept: application/json",
        *headers,
        f"Content-Length: {len(body)}",
    )
    return "\r\n".join(lines).encode() + HEAD_ENDS + body


class _Answer(NamedTuple):
    took_ms: float
    size: int
    is_good: bool


class _Client(asyncio.Protocol):
    """One client: sends the next request when the answer to the last one is there."""

    def __init__(self, requests: Iterator[bytes], answers: "list[_Answer]", holding: bytes) -> None:
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._requests = requests
        self._answers = answers
        self._holding = holding
        self._got = bytearray()
        self._begun = 0.0
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # a stream's transport
        self._next()

    def _next(self) -> None:
        wanted = next(self._requests, None)
        if wanted is None:
            self.done.set_result(None)
            self._transport.close()
            return
        self._begun = time.perf_counter()
        self._transport.write(wanted)

    def data_received(self, data: bytes) -> None:
        self._got += data
        begins = self._got.find(HEAD_ENDS) + len(HEAD_ENDS)
        if begins < len(HEAD_ENDS) or not _is_whole(self._got, begins):
            return
        took_ms = (time.perf_counter() - self._begun) * 1000
        is_good = self._got.startswith(OK) and self._holding in self._got
        self._answers.append(_Answer(took_ms, len(self._got) - begins, is_good))
        self._got.clear()
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("the server hung up"))


def _is_whole(got: bytearray, begins: int) -> bool:
    fields = bytes(got[:begins]).lower()
    at = fields.find(b"content-length:")
    if at >= 0:
        return len(got) >= begins + int(fields[at + 15 :].split(b"\r\n", 1)[0])
    return got.endswith(b"0" + HEAD_ENDS)


async def load(port: int, requests: Iterable[bytes], *, clients: int, holding: bytes = b"") -> Load:
    """Let so many clients send these requests; an answer that does not hold these bytes is an odd one.

    Raises ConnectionError or TimeoutError for a server that gives up.
    """
    loop, left = asyncio.get_running_loop(), iter(requests)
    answers: list[_Answer] = []
    begun = time.perf_counter()
    async with asyncio.timeout(LONGEST_SECONDS):
        pairs = [
            await loop.create_connection(lambda: _Client(left, answers, holding), "127.0.0.1", port)
            for _ in range(clients)
        ]
        await asyncio.gather(*(client.done for _, client in pairs))
    seconds = time.perf_counter() - begun
    ((usual, _),) = Counter(answer.size for answer in answers).most_common(1)
    odd = sum(not answer.is_good or answer.size != usual for answer in answers)
    return Load(seconds=seconds, latencies_ms=tuple(answer.took_ms for answer in answers), odd=odd)
