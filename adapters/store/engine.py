"""Opening a database: SQLite in a file or in memory, or PostgreSQL. Every wait has an end."""

import os
import sqlite3
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Final
from uuid import uuid4

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import ArgumentError, InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from hub.errors import BadInput

Database = AsyncEngine
"""An open database, as whoever joins the parts holds it; the library behind it stays here."""

READS_ONLY: Final = "hub_reads_only"
"""Execution option of a connection that promises not to write."""

BY_HAND: Final = "hub_by_hand"
"""Execution option of a connection whose transactions are begun and ended by `adapters.store.unit`."""

REBUILDS: Final = "hub_rebuilds"
"""Execution option of a connection that rebuilds tables: SQLite must not look at references meanwhile."""

LOCK_WAIT_SECONDS: Final = 10
"""Longest wait for another writer; as long as a whole request may take (decision 11)."""

CONNECT_SECONDS: Final = 5
"""Longest wait for a new connection, and for a free one from the pool."""

STATEMENT_SECONDS: Final = 15
"""Longest wait for one statement, waiting for a lock included."""

IDLE_SECONDS: Final = 60
"""A worker that hangs inside a transaction keeps its person locked no longer than this."""

SWITCH_TRIES: Final = 100
SWITCH_PAUSE_SECONDS: Final = 0.01
"""How often, and how long after each other, a new file is asked to let readers and a writer work side by side."""

CONNECTIONS: Final = 20
"""Connections of one worker at most; transactions beyond that wait their turn."""


def open_engine(url: str, *, role: str | None = None) -> AsyncEngine:
    """Open `sqlite:///path`, `sqlite://` (in memory, gone when disposed of) or `postgresql://…`; connects when used.

    With a role every connection takes it from its first statement on; SQLite has none.

    Raises BadInput for any other address, without repeating it: it may hold a password.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise _unknown() from None
    match parsed.drivername:
        case "sqlite" if parsed.database in {None, "", ":memory:"}:
            return _open_memory()
        case "sqlite" if "uri" in parsed.query:  # its file would not be where the rest of the hub looks for it
            todo = "Write sqlite:///path, without `uri`."
            raise BadInput("store.unknown_address", "store.url names its file by a `file:` address.", todo)
        case "sqlite":
            engine = _open_sqlite(parsed.set(drivername="sqlite+aiosqlite"), connections=CONNECTIONS)
            event.listen(engine.sync_engine, "do_connect", _keep_to_owner)
            return engine
        case "postgresql":
            return _open_postgresql(parsed, role)
        case _:
            raise _unknown()


def _unknown() -> BadInput:
    return BadInput("store.unknown_address", "store.url names no database.", "Use sqlite:///path or postgresql://….")


def _open_memory() -> AsyncEngine:
    """Keep the database in memory, shared by a single connection and one that only holds it.

    The holder matters: the working connection is thrown away when a request is cancelled, and the data must not go
    with it. Only one works at a time, because this kind of database lets nobody read while somebody writes.
    """
    name = f"file:/hub-{uuid4().hex}?vfs=memdb"
    holder = sqlite3.connect(name, uri=True, check_same_thread=False)
    engine = _open_sqlite(make_url(f"sqlite+aiosqlite:///{name}&uri=true"), connections=1)

    @event.listens_for(engine.sync_engine, "engine_disposed")
    def _let_go(_engine: object) -> None:
        holder.close()

    return engine


def _open_sqlite(url: URL, *, connections: int) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=LOCK_WAIT_SECONDS,
        hide_parameters=True,
        # None: the driver begins nothing by itself. Its own mode loses updates (security.md, section 5.2).
        connect_args={"isolation_level": None, "timeout": LOCK_WAIT_SECONDS},
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _keep_to_owner(_dialect: object, _entry: object, given: Sequence[str], _named: object) -> None:
    """Make a new file one that only its owner reads; SQLite makes what stands beside it alike. An old one stays."""
    with suppress(OSError):  # it is there, or cannot be: then SQLite says so
        os.close(os.open(os.path.realpath(given[0]), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    try:
        cursor.execute(f"PRAGMA busy_timeout = {LOCK_WAIT_SECONDS * 1000}")
        _switch_to_wal(cursor)
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        # Without this REPLACE takes a row away unseen by the triggers that refuse it.
        cursor.execute("PRAGMA recursive_triggers = ON")
        # What is deleted is overwritten: a shredded proposal must not stay in a free page.
        cursor.execute("PRAGMA secure_delete = ON")
    finally:
        cursor.close()


def _switch_to_wal(cursor: DBAPICursor) -> None:
    """Let readers and a writer work side by side. Stays with the file; the first to open it changes it.

    While somebody else is changing it SQLite answers "locked" at once, without the wait asked for: so wait here. It
    holds up the event loop, for milliseconds, and only where several workers open a new file together.
    """
    for patience in range(SWITCH_TRIES, -1, -1):
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if not patience:
                raise
            time.sleep(SWITCH_PAUSE_SECONDS)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock before the first read: a transaction that reads first and writes later loses updates."""
    options = connection.get_execution_options()
    if options.get(BY_HAND, False):
        return
    if options.get(REBUILDS, False):
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")  # SQLite takes no notice inside a transaction
    connection.exec_driver_sql("BEGIN" if options.get(READS_ONLY, False) else "BEGIN IMMEDIATE")


def _open_postgresql(url: URL, role: str | None) -> AsyncEngine:
    query = dict(url.query)
    if "sslmode" in query:  # libpq's name, which everybody writes; the driver calls it differently
        query["ssl"] = query.pop("sslmode")
    engine = create_async_engine(
        url.set(drivername="postgresql+asyncpg", query=query),
        # After a lock was waited for, a statement must see what its holder committed; stricter levels would not.
        isolation_level="READ COMMITTED",
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=CONNECT_SECONDS,
        hide_parameters=True,
        connect_args={
            "timeout": CONNECT_SECONDS,
            "command_timeout": STATEMENT_SECONDS,
            "server_settings": {
                "application_name": "eenregeling",
                "lock_timeout": f"{LOCK_WAIT_SECONDS}s",
                "idle_in_transaction_session_timeout": f"{IDLE_SECONDS}s",
                **({} if role is None else {"role": role}),
            },
        },
    )
    event.listen(engine.sync_engine, "checkout", _still_connected)
    return engine


def _still_connected(connection: DBAPIConnection, _record: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
    """Have every connection made anew once one of them was lost. The driver knows without asking the database."""
    if connection.driver_connection.is_closed():
        raise InvalidatePoolError
