"""The schema goes up, down and up again, and is the one that the tables describe."""

import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store import denials, migrate, proofs, sessions
from adapters.store.engine import open_engine
from adapters.store.tables import Table

DESCRIBED = (denials, proofs, sessions)
"""Modules with tables of their own: once imported, these stand in the catalogue."""

KINDS = ["sqlite", "memory", "postgresql"]


@pytest.fixture
def store_url(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if database == "postgresql":
        address: str = request.getfixturevalue("empty_postgres_url")
        return address
    return "sqlite://" if database == "memory" else f"sqlite:///{tmp_path / 'hub.db'}"


async def _tables(engine: AsyncEngine) -> set[str]:
    async with engine.connect() as connection:
        return set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))


async def test_the_schema_goes_up_down_and_up_again(engine: AsyncEngine) -> None:
    up = await _tables(engine)
    await migrate.downgrade(engine, "base")
    down = await _tables(engine)
    await migrate.upgrade(engine)

    assert up == set(Table.metadata.tables) | {"alembic_version"}
    assert down == {"alembic_version"}
    assert await _tables(engine) == up
    assert await migrate.is_current(engine)


async def test_the_migrated_schema_is_the_one_that_the_tables_describe(engine: AsyncEngine) -> None:
    def difference(connection: Connection) -> object:
        options = {"compare_type": True, "compare_server_default": True}
        return compare_metadata(MigrationContext.configure(connection, opts=options), Table.metadata)

    async with engine.connect() as connection:
        assert await connection.run_sync(difference) == []


async def test_a_database_says_at_which_revision_it_is(store_url: str) -> None:
    engine = open_engine(store_url)
    before = await migrate.current(engine), await migrate.is_current(engine)
    await migrate.upgrade(engine, "0001")

    assert before == (None, False)
    assert await migrate.current(engine) == "0001"
    await engine.dispose()


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
async def test_workers_that_start_together_migrate_once(store_url: str) -> None:
    engines = [open_engine(store_url) for _ in range(4)]
    await asyncio.gather(*(migrate.upgrade(engine) for engine in engines))

    assert all([await migrate.is_current(engine) for engine in engines])
    for engine in engines:
        await engine.dispose()
