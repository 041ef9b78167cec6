"""A name that hangs holds up whoever asks for it, and nobody else."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from agencies import hostile_server
from agencies.hostile_server import hostile

from adapters.agencies.lean_addresses import MOST_ADDRESSES, Addresses
from adapters.agencies.lean_transport import LeanTransport
from adapters.agencies.transport import Request

DEFAULT_THREADS = 40
"""More than a loop has for whatever asks it for a thread."""


class Names:
    """A resolver that knows every name but those that hang until they are let go. `asked` is what it was asked."""

    def __init__(self, *hanging: str) -> None:
        self.hanging = hanging
        self.let_go = threading.Event()
        self.asked: list[str] = []
        self.known = ["192.0.2.1"]

    def resolve(self, host: str, _port: None, _family: int, type_: int) -> list[Any]:
        self.asked.append(host)
        if host in self.hanging:
            self.let_go.wait(5)
            raise socket.gaierror(socket.EAI_AGAIN, "no answer")
        return [(socket.AF_INET, type_, 6, "", (address, 0)) for address in self.known]


@contextmanager
def addresses(names: Names) -> Iterator[Addresses]:
    made = Addresses(names.resolve)
    try:
        yield made
    finally:
        names.let_go.set()
        made.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "2001:db8::7"])
async def test_an_address_is_not_looked_up(host: str) -> None:
    names = Names()
    with addresses(names) as made:
        assert await made.of(host) == [host]

    assert names.asked == []


async def test_whoever_asks_for_a_name_at_the_same_time_shares_the_answer() -> None:
    names = Names()
    with addresses(names) as made:
        together = await asyncio.gather(*(made.of("agency.example") for _ in range(20)))
        later = await made.of("agency.example")

    assert [*together, later] == [["192.0.2.1"]] * 21
    assert names.asked == ["agency.example"] * 2


async def test_a_name_that_hangs_holds_up_no_other_however_many_ask_for_it() -> None:
    names = Names("hanging.example")
    with addresses(names) as made:
        waiting = [asyncio.create_task(made.of("hanging.example")) for _ in range(100)]
        async with asyncio.timeout(1):
            assert await made.of("agency.example") == ["192.0.2.1"]
        names.let_go.set()
        outcomes = await asyncio.gather(*waiting, return_exceptions=True)

    assert {type(each) for each in outcomes} == {socket.gaierror}
    assert names.asked.count("hanging.example") == 1


async def test_whoever_goes_away_takes_the_answer_from_nobody() -> None:
    names = Names("hanging.example")
    with addresses(names) as made:
        going, staying = (asyncio.create_task(made.of("hanging.example")) for _ in range(2))
        await asyncio.sleep(0)
        going.cancel()
        names.hanging = ()
        names.let_go.set()
        outcomes = await asyncio.gather(going, staying, return_exceptions=True)

    assert [type(each) for each in outcomes] == [asyncio.CancelledError, socket.gaierror]


async def test_of_many_addresses_the_first_few_are_tried_each_once() -> None:
    names = Names()
    names.known = [f"192.0.2.{number // 2}" for number in range(20)]
    with addresses(names) as made:
        found = await made.of("agency.example")

    assert found == [f"192.0.2.{number}" for number in range(MOST_ADDRESSES)]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_an_agency_is_reached_while_every_thread_of_the_loop_is_taken(host: str) -> None:
    loop, let_go = asyncio.get_running_loop(), threading.Event()
    taken = [loop.run_in_executor(None, let_go.wait, 5) for _ in range(DEFAULT_THREADS)]
    transport = LeanTransport(
        tls=ssl.create_default_context(), now=lambda: datetime(2026, 11, 23, tzinfo=UTC), connect_s=0.5
    )
    try:
        async with hostile(hostile_server.well) as server:
            url = f"http://{host}:{server.port}/"
            reply = await transport.call(Request(method="GET", url=url), within_s=1.0)
            await transport.close()
    finally:
        let_go.set()
        await asyncio.gather(*taken)

    assert reply.body == b"{}"
