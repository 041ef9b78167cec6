"""The schema goes up, down and up again, and is the one that the tables describe."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from secrets import token_bytes

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from kept import NOON, a_person, a_record, audit_log
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.settings import FIRST_INDEX
from adapters.store import arrangement_tables, denials, migrate, outgoing_tables, proofs, sessions
from adapters.store.engine import open_engine
from adapters.store.store import SqlStore
from adapters.store.subjects import SqlSubjects
from adapters.store.tables import Table

DESCRIBED = (arrangement_tables, denials, outgoing_tables, proofs, sessions)
"""Modules with tables of their own: once imported, these stand in the catalogue."""

KINDS = ["sqlite", "memory", "postgresql"]


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest) -> str:
    """Who migrates owns the tables: there is no role to try it under."""
    kind: str = request.param
    return kind


@pytest.fixture
def store_url(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if database == "postgresql":
        address: str = request.getfixturevalue("empty_postgres_url")
        return address
    return "sqlite://" if database == "memory" else f"sqlite:///{tmp_path / 'hub.db'}"


@pytest.fixture
def bring_up() -> Callable[..., Awaitable[None]]:
    """Migrated itself, and no copy of what was."""
    return migrate.upgrade


def test_what_the_files_are_called_is_what_the_library_finds_in_them() -> None:
    script = ScriptDirectory(str(Path(migrate.__file__).parent / "migrations"))

    assert [each.revision for each in script.walk_revisions()][::-1] == list(migrate.REVISIONS)


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


async def test_people_keep_their_index_when_keys_get_names_and_when_they_lose_them(store_url: str) -> None:
    engine = open_engine(store_url)
    await migrate.upgrade(engine, "0003")
    index = token_bytes(32)
    people: list[dict[str, object]] = [
        {"ref": "somebody", "index": index, "sealed": b"sealed", "key": b"key"},
        {"ref": "forgotten", "index": None, "sealed": None, "key": None},
    ]
    adding = "INSERT INTO subject VALUES (:ref, :index, :sealed, :key, 'wrap-1', :at)"
    async with engine.begin() as connection:
        at = NOON.isoformat() if engine.dialect.name == "sqlite" else NOON
        await connection.execute(text(adding), [{**person, "at": at} for person in people])
        await connection.execute(
            text("INSERT INTO attempt VALUES ('somebody', 'a', 'b', 'c', 'd', :at, NULL)"), {"at": at}
        )

    await migrate.upgrade(engine)
    found = await SqlSubjects(engine).by_index({FIRST_INDEX: index})
    await migrate.downgrade(engine, "0003")

    assert found is not None
    assert (found.ref, found.created_at) == ("somebody", NOON)
    async with engine.connect() as connection:
        before = (await connection.execute(text("SELECT ref, bsn_index, key_wrapped FROM subject ORDER BY ref"))).all()
        assert [tuple(row) for row in before] == [("forgotten", None, None), ("somebody", index, b"key")]
        assert (await connection.execute(text("SELECT count(*) FROM attempt"))).scalar_one() == 1
    await engine.dispose()


async def test_keys_keep_their_names_while_people_stand_under_different_ones(engine: AsyncEngine) -> None:
    await a_person(engine)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE subject_index SET index_id = 'index-2'"))
    await a_person(engine)

    with pytest.raises(RuntimeError, match="rotate-keys"):
        await migrate.downgrade(engine, "0003")

    assert await migrate.is_current(engine)


async def test_the_audit_log_goes_on_where_it_was(store_url: str) -> None:
    engine = open_engine(store_url)
    await migrate.upgrade(engine, "0005")
    at = NOON.isoformat() if engine.dialect.name == "sqlite" else NOON
    async with engine.begin() as connection:
        await connection.execute(text("INSERT INTO audit_event VALUES (1, :at, 'e', 'x', '{}')"), {"at": at})

    await migrate.upgrade(engine)
    person = await a_person(engine)
    async with SqlStore(engine).transaction(person) as tx:
        await tx.append_audit(a_record(person))

    assert [seq for seq, _, _ in await audit_log(engine)] == [1, 2]
    await engine.dispose()


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
