"""Bringing a database to the schema of this code, and saying whether it is there."""

import re
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from types import ModuleType
from typing import Final

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store import privileges
from adapters.store.engine import READS_ONLY, REBUILDS, open_engine
from adapters.store.faults import translated
from hub.errors import BadInput

MIGRATOR: Final = 0x6875622D6D696772
"""Number of the advisory lock of who migrates ("hub-migr"): workers that start together wait for the first."""

NAMED: Final = re.compile(r"(?P<number>\d{4})(?:-needs-(?P<needs>\d{4}))?")
"""How a revision is called. One that takes away what older code uses says from which revision on code may run with it;
each later one says so too, so that code which knows none of them can tell."""

REVISIONS: Final = tuple(
    sorted(file.name.partition("_")[0] for file in (Path(__file__).parent / "migrations" / "versions").glob("*_*.py"))
)
"""Every revision that this code knows, oldest first: its file begins with it."""


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

    def up(connection: Connection) -> None:
        if _revision(connection) != REVISIONS[-1]:
            _steps().up(connection, revision)

    await _migrate(engine, up, role)


async def upgrade_before_serving(serving: AsyncEngine, url: str, *, role: str | None) -> None:
    """Migrate all the way for whoever is about to serve on this engine. Raises as `upgrade` does.

    Where they serve under a role, who logs in migrates, on connections of their own: those could do more than serving
    needs, and are closed again.
    """
    if role is None:
        await upgrade(serving)
        return
    owner = open_engine(url)
    try:
        await upgrade(owner, role=role)
    finally:
        await owner.dispose()


async def downgrade(engine: AsyncEngine, revision: str) -> None:
    """Migrate down to a revision, `base` for an empty database. What the dropped tables held is lost."""
    await _migrate(engine, lambda connection: _steps().down(connection, revision))


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
    head = REVISIONS[-1]
    if revision == head:
        return Standing.CURRENT
    if revision is None or revision in REVISIONS:
        return Standing.BEHIND
    named, ours = NAMED.fullmatch(revision), NAMED.fullmatch(head)
    if named is None or ours is None or (named["needs"] or "") > ours["number"]:
        return Standing.TOO_FAR
    return Standing.AHEAD


async def _migrate(engine: AsyncEngine, step: Callable[[Connection], None], role: str | None = None) -> None:
    def run(connection: Connection) -> None:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": MIGRATOR})
        stands = _standing(_revision(connection))
        if stands is Standing.TOO_FAR:
            raise ahead()
        if stands is Standing.AHEAD:
            return  # whoever is newer has done all of it, and granted what it needs
        step(connection)
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


def _steps() -> ModuleType:
    """Read what migrates. Here, because it takes six megabytes, and most hubs find their database migrated."""
    from adapters.store import steps  # noqa: PLC0415 as just said

    return steps


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return found
