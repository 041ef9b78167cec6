"""The hub as it is served: its workers do the work beside answering, and end it with them."""

import asyncio
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from databases import AS_ROLE
from kept import a_proposal, audit_log
from running_hub import RunningHub, running_hub
from sqlalchemy import text
from working import until, wall

from adapters.store.engine import open_engine
from adapters.store.store import SqlStore
from adapters.store.work import SqlWork
from consent.parties import SubjectRef
from hub.life.kept import Work, WorkKind

MORE = "\n[workflow]\ninterval_s = 1\n"


@pytest.fixture(params=["sqlite", AS_ROLE])
def served(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[RunningHub, str]]:
    url = f"sqlite:///{tmp_path / 'demo' / 'hub.db'}"
    if request.param == AS_ROLE:
        url = request.getfixturevalue("empty_postgres_url")
        monkeypatch.setenv("HUB__STORE__URL", url)
        monkeypatch.setenv("HUB__STORE__ROLE", request.getfixturevalue("serving_role"))
    with running_hub(tmp_path, more=MORE) as hub:
        hub.consent("noor")
        yield hub, url


def test_the_hub_does_what_is_due_by_itself(served: tuple[RunningHub, str]) -> None:
    _, url = served

    async def put_and_wait() -> None:
        engine = open_engine(url)
        async with engine.connect() as connection:
            person = SubjectRef((await connection.execute(text("SELECT ref FROM subject"))).scalar_one())
        due_at = wall() - timedelta(minutes=1)
        work = Work(id="look:gone", kind=WorkKind.LOOK, subject=person, about="gone", due_at=due_at)
        async with SqlStore(engine).transaction(person) as tx:
            await tx.arrangements.put_work(work)

        async def is_done() -> bool:
            return await SqlWork(engine).find(work.id) is None

        await until(is_done, seconds=30, pause=0.2)
        await engine.dispose()

    asyncio.run(put_and_wait())


def test_what_was_kept_for_a_time_goes_by_itself_when_that_is_over(served: tuple[RunningHub, str]) -> None:
    _, url = served

    async def put_and_wait() -> None:
        engine = open_engine(url)
        async with engine.connect() as connection:
            person = SubjectRef((await connection.execute(text("SELECT ref FROM subject"))).scalar_one())
        made_at = wall() - timedelta(days=15)
        expired = a_proposal(person, made_at=made_at, expires_at=made_at + timedelta(days=14))
        async with SqlStore(engine).transaction(person) as tx:
            await tx.keep_proposal(expired)

        async def is_gone() -> bool:
            async with SqlStore(engine).transaction(person) as tx:
                return await tx.proposal(expired.id) is None

        await until(is_gone, seconds=30, pause=0.2)
        lines = [json.loads(line) for _, _, line in await audit_log(engine)]
        removed = [line["outcome"] for line in lines if line["event"] == "records.removed"]
        assert removed == [{"proposals": 1}]
        await engine.dispose()

    asyncio.run(put_and_wait())
