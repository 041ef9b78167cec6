"""Tests work on copies of a database that was migrated once: they are what migrating gives."""

from pathlib import Path

import pytest
from kept import a_person, whole_database
from migrated import bring_up
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store import migrate
from adapters.store.engine import open_engine


@pytest.fixture(params=["sqlite", "memory"])
def database(request: pytest.FixtureRequest) -> str:
    """PostgreSQL copies by itself."""
    kind: str = request.param
    return kind


async def _described(engine: AsyncEngine) -> dict[tuple[str, str], list[str]]:
    """Give what each table, index and trigger was declared with; rebuilding a table orders its constraints anew."""
    async with engine.connect() as connection:
        found = await connection.execute(text("SELECT type, name, coalesce(sql, '') FROM sqlite_schema"))
        return {(kind, name): sorted(line.strip(" \t,") for line in sql.split("\n")) for kind, name, sql in found}


async def test_a_copy_holds_what_migrating_gives(engine: AsyncEngine) -> None:
    fresh = open_engine("sqlite://")
    await migrate.upgrade(fresh)

    described = await _described(engine)
    assert described == await _described(fresh)
    assert ("table", "subject") in described
    assert await whole_database(engine, "sqlite://") == await whole_database(fresh, "sqlite://")
    assert await migrate.is_current(engine)
    await fresh.dispose()


async def test_no_copy_is_written_over_what_is_there(engine: AsyncEngine) -> None:
    await a_person(engine)

    await bring_up(engine)

    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM subject"))).scalar_one() == 1


async def test_one_copy_does_not_show_in_the_next(tmp_path: Path, engine: AsyncEngine) -> None:
    await a_person(engine)
    next_one = open_engine(f"sqlite:///{tmp_path / 'next.db'}")

    await bring_up(next_one)

    async with next_one.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM subject"))).scalar_one() == 0
    await next_one.dispose()
