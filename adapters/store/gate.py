"""The one way in which lines come into the audit log: a transaction in which the watch over the log has its say."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.transaction import NumberedRecord, SqlTransaction
from adapters.store.unit import begun
from consent.parties import SubjectRef
from hub.life.outgoing import Subscriber

Told = Callable[[Sequence[NumberedRecord]], None]
"""Whoever wants to hear of lines that were written."""


class Watch(Protocol):
    """Whoever sees to it that lines of the audit log are sealed."""

    async def look(self) -> None:
        """See how the log stands, unless that was seen a moment ago. Outside any transaction: it takes its own."""
        ...

    def must_be_open(self) -> None:
        """Raise Unavailable where no line may be written now."""
        ...

    def wake(self) -> None:
        """Say that lines were written."""
        ...


@asynccontextmanager
async def gated(
    engine: AsyncEngine,
    watch: Watch | None,
    subject: SubjectRef,
    subscribers: Sequence[Subscriber] = (),
    *,
    told: Told | None = None,
) -> AsyncIterator[SqlTransaction]:
    """Open a transaction that writes its lines at the end, commits, and has them sealed.

    Whoever appends a line learns at once where the watch lets nobody write any (`SqlTransaction.append_audit`); then
    nothing of the transaction was done. Without a watch, every line may be written. `told` hears of the lines once they
    are committed.
    """
    if watch is not None:
        await watch.look()
    async with begun(engine) as unit:
        transaction = SqlTransaction(unit, subject, subscribers, may_write=watch.must_be_open if watch else None)
        yield transaction
        numbered = await transaction.finish(tell=told is not None)
    if watch is not None and transaction.has_lines:
        watch.wake()
    if told is not None and numbered:
        told(numbered)
