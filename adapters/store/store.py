"""The store of the hub on SQL; implements `hub.ports.Store`."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.transaction import NumberedRecord, SqlTransaction
from adapters.store.unit import begun, is_inside
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


class SqlStore:
    """Transactions about one person each, on SQLite or PostgreSQL. `subscribers` are told what happens in them.

    `watch` says whether lines may be written to the audit log; without one, they may. `told` hears of the lines once
    they are committed.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        subscribers: Sequence[Subscriber] = (),
        *,
        watch: Watch | None = None,
        told: Callable[[Sequence[NumberedRecord]], None] | None = None,
    ) -> None:
        self._engine = engine
        self._subscribers = tuple(subscribers)
        self._watch = watch
        self._told = told

    @asynccontextmanager
    async def transaction(self, subject: SubjectRef) -> AsyncIterator[SqlTransaction]:
        """Open a transaction about one person; two about the same person wait for each other.

        Raises BadInput `person.unknown`, and Unavailable `store.unavailable` whenever the database does not answer;
        then it is not certain that nothing was written (an idempotency key settles it). A second transaction inside
        one would wait for itself and is a fault of the program. Raises Unavailable at the end, and nothing was done,
        where lines are to be written and the watch lets nobody write any.
        """
        if is_inside(self._engine):
            raise RuntimeError("a transaction inside a transaction")
        if self._watch is not None:
            await self._watch.look()
        async with begun(self._engine) as unit:
            transaction = SqlTransaction(unit, subject, self._subscribers)
            await transaction.lock()
            yield transaction
            if self._watch is not None and transaction.has_lines:
                self._watch.must_be_open()
            numbered = await transaction.finish(tell=self._told is not None)
        if self._watch is not None and transaction.has_lines:
            self._watch.wake()
        if self._told is not None and numbered:
            self._told(numbered)
