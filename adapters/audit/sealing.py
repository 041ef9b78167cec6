"""The loop that each worker runs beside its requests: lines go into the tree, and a checkpoint over it is signed."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import Final

from adapters.audit.asking import Asking
from adapters.audit.ports import Log, Signer
from adapters.audit.watch import LOOK_SECONDS, Watch
from adapters.spared import structlog
from hub.audit import merkle
from hub.audit.sealed import Signed, Standing, goes_on, inconsistent, needed_to_go_on, other_origin
from hub.errors import HubError

BATCH: Final = 500
"""Lines in one transaction: some milliseconds, in which nobody else seals and, on SQLite, nobody writes."""

GATHER_SECONDS: Final = 0.2
"""How long lines are gathered once one was written: sealing each by itself would cost a transaction each."""

LAST_SECONDS: Final = 5
"""Longest wait for a last checkpoint when the process is asked to end."""

_log = structlog.get_logger(__name__)


class Sealing:
    """Sealing, as long as it is running. Any number of processes do it on one database: the tree's row takes turns.

    `wall` is the machine's time. Without a signer lines go into the tree and nothing is signed; production has one.
    """

    def __init__(
        self,
        *,
        log: Log,
        watch: Watch,
        origin: str,
        signer: Signer | None,
        asking: Asking,
        checkpoint_every: timedelta,
        wall: Callable[[], datetime],
    ) -> None:
        self._log = log
        self._watch = watch
        self._origin = origin
        self._signer = signer
        self._asking = asking
        self._checkpoint_every = checkpoint_every
        self._wall = wall

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Seal until the block ends; then seal and sign what is left, if that can be done soon.

        Raises Unavailable (`audit.other_origin`) where the log in the database has another name.
        """
        await self._begin()
        loop = asyncio.create_task(self._forever())
        try:
            yield
        finally:
            loop.cancel()
            with suppress(asyncio.CancelledError):
                await loop
            await self._end()

    async def once(self, *, is_last: bool = False) -> None:
        """Seal what there is, and sign what is due. Raises HubError where that fails."""
        standing = await self._watch.see()
        if self._watch.is_distrusted:
            return
        if standing.lines > standing.size:
            await self._seal()
            standing = await self._watch.see()
        if self._signer is not None:
            await self._sign_and_ask(standing, self._signer, is_last=is_last)

    async def _sign_and_ask(self, standing: Standing, signer: Signer, *, is_last: bool) -> None:
        if self._is_due(standing, is_last=is_last) and await self._sign(standing, signer):
            self._asking.begin(await self._newest())
        elif standing.newest is not None:
            self._asking.go_on(standing.newest)

    async def _seal(self) -> None:
        count = BATCH
        while count == BATCH:
            count = await self._log.seal(self._origin, at_most=BATCH)

    async def _begin(self) -> None:
        """Look at what is there before anything is added to it."""
        standing = await self._watch.see()
        if standing.origin not in {None, self._origin}:
            raise other_origin()
        try:
            if standing.newest is not None and self._signer is not None and not self._watch.is_distrusted:
                await self._root(standing.newest, standing.newest.size, self._signer)
        except HubError as fault:
            self._failed(fault, before=None)

    async def _forever(self) -> None:
        failed: str | None = None
        while True:
            try:
                await self.once()
                failed = None
            except Exception as fault:  # noqa: BLE001 - whatever it is, it is tried again; meanwhile the gate closes
                failed = self._failed(fault, before=failed)
            await self._lines_or_a_while()

    async def _lines_or_a_while(self) -> None:
        # No wait_for: cancelled as lines are written, Python 3.11's goes on as if it had not been.
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_SECONDS):
                await self._watch.written.wait()
            await asyncio.sleep(GATHER_SECONDS)
        self._watch.written.clear()

    async def _end(self) -> None:
        """Sign what is left. Where that fails the next process does it: nothing is lost."""
        try:
            async with asyncio.timeout(LAST_SECONDS):
                await self.once(is_last=True)
                await self._asking.ended()
        except Exception as fault:  # noqa: BLE001 - as above
            self._failed(fault, before=None)
        finally:
            await self._asking.stop()

    def _failed(self, fault: Exception, *, before: str | None) -> str:
        """Say what went wrong, once as long as it is the same; a log that cannot be trusted is an alarm."""
        if isinstance(fault, HubError) and self._watch.alarm(fault):
            return fault.code
        told = fault.code if isinstance(fault, HubError) else type(fault).__name__
        if told != before:
            _log.error("the audit log is not sealed", kind=type(fault).__name__, reason=told)
        return told

    def _is_due(self, standing: Standing, *, is_last: bool) -> bool:
        """Say whether a checkpoint is to be signed: never over nothing new."""
        newest = standing.newest
        if newest is None:
            return standing.size > 0
        return standing.size > newest.size and (is_last or self._wall() - newest.signed_at >= self._checkpoint_every)

    async def _sign(self, standing: Standing, signer: Signer) -> bool:
        """Sign the tree as it stands; False where somebody else was first."""
        root = await self._root(standing.newest, standing.size, signer)
        note = signer.sign(standing.size, root)
        return await self._log.put_checkpoint(standing.size, note, self._wall())

    async def _root(self, newest: Signed | None, size: int, signer: Signer) -> bytes:
        """Give the root of the tree, once it is shown to go on from what was signed last."""
        old, old_root = (0, merkle.EMPTY) if newest is None else _read(newest, signer)
        return goes_on(old, old_root, size, await self._log.nodes(needed_to_go_on(old, size)))

    async def _newest(self) -> Signed:
        newest = (await self._watch.see()).newest
        assert newest is not None  # noqa: S101 one was just signed
        return newest


def _read(newest: Signed, signer: Signer) -> tuple[int, bytes]:
    try:
        size, root = signer.read(newest.note)
    except ValueError:
        raise inconsistent("What was signed last was not signed with these keys.") from None
    if size != newest.size:
        raise inconsistent("What was signed last is kept under another size.")
    return size, root
