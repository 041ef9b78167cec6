"""Whether the process lives, whether it can serve, and how the agencies answered lately."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from adapters.web.answers import ALWAYS

LONGEST_SECONDS: Final = 3
"""Longest wait for one part; whoever asks us waits a little longer."""

Check = Callable[[], Awaitable[bool]]
Checks = Mapping[str, Check]
Sources = Callable[[], Mapping[str, str]]
Audit = Callable[[], Mapping[str, int | str | None]]


async def live(_request: Request) -> Response:
    return JSONResponse({"status": "ok"}, headers=ALWAYS)


def ready(checks: Checks) -> Callable[[Request], Awaitable[Response]]:
    """Say whether every part that an answer needs is there. An agency that is down does not make us unready."""

    async def answer(_request: Request) -> Response:
        parts = {name: await _holds(check) for name, check in checks.items()}
        good = all(parts.values())
        told = {"status": "ok" if good else "not_ready", "parts": parts}
        return JSONResponse(told, status_code=200 if good else 503, headers=ALWAYS)

    return answer


async def _holds(check: Check) -> bool:
    """Ask one part; one that does not say in time is not there."""
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            return await check()
    except TimeoutError:
        return False


def sources(state: Sources) -> Callable[[Request], Awaitable[Response]]:
    """Tell how each agency's line stands; information only."""

    async def answer(_request: Request) -> Response:
        return JSONResponse({"sources": dict(state())}, headers=ALWAYS)

    return answer


def audit(state: Audit) -> Callable[[Request], Awaitable[Response]]:
    """Tell how far the audit log is sealed, signed and witnessed; information only."""

    async def answer(_request: Request) -> Response:
        return JSONResponse({"audit": dict(state())}, headers=ALWAYS)

    return answer
