"""Clients that dawdle over a head, or go on with a body that was answered already."""

import asyncio
from contextlib import suppress

import pytest
from doors.door import TOKEN, a_served_door

from adapters.web import bounded_http

HEAD = f"POST /graphql HTTP/1.1\r\nHost: hub.invalid\r\nAuthorization: {TOKEN}\r\nContent-Type: application/json\r\n"
QUERY = b'{"query": "{ __typename }"}'
WHOLE = f"{HEAD}Content-Length: {len(QUERY)}\r\n\r\n".encode() + QUERY


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A head may take 0.3 seconds here."""
    monkeypatch.setattr(bounded_http, "LONGEST_SECONDS", 0.3)


async def rest(reader: asyncio.StreamReader) -> bytes:
    """Read until the server hangs up."""
    return await asyncio.wait_for(reader.read(), 10)


async def test_whoever_says_nothing_is_hung_up_on_without_a_word() -> None:
    async with a_served_door() as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert await rest(reader) == b""
        writer.close()


@pytest.mark.parametrize("already", [b"", WHOLE], ids=["at once", "after a request"])
async def test_a_head_that_stops_is_408(already: bytes) -> None:
    async with a_served_door() as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        if already:
            writer.write(already)
            assert b'{"data":{"__typename":"Query"},' in await reader.readuntil(b"}}}")
        writer.write(HEAD[:30].encode())
        assert (await rest(reader)).startswith(b"HTTP/1.1 408 ")
        writer.close()


async def test_a_head_that_drips_is_408_however_long_it_goes_on() -> None:
    async with a_served_door() as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)

        async def drip() -> None:
            writer.write(HEAD.encode())
            while True:
                writer.write(b"X: y\r\n")
                await asyncio.sleep(0.02)

        dripping = asyncio.create_task(drip())
        line = await asyncio.wait_for(reader.readline(), 10)
        dripping.cancel()
        await asyncio.gather(dripping, return_exceptions=True)
        writer.close()
    assert line.startswith(b"HTTP/1.1 408 ")


async def test_a_body_that_goes_on_dripping_after_its_answer_ends_the_connection() -> None:
    async with a_served_door() as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HEAD.replace(TOKEN, "Bearer bad").encode() + b"Content-Length: 100000\r\n\r\n")

        async def drip() -> None:
            while True:
                writer.write(b" ")
                await asyncio.sleep(0.02)

        dripping = asyncio.create_task(drip())
        line = await asyncio.wait_for(reader.readline(), 10)
        with suppress(ConnectionError):  # what was still dripping meets a closed door
            await rest(reader)
        dripping.cancel()
        await asyncio.gather(dripping, return_exceptions=True)
        writer.close()
    assert line.startswith(b"HTTP/1.1 401 ")


async def test_our_own_work_is_no_delay_of_the_client() -> None:
    """The answer takes longer than a head may, while the head of the next request has begun."""
    async with a_served_door() as (door, port):
        source = door.desk.world.sources["cjib"]
        source.gate = asyncio.Event()
        asked = b'{"query": "{ overview { __typename } }"}'
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"{HEAD}Content-Length: {len(asked)}\r\n\r\n".encode() + asked + WHOLE[:30])
        await asyncio.wait_for(source.reached.wait(), 10)
        await asyncio.sleep(0.7)
        source.gate.set()
        assert b"Overview" in await reader.readuntil(b"}}}")
        writer.write(WHOLE[30:])
        assert b'{"data":{"__typename":"Query"},' in await reader.readuntil(b"}}}")
        writer.close()


FILLED = QUERY + b" " * (60_000 - len(QUERY))
"""A body that is larger than a head may be."""

EARLY = f"{HEAD}Content-Length: {len(FILLED)}\r\n\r\n".replace(TOKEN, "Bearer bad").encode()
"""The head of a request that is answered before its body comes."""


async def test_a_large_body_leaves_the_connection_to_the_next_request() -> None:
    async with a_served_door() as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"{HEAD}Content-Length: {len(FILLED)}\r\n\r\n".encode())
        await asyncio.sleep(0.05)
        for sent in (FILLED, WHOLE):
            writer.write(sent)
            assert b'{"data":{"__typename":"Query"},' in await reader.readuntil(b"}}}")
        writer.close()


async def test_a_body_that_comes_after_its_answer_is_no_head_and_the_next_request_is_answered() -> None:
    async with a_served_door() as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(EARLY)
        assert (await reader.readuntil(b"}}]}")).startswith(b"HTTP/1.1 401 ")
        for sent in (FILLED[:10_000], FILLED[10_000:] + WHOLE[:30], WHOLE[30:]):
            writer.write(sent)
            await asyncio.sleep(0.05)
        assert (await reader.readuntil(b"}}}")).startswith(b"HTTP/1.1 200 ")
        writer.close()


async def test_whoever_says_no_more_after_a_late_body_is_hung_up_on_without_a_word() -> None:
    async with a_served_door() as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(EARLY)
        assert (await reader.readuntil(b"}}]}")).startswith(b"HTTP/1.1 401 ")
        writer.write(FILLED[:100])
        await asyncio.sleep(0.05)
        writer.write(FILLED[100:])
        assert await rest(reader) == b""
        writer.close()


async def test_a_head_that_begins_behind_another_request_is_measured_as_any_other() -> None:
    async with a_served_door() as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        large = HEAD.encode() + b"X: " + b"a" * bounded_http.LARGEST_HEAD
        writer.write(WHOLE + large)
        assert (await reader.readuntil(b"}}}")).startswith(b"HTTP/1.1 200 ")
        writer.write(b"\r\nContent-Length: 0\r\n\r\n")
        assert (await rest(reader)).startswith(b"HTTP/1.1 431 ")
        writer.close()
