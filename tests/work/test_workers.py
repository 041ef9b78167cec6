"""`hub serve --workers N`: one port, several processes, each with a part in the work; what dies comes back."""

import asyncio
import os
import re
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import httpx2
import postgres
import psutil  # type: ignore[import-untyped]  # it ships none
import pytest
from kept import a_person
from running_hub import free_port
from sqlalchemy import text
from work.served_hub import ServedHub, served
from working import wall

from adapters.cli.demo_folder import DemoFolder
from adapters.store.engine import open_engine
from adapters.store.store import SqlStore
from hub.life.kept import Work, WorkKind

pytestmark = pytest.mark.timeout(300)  # it is about processes: each takes its time to start where others work too

MUCH = 60

NUMBERS = free_port()
"""Where the first worker's numbers are; the other one's are a port further, or where that one is free."""

NOWHERE = {
    "code": "duo",
    "oin": "00000099000000001000",
    "url": "http://127.0.0.1:9",
    "token_url": "http://127.0.0.1:9/token",
    "signs_answers": False,
}


def until(is_so: Callable[[], bool], seconds: float = 90) -> None:
    ends_at = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < ends_at, "waited in vain"
        time.sleep(0.05)


def ready(hub: ServedHub) -> None:
    until(lambda: hub.is_ready() or hub.has_ended())
    assert not hub.has_ended(), hub.log


def a_hub(folder: Path, store: str, workers: int = 2) -> ServedHub:
    port, made = free_port(), DemoFolder(path=folder / "demo")
    made.make()
    made.configure(public_url=f"http://127.0.0.1:{port}", agencies=[NOWHERE])
    return ServedHub(config=made.config, port=port, workers=workers, env={"HUB__STORE__URL": store})


@pytest.fixture(scope="module")
def store(postgres_server: str) -> Iterator[str]:
    address = asyncio.run(postgres.create(postgres_server))
    yield address
    asyncio.run(postgres.drop(postgres_server, address))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, store: str) -> Iterator[ServedHub]:
    hub = a_hub(tmp_path_factory.mktemp("workers"), store)
    hub.env = {**hub.env, "HUB__WORKFLOW__INTERVAL_S": "1", "HUB__METRICS__PORT": str(NUMBERS)}
    with served(hub):
        yield hub


@pytest.fixture
def hub(kept: ServedHub) -> ServedHub:
    """One that serves; whoever ended it leaves it to the next to start it again."""
    if kept.has_ended():
        kept.start()
    ready(kept)
    until(lambda: len(kept.worker_pids()) == 2)
    return kept


async def _much_to_do(store: str) -> None:
    """More than one executor takes at once."""
    engine = open_engine(store)
    person, due_at = await a_person(engine), wall() - timedelta(minutes=1)
    async with SqlStore(engine).transaction(person) as transaction:
        for number in range(MUCH):
            work = Work(id=f"look:{number}", kind=WorkKind.LOOK, subject=person, about=f"gone-{number}", due_at=due_at)
            await transaction.arrangements.put_work(work)
    await engine.dispose()


async def _who_did_some(store: str) -> set[str]:
    """By the engine's own tables."""
    engine = open_engine(store)
    async with engine.connect() as connection:
        named = text("SELECT DISTINCT executor_id FROM dbos.workflow_status WHERE name = 'carry'")
        found = {str(name) for name in (await connection.execute(named)).scalars()}
    await engine.dispose()
    return {name for name in found if name.startswith("hub-")}


def test_each_worker_has_a_part_in_the_work_under_a_name_of_its_own(hub: ServedHub, store: str) -> None:
    asyncio.run(_much_to_do(store))

    until(lambda: len(asyncio.run(_who_did_some(store))) == hub.workers)


def numbers() -> Mapping[int, str]:
    """What each worker counts, by its port; one between them may be somebody else's."""
    found = {}
    for port in range(NUMBERS, NUMBERS + 8):
        with suppress(httpx2.HTTPError):
            told = httpx2.get(f"http://127.0.0.1:{port}/metrics", timeout=5, trust_env=False).text
            if "hub_build{" in told:
                found[port] = told
    return found


def test_each_worker_has_numbers_of_its_own_and_none_on_the_public_port(hub: ServedHub) -> None:
    until(lambda: len(numbers()) == hub.workers)
    for _ in range(9):
        httpx2.get(f"{hub.url}/health/live", trust_env=False)
    told = numbers().values()
    counted = [int(float(count)) for each in told for count in re.findall(r'total{door="health",.*} (\S+)', each)]

    assert sum(counted) >= 9
    assert all("\nhub_store_up 1.0\n" in each for each in told)
    assert httpx2.get(f"{hub.url}/metrics", trust_env=False).status_code == 404


def test_a_worker_that_is_killed_comes_back_and_the_others_go_on(hub: ServedHub) -> None:
    before = set(hub.worker_pids())
    victim, survivor = sorted(before)
    os.kill(victim, signal.SIGKILL)

    until(lambda: len(set(hub.worker_pids()) - before) == 1)
    assert hub.is_ready()
    assert survivor in hub.worker_pids()
    assert "worker.died" in hub.log


def test_workers_do_not_outlive_who_started_them(hub: ServedHub) -> None:
    workers = [psutil.Process(pid) for pid in hub.worker_pids()]
    hub.kill()

    until(lambda: not any(one.is_running() for one in workers))


@pytest.mark.prove
def test_a_stop_ends_all_of_them_in_order(hub: ServedHub) -> None:
    workers = [psutil.Process(pid) for pid in hub.worker_pids()]

    assert hub.stop() == 0
    assert not any(one.is_running() for one in workers)
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(f"{hub.url}/health/live", trust_env=False)


@pytest.mark.prove
def test_where_none_can_start_it_is_given_up(tmp_path: Path) -> None:
    hub = a_hub(tmp_path, f"postgresql://nobody@127.0.0.1:{free_port()}/nothing")
    with served(hub):
        assert hub.wait(90) == 3
    assert "worker.died" in hub.log


def test_several_workers_on_sqlite_are_refused_before_anything_starts(tmp_path: Path) -> None:
    hub = a_hub(tmp_path, f"sqlite:///{tmp_path / 'hub.db'}")
    with served(hub):
        assert hub.wait(90) == 2
    assert "config.refused" in hub.log
    assert "store.url: SQLite serves one process, not 2" in hub.log
    assert not (tmp_path / "hub.db").exists()
