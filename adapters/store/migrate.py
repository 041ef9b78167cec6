"""Bringing a database to the schema of this code, and saying whether it is there."""

import re
from collections.abc import Callable
from enum import StrEnum
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
from hub.errors import BadInput

MIGRATOR: Final = 0x6875622D6D696772
"""Number of the advisory lock of who migrates ("hub-migr"): workers that start together wait for the first."""

NAMED: Final = re.compile(r"(?P<number>\d{4})(?:-needs-(?P<needs>\d{4}))?")
"""How a revision is called. One that takes away what older code uses says from which revision on code may run with it;
each later one says so too, so that code which knows none of them can tell."""


class Standing(StrEnum):
    """How a database stands to this code."""

    CURRENT = "current"
    BEHIND = "behind"
    AHEAD = "ahead"
    """A newer hub brought it further, and this code may still run with it: so it is during a rolling upgrade."""
    TOO_FAR = "too_far"
    """A newer hub took away what this code uses."""


async def upgrade(engine: AsyncEngine, revision: str = "head", *, role: str | None = None) -> None:
    """Migrate up to a revision, all of it or nothing; where it is already, or further, nothing happens.

    Runs as who logs in, who owns the tables; `role` is who serves, and gets what it needs. Raises BadInput
    `store.ahead` where a newer hub took away what this code uses.
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
    """Say whether the database has exactly the schema that this code expects."""
    return await standing(engine) is Standing.CURRENT


async def standing(engine: AsyncEngine) -> Standing:
    """Say how the database stands to this code."""
    return _standing(await current(engine))


def ahead() -> BadInput:
    """Say that a newer hub took away what this code uses."""
    happened = "A newer hub brought the database further than this version can follow."
    return BadInput("store.ahead", happened, "Start the newer version, or restore a backup of before.")


def _standing(revision: str | None) -> Standing:
    script = ScriptDirectory.from_config(_config())
    head = script.get_current_head()
    if revision == head:
        return Standing.CURRENT
    if revision is None or revision in {each.revision for each in script.walk_revisions()}:
        return Standing.BEHIND
    named, ours = NAMED.fullmatch(revision), NAMED.fullmatch(head or "")
    if named is None or ours is None or (named["needs"] or "") > ours["number"]:
        return Standing.TOO_FAR
    return Standing.AHEAD


async def _migrate(engine: AsyncEngine, step: Callable[[Config], None], role: str | None = None) -> None:
    def run(connection: Connection) -> None:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": MIGRATOR})
        stands = _standing(_revision(connection))
        if stands is Standing.TOO_FAR:
            raise ahead()
        if stands is Standing.AHEAD:
            return  # whoever is newer has done all of it, and granted what it needs
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
