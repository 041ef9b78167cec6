"""What nobody foresaw, outside GraphQL: answered, reported, and silent about what it says."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx2
import pytest
from api.desk import BSN
from doors.door import a_door, code
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from structlog.testing import capture_logs

from adapters.web import health
from adapters.web.app import build_app
from adapters.web.entry import Entry
from adapters.web.graphql import INTROSPECTION_SCOPE
from adapters.web.guard import CutOffError


class _UnforeseenError(Exception):
    pass


async def _breaks(_request: Request) -> Response:
    raise _UnforeseenError(f"secret {BSN}")


async def _breaks_off(_request: Request) -> Response:
    async def parts() -> AsyncIterator[bytes]:
        yield b"half of "
        raise _UnforeseenError(f"secret {BSN}")

    return StreamingResponse(parts())


async def _nowhere(*_: object) -> None:
    raise AssertionError("nothing here speaks GraphQL")


async def _never() -> bool:
    await asyncio.Event().wait()
    return True


@asynccontextmanager
async def _nothing() -> AsyncIterator[None]:
    yield


def _app() -> Entry:
    return build_app(
        graphql=_nowhere,
        sdl="",
        checks={"store": _never},
        sources=dict,
        audit=dict,
        lifespan=lambda _app: _nothing(),
        more=[Route("/breaks", _breaks), Route("/breaks-off", _breaks_off)],
    )


async def _get(path: str) -> httpx2.Response:
    transport = httpx2.ASGITransport(_app())  # a fault that got past the guard would be raised here
    async with httpx2.AsyncClient(transport=transport, base_url="http://hub.invalid") as http:
        return await http.get(path)


async def test_a_fault_on_any_route_is_answered_and_its_text_goes_nowhere() -> None:
    with capture_logs() as logs:
        answer = await _get("/breaks")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    (reported,) = logs
    assert (reported["event"], reported["kind"]) == ("http.fault", "_UnforeseenError")
    assert BSN not in answer.text + str(logs)


async def test_a_fault_in_the_middle_of_an_answer_ends_it_without_its_text() -> None:
    with capture_logs() as logs, pytest.raises(CutOffError) as ended:
        await _get("/breaks-off")
    assert ended.value.__suppress_context__
    assert BSN not in str(ended.value) + str(logs)


async def test_a_part_that_does_not_say_in_time_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LONGEST_SECONDS", 0.05)
    answer = await _get("/health/ready")
    assert (answer.status_code, answer.json()) == (503, {"status": "not_ready", "parts": {"store": False}})


@pytest.mark.parametrize(("scope", "is_shown"), [(INTROSPECTION_SCOPE, True), ("other", False)])
async def test_a_client_with_the_scope_for_it_sees_the_schema(*, scope: str, is_shown: bool) -> None:
    async with a_door() as door:
        door.gate.requester = replace(door.gate.requester, scopes=frozenset({scope}))
        answer = await door.post({"query": "{ __schema { queryType { name } } }"})
    assert ("data" in answer.json()) is is_shown
    assert is_shown or code(answer) == "introspection.refused"
