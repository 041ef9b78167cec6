"""Closing ends everything, in whatever state it is, and nothing begins after it."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from agencies import hostile_server
from agencies.hostile_server import Visit, hostile

from adapters.agencies.bulkhead import AT_ONCE
from adapters.agencies.call_failed import CallFailed
from adapters.agencies.lean_transport import LeanTransport
from adapters.agencies.reasons import Reason
from adapters.agencies.transport import Reply, Request, Transport

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def lean() -> LeanTransport:
    return LeanTransport(tls=ssl.create_default_context(), now=lambda: NOW)


@asynccontextmanager
async def speechless() -> AsyncIterator[tuple[str, asyncio.StreamReader]]:
    """A server that takes one encrypted connection and never says a word; what it gets ends when that is closed."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    taken: list[socket.socket] = []

    async def take(listener: socket.socket) -> None:
        connection, _ = await loop.sock_accept(listener)
        taken.append(connection)
        while data := await loop.sock_recv(connection, 65_536):
            reader.feed_data(data)
        reader.feed_eof()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        taking = asyncio.create_task(take(listener))
        yield f"https://127.0.0.1:{listener.getsockname()[1]}/", reader
        taking.cancel()
        await asyncio.gather(taking, return_exceptions=True)
        for connection in taken:
            connection.close()


async def test_after_closing_nothing_is_open() -> None:
    transport = lean()
    async with hostile(hostile_server.well) as server:
        await asyncio.gather(*(transport.call(server.question, within_s=2.0) for _ in range(5)))
        before = len(transport._open)
        await transport.close()
        after = len(transport._open)

    assert (before, after) == (5, 0)


async def test_closing_ends_what_is_on_its_way(transport: Transport) -> None:
    async with hostile(hostile_server.black_hole) as server:
        asking = asyncio.create_task(transport.call(server.question, within_s=5.0))
        await server.somebody_came.wait()
        await transport.close()
        with pytest.raises(CallFailed) as failed:
            await asking

    assert failed.value.reason is Reason.CONNECTION_FAILED


async def test_a_question_over_a_used_connection_is_not_asked_again_after_closing(transport: Transport) -> None:
    async with hostile(hostile_server.well, hostile_server.black_hole) as server:
        await transport.call(server.question, within_s=2.0)
        server.somebody_came.clear()
        asking = asyncio.create_task(transport.call(server.question, within_s=0.5))
        await server.somebody_came.wait()
        await transport.close()
        with pytest.raises(CallFailed) as failed:
            await asking

    assert failed.value.reason is Reason.CONNECTION_FAILED
    assert server.connections == 1


@pytest.mark.parametrize("client", ["lean"])  # the library lets a handshake go on until it ends by itself
async def test_a_connection_that_is_being_made_is_given_up(transport: Transport) -> None:
    async with speechless() as (url, received), asyncio.timeout(0.8):
        asking = asyncio.create_task(transport.call(Request(method="GET", url=url), within_s=5.0))
        await received.read(1)
        await transport.close()
        with pytest.raises(CallFailed) as failed:
            await asking
        await received.read()

    assert failed.value.reason is Reason.CONNECTION_FAILED


async def test_closing_at_any_moment_of_a_question_leaves_nothing_open() -> None:
    async with hostile(hostile_server.well) as server:
        for rounds in range(40):
            transport = lean()
            asking = asyncio.create_task(transport.call(server.question, within_s=2.0))
            for _ in range(rounds):
                await asyncio.sleep(0)
            await transport.close()
            outcome = (await asyncio.gather(asking, return_exceptions=True))[0]

            assert isinstance(outcome, Reply | CallFailed)
            assert (transport._open, transport._sweeper) == (set(), None)


@pytest.mark.parametrize("client", ["lean"])  # the library cancels whoever waits for a turn
async def test_whoever_waits_for_a_turn_when_it_closes_asks_nothing(transport: Transport) -> None:
    all_came = asyncio.Barrier(AT_ONCE + 1)

    async def behave(visit: Visit) -> None:
        await all_came.wait()
        await hostile_server.black_hole(visit)

    async with hostile(behave) as server:
        asking = [asyncio.create_task(transport.call(server.question, within_s=2.0)) for _ in range(2 * AT_ONCE)]
        await all_came.wait()
        await transport.close()
        outcomes = await asyncio.gather(*asking, return_exceptions=True)

    assert all(isinstance(each, CallFailed) for each in outcomes)
    assert {each.reason for each in outcomes if isinstance(each, CallFailed)} == {Reason.CONNECTION_FAILED}
    assert server.connections == AT_ONCE


async def test_what_is_closed_asks_nothing_any_more(transport: Transport) -> None:
    async with hostile(hostile_server.well) as server:
        await transport.call(server.question, within_s=2.0)
        await transport.close()
        with pytest.raises(CallFailed) as failed:
            await transport.call(server.question, within_s=2.0)

    assert failed.value.reason is Reason.CONNECTION_FAILED
    assert server.connections == 1


async def test_closing_that_is_cancelled_breaks_nothing() -> None:
    told: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: told.append(context))
    transport = lean()
    async with hostile(hostile_server.well) as server:
        await transport.call(server.question, within_s=2.0)
        closing = asyncio.create_task(transport.close())
        await asyncio.sleep(0)
        closing.cancel()
        await asyncio.gather(closing, return_exceptions=True)
        await transport.close()

    assert told == []
    assert not transport._open
