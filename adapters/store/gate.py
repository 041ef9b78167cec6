"""The one way in which lines come into the audit log: a transaction in which the watch over the log has its say."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.transaction import SqlTransaction
from adapters.store.unit import begun
from consent.parties import SubjectRef
from hub.life.outgoing import Subscriber


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
    engine: AsyncEngine, watch: Watch | None, subject: SubjectRef, subscribers: Sequence[Subscriber] = ()
) -> AsyncIterator[SqlTransaction]:
    """Open a transaction that writes its lines at the end, commits, and has them sealed.

    Whoever appends a line learns at once where the watch lets nobody write any (`SqlTransaction.append_audit`); then
    nothing of the transaction was done. Without a watch, every line may be written.
    """
    if watch is not None:
        await watch.look()
    async with begun(engine) as unit:
        transaction = SqlTransaction(unit, subject, subscribers, may_write=watch.must_be_open if watch else None)
        yield transaction
        await transaction.finish()
    if watch is not None and transaction.has_lines:
        watch.wake()
