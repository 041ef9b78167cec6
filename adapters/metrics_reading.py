"""Where numbers are read: on a port of their own, in each worker."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Final

from adapters.exports.meters import Counts, Meters, Seen
from adapters.parts import Parts
from adapters.settings_metrics import MetricsSettings
from adapters.spared import structlog
from adapters.store.counts import connections, waiting
from adapters.web.aside import numbers
from hub.errors import Unavailable

COUNTED_SECONDS: Final = 10.0
"""How long what the database said counts, however often somebody reads: counting is work for it."""

_log = structlog.get_logger(__name__)


@dataclass(slots=True, kw_only=True)
class Reading:
    """How things stand in this process and in the database, for whoever reads the numbers."""

    meters: Meters
    parts: Parts
    in_flight: Callable[[], int]
    _counts: Counts | None = None
    _until_s: float = 0.0

    async def write(self, accept: str) -> tuple[bytes, str]:
        """Write everything down; the database is asked now and then."""
        if monotonic() >= self._until_s:
            self._until_s = monotonic() + COUNTED_SECONDS
            self._counts = await self._counted()
        busy, idle = connections(self.parts.engine)
        seen = Seen(
            log=self.parts.watch.state(),
            lines=self.parts.states(),
            in_flight=self.in_flight(),
            busy=busy,
            idle=idle,
            tasks=len(asyncio.all_tasks()),
            counts=self._counts,
        )
        return self.meters.written(seen, accept)

    async def _counted(self) -> Counts | None:
        now = self.parts.clock.now()
        try:
            found = await waiting(self.parts.engine, now)
        except Unavailable:
            return None
        oldest_s = (now - found.oldest).total_seconds() if found.oldest else 0.0
        return Counts(work=found.work, oldest_due_s=oldest_s, events=found.events)


@asynccontextmanager
async def readable(settings: MetricsSettings, parts: Parts, in_flight: Callable[[], int]) -> AsyncIterator[None]:
    """Let the numbers be read until the block ends, where somebody wants them. Raises Unavailable for no port."""
    if parts.meters is None or settings.port is None:
        yield
        return
    reading = Reading(meters=parts.meters, parts=parts, in_flight=in_flight)
    async with numbers(str(settings.host), settings.port, reading.write) as port:
        _log.info("metrics.readable", reason=f"port {port}")
        yield
