"""A long load with faults: a worker's memory, files, connections and tasks stay what they were. `make soak` runs it.

HUB_SOAK_MINUTES says for how long; it ends by itself.
"""

import asyncio
import itertools
import os
import re
import signal
import statistics
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import postgres
import pytest
from fault_proxy import Fault, FaultProxy, fault_proxy
from prometheus_client.parser import text_string_to_metric_families
from running_hub import free_port
from work.load import UNLIMITED, Load
from work.served_hub import ServedHub, served

from adapters import bootstrap
from adapters.agencies.simulator import street
from adapters.cli.demo_client import DemoClient
from adapters.cli.demo_folder import DemoFolder, as_sources
from adapters.store import migrate
from adapters.store.engine import open_engine

MINUTES = float(os.environ.get("HUB_SOAK_MINUTES", "60"))

pytestmark = [pytest.mark.soak, pytest.mark.timeout(MINUTES * 60 + 600)]

PEOPLE = ("noor", "omar", "iris", "yusuf")
WISHES = [("demo_preview", {"scheme": "rijk-2025"}), ("compare", {})]

PAUSE_SECONDS = float(os.environ.get("HUB_SOAK_PAUSE_S", "0.05"))
"""How long each person waits before they ask again."""

LOOK_SECONDS = 5.0
FAULT_SECONDS = 20.0
WARM = 0.3
"""Which part of the time is for warming up."""

FLAT = 0.05
MOST_MB = 150
"""What a worker may hold of memory of its own. What all processes share is not in it, and is in docs/performance.md."""

SPARE_FILES = 8
"""Files and connections that may be open more at the end: those of pools that are not full."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a worker said of itself at one moment."""

    memory_mb: float
    """What it holds for itself (USS): libraries that all processes of a machine share are not in it."""
    resident_mb: float
    worker_mb: float
    """What the process beside it holds for itself, which does the work."""
    files: int
    busy: int
    in_flight: int
    tasks: int


@dataclass
class Soaked:
    """A hub and who does its work, what breaks before it, and what it said of itself meanwhile."""

    hub: ServedHub
    worker: ServedHub
    numbers: str
    proxies: Sequence[FaultProxy]
    mint: Callable[[str], str]
    looks: list[Look] = field(default_factory=list)
    faults: int = 0

    async def look(self) -> Look:
        async with httpx2.AsyncClient(trust_env=False, timeout=30) as http:
            told = (await http.get(self.numbers)).text
        samples = {
            (sample.name, *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(told)
            for sample in family.samples
        }
        return Look(
            memory_mb=self.hub.process.memory_full_info().uss / 1e6,
            resident_mb=samples["process_resident_memory_bytes",] / 1e6,
            worker_mb=self.worker.process.memory_full_info().uss / 1e6,
            files=int(samples["process_open_fds",]),
            busy=int(samples["hub_store_connections", "busy"]),
            in_flight=int(samples["hub_requests_in_flight",]),
            tasks=int(samples["hub_tasks",]),
        )

    @property
    def memory(self) -> Sequence[float]:
        return [each.memory_mb for each in self.looks]

    @property
    def memory_of_worker(self) -> Sequence[float]:
        return [each.worker_mb for each in self.looks]

    async def looking(self) -> None:
        while True:
            self.looks.append(await self.look())
            await asyncio.sleep(LOOK_SECONDS)

    async def breaking(self) -> None:
        """Break one line after the other, each in every way, and mend it before the next."""
        for proxy, fault in itertools.cycle(itertools.product(self.proxies, Fault)):
            await proxy.break_by(fault)
            await asyncio.sleep(FAULT_SECONDS / 2)
            await proxy.break_by(None)
            self.faults += 1
            await asyncio.sleep(FAULT_SECONDS / 2)


def without_pages(config: Path) -> None:
    """Leave the portal out of a demo's configuration: as in docs/deploy, where it runs alone."""
    text = config.read_text(encoding="utf-8")
    for part in ("portal.helpers", "login"):
        text = re.sub(rf"^\[{re.escape(part)}\]\n(?:(?!\[).*\n)*", "", text, flags=re.MULTILINE)
    config.write_text(text, encoding="utf-8")


@asynccontextmanager
async def soaked(folder: Path, server: str) -> AsyncIterator[Soaked]:
    made = DemoFolder(path=folder / "demo")
    clients, port, numbers = made.make(), free_port(), free_port()
    store = await postgres.create(server)
    async with AsyncExitStack() as stack:
        agencies = stack.enter_context(street.open_street(clients=clients))
        sources: list[Mapping[str, object]] = []
        proxies = []
        for stall, source in zip(agencies.stalls, as_sources(agencies), strict=True):
            proxy = await stack.enter_async_context(fault_proxy())
            proxy.upstream = int(stall.url.rsplit(":", 1)[1])
            proxies.append(proxy)
            sources.append({**source, "url": proxy.url})
        await _migrated(store)
        made.configure(public_url=f"http://127.0.0.1:{port}", agencies=sources)
        without_pages(made.config)
        env = {"HUB__STORE__URL": store, "HUB__METRICS__PORT": str(numbers), "HUB__WORKFLOW__ENABLED": "false"}
        hub = ServedHub(config=made.config, port=port, env={**env, **UNLIMITED})
        worker = ServedHub(config=made.config, port=free_port(), env={"HUB__STORE__URL": store})
        for each in (hub, worker):
            stack.enter_context(served(each))
            await _ready(each)
        issuer = bootstrap.demo_issuer(bootstrap.checked(made.config))

        def mint(person: str) -> str:
            return issuer.mint(as_="citizen", persona=person)

        with DemoClient(hub.url, mint) as client:
            for person in PEOPLE:
                wish = {"key": "soak", "agencies": list(bootstrap.known_agencies())}
                await asyncio.to_thread(client.ask, person, "demo_give_consent", wish)
        yield Soaked(hub=hub, worker=worker, numbers=f"http://127.0.0.1:{numbers}/metrics", proxies=proxies, mint=mint)
    await postgres.drop(server, store)


async def _migrated(store: str) -> None:
    """Bring the database up first, as in docs/deploy: who does that reads a library that no other hub reads."""
    engine = open_engine(store)
    await migrate.upgrade(engine)
    await engine.dispose()


async def _ready(hub: ServedHub) -> None:
    async with asyncio.timeout(180):
        while not await asyncio.to_thread(hub.is_ready):
            assert not hub.has_ended(), hub.log
            await asyncio.sleep(0.2)


def _told(load: Load, world: Soaked, end: Look) -> Mapping[str, object]:
    return {
        "minutes": f"{MINUTES:g}",
        "requests answered": load.answered,
        "faults": world.faults,
        "memory (MB, warm and at the end)": "{:.0f} and {:.0f}".format(*_warm(world.memory)),
        "memory of who does the work": "{:.0f} and {:.0f}".format(*_warm(world.memory_of_worker)),
        "resident with shared libraries (MB, at the end)": f"{end.resident_mb:.0f}",
        "open files (warm and at the end)": f"{world.looks[len(world.looks) // 3].files} and {end.files}",
        "tasks at the end": end.tasks,
    }


def _warm(looks: Sequence[float]) -> tuple[float, float]:
    """Memory after warming up, and of the last part: medians, since garbage comes and goes."""
    warm = looks[int(len(looks) * WARM) :]
    third = max(1, len(warm) // 3)
    return statistics.median(warm[:third]), statistics.median(warm[-third:])


async def test_after_a_long_load_with_faults_a_worker_is_what_it_was(
    tmp_path: Path, postgres_server: str, record_property: Callable[[str, object], None]
) -> None:
    async with soaked(tmp_path, postgres_server) as world:
        start = await world.look()
        load = Load(url=world.hub.url, people=PEOPLE, mint=world.mint, wishes=WISHES, pause_s=PAUSE_SECONDS)
        beside = [asyncio.create_task(world.looking()), asyncio.create_task(world.breaking())]
        async with load.running():
            await asyncio.sleep(MINUTES * 60)
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        await asyncio.sleep(10)
        end = await world.look()
        for name, told in _told(load, world, end).items():
            record_property(name, told)

        assert load.failed == []
        assert load.answered > MINUTES * 30
        for memory in (world.memory, world.memory_of_worker):
            warm, last = _warm(memory)
            assert last <= warm * (1 + FLAT)
        assert max(world.memory) <= MOST_MB
        assert end.files <= start.files + SPARE_FILES + len(world.proxies)
        assert (end.busy, end.in_flight) == (0, 0)
        assert end.tasks <= start.tasks + SPARE_FILES
        assert not world.worker.has_ended()
        assert world.hub.stop() in {0, -signal.SIGTERM}
