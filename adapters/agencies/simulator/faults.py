"""How a machine can fail its caller on the wire, one way per behaviour; for tests of patience and suspicion."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass

from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from adapters.agencies.simulator.problems import problem

HUGE_BYTES = 20 * 1024 * 1024
HUGE_PIECE = 64 * 1024
DEEP_LEVELS = 100_000
TRANSPORT = "eenregeling.transport"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How slow slow is, in seconds, and how late late; tests that only look at the shape go faster."""

    slow_seconds: float = 30.0
    late_seconds: float = 1.5
    drip_seconds: float = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What would have been sent if nothing had gone wrong."""

    body: bytes
    media_type: str
    status: int = 200


class RudeProtocol(HttpToolsProtocol):
    """HTTP as uvicorn speaks it, but the application can reach the connection in order to break it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn narrows it too
        """Keep the connection where `HangUp` finds it."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, TRANSPORT: transport}


class Unhurried(StreamingResponse):
    """Takes its time, but stops when the caller has gone, so that no work is left behind."""

    def __init__(
        self, pieces: AsyncIterator[bytes], *, media_type: str, status: int = 200, wait_seconds: float = 0.0
    ) -> None:
        """Hold the pieces and how long to wait before the first word."""
        super().__init__(pieces, media_type=media_type, status_code=status)
        self._wait_seconds = wait_seconds

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Send until all is sent or the caller hangs up."""
        sending = asyncio.create_task(self._send(send))
        listening = asyncio.create_task(self.listen_for_disconnect(receive))
        _, left = await asyncio.wait({sending, listening}, return_when=asyncio.FIRST_COMPLETED)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _send(self, send: Send) -> None:
        await asyncio.sleep(self._wait_seconds)
        await self.stream_response(send)


class HangUp(Response):
    """Breaks the connection without a word."""

    async def __call__(self, scope: Scope, receive: Receive, _send: Send) -> None:
        """Abort the transport and wait until the server has seen it."""
        scope["state"][TRANSPORT].abort()
        while (await receive())["type"] != "http.disconnect":
            pass


def misbehave(behaviour: str | None, answer: Answer, pace: Pace) -> Response:
    """Send the answer, or fail in the named way."""
    fail = _WAYS.get(behaviour or "")
    if fail:
        return fail(answer, pace)
    return Response(answer.body, media_type=answer.media_type, status_code=answer.status)


def _error(_answer: Answer, _pace: Pace) -> Response:
    return problem(500, "Something broke.")


def _unavailable(_answer: Answer, _pace: Pace) -> Response:
    return problem(503, "The agency is out of order.", headers={"Retry-After": "120"})


def _busy(_answer: Answer, _pace: Pace) -> Response:
    return problem(429, "Too many questions at once.", headers={"Retry-After": "5"})


def _refuses(_answer: Answer, _pace: Pace) -> Response:
    return HangUp()


def _slow(answer: Answer, pace: Pace) -> Response:
    return _after(pace.slow_seconds, answer)


def _late(answer: Answer, pace: Pace) -> Response:
    return _after(pace.late_seconds, answer)


def _after(seconds: float, answer: Answer) -> Response:
    async def whole() -> AsyncIterator[bytes]:
        yield answer.body

    return Unhurried(whole(), media_type=answer.media_type, status=answer.status, wait_seconds=seconds)


def _drip(answer: Answer, pace: Pace) -> Response:
    async def drops() -> AsyncIterator[bytes]:
        for place in range(len(answer.body)):
            yield answer.body[place : place + 1]
            await asyncio.sleep(pace.drip_seconds)

    return Unhurried(drops(), media_type=answer.media_type)


def _huge(answer: Answer, _pace: Pace) -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        yield b'{"type":"FinancialClaimsInformationDocument","body":{"opvulling":"'
        for _ in range(HUGE_BYTES // HUGE_PIECE):
            yield b"x" * HUGE_PIECE
        yield b'"}}'

    return Unhurried(pieces(), media_type=answer.media_type)


def _deep(answer: Answer, _pace: Pace) -> Response:
    return Response(b"[" * DEEP_LEVELS + b"]" * DEEP_LEVELS, media_type=answer.media_type)


def _garbage(answer: Answer, _pace: Pace) -> Response:
    return Response(b"<html><body>Onderhoud \xff\xfe</body></html>", media_type=answer.media_type)


_WAYS: Mapping[str, Callable[[Answer, Pace], Response]] = {
    "error": _error,
    "unavailable": _unavailable,
    "busy": _busy,
    "refuses": _refuses,
    "slow": _slow,
    "late": _late,
    "drip": _drip,
    "huge": _huge,
    "deep": _deep,
    "garbage": _garbage,
}
