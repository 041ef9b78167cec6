"""Asking witnesses, beside the sealing: a slow one holds up nothing."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from adapters.audit.ports import Log, Witnesses
from adapters.audit.watch import Watch
from adapters.audit.witnesses import ProofFrom, Reason, Said
from adapters.spared import structlog
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
        forked = {each.witness for each in said if each.reason is Reason.FORKED}
        if forked and not await self._is_overtaken(size) and not self._suffice(forked):
            raise inconsistent("A witness has seen another one.")

    async def _is_overtaken(self, size: int) -> bool:
        """Say whether another worker signed more meanwhile: then a witness knows more than this for a good reason.

        One that has really seen another log says so again when it is asked about the newer one.
        """
        newest = (await self._log.standing(self._enough)).newest
        return newest is not None and newest.size > size

    def _suffice(self, forked: Collection[str]) -> bool:
        """Say whether the others are enough: a word that bears no signature is an alarm by itself, and no more."""
        others = set(self._enough.witnesses) - set(forked)
        return len(others) >= max(self._enough.quorum, 1)

    def _proof(self, size: int) -> ProofFrom:
        async def proof_from(old: int) -> Sequence[bytes]:
            ranges = merkle.consistency_ranges(old, size)
            return merkle.hashes(ranges, await self._log.nodes(merkle.needed(ranges)))

        return proof_from
