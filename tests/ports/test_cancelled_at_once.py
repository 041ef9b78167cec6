"""Whoever goes away while the database is being opened for them leaves nothing behind."""

import asyncio
import threading
from pathlib import Path

import pytest
from kept import a_person
from migrated import bring_up
from sqlalchemy import event, text
from sqlalchemy.util import await_only

from adapters.store.engine import open_engine
from adapters.store.store import SqlStore
from adapters.store.unit import begun
from consent.parties import SubjectRef

ROUNDS = 60
AT_ONCE = 3


async def _prepared(url: str) -> SubjectRef:
    engine = open_engine(url)
    await bring_up(engine)
    person = await a_person(engine)
    await engine.dispose()
    return person


async def _gone(url: str, person: SubjectRef, after_s: float) -> int:
    """Some ask and go away; give how many connections are out once they are gone."""
    engine = open_engine(url)

    async def ask() -> None:
        async with asyncio.timeout(after_s), SqlStore(engine).transaction(person) as transaction:
            await transaction.arrangements.all()

    await asyncio.gather(*(ask() for _ in range(AT_ONCE)), return_exceptions=True)
    out: int = engine.pool.checkedout()  # type: ignore[attr-defined]  # of a pool that counts
    await engine.dispose()
    return out


def test_a_request_that_is_cancelled_while_a_file_is_opened_leaves_no_connection_and_no_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The loop ends right after: a thread that still had something to tell would find nobody."""
    faults: list[object] = []
    monkeypatch.setattr(threading, "excepthook", faults.append)
    url = f"sqlite:///{tmp_path / 'hub.db'}"
    person = asyncio.run(_prepared(url))

    out = [asyncio.run(_gone(url, person, number * 0.0001)) for number in range(ROUNDS)]

    assert set(out) == {0}
    assert faults == []


async def test_whoever_waits_for_a_place_is_not_held_up_when_cancelled(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'hub.db'}"
    person = await _prepared(url)
    engine = open_engine(url)
    held = [await engine.connect() for _ in range(engine.pool.size())]  # type: ignore[attr-defined]  # as above
    loop = asyncio.get_running_loop()
    began_s = loop.time()

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05), SqlStore(engine).transaction(person):
            raise AssertionError("there was no place")

    assert loop.time() - began_s < 5
    for connection in held:
        await connection.close()
    await engine.dispose()


async def test_a_connection_that_is_being_opened_is_given_back_however_often_the_request_is_cancelled(
    tmp_path: Path,
) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'hub.db'}")
    is_opening, may_open = asyncio.Event(), asyncio.Event()

    @event.listens_for(engine.sync_engine, "connect")
    def _wait(*_connection: object) -> None:
        is_opening.set()
        await_only(may_open.wait())

    async def request() -> None:
        async with begun(engine):
            raise AssertionError("whoever asked had gone")

    task = asyncio.create_task(request())
    await is_opening.wait()
    await _cancelled_again_and_again(task)
    may_open.set()
    await _over()

    assert task.cancelled()
    assert engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # of a pool that counts
    await engine.dispose()


async def test_what_must_be_done_before_a_commit_is_committed_however_often_the_request_is_cancelled(
    tmp_path: Path,
) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'hub.db'}")
    is_doing, may_end = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def step() -> None:
        loop.call_soon_threadsafe(is_doing.set)
        may_end.wait(10)

    async def request() -> None:
        async with begun(engine) as unit:
            await unit.run(text("CREATE TABLE kept (id INTEGER)"))
            unit.before_commit(step)

    task = asyncio.create_task(request())
    await is_doing.wait()
    await _cancelled_again_and_again(task)
    may_end.set()
    await _over()

    assert task.cancelled()
    async with begun(engine, reads_only=True) as unit:
        assert (await unit.run(text("SELECT name FROM sqlite_master"))).scalars().all() == ["kept"]
    await engine.dispose()


async def _cancelled_again_and_again(task: asyncio.Task[None]) -> None:
    for _ in range(3):
        task.cancel()
        await asyncio.sleep(0)


async def _over() -> None:
    """Wait until nothing goes on in the background."""
    await asyncio.wait(asyncio.all_tasks() - {asyncio.current_task()}, timeout=10)
