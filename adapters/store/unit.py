"""One open transaction. Whoever asks the same database in the middle of it joins it instead of opening another."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from typing import Any

from sqlalchemy import CursorResult, Executable, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import InvalidRequestError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from adapters.store.engine import READS_ONLY
from adapters.store.faults import translated
from consent.parties import SubjectRef


class Unit:
    """A transaction on one connection; its statements take turns, so that concurrent callers are safe."""

    def __init__(self, engine: AsyncEngine, connection: AsyncConnection) -> None:
        self._engine = engine
        self._connection = connection
        self._turn = asyncio.Lock()
        self._is_open = True
        self._is_whole = True

    async def run(self, statement: Executable) -> CursorResult[Any]:
        async with self._turn:
            if not self._is_open:
                raise RuntimeError("this transaction has ended")
            self._is_whole = False
            with translated():
                result = await self._execute(statement)
            self._is_whole = True
            return result

    async def _execute(self, statement: Executable) -> CursorResult[Any]:
        """Run a statement; on SQLite to its end, even when the request is cancelled meanwhile.

        A statement that is dropped halfway keeps SQLite's write lock until the garbage collector comes by. Each is
        short there: the wait for the lock is over. PostgreSQL drops the connection, and its locks with it.
        """
        if self.has_many_writers:
            return await self._connection.execute(statement)
        running = asyncio.ensure_future(self._connection.execute(statement))
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            await asyncio.wait({running})
            if not running.cancelled():
                running.exception()  # looked at, so that it is not reported as forgotten
            raise

    async def about(self, subject: SubjectRef) -> None:
        """Let the database show and take this person's rows only, until the transaction ends."""
        if self.has_many_writers:  # gone at the end, whoever gets the connection next (SET LOCAL)
            await self.run(select(func.set_config("hub.subject", subject, True)))  # noqa: FBT003 the database's own function

    async def commit(self) -> None:
        """Commit, or refuse to where a statement failed and somebody went on: PostgreSQL would roll back silently."""
        with translated():
            if not self._is_whole:
                raise InvalidRequestError("a statement failed")
            await self._connection.commit()

    def serves(self, engine: AsyncEngine) -> bool:
        """Say whether a question to this database belongs in this transaction."""
        return self._is_open and self._engine is engine

    @property
    def has_many_writers(self) -> bool:
        """Say whether others may write meanwhile: on PostgreSQL, not on SQLite, where a writer is alone."""
        return self._connection.dialect.name == "postgresql"

    def insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """Begin an INSERT that may meet a row that is there already (ON CONFLICT)."""
        return postgresql.insert(table) if self.has_many_writers else sqlite.insert(table)

    def end(self) -> None:
        self._is_open = False


_CURRENT: ContextVar[Unit | None] = ContextVar("hub_store_unit", default=None)


def is_inside(engine: AsyncEngine) -> bool:
    """Say whether a transaction on this database is open here."""
    unit = _CURRENT.get()
    return unit is not None and unit.serves(engine)


@asynccontextmanager
async def begun(engine: AsyncEngine, *, reads_only: bool = False) -> AsyncIterator[Unit]:
    """Open a transaction; commit at the end of the block, roll back on any exception."""
    with translated():
        connection = await engine.connect()
    unit, outer = Unit(engine, connection), _CURRENT.get()
    try:
        with translated():
            connection = await connection.execution_options(**{READS_ONLY: reads_only})
            _ = await connection.begin()
        _CURRENT.set(unit)
        yield unit
        await unit.commit()
    finally:
        unit.end()
        _CURRENT.set(outer)
        await _give_back(connection)


async def _give_back(connection: AsyncConnection) -> None:
    """Roll back what was not committed, even when the request is cancelled meanwhile; never hide its own fault."""
    with suppress(SQLAlchemyError, OSError):
        await asyncio.shield(connection.close())


@asynccontextmanager
async def joined(engine: AsyncEngine, *, reads_only: bool = False) -> AsyncIterator[Unit]:
    """Give the transaction that is open here, or a short one.

    A second connection inside a transaction would wait for the pool while holding a place in it: a deadlock as soon
    as as many requests as there are connections do so at once.
    """
    unit = _CURRENT.get()
    if unit is not None and unit.serves(engine):
        yield unit
        return
    async with begun(engine, reads_only=reads_only) as own:
        yield own
