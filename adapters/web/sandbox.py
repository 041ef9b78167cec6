"""The sandbox: what whoever builds on the hub may do to it by program. Made for a sandbox only.

Everything takes and gives JSON. A page of another site cannot press these buttons: it would have to ask first whether
it may send JSON here, and nobody answers that.
"""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, Protocol

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.web import answers

PATH: Final = "/sandbox/v1"
BYTES_AT_MOST: Final = 1_000
MOST_DAYS: Final = 3_660
"""Ten years at once."""

_QUIET: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class Tools(Protocol):
    """What can be done. Nothing raises: what fails says so."""

    def people(self) -> Sequence[Mapping[str, str]]: ...
    def today(self) -> str: ...

    def move(self, days: int) -> bool:
        """Move the clock on; False where it stands still."""
        ...

    async def agencies(self) -> Sequence[Mapping[str, object]]: ...

    async def switch(self, agency: str, behaviour: str) -> bool | None:
        """Have an agency behave otherwise; None where there is no such agency or behaviour."""
        ...

    async def instalment(self, persona: str, *, paid: bool) -> str | None:
        """Have the next instalment paid, or missed; None where there is no such person."""
        ...

    async def reset(self) -> int:
        """Have everybody come back as somebody new, and every agency behave; say how many people there were."""
        ...


class _MalformedError(Exception):
    """Not what was asked for; the sentence says what is."""


@dataclass(frozen=True, slots=True)
class _Doors:
    """What answers at each address."""

    tools: Tools

    async def people(self, _request: Request) -> Response:
        return _said({"people": self.tools.people()})

    async def agencies(self, _request: Request) -> Response:
        return _said({"agencies": await self.tools.agencies()})

    async def switch(self, request: Request) -> Response:
        behaviour = str((await _sent(request)).get("behaviour"))
        done = await self.tools.switch(request.path_params["code"], behaviour)
        if done is None:
            raise _MalformedError("There is no such agency, or no such behaviour: GET /sandbox/v1/agencies names them.")
        return _said({"done": done}, HTTPStatus.OK if done else HTTPStatus.SERVICE_UNAVAILABLE)

    async def clock(self, _request: Request) -> Response:
        return _said({"today": self.tools.today()})

    async def move(self, request: Request) -> Response:
        days = (await _sent(request)).get("days")
        if not isinstance(days, int) or isinstance(days, bool) or not 0 < days <= MOST_DAYS:
            raise _MalformedError(f"days is a whole number, 1 to {MOST_DAYS}: the clock goes forward only.")
        if not self.tools.move(days):
            return answers.of_status(409, "This clock stands still (demo.today); name a demo.clock_file instead.")
        return _said({"today": self.tools.today()})

    async def instalment(self, request: Request) -> Response:
        paid = (await _sent(request)).get("paid")
        if not isinstance(paid, bool):
            raise _MalformedError("paid is true, or false for a missed one.")
        done = await self.tools.instalment(request.path_params["persona"], paid=paid)
        if done is None:
            raise _MalformedError("There is no such person: GET /sandbox/v1/people names them.")
        status = HTTPStatus.OK if done in {"paid", "missed"} else HTTPStatus.CONFLICT
        return _said({"done": done, "today": self.tools.today()}, status)

    async def reset(self, request: Request) -> Response:
        await _sent(request)
        return _said({"people": await self.tools.reset(), "today": self.tools.today()})


def routes(tools: Tools) -> tuple[Route, ...]:
    """Make the doors of a sandbox."""
    doors = _Doors(tools)
    return (
        Route(f"{PATH}/people", doors.people, methods=["GET"]),
        Route(f"{PATH}/people/{{persona}}/next-instalment", _checked(doors.instalment), methods=["POST"]),
        Route(f"{PATH}/agencies", doors.agencies, methods=["GET"]),
        Route(f"{PATH}/agencies/{{code}}", _checked(doors.switch), methods=["PUT"]),
        Route(f"{PATH}/clock", doors.clock, methods=["GET"]),
        Route(f"{PATH}/clock", _checked(doors.move), methods=["POST"]),
        Route(f"{PATH}/reset", _checked(doors.reset), methods=["POST"]),
    )


def _checked(endpoint: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    async def checked(request: Request) -> Response:
        try:
            return await endpoint(request)
        except _MalformedError as fault:
            return answers.problem(400, "Not understood", str(fault), code="sandbox.malformed")

    return checked


async def _sent(request: Request) -> Mapping[str, Any]:
    """Read a small JSON object."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise _MalformedError("Send a small JSON object as application/json; {} where there is nothing to say.")
    body = b""
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > BYTES_AT_MOST:
                raise _MalformedError("Send a small JSON object.")
        content = json.loads(body)
    except (ClientDisconnect, ValueError, RecursionError):
        raise _MalformedError("Send a small JSON object.") from None
    if not isinstance(content, dict):
        raise _MalformedError("Send a small JSON object.")
    return content


def _said(content: Mapping[str, object], status: int = HTTPStatus.OK) -> Response:
    return JSONResponse(content, status_code=status, headers=_QUIET)
