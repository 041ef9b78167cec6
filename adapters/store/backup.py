"""A copy of everything that is kept, in one file that either kind of database can be restored from.

The file is an SQLite database of ours, whichever kind the store is: anybody can look into it, and whoever moves from
one kind to the other does so by it. It shows one moment: nobody who serves waits, and nothing is half in it.
"""

import os
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import orjson
from sqlalchemy import Connection, Table, func, insert, inspect, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from adapters.store import arrangement_tables, denials, migrate, outgoing_tables, proofs, review_tables, sessions
from adapters.store import tables as described
from adapters.store.audit_log import SqlAuditLog
from adapters.store.engine import READS_ONLY, open_engine
from adapters.store.faults import translated
from hub.audit import merkle
from hub.audit.sealed import Enough
from hub.errors import BadInput, Unavailable

MANIFEST: Final = "backup_manifest"
"""The table that says of a backup that it is one, and what the log in it is."""

LEFT_OUT: Final = frozenset({"session", "pending_login", "used_logout_token", "used_proof"})
"""What lasts minutes or hours: whoever was logged in logs in anew."""

SEEDED: Final = frozenset({"audit_head", "audit_tree"})
"""Tables whose one row comes with the migration."""

PIECE: Final = 1_000
"""Rows that are carried at a time."""

DESCRIBED: Final = (arrangement_tables, denials, outgoing_tables, proofs, review_tables, sessions)
"""Modules with tables of their own: once imported, these stand in the catalogue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """The log in a database: how many lines it has, how many of them are in its tree, and the root of that."""

    lines: int
    sealed: int
    root: str


async def log_of(engine: AsyncEngine) -> Log:
    """Compute what the log in a database is. Raises Unavailable where nodes of its tree are missing."""
    log = SqlAuditLog(engine)
    standing = await log.standing(Enough())
    try:
        root = merkle.root(standing.size, await log.nodes(merkle.needed([(0, standing.size)])))
    except KeyError:
        raise Unavailable("audit.inconsistent", "Nodes of the log's tree are missing.", "Take another copy.") from None
    return Log(lines=standing.lines, sealed=standing.size, root=root.hex())


async def back_up(engine: AsyncEngine, to: Path) -> Log:
    """Write a copy beside the place where it shall be, and put it there once it is whole.

    Raises BadInput where there is a file already, where the database is not up to date, or where who is connected does
    not see every row; Unavailable where the database or the disk does not let it be written. Then nothing is left.
    """
    if to.exists():  # noqa: ASYNC240 a command's only work
        raise BadInput("backup.exists", f"There is a file {to.name} already.", "Name another one, or move it away.")
    if not await migrate.is_current(engine):
        raise BadInput("store.not_current", "The database is not up to date.", "Run `hub db upgrade`.")
    partial = to.with_name(f"{to.name}.partial")
    try:
        with _writable(partial):
            if engine.dialect.name == "sqlite":
                await _copied(engine, partial)
            else:
                await _carried(engine, partial)
            log = await _signed_off(partial)
        partial.replace(to)
    finally:
        _remove(partial)
    return log


async def restore(engine: AsyncEngine, file: Path, *, role: str | None) -> Log:
    """Fill an empty database from a copy, all of it or nothing, and bring it up to date.

    Raises BadInput for a file that is no whole backup, and for a database that holds somebody already; Unavailable
    where the database does not take it.
    """
    told = _manifest(file)
    if await _holds_anything(engine):
        happened = "The database holds people or log lines already."
        raise BadInput("restore.not_empty", happened, "Name an empty one in store.url: nothing is written over.")
    fresh = file.with_name(f"{file.name}.restoring")
    try:
        with _writable(fresh):
            _copy_file(file, fresh)
            await _brought_up(fresh, told)
            await migrate.upgrade(engine, role=role)
            await _poured(engine, fresh)
    finally:
        _remove(fresh)
    return await log_of(engine)


def _ours() -> list[Table]:
    """Every table that a backup has, those that others refer to first."""
    return [table for table in described.Table.metadata.sorted_tables if table.name not in LEFT_OUT]


# ── Out ──────────────────────────────────────────────────────────────────────


async def _copied(engine: AsyncEngine, to: Path) -> None:
    """Let SQLite copy itself while others write; what does not belong in a copy is taken out of it."""
    with translated():
        async with engine.execution_options(**{READS_ONLY: True}).connect() as connection:
            raw = await connection.get_raw_connection()
            driver = raw.driver_connection
            assert driver is not None  # noqa: S101 it was just opened
            with closing(sqlite3.connect(to, check_same_thread=False)) as copy:
                await driver.backup(copy)
    with closing(sqlite3.connect(to, isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")
        for name in sorted(LEFT_OUT):
            copy.execute(f"DELETE FROM {name}")  # noqa: S608 our own names
        copy.execute("VACUUM")


async def _carried(engine: AsyncEngine, to: Path) -> None:
    """Carry every row of one moment over, table by table."""
    async with _file(to) as file:
        await migrate.upgrade(file)
        async with _one_moment(engine) as source, file.begin() as copy:
            await copy.run_sync(_without_seeds)
            for table in _ours():
                await _rows(source, copy, table)


@asynccontextmanager
async def _one_moment(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Open a transaction that sees the database as it is now, whole, however long it takes."""
    with translated():
        async with engine.connect() as opened:
            connection = await opened.execution_options(isolation_level="REPEATABLE READ")
            await connection.execute(text("SET TRANSACTION READ ONLY"))
            sees = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
            if not (await connection.execute(text(sees))).scalar_one():
                happened = "Who is connected does not see everybody's rows, so the copy would lack them."
                todo = "Let a login with BYPASSRLS make backups: name it in HUB__STORE__URL."
                raise BadInput("backup.sees_too_little", happened, todo)
            yield connection


async def _signed_off(file: Path) -> Log:
    """Write into the copy what its log is, and that it is whole."""
    async with _file(file) as engine:
        log = await log_of(engine)
    with closing(sqlite3.connect(file)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")  # so that it can be read where nothing may be written
        copy.execute(f"CREATE TABLE {MANIFEST} (told TEXT NOT NULL)")
        copy.execute(f"INSERT INTO {MANIFEST} VALUES (?)", [orjson.dumps(asdict(log)).decode()])  # noqa: S608 our own name
        copy.commit()
    return log


# ── In ───────────────────────────────────────────────────────────────────────


def _manifest(file: Path) -> Log:
    """Read what a copy says of itself. Raises BadInput for what is none, or is damaged."""
    if not file.is_file():
        raise BadInput("backup.missing", f"There is no file {file.name}.", "Name a backup.")
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            (sound,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
            (told,) = copy.execute(f"SELECT told FROM {MANIFEST}").fetchone()  # noqa: S608 our own name
        if sound == "ok":
            said = orjson.loads(told)
            return Log(lines=said["lines"], sealed=said["sealed"], root=said["root"])
    except (sqlite3.Error, TypeError, ValueError, KeyError):
        pass
    raise BadInput("backup.damaged", f"{file.name} is no whole backup of a hub.", "Take another copy of it.")


async def _brought_up(fresh: Path, told: Log) -> None:
    """See that the log in a copy is the one that it was made with, and bring the copy to the tables of this code."""
    async with _file(fresh) as engine:
        await migrate.upgrade(engine)
        if await log_of(engine) != told:
            raise BadInput("backup.damaged", "The log in the backup is not the one it was made with.", "Take another.")


async def _holds_anything(engine: AsyncEngine) -> bool:
    """Say whether anybody is in a database, or anything in its log. One that was never migrated holds nothing."""
    with translated():
        async with engine.execution_options(**{READS_ONLY: True}).connect() as connection:
            there = await connection.run_sync(lambda sync: set(inspect(sync).get_table_names()))
            for name in sorted({"subject", "audit_event"} & there):
                counted = select(func.count()).select_from(described.Table.metadata.tables[name])
                if (await connection.execute(counted)).scalar_one():
                    return True
    return False


async def _poured(engine: AsyncEngine, fresh: Path) -> None:
    """Carry every row of a file into a database, in one transaction."""
    async with _file(fresh) as file, file.connect() as source:
        with translated():
            async with engine.begin() as target:
                fenced = await target.run_sync(_fence, up=False)
                await target.run_sync(_without_seeds)
                for table in _ours():
                    await _rows(source, target, table)
                await target.run_sync(_fence, up=True, names=fenced)


# ── Both ways ────────────────────────────────────────────────────────────────


async def _rows(source: AsyncConnection, target: AsyncConnection, table: Table) -> None:
    """Carry the rows of a table, some at a time: a database need not fit into memory."""
    found = await source.stream(select(table))
    async for piece in found.mappings().partitions(PIECE):
        await target.execute(insert(table), [dict(row) for row in piece])


def _without_seeds(connection: Connection) -> None:
    for name in sorted(SEEDED):
        connection.execute(described.Table.metadata.tables[name].delete())


def _fence(connection: Connection, *, up: bool, names: Sequence[str] = ()) -> list[str]:
    """Take down what keeps even the owner from everybody's rows, or put it up again; give the tables that have it."""
    if connection.dialect.name != "postgresql":
        return []
    if not up:
        forced = (
            "SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace "
            "WHERE relforcerowsecurity AND nspname = current_schema() ORDER BY relname"
        )
        names = list(connection.execute(text(forced)).scalars())
    for name in names:
        connection.execute(text(f"ALTER TABLE {name} {'' if up else 'NO '}FORCE ROW LEVEL SECURITY"))
    return list(names)


@asynccontextmanager
async def _file(path: Path) -> AsyncIterator[AsyncEngine]:
    engine = open_engine(f"sqlite:///{path}")
    try:
        yield engine
    finally:
        await engine.dispose()


@contextmanager
def _writable(path: Path) -> Iterator[None]:
    """Make a file that only its owner reads, and say in one sentence where it cannot be written."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield
    except FileExistsError:
        raise BadInput(
            "backup.exists", f"There is a file {path.name} already.", "Remove what a run before left."
        ) from None
    except (OSError, sqlite3.Error):
        happened = f"{path.name} cannot be written: the disk is full, or it may not be."
        raise Unavailable("backup.unwritable", happened, "Make room, or name another place.") from None


def _copy_file(file: Path, to: Path) -> None:
    read_only = f"{file.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(read_only, uri=True)) as source, closing(sqlite3.connect(to)) as copy:
        source.backup(copy)
        copy.execute(f"DROP TABLE {MANIFEST}")
        copy.commit()


def _remove(path: Path) -> None:
    for left in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + left).unlink(missing_ok=True)
