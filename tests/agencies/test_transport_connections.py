"""Connections are few, used again only after a clean end, and no answer ever reaches another caller."""

import asyncio
import json
import random
import socket
import ssl
import time
from datetime import UTC, datetime

import pytest
from agencies import hostile_server
from agencies.hostile_server import JSON, Behavior, Hostile, Visit, hostile, status

from adapters.agencies.bulkhead import AT_ONCE
from adapters.agencies.call_failed import CallFailed
from adapters.agencies.lean_transport import LeanTransport
from adapters.agencies.reasons import Reason
from adapters.agencies.transport import KEEP_CONNECTION_S, Request, Transport
from adapters.agencies.transports import open_transport
from adapters.settings import HttpClient

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LARGE_BODY = pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")  # the library's advice


def _question(server: Hostile, number: int) -> Request:
    return Request(method="POST", url=f"{server.url}/echo", body=json.dumps(number).encode())


def _echo(seed: int) -> Behavior:
    """Answer each question with its own number, sooner or later, in one piece or several."""
    chance = random.Random(seed)  # noqa: S311  # no secret

    async def behave(visit: Visit) -> None:
        await asyncio.sleep(chance.choice([0, 0, 0.001, 0.005, 0.02]))
        answer = f"HTTP/1.1 200 OK\r\n{JSON}\r\nContent-Length: {len(visit.body)}\r\n\r\n".encode() + visit.body
        middle = chance.randrange(len(answer))
        await visit.send(answer[:middle])
        await asyncio.sleep(chance.choice([0, 0, 0.002]))
        await visit.send(answer[middle:])

    return behave


@pytest.mark.parametrize("seed", range(3))
async def test_nobody_gets_another_caller_s_answer_whoever_goes_away(client: HttpClient, seed: int) -> None:
    # A busy machine may take its time to connect; here only the answers count.
    transport = open_transport(client, tls=ssl.create_default_context(), now=lambda: NOW, connect_s=5.0)
    chance = random.Random(seed)  # noqa: S311  # no secret
    answered = 0

    async def caller(server: Hostile, number: int) -> None:
        nonlocal answered
        asking = asyncio.create_task(transport.call(_question(server, number), within_s=10.0))
        if chance.random() < 0.4:
            await asyncio.sleep(chance.random() * 0.03)
            asking.cancel()
        try:
            reply = await asking
        except asyncio.CancelledError:
            return
        answered += 1
        assert json.loads(reply.body) == number

    async with hostile(_echo(seed)) as server, asyncio.TaskGroup() as callers:
        for number in range(300):
            callers.create_task(caller(server, number))
            if number % 10 == 0:
                await asyncio.sleep(chance.random() * 0.005)
    await transport.close()

    assert answered >= 150
    # A caller that went away cost its connection; nobody else did.
    assert server.connections <= 300 - answered + AT_ONCE


async def test_no_more_than_so_many_are_open_and_everybody_has_a_turn(transport: Transport) -> None:
    open_now = most = 0

    async def behave(visit: Visit) -> None:
        nonlocal open_now, most
        open_now += 1
        most = max(most, open_now)
        await asyncio.sleep(0.01)
        open_now -= 1
        await visit.answer("200 OK", JSON, body=visit.body)

    async with hostile(behave) as server:
        replies = await asyncio.gather(
            *(transport.call(_question(server, number), within_s=5.0) for number in range(3 * AT_ONCE))
        )

    assert [json.loads(reply.body) for reply in replies] == [*range(3 * AT_ONCE)]
    assert most <= AT_ONCE
    assert server.connections <= AT_ONCE


async def test_whoever_waits_for_a_turn_waits_no_longer_than_the_budget(transport: Transport) -> None:
    async with hostile(hostile_server.black_hole) as server:
        holding = [asyncio.create_task(transport.call(server.question, within_s=5.0)) for _ in range(AT_ONCE)]
        await asyncio.sleep(0.1)
        began_s = time.monotonic()
        with pytest.raises(CallFailed) as failed:
            await transport.call(server.question, within_s=0.2)
        took_s = time.monotonic() - began_s
        for task in holding:
            task.cancel()
        await asyncio.gather(*holding, return_exceptions=True)

    assert failed.value.reason is Reason.TIMED_OUT
    assert took_s < 1


async def test_two_addresses_have_connections_of_their_own(transport: Transport) -> None:
    async def other(visit: Visit) -> None:
        await visit.answer("200 OK", JSON, body=b"[]")

    async with hostile(hostile_server.well) as here, hostile(other) as there:
        replies = [await transport.call(server.question, within_s=2.0) for server in (here, there, here, there)]

    assert [reply.body for reply in replies] == [b"{}", b"[]"] * 2
    assert (here.connections, there.connections) == (1, 1)


async def test_a_name_is_looked_up_and_each_of_its_addresses_is_tried(transport: Transport) -> None:
    async with hostile(hostile_server.well) as server:
        url = server.question.url.replace("127.0.0.1", "localhost")
        reply = await transport.call(Request(method="GET", url=url), within_s=2.0)

    assert reply.body == b"{}"
    assert server.visits[0].header("Host") == f"localhost:{server.port}"


async def test_a_farewell_is_honored(transport: Transport) -> None:
    async def behave(visit: Visit) -> None:
        await visit.answer("200 OK", JSON, "Connection: close", body=b"{}")

    async with hostile(behave) as server:
        for _ in range(3):
            await transport.call(server.question, within_s=2.0)

    assert server.connections == 3


async def test_a_refusal_that_came_whole_leaves_the_connection_in_use(transport: Transport) -> None:
    async with hostile(status("401 Unauthorized"), status("503 Service Unavailable"), hostile_server.well) as server:
        for _ in range(2):
            with pytest.raises(CallFailed):
                await transport.call(server.question, within_s=2.0)
        await transport.call(server.question, within_s=2.0)

    assert server.connections == 1


async def test_a_connection_closed_while_idle_is_not_used_again(transport: Transport) -> None:
    async def behave(visit: Visit) -> None:
        await hostile_server.well(visit)
        visit.writer.close()

    async with hostile(behave) as server:
        for _ in range(3):
            await transport.call(server.question, within_s=2.0)
            await asyncio.sleep(0.02)

    assert (server.connections, len(server.visits)) == (3, 3)


async def _well_then_gone(visit: Visit) -> None:
    """Answer the first question of a connection, and drop the connection at the second."""
    if visit.writer in seen:
        visit.hang_up()
    else:
        seen.add(visit.writer)
        await hostile_server.well(visit)


seen: set[asyncio.StreamWriter] = set()


@pytest.mark.parametrize("client", ["lean"])  # the library leaves a second try to its caller
async def test_a_used_connection_that_was_just_closed_is_replaced_once_at_once(transport: Transport) -> None:
    async with hostile(_well_then_gone) as server:
        replies = [await transport.call(server.question, within_s=2.0) for _ in range(2)]

    assert [reply.body for reply in replies] == [b"{}"] * 2
    assert (server.connections, len(server.visits)) == (2, 3)


async def test_a_server_that_closes_every_time_is_asked_no_more_than_twice(transport: Transport) -> None:
    async with hostile(hostile_server.well, hostile_server.reset) as server:
        await transport.call(server.question, within_s=2.0)
        with pytest.raises(CallFailed) as failed:
            await transport.call(server.question, within_s=2.0)

    assert failed.value.reason is Reason.CONNECTION_FAILED
    assert len(server.visits) <= 3


async def test_after_the_first_byte_of_an_answer_nothing_is_asked_again(transport: Transport) -> None:
    async with hostile(hostile_server.well, hostile_server.truncated) as server:
        await transport.call(server.question, within_s=2.0)
        with pytest.raises(CallFailed) as failed:
            await transport.call(server.question, within_s=2.0)

    assert failed.value.reason is Reason.CONNECTION_FAILED
    assert len(server.visits) == 2


@LARGE_BODY
async def test_a_server_that_does_not_read_is_given_up_in_time(transport: Transport) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        began_s = time.monotonic()
        with pytest.raises(CallFailed) as failed:
            await transport.call(Request(method="POST", url=url, body=b" " * 20_000_000), within_s=0.3)

    assert failed.value.reason is Reason.TIMED_OUT
    assert time.monotonic() - began_s < 1.5


@LARGE_BODY
async def test_a_server_that_closes_while_it_is_written_to_is_a_failed_connection(transport: Transport) -> None:
    async def rude(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    async with await asyncio.start_server(rude, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        with pytest.raises(CallFailed) as failed:
            await transport.call(Request(method="POST", url=url, body=b" " * 5_000_000), within_s=2.0)

    assert failed.value.reason is Reason.CONNECTION_FAILED


async def test_an_old_connection_is_not_used_again() -> None:
    transport = LeanTransport(tls=ssl.create_default_context(), now=lambda: NOW)
    async with hostile(hostile_server.well) as server:
        await transport.call(server.question, within_s=2.0)
        for connection in transport._open:
            connection.idle_since_s -= KEEP_CONNECTION_S
        await transport.call(server.question, within_s=2.0)
        await transport.close()

    assert server.connections == 2


async def test_small_packets_are_not_held_back() -> None:
    transport = LeanTransport(tls=ssl.create_default_context(), now=lambda: NOW)
    async with hostile(hostile_server.well) as server:
        await transport.call(server.question, within_s=2.0)
        lines = [line for connection in transport._open if (line := connection._transport) is not None]
        sockets = [line.get_extra_info("socket") for line in lines]
        delays = [each.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) for each in sockets]
        await transport.close()

    assert delays == [1]


@pytest.mark.parametrize("client", ["lean"])  # the library's own limit is its own to test
async def test_what_nobody_uses_is_closed_after_a_while(transport: Transport, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.agencies.lean_transport.KEEP_CONNECTION_S", 0.05)
    is_over = asyncio.Event()

    async def watch(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"HTTP/1.1 200 OK\r\n{JSON}\r\nContent-Length: 2\r\n\r\n{{}}".encode())
        await reader.read()
        is_over.set()
        writer.close()

    async with await asyncio.start_server(watch, "127.0.0.1", 0) as server, asyncio.timeout(2):
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        await transport.call(Request(method="GET", url=url), within_s=2.0)
        await is_over.wait()
