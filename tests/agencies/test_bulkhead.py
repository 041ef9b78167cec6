"""The bulkhead: twenty calls at once, a short wait for a place, then busy."""

import asyncio
import time

import pytest

from adapters.agencies.bulkhead import AT_ONCE, LONGEST_WAIT_S, Bulkhead
from adapters.agencies.call_failed import CallFailed
from adapters.agencies.reasons import Reason


async def _hold(bulkhead: Bulkhead, until: asyncio.Event, held: asyncio.Semaphore) -> None:
    async with bulkhead.place(within_s=1.0):
        held.release()
        await until.wait()


async def test_the_twenty_first_caller_waits_a_little_and_is_told_that_we_are_busy() -> None:
    bulkhead, done, held = Bulkhead(), asyncio.Event(), asyncio.Semaphore(0)
    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(_hold(bulkhead, done, held))
        for _ in range(AT_ONCE):
            await held.acquire()

        began_s = time.monotonic()
        with pytest.raises(CallFailed) as refused:
            async with bulkhead.place(within_s=1.0):
                pytest.fail("there was a place")
        took_s = time.monotonic() - began_s
        done.set()

    assert (refused.value.reason, refused.value.may_pass) == (Reason.BUSY, False)
    assert LONGEST_WAIT_S * 0.9 <= took_s < 1.0


async def test_a_place_that_comes_free_is_taken() -> None:
    bulkhead, done, held = Bulkhead(at_once=1), asyncio.Event(), asyncio.Semaphore(0)
    async with asyncio.TaskGroup() as group:
        group.create_task(_hold(bulkhead, done, held))
        await held.acquire()
        asyncio.get_running_loop().call_later(0.05, done.set)

        async with bulkhead.place(within_s=1.0):
            held.release()

    assert not held.locked()


@pytest.mark.parametrize("fault", [RuntimeError, asyncio.CancelledError])
async def test_a_place_comes_free_however_the_call_ends(fault: type[BaseException]) -> None:
    bulkhead = Bulkhead(at_once=1)
    with pytest.raises(fault):
        async with bulkhead.place(within_s=1.0):
            raise fault

    async with bulkhead.place(within_s=0.01):
        pass


async def test_nobody_waits_longer_than_their_own_budget() -> None:
    bulkhead = Bulkhead(at_once=1)
    async with bulkhead.place(within_s=1.0):
        began_s = time.monotonic()
        with pytest.raises(CallFailed):
            async with bulkhead.place(within_s=0.02):
                pytest.fail("there was a place")

    assert time.monotonic() - began_s < LONGEST_WAIT_S
