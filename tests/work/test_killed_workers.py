"""Two workers on one database, killed at any moment: nothing is lost, and every agency is asked or told once."""

import asyncio
import json
import random
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from children import ENVIRONMENT
from hub_world import World, a_world
from kept import a_person, audit_log
from living import OWED, LivingWorld
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from work import worker
from work.desks import DeskServer, desk_server
from working import until, wall

MANY = 40
ROUNDS = 20


@dataclass
class Crowd:
    """People with a proposal each, agencies that count, and workers."""

    url: str
    engine: AsyncEngine
    folder: Path
    desks: DeskServer
    port: int
    proposals: list[tuple[str, str]]

    @property
    def people(self) -> int:
        return len(self.proposals)

    def __post_init__(self) -> None:
        self.since = wall()

    async def worker(self, number: int, accepts: list[tuple[str, str]]) -> Process:
        """Start a worker that accepts these proposals; wait until it begins."""
        plan = {
            "url": self.url,
            "port": self.port,
            "since": self.since.isoformat(),
            "take_over_after_s": 3,
            "accepts": accepts,
        }
        path = self.folder / f"{number}.json"
        path.write_text(json.dumps(plan), encoding="utf-8")
        command = (sys.executable, worker.__file__, path)
        process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, env=ENVIRONMENT)
        await _says(process, b"ready\n")
        return process

    async def states(self) -> "Counter[str]":
        async with self.engine.connect() as connection:
            return Counter((await connection.execute(text("SELECT state FROM arrangement"))).scalars())

    async def is_quiet(self) -> bool:
        """Say whether all run, and no errand waits."""
        async with self.engine.connect() as connection:
            waiting = (await connection.execute(text("SELECT count(*) FROM work WHERE kind = 'errand'"))).scalar_one()
        return waiting == 0 and await self.states() == {"active": self.people}

    async def check(self) -> None:
        async with self.engine.connect() as connection:
            ids = set((await connection.execute(text("SELECT id FROM arrangement"))).scalars())
        assert len(ids) == self.people
        expected = {("cjib", "request", each) for each in ids} | {("duo", "suspend", each) for each in ids}
        assert self.desks.told() == dict.fromkeys(expected, 1)
        numbers = [seq for seq, _, _ in await audit_log(self.engine)]
        assert numbers == list(range(1, len(numbers) + 1))


async def _says(process: Process, word: bytes) -> None:
    assert process.stdout is not None
    async with asyncio.timeout(30):
        assert await process.stdout.readline() == word


async def _end(process: Process) -> int:
    if process.returncode is None:
        assert process.stdin is not None
        process.stdin.close()
        async with asyncio.timeout(40):
            await process.wait()
    return process.returncode or 0


async def _proposed(world: World, people: int) -> list[tuple[str, str]]:
    """Let everybody consent and have a proposal made."""
    found = []
    for _ in range(people):
        hub = LivingWorld(
            World(
                engine=world.engine,
                subject=await a_person(world.engine),
                sources=world.sources,
                clock=world.clock,
            )
        )
        await hub.world.give(hub.world.wish())
        found.append((str(hub.world.subject), (await hub.propose()).id))
    return found


@asynccontextmanager
async def a_crowd(url: str, folder: Path, people: int = MANY) -> AsyncIterator[Crowd]:
    async with a_world(OWED, url=url) as world, desk_server() as (desks, port):
        proposals = await _proposed(world, people)
        yield Crowd(url=url, engine=world.engine, folder=folder, desks=desks, port=port, proposals=proposals)


async def _kill_and_start_again(crowd: Crowd, dice: random.Random, workers: int) -> None:
    """Workers accept a share each; now this one, now that one is killed, and comes back after a while."""
    shares = [crowd.proposals[number::workers] for number in range(workers)]
    running = await asyncio.gather(*map(crowd.worker, range(workers), shares))
    try:
        for _ in range(2):
            await asyncio.sleep(dice.uniform(0.05, 1.5))
            number = dice.randrange(workers)
            running[number].kill()
            await running[number].wait()
            await asyncio.sleep(dice.uniform(0, 0.5))
            running[number] = await crowd.worker(number, shares[number])
        await until(crowd.is_quiet, seconds=45, pause=0.2)
    finally:
        codes = await asyncio.gather(*map(_end, running))
    assert set(codes) == {0}


SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.prove) for seed in range(1, ROUNDS))]


@pytest.mark.parametrize("seed", SEEDS)
async def test_workers_that_are_killed_lose_nothing_and_say_nothing_twice(
    empty_postgres_url: str, tmp_path: Path, seed: int, record_property: Callable[[str, object], None]
) -> None:
    async with a_crowd(empty_postgres_url, tmp_path) as crowd:
        await _kill_and_start_again(crowd, random.Random(seed), workers=2)  # noqa: S311 when somebody is killed is no secret
        await crowd.check()
        record_property("brought again under the same key", crowd.desks.again)


@pytest.mark.parametrize("seed", SEEDS)
async def test_so_it_is_with_one_worker_on_a_file(
    tmp_path: Path, seed: int, record_property: Callable[[str, object], None]
) -> None:
    async with a_crowd(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path) as crowd:
        await _kill_and_start_again(crowd, random.Random(seed), workers=1)  # noqa: S311 as above
        await crowd.check()
        record_property("brought again under the same key", crowd.desks.again)


async def test_what_a_killed_worker_had_in_hand_is_taken_over(empty_url: str, tmp_path: Path) -> None:
    async with a_crowd(empty_url, tmp_path, people=1) as crowd:
        crowd.desks.open.clear()
        first = await crowd.worker(1, crowd.proposals)

        async def is_asked() -> bool:
            return bool(crowd.desks.keys)

        await until(is_asked)
        first.kill()
        await first.wait()
        crowd.desks.open.set()
        second = await crowd.worker(2, [])
        try:
            await until(crowd.is_quiet, seconds=30, pause=0.1)
        finally:
            assert await _end(second) == 0
        await crowd.check()
        assert crowd.desks.again == 1
