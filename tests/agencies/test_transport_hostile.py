"""The transport against servers that do their worst: every failure has a reason, in time and in bounds."""

import asyncio
import socket
import ssl
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from agencies import hostile_server
from agencies.hostile_server import JSON, Behavior, Visit, hostile, status

from adapters.agencies.call_failed import CallFailed
from adapters.agencies.http_rules import DEADLINE_HEADER
from adapters.agencies.reasons import Reason
from adapters.agencies.transport import LARGEST_ANSWER, Request, Transport
from adapters.agencies.transports import open_transport
from adapters.settings import HttpClient

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


async def _failure(transport: Transport, request: Request, *, within_s: float = 2.0) -> CallFailed:
    with pytest.raises(CallFailed) as failed:
        await transport.call(request, within_s=within_s)
    return failed.value


async def test_a_good_answer_comes_back_whole(transport: Transport) -> None:
    body = b'{"a": 1}' + b" " * (LARGEST_ANSWER - 8)

    async def behave(visit: Visit) -> None:
        await visit.answer("200 OK", "Content-Type: application/json; charset=utf-8", body=body)

    async with hostile(behave) as server:
        reply = await transport.call(server.question, within_s=2.0)

    assert (reply.media_type, reply.body) == ("application/json", body)
    assert server.visits[0].body == b'{"bsn":"999990342"}'


@pytest.mark.parametrize(
    ("behavior", "reason", "may_pass", "ails"),
    [
        (hostile_server.reset, Reason.CONNECTION_FAILED, True, True),
        (hostile_server.truncated, Reason.CONNECTION_FAILED, True, True),
        (hostile_server.garbage, Reason.CONNECTION_FAILED, True, True),
        (hostile_server.huge, Reason.TOO_LARGE, False, True),
        (hostile_server.huge_as_announced, Reason.TOO_LARGE, False, True),
        (status("200 OK", JSON, "Content-Encoding: gzip"), Reason.MALFORMED, False, False),
        (status("201 Created"), Reason.HTTP_ERROR, False, False),
        (status("302 Found", "Location: http://127.0.0.1:1/elders"), Reason.HTTP_ERROR, False, False),
        (status("307 Temporary Redirect", "Location: /elders"), Reason.HTTP_ERROR, False, False),
        (status("400 Bad Request"), Reason.HTTP_ERROR, False, False),
        (status("401 Unauthorized"), Reason.TOKEN_REFUSED, True, False),
        (status("403 Forbidden"), Reason.TOKEN_REFUSED, False, False),
        (status("406 Not Acceptable"), Reason.VERSION_NOT_SUPPORTED, False, False),
        (status("429 Too Many Requests"), Reason.BUSY, True, True),
        (status("500 Internal Server Error"), Reason.HTTP_ERROR, False, True),
        (status("503 Service Unavailable"), Reason.HTTP_ERROR, True, True),
    ],
    ids=[
        "reset",
        "truncated",
        "garbage",
        "twenty megabytes",
        "twenty megabytes, announced",
        "compressed",
        "created",
        "a redirect elsewhere",
        "a redirect that keeps the body",
        "bad request",
        "token refused",
        "forbidden",
        "another version",
        "too many requests",
        "server error",
        "out of order",
    ],
)
async def test_every_failure_has_a_reason(
    transport: Transport, behavior: Behavior, reason: Reason, *, may_pass: bool, ails: bool
) -> None:
    async with hostile(behavior) as server:
        failed = await _failure(transport, server.question)

    assert (failed.reason, failed.may_pass, failed.ails) == (reason, may_pass, ails)
    assert len(server.visits) == 1


@pytest.mark.parametrize(
    "behavior",
    [hostile_server.black_hole, hostile_server.drip, hostile_server.drip_of_headers],
    ids=["black hole", "a drop at a time", "headers without end"],
)
async def test_a_slow_answer_is_cut_off_when_the_budget_ends(transport: Transport, behavior: Behavior) -> None:
    async with hostile(behavior) as server:
        began_s = time.monotonic()
        failed = await _failure(transport, server.question, within_s=0.3)
        took_s = time.monotonic() - began_s

    assert (failed.reason, failed.may_pass, failed.ails) == (Reason.TIMED_OUT, False, True)
    assert 0.25 <= took_s < 1.5


async def test_nobody_at_home_is_a_failed_connection(transport: Transport) -> None:
    async with hostile(hostile_server.well) as server:
        question = server.question

    failed = await _failure(transport, question)

    assert (failed.reason, failed.may_pass) == (Reason.CONNECTION_FAILED, True)


async def test_a_host_that_does_not_take_connections_is_given_up_and_may_be_tried_again(
    client: HttpClient,
) -> None:
    transport = open_transport(client, tls=ssl.create_default_context(), now=lambda: NOW, connect_s=0.1)
    # A listener that nobody accepts from: once its queue is full, further connections hang.
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener, ExitStack() as waiting:
        for _ in range(3):
            early = waiting.enter_context(socket.socket())
            early.settimeout(0)
            early.connect_ex(listener.getsockname())

        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        failed = await _failure(transport, Request(method="POST", url=url))
        await transport.close()

    assert (failed.reason, failed.may_pass, failed.ails) == (Reason.TIMED_OUT, True, True)


async def test_an_address_that_is_none_is_a_failed_connection(transport: Transport) -> None:
    failed = await _failure(transport, Request(method="POST", url="http://[hier"))

    assert failed.reason is Reason.CONNECTION_FAILED


async def test_a_huge_answer_is_cut_off_long_before_its_end(transport: Transport) -> None:
    sent = 0

    async def behave(visit: Visit) -> None:
        nonlocal sent
        await visit.send(f"HTTP/1.1 200 OK\r\n{JSON}\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
        for _ in range(320):
            await visit.send(b"10000\r\n" + b" " * 65536 + b"\r\n")
            sent += 65536

    async with hostile(behave) as server:
        await _failure(transport, server.question)
        await asyncio.sleep(0.1)

    assert sent < 4 * LARGEST_ANSWER


@pytest.mark.parametrize(
    ("said", "after_s"),
    [
        ("120", 120),
        ("0", 0),
        (format_datetime(NOW + timedelta(seconds=30), usegmt=True), 30),
        (format_datetime(NOW - timedelta(hours=1), usegmt=True), 0),
        ("straks", None),
        ("-5", None),
        ("", None),
        ("9" * 400, None),
        (f"Mon, 01 Jan 2024 00:00:00 +{'9' * 20}", None),
        (f"Mon, 01 Jan {'9' * 20} 00:00:00 GMT", None),
    ],
    ids=[
        "seconds",
        "at once",
        "a date",
        "a date that has passed",
        "a word",
        "a negative number",
        "nothing",
        "a huge number",
        "a huge zone",
        "a huge year",
    ],
)
async def test_retry_after_is_seconds_or_a_date(transport: Transport, said: str, after_s: int | None) -> None:
    async with hostile(status("503 Service Unavailable", f"Retry-After: {said}")) as server:
        failed = await _failure(transport, server.question)

    assert (failed.reason, failed.after_s) == (Reason.HTTP_ERROR, after_s)


async def test_the_trace_and_what_is_left_of_the_time_travel_with_the_question(transport: Transport) -> None:
    async with hostile(hostile_server.well) as server:
        await transport.call(replace(server.question, traceparent=TRACE), within_s=1.5)
        visit = server.visits[0]

    assert visit.header("traceparent") == TRACE
    assert visit.header(DEADLINE_HEADER) == "1500"
    assert visit.header("Accept-Encoding") == "identity"
    assert visit.header("Cookie") is None


async def test_a_trace_that_is_none_does_not_travel(transport: Transport) -> None:
    async with hostile(hostile_server.well) as server:
        await transport.call(replace(server.question, traceparent="x\r\nEvil: 1"), within_s=1.0)

    assert server.visits[0].header("traceparent") is None
    assert server.visits[0].header("Evil") is None


async def test_connections_are_used_again_and_cookies_are_not_kept(transport: Transport) -> None:
    async def behave(visit: Visit) -> None:
        await visit.answer("200 OK", JSON, "Set-Cookie: spoor=1", body=b"{}")

    async with hostile(behave) as server:
        for _ in range(3):
            await transport.call(server.question, within_s=1.0)

    assert (server.connections, len(server.visits)) == (1, 3)
    assert server.visits[2].header("Cookie") is None


async def test_a_caller_who_goes_away_is_let_go_and_the_next_one_is_served(transport: Transport) -> None:
    async with hostile(hostile_server.black_hole, hostile_server.well) as server:
        waiting = asyncio.create_task(transport.call(server.question, within_s=5.0))
        await server.somebody_came.wait()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

        reply = await transport.call(server.question, within_s=1.0)

    assert reply.body == b"{}"


def test_neither_number_nor_token_shows_when_a_request_is_printed() -> None:
    request = Request(method="POST", url="http://x/", headers={"Authorization": "Bearer geheim"}, body=b"999990342")

    assert "geheim" not in repr(request)
    assert "999990342" not in repr(request)


async def test_closing_twice_is_closing(transport: Transport) -> None:
    await transport.close()
    await transport.close()
