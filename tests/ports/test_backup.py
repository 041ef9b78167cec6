"""A copy is whole, of one moment, and either kind of database can be filled from it with the same log."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from databases import AS_ROLE
from kept import NOON, a_person, as_owner
from ports.full_person import a_full_person
from sealing import ORIGIN, some_lines
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store import backup, privileges
from adapters.store.audit_log import SqlAuditLog
from adapters.store.backup import LEFT_OUT, back_up, log_of, restore
from adapters.store.engine import open_engine
from adapters.store.store import SqlStore
from adapters.store.tables import Table
from hub.errors import BadInput, Unavailable

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
ON_A_FILE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[AsyncEngine]:
    engine = open_engine(url)
    try:
        yield engine
    finally:
        await engine.dispose()


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def rows(engine: AsyncEngine) -> Mapping[str, int]:
    async with as_owner(engine) as connection:
        return {
            name: (await connection.execute(text(f"SELECT count(*) FROM {name}"))).scalar_one()  # noqa: S608 the catalogue's names
            for name in Table.metadata.tables
        }


async def much(store: SqlStore, engine: AsyncEngine) -> None:
    """A row in every table about people, log lines in and beside the tree, and somebody who is logged in."""
    await a_full_person(engine)
    await some_lines(store, engine, 30)
    await SqlAuditLog(engine).seal(ORIGIN, at_most=20)
    async with as_owner(engine) as connection:
        at = NOON.isoformat() if engine.dialect.name == "sqlite" else NOON
        await connection.execute(text("INSERT INTO used_proof (digest, until) VALUES ('x', :at)"), {"at": at})


def test_a_copy_has_every_table_but_those_of_log_ins() -> None:
    kept = {table.name for table in backup._ours()}

    assert kept | LEFT_OUT == set(privileges.MAY) - {"alembic_version"}
    assert not kept & LEFT_OUT


@BOTH
async def test_what_was_copied_is_restored_into_either_kind_with_the_same_log(
    store: SqlStore, engine: AsyncEngine, tmp_path: Path, empty_postgres_url: str
) -> None:
    await much(store, engine)
    before, log = await rows(engine), await log_of(engine)
    assert await back_up(engine, tmp_path / "copy") == log
    await some_lines(store, engine, 3)

    for url in (f"sqlite:///{tmp_path / 'again.db'}", empty_postgres_url):
        async with opened(url) as target:
            assert await restore(target, tmp_path / "copy", role=None) == log
            assert await rows(target) == {**before, **dict.fromkeys(LEFT_OUT, 0)}
            await SqlAuditLog(target).seal(ORIGIN, at_most=100)
            assert (await log_of(target)).sealed == log.lines
            await a_person(target)
            with pytest.raises(BadInput, match=r"restore\.not_empty"):
                await restore(target, tmp_path / "copy", role=None)

    assert log.sealed == 20 < log.lines
    assert set(names(tmp_path)) <= {"copy", "hub.db", "hub.db-wal", "hub.db-shm", "again.db"}
    assert {(tmp_path / name).stat().st_mode & 0o777 for name in ("copy", "again.db")} == {0o600}


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_after_a_restore_the_fence_stands_again(
    store: SqlStore, engine: AsyncEngine, tmp_path: Path, empty_postgres_url: str, serving_role: str
) -> None:
    await much(store, engine)
    await back_up(engine, tmp_path / "copy")
    forced = text("SELECT count(*) FROM pg_class WHERE relforcerowsecurity")
    async with opened(empty_postgres_url) as target:
        await restore(target, tmp_path / "copy", role=serving_role)
        async with target.connect() as ours, engine.connect() as theirs:
            assert (await ours.execute(forced)).scalar_one() == (await theirs.execute(forced)).scalar_one() > 5
    async with opened(empty_postgres_url) as owner:
        serving = open_engine(empty_postgres_url, role=serving_role)
        async with serving.connect() as connection:
            assert (await connection.execute(text("SELECT count(*) FROM consent_grant"))).scalar_one() == 0
        await serving.dispose()
        assert (await rows(owner))["consent_grant"] == 1


@pytest.mark.parametrize("database", [AS_ROLE], indirect=True)
async def test_who_does_not_see_every_row_makes_no_copy(engine: AsyncEngine, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"backup\.sees_too_little"):
        await back_up(engine, tmp_path / "copy")

    assert names(tmp_path) == []


@BOTH
async def test_a_copy_is_of_one_moment_while_others_write(store: SqlStore, engine: AsyncEngine, tmp_path: Path) -> None:
    await much(store, engine)
    writing = asyncio.create_task(some_lines(store, engine, 40))
    log = await back_up(engine, tmp_path / "copy")
    await writing

    async with opened(f"sqlite:///{tmp_path / 'again.db'}") as target:
        restored = await restore(target, tmp_path / "copy", role=None)
        assert restored == log
        assert (await rows(target))["audit_event"] == log.lines


@ON_A_FILE
async def test_what_is_no_whole_backup_is_refused_and_nothing_is_made_of_it(
    store: SqlStore, engine: AsyncEngine, tmp_path: Path
) -> None:
    await much(store, engine)
    good, wrong = tmp_path / "copy", tmp_path / "wrong"
    await back_up(engine, good)
    content = good.read_bytes()
    with closing(sqlite3.connect(tmp_path / "other")) as other, closing(sqlite3.connect(good)) as copy:
        copy.backup(other)
        other.execute("DROP TRIGGER audit_node_refuse_update")
        other.execute("UPDATE audit_node SET hash = zeroblob(32) WHERE level = 4")
        other.commit()
    bad = {"none": b"nonsense", "half": content[: len(content) // 2], "other": (tmp_path / "other").read_bytes()}

    async with opened(f"sqlite:///{tmp_path / 'again.db'}") as target:
        for name, each in bad.items():
            wrong.write_bytes(each)
            with pytest.raises(BadInput, match=r"backup\.damaged"):
                await restore(target, wrong, role=None)
            assert not (tmp_path / "wrong.restoring").exists(), name
        with pytest.raises(BadInput, match=r"backup\.missing"):
            await restore(target, tmp_path / "gone", role=None)
        await restore(target, good, role=None)


@ON_A_FILE
async def test_nothing_is_written_over_and_a_full_disk_leaves_nothing_behind(
    engine: AsyncEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "copy").write_bytes(b"mine")
    with pytest.raises(BadInput, match=r"backup\.exists"):
        await back_up(engine, tmp_path / "copy")
    with pytest.raises(Unavailable, match=r"backup\.unwritable"):
        await back_up(engine, tmp_path / "no such folder" / "copy")

    async def full(_engine: AsyncEngine, to: Path) -> None:
        to.write_bytes(b"some of it")  # noqa: ASYNC240 nobody waits for it
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(backup, "_copied", full)
    with pytest.raises(Unavailable, match=r"backup\.unwritable: full\.partial cannot be written"):
        await back_up(engine, tmp_path / "full")

    assert (tmp_path / "copy").read_bytes() == b"mine"
    assert not [name for name in names(tmp_path) if name.startswith("full")]
