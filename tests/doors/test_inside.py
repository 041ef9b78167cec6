"""The way from one application to another in one process: read as it is written, and stopped when nobody reads on."""

import asyncio

import httpx2
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.web.inside import Inside

URL = "http://hub.example/there?a=b"


def client(app: ASGIApp) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=Inside(app))


async def start(send: Send, status: int = 200) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"x-said", b"yes")]})


async def test_the_request_arrives_whole_and_the_answer_comes_back() -> None:
    async def echo(scope: Scope, receive: Receive, send: Send) -> None:
        came = await receive()
        assert (scope["method"], scope["path"], scope["query_string"]) == ("POST", "/there", b"a=b")
        assert dict(scope["headers"])[b"x-asked"] == b"this"
        await start(send, 418)
        await send({"type": "http.response.body", "body": came["body"].upper()})

    async with client(echo) as http:
        answer = await http.post(URL, content=b"abc", headers={"X-Asked": "this"})

    assert (answer.status_code, answer.headers["x-said"], answer.content) == (418, "yes", b"ABC")


async def test_no_more_is_written_than_is_read() -> None:
    written = []

    async def long(scope: Scope, receive: Receive, send: Send) -> None:
        await start(send)
        for number in range(1000):
            written.append(number)
            await send({"type": "http.response.body", "body": b"%d," % number, "more_body": True})

    async with client(long) as http, http.stream("GET", URL) as answer:
        pieces = answer.aiter_raw()
        assert await anext(pieces) == b"0,"
        await asyncio.sleep(0.01)
        assert len(written) < 5
        rest = [piece async for piece in pieces]

    assert b"".join(rest).endswith(b"998,999,")
    assert len(rest) == 999


async def test_what_nobody_reads_on_is_stopped() -> None:
    stopped = asyncio.Event()

    async def endless(scope: Scope, receive: Receive, send: Send) -> None:
        await start(send)
        try:
            while True:
                await send({"type": "http.response.body", "body": b"x", "more_body": True})
        finally:
            stopped.set()

    async with client(endless) as http, http.stream("GET", URL) as answer:
        assert await anext(answer.aiter_raw()) == b"x"

    assert stopped.is_set()


async def test_who_goes_away_before_the_answer_begins_stops_it() -> None:
    stopped = asyncio.Event()

    async def waits(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        try:
            await receive()  # whoever asked is there until it is stopped
        finally:
            stopped.set()

    async with client(waits) as http:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(http.get(URL), 0.05)

    assert stopped.is_set()


async def test_a_fault_is_told_wherever_it_happens() -> None:
    async def at_once(scope: Scope, receive: Receive, send: Send) -> None:
        raise LookupError("at once")

    async def later(scope: Scope, receive: Receive, send: Send) -> None:
        await start(send)
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        raise LookupError("later")

    async def silent(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()

    async with client(at_once) as http:
        with pytest.raises(LookupError, match="at once"):
            await http.get(URL)
    async with client(later) as http:
        with pytest.raises(LookupError, match="later"):
            await http.get(URL)
    async with client(silent) as http:
        with pytest.raises(httpx2.RemoteProtocolError):
            await http.get(URL)
