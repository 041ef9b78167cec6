"""Clients that dawdle or leave, against a real server on loopback."""

import asyncio
import json
from asyncio import StreamReader, StreamWriter
from collections.abc import Sequence
from contextlib import suppress

import pytest
from doors.door import JSON, TOKEN, a_door, a_served_door
from hub_world import StandingSource

from adapters.web import body

CONTENT = json.dumps({"query": "{ overview { __typename } }"}).encode()


def head(length: int | None, *more: str) -> bytes:
    framing = f"Content-Length: {length}" if length is not None else "Transfer-Encoding: chunked"
    lines = ["POST /graphql HTTP/1.1", "Host: hub.invalid", f"Authorization: {TOKEN}", f"Content-Type: {JSON}", framing]
    return "\r\n".join([*lines, *more, "", ""]).encode()


async def connected(port: int) -> tuple[StreamReader, StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", port)


async def status(reader: StreamReader) -> int:
    line = await asyncio.wait_for(reader.readline(), 10)
    return int(line.split()[1])


async def closed(writer: StreamWriter) -> None:
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A body may take 0.3 seconds here."""
    monkeypatch.setattr(body, "LONGEST_SECONDS", 0.3)


@pytest.mark.parametrize("parts", [(), (b"{",)], ids=["nothing", "one byte"])
async def test_a_body_that_never_comes_is_408_and_the_connection_ends(parts: Sequence[bytes]) -> None:
    async with a_served_door() as (_, port):
        reader, writer = await connected(port)
        writer.write(head(len(CONTENT)))
        for part in parts:
            writer.write(part)
        assert await status(reader) == 408
        rest = await asyncio.wait_for(reader.read(), 10)
        assert b"body.too_slow" in rest
        assert b"connection: close" in rest.lower()
        await closed(writer)


async def test_a_body_that_drips_is_408_however_long_it_goes_on() -> None:
    async with a_served_door() as (_, port):
        reader, writer = await connected(port)
        writer.write(head(None))

        async def drip() -> None:
            while True:
                writer.write(b"1\r\n \r\n")
                await asyncio.sleep(0.02)

        dripping = asyncio.create_task(drip())
        assert await status(reader) == 408
        dripping.cancel()
        await asyncio.gather(dripping, return_exceptions=True)
        await closed(writer)


async def test_a_large_body_is_refused_on_its_announcement_before_it_is_sent() -> None:
    async with a_served_door() as (_, port):
        reader, writer = await connected(port)
        writer.write(head(20_000_000))
        assert await status(reader) == 413
        rest = await asyncio.wait_for(reader.read(), 10)
        assert b"connection: close" in rest.lower()
        await closed(writer)


async def test_a_body_in_time_is_answered() -> None:
    async with a_served_door() as (_, port):
        reader, writer = await connected(port)
        writer.write(head(len(CONTENT), "Connection: close"))
        writer.write(CONTENT)
        assert await status(reader) == 200
        rest = await asyncio.wait_for(reader.read(), 10)
        assert b"Overview" in rest
        assert b"server:" not in rest.lower()
        await closed(writer)


async def test_when_the_client_leaves_the_work_for_it_stops() -> None:
    async with a_served_door() as (door, port):
        source: StandingSource = door.desk.world.sources["cjib"]
        stopped = asyncio.Event()

        class Waiting:
            agency = source.agency

            async def ask(self, *_: object, **__: object) -> object:
                source.reached.set()
                try:
                    return await asyncio.Event().wait()
                except asyncio.CancelledError:
                    stopped.set()
                    raise

        others = [one for one in door.desk.world.collect.sources if one is not source]
        object.__setattr__(door.desk.world.collect, "sources", (*others, Waiting()))
        _, writer = await connected(port)
        writer.write(head(len(CONTENT)))
        writer.write(CONTENT)
        await asyncio.wait_for(source.reached.wait(), 10)
        await closed(writer)
        await asyncio.wait_for(stopped.wait(), 10)


async def test_a_client_that_leaves_in_the_middle_of_its_body_harms_nobody() -> None:
    async with a_served_door() as (_, port):
        _, writer = await connected(port)
        writer.write(head(len(CONTENT)))
        writer.write(CONTENT[:5])
        await writer.drain()
        await closed(writer)
        reader, writer = await connected(port)
        writer.write(head(len(CONTENT), "Connection: close"))
        writer.write(CONTENT)
        assert await status(reader) == 200
        await closed(writer)


async def test_two_requests_on_one_connection_are_both_answered() -> None:
    async with a_door() as door:
        first, second = await asyncio.gather(
            door.post({"query": "{ __typename }"}), door.post({"query": "{ agencies { code } }"})
        )
    assert (first.status_code, second.status_code) == (200, 200)
