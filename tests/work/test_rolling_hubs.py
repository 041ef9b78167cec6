"""Hubs behind a proxy are stopped and started one after the other while people ask: nobody notices."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import postgres
import pytest
from running_hub import free_port
from sqlalchemy import text
from work.load import UNLIMITED, Load, RotatingProxy
from work.served_hub import ServedHub, served
from work.test_workers import NOWHERE

from adapters import bootstrap
from adapters.cli.demo_folder import DemoFolder
from adapters.store.engine import open_engine

pytestmark = pytest.mark.timeout(400)  # it is about processes: each takes its time to start where others work too

PEOPLE = ("noor", "omar", "iris", "yusuf")
START_SECONDS = 180
ENDED = (0, -signal.SIGTERM)
"""How one that was asked to stop ends; a single worker says at its end what it was asked by."""
WISHES = [("demo_preview", {"scheme": "rijk-2025"})]
"""Asks agencies, computes, and writes lines of the log before and after."""


@dataclass
class Rolling:
    """Two hubs on one database, and the proxy before them."""

    store: str
    hubs: list[ServedHub]
    proxy: RotatingProxy
    mint: Callable[[str], str]

    async def ready(self, hub: ServedHub) -> None:
        async with asyncio.timeout(START_SECONDS):
            while not await asyncio.to_thread(hub.is_ready):
                assert not hub.has_ended(), hub.log
                await asyncio.sleep(0.2)

    async def stopped(self, hub: ServedHub) -> int:
        """Take it out of rotation and ask it to stop while it is at work; give how it ended."""
        async with asyncio.timeout(30):
            while not self.proxy.under_way(hub.port):  # noqa: ASYNC110 connections come and go by themselves
                await asyncio.sleep(0.001)
        self.proxy.hubs.remove(hub.port)
        return await asyncio.to_thread(hub.stop)

    async def exchanged(self, hub: ServedHub) -> None:
        assert await self.stopped(hub) in ENDED
        hub.start()
        await self.ready(hub)
        self.proxy.hubs.append(hub.port)

    async def lines(self, event: str) -> int:
        engine = open_engine(self.store)
        async with engine.connect() as connection:
            counted = text("SELECT count(*) FROM audit_event WHERE event = :event")
            found: int = (await connection.execute(counted, {"event": event})).scalar_one()
        await engine.dispose()
        return found


@pytest.fixture
def store(postgres_server: str) -> Iterator[str]:
    address = asyncio.run(postgres.create(postgres_server))
    yield address
    asyncio.run(postgres.drop(postgres_server, address))


@asynccontextmanager
async def rolling(folder: Path, store: str) -> AsyncIterator[Rolling]:
    made = DemoFolder(path=folder / "demo")
    made.make()
    proxy = RotatingProxy(hubs=[free_port(), free_port()], port=free_port())
    made.configure(public_url=f"http://127.0.0.1:{proxy.port}", agencies=[NOWHERE])
    env = {"HUB__STORE__URL": store, **UNLIMITED}
    hubs = [ServedHub(config=made.config, port=port, env=env) for port in proxy.hubs]
    issuer = bootstrap.demo_issuer(bootstrap.checked(made.config))
    async with proxy:
        with served(hubs[0]), served(hubs[1]):
            world = Rolling(
                store=store, hubs=hubs, proxy=proxy, mint=lambda person: issuer.mint(as_="citizen", persona=person)
            )
            for hub in hubs:
                await world.ready(hub)
            yield world


def load(world: Rolling) -> Load:
    return Load(url=f"http://127.0.0.1:{world.proxy.port}", people=PEOPLE, mint=world.mint, wishes=WISHES)


async def test_a_hub_that_is_stopped_under_load_ends_what_it_began_and_no_request_fails(
    tmp_path: Path, store: str
) -> None:
    async with rolling(tmp_path, store) as world:
        asked = load(world)
        async with asked.running():
            await asyncio.sleep(1)
            assert await world.stopped(world.hubs[0]) in ENDED
            before = asked.answered
            await asyncio.sleep(1)

        assert asked.failed == []
        assert asked.answered > before > 0
        assert world.proxy.turned_away == 0
        assert await world.lines("claims.released") >= asked.answered


@pytest.mark.prove
async def test_both_are_exchanged_one_after_the_other_and_a_newer_one_migrates_meanwhile(
    tmp_path: Path, store: str, record_property: Callable[[str, object], None]
) -> None:
    async with rolling(tmp_path, store) as world:
        asked = replace(load(world), pause_s=0.02)
        async with asked.running():
            await world.exchanged(world.hubs[0])
            engine = open_engine(store)
            async with engine.begin() as connection:
                await connection.execute(text("ALTER TABLE kept_proposal ADD COLUMN newer VARCHAR"))
                await connection.execute(text("UPDATE alembic_version SET version_num = '9998'"))
            await engine.dispose()
            await world.exchanged(world.hubs[1])

        record_property("requests answered while both hubs were exchanged", asked.answered)
        assert asked.failed == []
        assert world.proxy.turned_away == 0
        assert await world.lines("claims.released") >= asked.answered
