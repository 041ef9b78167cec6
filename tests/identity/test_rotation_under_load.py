"""Workers serve at two steps of a rotation while `hub db rotate-keys` runs, is killed halfway, and runs again."""

import asyncio
import json
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from children import ENVIRONMENT
from identity.forging import StillClock
from identity.key_worker import LABEL, PEOPLE
from identity.rings import a_ring, as_toml, key_settings, numbers
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.identity.directory import Directory
from adapters.identity.vault import KeyVault
from adapters.store.subjects import SqlSubjects
from consent.parties import SubjectRef
from hub.errors import Unavailable

FORGOTTEN = 5
HERE = Path(__file__).parent


def a_configuration(path: Path, address: str, number: int, *others: int) -> Path:
    config = path / f"hub-{number}-{len(others)}.toml"
    config.write_text(f'[store]\nurl = "{address}"\n{as_toml(key_settings(number, *others))}', encoding="utf-8")
    return config


async def rotate_keys(config: Path, *more: str) -> Process:
    command = (sys.executable, "-m", "adapters.cli.main", "db", "rotate-keys", "--config", str(config), *more)
    return await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=PIPE)


@asynccontextmanager
async def working(address: str, *steps: tuple[int, int, int]) -> AsyncIterator[list[Process]]:
    """Let a worker work at each step of the rotation; whatever happens, none is left."""
    script, workers = str(HERE / "key_worker.py"), []
    try:
        for step in steps:
            command = (sys.executable, script, address, *map(str, step))
            worker = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, env=ENVIRONMENT)
            workers.append(worker)
            assert worker.stdout is not None
            assert await worker.stdout.readline() == b"ready\n"
        yield workers
    finally:
        for worker in workers:
            if worker.returncode is None:
                worker.kill()


async def killed_halfway(config: Path) -> None:
    running = await rotate_keys(config)
    assert running.stderr is not None
    assert b"people changed over" in await running.stderr.readline()
    running.send_signal(signal.SIGKILL)
    await running.communicate()
    assert running.returncode == -signal.SIGKILL


async def told(config: Path, *more: str) -> str:
    running = await rotate_keys(config, *more)
    out, words = await running.communicate()
    assert running.returncode == 0, words.decode()
    assert not any(bsn.digits in (out + words).decode() for bsn in numbers(PEOPLE + FORGOTTEN))
    return out.decode()


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
async def test_nobody_is_lost_or_doubled_and_everything_opens(
    engine: AsyncEngine, store_url: str, tmp_path: Path
) -> None:
    first = Directory(SqlSubjects(engine), a_ring(1), StillClock())
    seeded = {bsn.digits: await first.ref_of(bsn) for bsn in numbers(PEOPLE // 2)}
    forgotten = [await first.ref_of(bsn) for bsn in numbers(FORGOTTEN, skip=PEOPLE)]
    for ref in forgotten[:-1]:
        await KeyVault(SqlSubjects(engine), a_ring(1)).destroy(ref)
    config = a_configuration(tmp_path, store_url, 2, 1)

    async with working(store_url, (1, 2, 11), (2, 1, 12), (1, 2, 13)) as workers:
        await killed_halfway(config)
        await KeyVault(SqlSubjects(engine), a_ring(2, 1)).destroy(forgotten[-1])
        await told(config)
        said = [json.loads(out) for out, _ in await asyncio.gather(*(worker.communicate(b"") for worker in workers))]
    await told(config)
    after = await told(config)
    dropped = await told(a_configuration(tmp_path, store_url, 2), "--drop", "index-1")

    assert [worker.returncode for worker in workers] == [0, 0, 0]
    met = Counter((bsn, ref) for of in said for bsn, refs in of["met"].items() for ref in refs)
    everybody = {**seeded, **{bsn: SubjectRef(ref) for bsn, ref in met}}
    assert len({bsn for bsn, _ in met}) == len(met), "somebody has two references"
    assert {bsn: everybody[bsn] for bsn in seeded} == seeded
    new = a_ring(2)
    directory, vault = Directory(SqlSubjects(engine), new, StillClock()), KeyVault(SqlSubjects(engine), new)
    assert {bsn.digits: await directory.find(bsn) for bsn in numbers(PEOPLE) if bsn.digits in everybody} == everybody
    sealed = [(SubjectRef(ref), bytes.fromhex(content)) for of in said for ref, content in of["sealed"]]
    assert all([(await vault.key(ref)).open(LABEL, content) == ref.encode() for ref, content in sealed])
    assert len(sealed) > PEOPLE
    for ref in forgotten:
        with pytest.raises(Unavailable):
            await vault.key(ref)
    assert "wrap   wrap-1  0 people  may be taken out" in after
    assert f"index  index-1  {len(everybody)} people  may be taken out" in after
    assert "index-1" not in dropped
    async with engine.connect() as connection:
        rows = await connection.execute(text("SELECT index_id, count(*) FROM subject_index GROUP BY index_id"))
        assert [tuple(row) for row in rows.all()] == [("index-2", len(everybody))]
