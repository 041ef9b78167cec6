"""What writes is sent once, over a connection of its own, whatever happens; and more statuses than one may count."""

import asyncio
import socket

import pytest
from agencies import hostile_server
from agencies.hostile_server import JSON, Behavior, Hostile, Visit, hostile, status

from adapters.agencies.call_failed import CallFailed
from adapters.agencies.reasons import Reason
from adapters.agencies.transport import WRITES, Request, Transport

METHODS = sorted(WRITES)
PROBLEM = "Content-Type: application/problem+json"


def _writing(method: str, server: Hostile, *takes: int) -> Request:
    return Request(
        method=method,
        url=f"{server.url}/v1/arrangements/key-1",
        headers={"Payload-Signature": "a..b"},
        body=b'{"bsn":"999990342"}',
        takes=frozenset(takes or (200,)),
    )


@pytest.mark.parametrize("method", METHODS)
async def test_each_way_to_write_arrives_whole(transport: Transport, method: str) -> None:
    async with hostile(hostile_server.well) as server:
        reply = await transport.call(_writing(method, server), within_s=2.0)

    (visit,) = server.visits
    assert (reply.status, reply.body) == (200, b"{}")
    assert visit.head.startswith(f"{method} /v1/arrangements/key-1 HTTP/1.1\r\n")
    assert visit.body == b'{"bsn":"999990342"}'
    assert visit.header("Payload-Signature") == "a..b"
    assert visit.header("Accept-Encoding") == "identity"
    assert int(visit.header("X-Request-Deadline-Ms") or 0) > 0


async def test_a_get_has_no_body(transport: Transport) -> None:
    async with hostile(hostile_server.well) as server:
        await transport.call(Request(method="GET", url=f"{server.url}/v1/arrangements/key-1"), within_s=2.0)

    (visit,) = server.visits
    assert visit.head.startswith("GET /v1/arrangements/key-1 HTTP/1.1\r\n")
    assert (visit.body, visit.header("Content-Length")) == (b"", None)


@pytest.mark.parametrize("first", ["a question", "a write"])
@pytest.mark.parametrize("method", METHODS)
async def test_a_write_takes_a_connection_that_nobody_used(transport: Transport, method: str, first: str) -> None:
    async with hostile(hostile_server.well) as server:
        before = server.question if first == "a question" else _writing(method, server)
        await transport.call(before, within_s=2.0)
        await transport.call(_writing(method, server), within_s=2.0)

    assert (server.connections, len(server.visits)) == (2, 2)


@pytest.mark.parametrize("behavior", [hostile_server.reset, hostile_server.truncated, hostile_server.garbage])
@pytest.mark.parametrize("method", METHODS)
async def test_a_write_whose_answer_is_lost_is_not_sent_again(
    transport: Transport, method: str, behavior: Behavior
) -> None:
    async with hostile(behavior) as server:
        with pytest.raises(CallFailed) as failed:
            await transport.call(_writing(method, server), within_s=2.0)
        await asyncio.sleep(0.02)

    assert (failed.value.reason, failed.value.unsent) == (Reason.CONNECTION_FAILED, False)
    assert len(server.visits) == 1


async def test_a_write_that_is_not_answered_in_time_may_have_been_carried_out(transport: Transport) -> None:
    async with hostile(hostile_server.black_hole) as server:
        with pytest.raises(CallFailed) as failed:
            await transport.call(_writing("PUT", server), within_s=0.2)

    assert (failed.value.reason, failed.value.unsent) == (Reason.TIMED_OUT, False)


@pytest.mark.parametrize("method", METHODS)
async def test_where_nobody_takes_the_connection_nothing_was_sent(transport: Transport, method: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        nobody = Hostile(port=listener.getsockname()[1])

    with pytest.raises(CallFailed) as failed:
        await transport.call(_writing(method, nobody), within_s=2.0)

    assert (failed.value.reason, failed.value.unsent, failed.value.may_pass) == (Reason.CONNECTION_FAILED, True, True)


async def _conflict(visit: Visit) -> None:
    await visit.answer("422 Unprocessable Content", PROBLEM, body=b'{"code":"x"}')


async def test_a_status_that_counts_is_an_answer_with_its_body(transport: Transport) -> None:
    async with hostile(_conflict) as server:
        reply = await transport.call(_writing("PUT", server, 200, 422), within_s=2.0)

    assert (reply.status, reply.media_type, reply.body) == (422, "application/problem+json", b'{"code":"x"}')


async def test_a_status_that_does_not_count_is_none(transport: Transport) -> None:
    async with hostile(_conflict, status("200 OK", JSON)) as server:
        for takes in ((200,), (422,)):
            with pytest.raises(CallFailed) as failed:
                await transport.call(_writing("PUT", server, *takes), within_s=2.0)
            assert failed.value.reason is Reason.HTTP_ERROR


async def test_an_answer_that_counts_must_say_how_long_it_is_whatever_its_status(transport: Transport) -> None:
    async def endless(visit: Visit) -> None:
        await visit.send(f"HTTP/1.1 404 Not Found\r\n{JSON}\r\n\r\n{{}}".encode())
        visit.writer.close()

    async with hostile(endless) as server:
        with pytest.raises(CallFailed) as failed:
            await transport.call(_writing("PUT", server, 404), within_s=2.0)

    assert failed.value.reason is Reason.MALFORMED
