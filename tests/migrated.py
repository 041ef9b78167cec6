"""A new database with the schema of this code: migrated once in a run, and copied from then on.

Migrating takes fifty times as long as a copy, and thousands of tests want a database of their own. What the copy holds
is what migrating gives (`tests/ports/test_migrated_copies.py`).
"""

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import cache

from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store import migrate
from adapters.store.engine import open_engine


async def bring_up(engine: AsyncEngine, *, role: str | None = None) -> None:
    """Give a database that has nothing in it our schema; one that has something is migrated, as is PostgreSQL."""
    if engine.dialect.name != "sqlite" or not _copied_into(engine):
        await migrate.upgrade(engine, role=role)


def _copied_into(engine: AsyncEngine) -> bool:
    with closing(_opened_beside(engine)) as target:
        if target.execute("SELECT count(*) FROM sqlite_schema").fetchone() != (0,):
            return False
        target.execute("PRAGMA synchronous = OFF")  # of a connection: whoever works with the copy waits for the disk
        _original().backup(target)
    return True


@cache
def _original() -> sqlite3.Connection:
    """Migrate outside the loop of any test: what lives for a session belongs to no test's loop."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, _migrated()).result()


async def _migrated() -> sqlite3.Connection:
    engine = open_engine("sqlite://")
    await migrate.upgrade(engine)
    original = sqlite3.connect(":memory:", check_same_thread=False)
    with closing(_opened_beside(engine)) as source:
        source.backup(original)
    await engine.dispose()
    return original


def _opened_beside(engine: AsyncEngine) -> sqlite3.Connection:
    """Open what an engine opens, in memory too, without waiting for the engine's own connections."""
    (name,), options = engine.dialect.create_connect_args(engine.url)
    return sqlite3.connect(name, uri=options.get("uri", False))
