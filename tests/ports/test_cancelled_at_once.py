"""Whoever goes away while the database is being opened for them leaves nothing behind."""

import asyncio
import threading
from pathlib import Path

import pytest
from kept import a_person
from migrated import bring_up

from adapters.store.engine import open_engine
from adapters.store.store import SqlStore
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
