"""A bulkhead: so many calls to one agency at once and no more, so that one slow agency does not drown the others."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from adapters.agencies.call_failed import CallFailed
from adapters.agencies.reasons import Reason

AT_ONCE = 20
LONGEST_WAIT_S = 0.2


class Bulkhead:
    """Places for calls to one agency."""

    def __init__(self, *, at_once: int = AT_ONCE) -> None:
        self._places = asyncio.Semaphore(at_once)

    @asynccontextmanager
    async def place(self, *, within_s: float) -> AsyncIterator[None]:
        """Hold a place. Raises CallFailed (busy) when none comes free soon."""
        if self._places.locked():
            await self._wait(min(LONGEST_WAIT_S, within_s))
        else:
            await self._places.acquire()  # at once, without a timer
        try:
            yield
        finally:
            self._places.release()

    async def _wait(self, within_s: float) -> None:
        try:
            async with asyncio.timeout(within_s):
                await self._places.acquire()
        except TimeoutError:
            raise CallFailed(Reason.BUSY, ails=None) from None
