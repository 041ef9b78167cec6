"""The hub as it is served tells a subscriber of its configuration, who checks it with what the hub publishes."""

import asyncio
import threading
from pathlib import Path

import httpx2
from ports.test_arrangement_rows import an_arrangement
from receiving import Receiver, a_receiver
from running_hub import RunningHub, running_hub
from sqlalchemy import text
from telling import SUBSCRIBERS
from working import until, wall

from adapters.store.engine import open_engine
from adapters.store.store import SqlStore
from consent.parties import AgencyCode, SubjectRef
from hub.life.news import News, NewsKind

OIN = "00000099000000001000"


def configured(port: int) -> str:
    return f"""
[workflow]
interval_s = 1

[events]
oin = "{OIN}"

[[events.subscribers]]
id = "cjib-1"
agency = "cjib"
url = "http://127.0.0.1:{port}/hub"
private_addresses = true
"""


def get(hub: RunningHub, path: str) -> httpx2.Response:
    return httpx2.get(hub.url + path, timeout=20, trust_env=False)


async def _tell(url: str) -> None:
    engine = open_engine(url)
    async with engine.connect() as connection:
        person = SubjectRef((await connection.execute(text("SELECT ref FROM subject"))).scalar_one())
    async with SqlStore(engine, SUBSCRIBERS[:1]).transaction(person) as tx:
        arrangement = an_arrangement(person)
        await tx.arrangements.begin(arrangement)
        news = News(kind=NewsKind.BEGUN, hearers=frozenset({AgencyCode("cjib")}))
        await tx.outgoing.tell(news, about=arrangement.id, at=wall())
    await engine.dispose()


async def _told(receiver: Receiver, folder: Path) -> None:
    """Serve a hub beside the receiver, have something happen, and wait until the receiver has it."""

    def serve(ready: threading.Event, done: threading.Event) -> None:
        with running_hub(folder, more=configured(receiver.port)) as hub:
            hub.consent("noor")
            receiver.keys = get(hub, "/.well-known/jwks.json").json()
            asyncio.run(_tell(f"sqlite:///{hub.folder.path / 'hub.db'}"))
            ready.set()
            done.wait(60)
            schema = receiver.came[0].event["dataschema"].removeprefix(hub.url)
            statuses["schema"] = get(hub, schema).status_code
            statuses["data"] = get(hub, receiver.came[0].event["dataref"].removeprefix(hub.url)).status_code

    statuses: dict[str, int] = {}
    ready, done = threading.Event(), threading.Event()
    serving = asyncio.create_task(asyncio.to_thread(serve, ready, done))

    async def has_come() -> bool:
        assert ready.is_set() or not serving.done(), serving.exception()
        return bool(receiver.came)

    try:
        await until(has_come, seconds=60, pause=0.2)
    finally:
        done.set()
        await serving
    assert statuses == {"schema": 200, "data": 401}


async def test_a_subscriber_of_the_configuration_is_told_by_the_hub_as_it_is_served(tmp_path: Path) -> None:
    async with a_receiver({}) as receiver:
        await _told(receiver, tmp_path)

        (came,) = receiver.came
        assert receiver.forged == []
        assert came.event["source"] == f"urn:nld:oin:{OIN}:systeem:eenregeling"
        assert (came.event["type"], came.event["sequence"]) == (NewsKind.BEGUN.value, "1")
