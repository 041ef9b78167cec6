"""One open transaction. Whoever asks the same database in the middle of it joins it instead of opening another."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from typing import Any

from sqlalchemy import CursorResult, Executable
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from adapters.store.engine import READS_ONLY
from adapters.store.faults import translated


class Unit:
    """A transaction on one connection; its statements take turns, so that concurrent callers are safe."""

    def __init__(self, engine: AsyncEngine, connection: AsyncConnection) -> None:
        self._engine = engine
        self._connection = connection
        self._turn = asyncio.Lock()
        self._is_open = True

    async def run(self, statement: Executable) -> CursorResult[Any]:
        async with self._turn:
            if not self._is_open:
                raise RuntimeError("this transaction has ended")
            with translated():
                return await self._connection.execute(statement)

    def serves(self, engine: AsyncEngine) -> bool:
        """Say whether a question to this database belongs in this transaction."""
        return self._is_open and self._engine is engine

    @property
    def has_advisory_locks(self) -> bool:
        """Say whether writers are several at a time; SQLite has one writer, so its lock is lock enough."""
        return self._connection.dialect.name == "postgresql"

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
            await connection.execution_options(**{READS_ONLY: reads_only})
            await connection.begin()
        _CURRENT.set(unit)
        yield unit
        with translated():
            await connection.commit()
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
