"""People accept at a hub whose processes are killed at any moment: nothing is lost, and nothing said twice."""

import asyncio
import os
import random
import signal
from collections import Counter
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # it ships no types
import pytest
from kept import audit_log
from work.crowd_over_http import CrowdOverHttp, a_crowd_over_http, arrangements
from work.served_hub import served
from working import until

from adapters.store.engine import open_engine

pytestmark = pytest.mark.timeout(400)  # whoever was cut off waits a minute for the key that they began with

FEW, MANY = 6, 40
ROUNDS = 20
KILLS = 2

STOPPED = (0, -signal.SIGTERM)
"""How a hub ends that was asked to: one of several workers with 0, one process by the signal itself."""


async def _ready(crowd: CrowdOverHttp) -> None:
    async def is_ready() -> bool:
        assert not crowd.hub.has_ended(), crowd.hub.log
        return await asyncio.to_thread(crowd.hub.is_ready)

    await until(is_ready, seconds=120, pause=0.2)


async def _kill_now_and_then(crowd: CrowdOverHttp, dice: random.Random) -> None:
    """Kill a process, any of them; a worker comes back by itself, a hub that is one process is started again."""
    for _ in range(KILLS):
        await asyncio.sleep(dice.uniform(0.05, 1.5))
        if crowd.hub.workers > 1:
            os.kill(dice.choice(crowd.hub.worker_pids()), signal.SIGKILL)
        else:
            crowd.hub.kill()
            crowd.hub.start()
        await _ready(crowd)


async def _check(crowd: CrowdOverHttp, told: list[str]) -> None:
    engine = open_engine(crowd.store)
    try:
        there = await arrangements(engine)
        numbers = [seq for seq, _, _ in await audit_log(engine)]
    finally:
        await engine.dispose()
    assert sorted(id_ for id_, _, _ in there) == sorted(told)
    expected = Counter(
        (code, "request" if code == executes else "suspend", id_)
        for id_, executes, owners in there
        for code in {executes, *owners}
    )
    assert crowd.told() == expected
    assert numbers == list(range(1, len(numbers) + 1))


async def _round(crowd: CrowdOverHttp, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 when somebody is killed is no secret
    with served(crowd.hub):
        await _ready(crowd)
        proposals = await crowd.everybody_has_a_proposal()
        told, _ = await asyncio.gather(crowd.everybody_accepts(proposals), _kill_now_and_then(crowd, dice))
        await until(crowd.is_quiet, seconds=120, pause=0.3)
        workers = [psutil.Process(pid) for pid in crowd.hub.worker_pids()]
        assert await asyncio.to_thread(crowd.hub.stop) in STOPPED
        assert not any(one.is_running() for one in workers)
    await _check(crowd, list(told.values()))


PROVED = [pytest.param(MANY, seed, marks=pytest.mark.prove) for seed in range(1, ROUNDS + 1)]


@pytest.mark.parametrize(("people", "seed"), [pytest.param(FEW, 0), *PROVED])
async def test_workers_of_one_hub_that_are_killed_lose_nothing_and_say_nothing_twice(
    empty_postgres_url: str, tmp_path: Path, people: int, seed: int
) -> None:
    with a_crowd_over_http(tmp_path, people, store=empty_postgres_url, workers=2) as crowd:
        crowd.is_hasty = people == FEW
        await _round(crowd, seed)


@pytest.mark.parametrize(("people", "seed"), PROVED)
async def test_so_it_is_with_a_hub_of_one_process_on_a_file(tmp_path: Path, people: int, seed: int) -> None:
    with a_crowd_over_http(tmp_path, people, store=f"sqlite:///{tmp_path / 'hub.db'}", workers=1) as crowd:
        await _round(crowd, seed)
