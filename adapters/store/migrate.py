"""Bringing a database to the schema of this code, and saying whether it is there."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store import privileges
from adapters.store.engine import READS_ONLY, REBUILDS
from adapters.store.faults import translated

MIGRATOR: Final = 0x6875622D6D696772
"""Number of the advisory lock of who migrates ("hub-migr"): workers that start together wait for the first."""


async def upgrade(engine: AsyncEngine, revision: str = "head", *, role: str | None = None) -> None:
    """Migrate up to a revision, all of it or nothing; where it is already, nothing happens.

    Runs as who logs in, who owns the tables; `role` is who serves, and gets what it needs.
    """
    await _migrate(engine, lambda config: command.upgrade(config, revision), role)


async def downgrade(engine: AsyncEngine, revision: str) -> None:
    """Migrate down to a revision, `base` for an empty database. What the dropped tables held is lost."""
    await _migrate(engine, lambda config: command.downgrade(config, revision))


async def current(engine: AsyncEngine) -> str | None:
    """Give the revision the database is at; None where nothing was ever migrated."""
    with translated():
        async with engine.execution_options(**{READS_ONLY: True}).connect() as connection:
            return await connection.run_sync(_revision)


async def is_current(engine: AsyncEngine) -> bool:
    """Say whether the database has the schema that this code expects."""
    return await current(engine) == ScriptDirectory.from_config(_config()).get_current_head()


async def _migrate(engine: AsyncEngine, step: Callable[[Config], None], role: str | None = None) -> None:
    def run(connection: Connection) -> None:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": MIGRATOR})
        step(_config(connection))
        if role is not None:
            privileges.grant(connection, role)
        if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise RuntimeError("this migration would leave a row that refers to nothing")

    with translated():
        async with engine.execution_options(**{REBUILDS: True}).connect() as connection:
            try:
                async with connection.begin():
                    await connection.run_sync(run)
            finally:
                await connection.invalidate()  # on SQLite it would go on without looking at references


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
