"""The store of the hub on SQL; implements `hub.ports.Store`."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.gate import Told, Watch, gated
from adapters.store.transaction import SqlTransaction
from adapters.store.unit import is_inside
from consent.parties import SubjectRef
from hub.life.outgoing import Subscriber


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
        told: Told | None = None,
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
        one would wait for itself and is a fault of the program.
        """
        if is_inside(self._engine):
            raise RuntimeError("a transaction inside a transaction")
        async with gated(self._engine, self._watch, subject, self._subscribers, told=self._told) as transaction:
            await transaction.lock()
            yield transaction
