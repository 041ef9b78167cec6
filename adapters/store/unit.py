"""One open transaction. Whoever asks the same database in the middle of it joins it instead of opening another."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from typing import Any, Final, TypeVar

from sqlalchemy import CursorResult, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import InvalidRequestError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from adapters.store.engine import BY_HAND
from adapters.store.faults import raised, translated
from adapters.store.prepared import Prepared

T = TypeVar("T")


class Unit:
    """A transaction on one connection; its statements take turns, so that concurrent callers are safe."""

    def __init__(self, engine: AsyncEngine, connection: AsyncConnection) -> None:
        self._engine = engine
        self._connection = connection
        self._dialect = connection.dialect
        self._driver = _driver(connection)
        self._turn = asyncio.Lock()
        self._last_steps: list[Callable[[], None]] = []
        self._is_open = True
        self._is_whole = True
        self.has_many_writers: Final = connection.dialect.name == "postgresql"
        """Whether others may write meanwhile: on PostgreSQL, not on SQLite, where a writer is alone."""

    async def begin(self, *, reads_only: bool) -> None:
        """Begin. SQLite takes its one write lock first: whoever reads first and writes later loses updates."""
        await self._control("BEGIN" if self.has_many_writers or reads_only else "BEGIN IMMEDIATE")

    async def run(self, statement: Executable) -> CursorResult[Any]:
        """Run a statement by SQLAlchemy."""
        return await self._in_turn(lambda: self._connection.execute(statement))

    async def fetch(self, statement: Prepared, **values: object) -> list[Any]:
        """Run a prepared statement by the driver; give its rows, by the names of their columns."""
        compiled = statement.on(self._dialect)
        parameters = compiled.values(values)
        records = await self._in_turn(
            lambda: (
                self._driver.fetch(compiled.text, *parameters)
                if self.has_many_writers
                else self._driver.execute_fetchall(compiled.text, parameters)
            )
        )
        return compiled.rows(records)

    async def add(self, statement: Prepared, rows: Sequence[Mapping[str, object]]) -> None:
        """Run a prepared statement by the driver for each of many rows; none comes back."""
        compiled = statement.on(self._dialect)
        await self._in_turn(lambda: self._driver.executemany(compiled.text, [compiled.values(row) for row in rows]))

    async def _in_turn(self, ask: Callable[[], Awaitable[T]]) -> T:
        async with self._turn:
            if not self._is_open:
                raise RuntimeError("this transaction has ended")
            was_whole, self._is_whole = self._is_whole, False
            with translated():
                result = await self._to_its_end(ask())
            self._is_whole = was_whole
            return result

    async def _to_its_end(self, running: Awaitable[T]) -> T:
        """Await a statement; on SQLite to its end, even when the request is cancelled meanwhile.

        A statement that is dropped halfway keeps SQLite's write lock until the garbage collector comes by. Each is
        short there: the wait for the lock is over. PostgreSQL drops the connection, and its locks with it.
        """
        return await (running if self.has_many_writers else _to_its_end(running))

    def before_commit(self, step: Callable[[], None]) -> None:
        """Have something done in a thread when all statements have succeeded and nothing is left but to commit.

        For what must be on disk elsewhere before it stands here. Where it raises, nothing is committed.
        """
        self._last_steps.append(step)

    async def commit(self) -> None:
        """Commit, or refuse to where a statement failed and somebody went on: PostgreSQL would roll back silently."""
        async with self._turn:
            with translated():
                if not self._is_whole:
                    raise InvalidRequestError("a statement failed")
            if not self._last_steps:
                await self._control("COMMIT")
                return
            # What is on disk elsewhere must come to stand here too, though the request is cancelled meanwhile.
            await _to_its_end(self._commit_last())

    async def _commit_last(self) -> None:
        for step in self._last_steps:
            await asyncio.to_thread(step)
        await self._control("COMMIT")

    async def roll_back(self) -> None:
        """Undo what was not committed. Raises nothing: a connection that cannot is closed, and so undoes it.

        A statement that is still under way ends first. Cancelled, it may be closing the connection meanwhile; given
        back before that is over, the pool would forget the next one that it opens in this one's place.
        """
        try:
            async with self._turn:
                await self._control("ROLLBACK")
        except Exception:  # noqa: BLE001 - whatever keeps it from being undone here, closing it does
            with suppress(*raised()):
                await self._connection.invalidate()

    async def _control(self, command: str) -> None:
        with translated():
            await self._to_its_end(self._driver.execute(command))

    def serves(self, engine: AsyncEngine) -> bool:
        """Say whether a question to this database belongs in this transaction."""
        return self._is_open and self._engine is engine

    def insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """Begin an INSERT that may meet a row that is there already (ON CONFLICT)."""
        return postgresql.insert(table) if self.has_many_writers else sqlite.insert(table)

    def end(self) -> None:
        self._is_open = False


def _driver(connection: AsyncConnection) -> Any:  # noqa: ANN401 - asyncpg's connection or aiosqlite's, without types
    """The connection as the driver has it."""
    return connection.sync_connection.connection.driver_connection if connection.sync_connection else None


_CURRENT: ContextVar[Unit | None] = ContextVar("hub_store_unit", default=None)


def is_inside(engine: AsyncEngine) -> bool:
    """Say whether a transaction on this database is open here."""
    unit = _CURRENT.get()
    return unit is not None and unit.serves(engine)


@asynccontextmanager
async def begun(engine: AsyncEngine, *, reads_only: bool = False) -> AsyncIterator[Unit]:
    """Open a transaction; commit at the end of the block, roll back on any exception."""
    connection = await _connected(engine)
    unit, outer, is_done = Unit(engine, connection), _CURRENT.get(), False
    try:
        await unit.begin(reads_only=reads_only)
        _CURRENT.set(unit)
        yield unit
        await unit.commit()
        is_done = True
    finally:
        unit.end()
        _CURRENT.set(outer)
        await asyncio.shield(_give_back(unit, connection, is_done=is_done))


async def _connected(engine: AsyncEngine) -> AsyncConnection:
    """Take a connection whose transactions are begun and ended here, by the driver."""
    with translated():
        connection = await (_dialled(engine) if _dials_at_once(engine) else engine.connect())
    try:
        if connection.dialect.name == "postgresql":
            return await connection.execution_options(isolation_level="AUTOCOMMIT")
        return await connection.execution_options(**{BY_HAND: True})
    except BaseException:  # whatever stops it: a connection that nobody has would never come back
        await connection.close()
        raise


def _dials_at_once(engine: AsyncEngine) -> bool:
    """Say whether SQLite is opened now, without waiting for a place first."""
    pool = engine.pool
    return (
        engine.dialect.name == "sqlite" and isinstance(pool, AsyncAdaptedQueuePool) and pool.checkedout() < pool.size()
    )


async def _dialled(engine: AsyncEngine) -> AsyncConnection:
    """Connect, to its end even when the request is cancelled meanwhile; then give the connection back.

    The driver opens a file in a thread, in a moment. Dropped halfway, that thread is left with a file that nobody has.
    """
    opening = asyncio.ensure_future(_connection(engine))
    try:
        return await _to_its_end(opening)
    except asyncio.CancelledError:
        if not opening.cancelled() and opening.exception() is None:
            await _to_its_end(_close_quietly(opening.result()))
        raise


async def _connection(engine: AsyncEngine) -> AsyncConnection:
    return await engine.connect()


async def _to_its_end(awaited: Awaitable[T]) -> T:
    """Await something to its end, however often whoever waits is cancelled meanwhile; only then pass that on.

    Once would not do: a client goes away, and the time for the request runs out while that is being seen to.
    """
    task, gone = asyncio.ensure_future(awaited), None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as fault:
            gone = fault
    if gone is None:
        return task.result()
    if not task.cancelled():
        task.exception()  # looked at, so that it is not reported as forgotten
    try:
        raise gone
    finally:
        gone = None  # it holds this frame, which must not hold it


async def _give_back(unit: Unit, connection: AsyncConnection, *, is_done: bool) -> None:
    """Roll back what was not committed, even when the request is cancelled meanwhile; never hide its own fault."""
    if not is_done:
        await unit.roll_back()
    await _close_quietly(connection)


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


async def fetched(engine: AsyncEngine, statement: Prepared, **values: object) -> list[Any]:
    """Give the rows of one statement that only reads: in the transaction that is open here, or without any."""
    unit = _CURRENT.get()
    if unit is not None and unit.serves(engine):
        return await unit.fetch(statement, **values)
    connection = await _connected(engine)
    try:
        return await Unit(engine, connection).fetch(statement, **values)
    finally:
        await asyncio.shield(_close_quietly(connection))


async def _close_quietly(connection: AsyncConnection) -> None:
    with suppress(SQLAlchemyError, OSError):
        await connection.close()
