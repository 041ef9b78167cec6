"""What was accepted before proposals said so is kept too, and no other; an older hub goes on as before."""

from datetime import timedelta
from pathlib import Path

import pytest
from kept import NOON, a_person, a_proposal
from ports.test_arrangement_rows import an_arrangement
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store import migrate
from adapters.store.engine import open_engine
from adapters.store.store import SqlStore
from consent.parties import SubjectRef

BEFORE = "0015"


@pytest.fixture
def store_url(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if database == "postgresql":
        address: str = request.getfixturevalue("empty_postgres_url")
        return address
    return f"sqlite:///{tmp_path / 'hub.db'}"


async def accepted(engine: AsyncEngine, person: SubjectRef) -> dict[str, object]:
    async with SqlStore(engine).transaction(person) as tx:
        found = [await tx.proposal(name) for name in ("taken", "left")]
    return {each.id: each.accepted_at for each in found if each}


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
async def test_what_an_arrangement_came_of_is_marked_and_nothing_else(store_url: str) -> None:
    engine = open_engine(store_url)
    await migrate.upgrade(engine)
    person, other = await a_person(engine), await a_person(engine)
    for each in (person, other):
        async with SqlStore(engine).transaction(each) as tx:
            for name in ("taken", "left"):
                await tx.keep_proposal(a_proposal(each, id=name))
    at = NOON + timedelta(hours=1)
    async with SqlStore(engine).transaction(person) as tx:
        await tx.arrangements.begin(an_arrangement(person, proposal="taken", accepted_at=at))

    await migrate.downgrade(engine, BEFORE)
    await migrate.upgrade(engine)

    assert await accepted(engine, person) == {"taken": at, "left": None}
    assert await accepted(engine, other) == {"taken": None, "left": None}
    await engine.dispose()
