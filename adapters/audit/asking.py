"""Asking witnesses, beside the sealing: a slow one holds up nothing."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from adapters.audit.ports import Log, Witnesses
from adapters.audit.watch import Watch
from adapters.audit.witnesses import ProofFrom, Reason, Said
from hub.audit import merkle
from hub.audit.note import read_note
from hub.audit.sealed import Enough, Signed, inconsistent
from hub.errors import HubError

_log = structlog.get_logger(__name__)


class Asking:
    """Has witnesses sign checkpoints, one at a time. Those who did not sign are asked `again_after` that long."""

    def __init__(
        self,
        *,
        log: Log,
        watch: Watch,
        witnesses: Witnesses,
        enough: Enough,
        again_after: timedelta,
        wall: Callable[[], datetime],
    ) -> None:
        self._log = log
        self._watch = watch
        self._witnesses = witnesses
        self._enough = enough
        self._again_after = again_after
        self._wall = wall
        self._running: asyncio.Task[None] | None = None
        self._asked: tuple[int, datetime] | None = None

    def begin(self, newest: Signed) -> None:
        """Ask about a checkpoint that was just signed here, unless an older one is still being asked about."""
        if newest.lacks(self._enough) and (self._running is None or self._running.done()):
            self._asked = newest.size, self._wall()
            self._running = asyncio.create_task(self._ask(newest))

    def go_on(self, newest: Signed) -> None:
        """Ask again where some have not signed. What another worker signed is left to it until the next is due."""
        size, at = self._asked or (0, newest.signed_at)
        since = at if size == newest.size else newest.signed_at
        if self._wall() - since >= self._again_after:
            self.begin(newest)

    async def ended(self) -> None:
        """Wait until those who are being asked have answered."""
        if self._running is not None:
            await asyncio.wait({self._running})

    async def stop(self) -> None:
        """Ask no more."""
        if self._running is not None:
            self._running.cancel()
            with suppress(asyncio.CancelledError):
                await self._running

    async def _ask(self, newest: Signed) -> None:
        try:
            known = await self._log.witnessed()
            said = await self._witnesses.ask(read_note(newest.note), proof_from=self._proof(newest.size), signed=known)
            await self._keep(newest.size, said)
        except HubError as fault:
            if not self._watch.alarm(fault):
                _log.error("no witness was asked", kind=type(fault).__name__, reason=fault.code)
        except Exception as fault:  # noqa: BLE001 - whatever it is, they are asked again
            _log.error("no witness was asked", kind=type(fault).__name__)

    async def _keep(self, size: int, said: Sequence[Said]) -> None:
        for each in said:
            if each.lines is not None:
                await self._log.put_cosignature(size, each.witness, each.lines, self._wall())
        if any(each.reason is Reason.FORKED for each in said):
            raise inconsistent("A witness has seen another one.")

    def _proof(self, size: int) -> ProofFrom:
        async def proof_from(old: int) -> Sequence[bytes]:
            ranges = merkle.consistency_ranges(old, size)
            return merkle.hashes(ranges, await self._log.nodes(merkle.needed(ranges)))

        return proof_from
