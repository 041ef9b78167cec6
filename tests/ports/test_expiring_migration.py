"""Who had something for a time before workers looked after it gets a turn too, some day soon."""

from datetime import timedelta
from pathlib import Path

import pytest
from kept import a_person, a_proposal, an_attempt
from ports.test_consent_rows import a_request
from sqlalchemy import text
from working import wall

from adapters.store import migrate
from adapters.store.engine import open_engine
from adapters.store.store import SqlStore
from adapters.store.work import SqlWork
from hub.life.expiring import removal

BEFORE = "0013"


@pytest.fixture
def store_url(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if database == "postgresql":
        address: str = request.getfixturevalue("empty_postgres_url")
        return address
    return f"sqlite:///{tmp_path / 'hub.db'}"


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
async def test_everybody_who_has_any_of_it_gets_one_turn_in_the_next_days(store_url: str) -> None:
    engine = open_engine(store_url)
    await migrate.upgrade(engine)
    one, other, nobody = [await a_person(engine) for _ in range(3)]
    for person in (one, other):
        async with SqlStore(engine).transaction(person) as tx:
            await tx.put_attempt(an_attempt())
    async with SqlStore(engine).transaction(one) as tx:
        await tx.keep_proposal(a_proposal(one))
        await tx.put_consent_request(a_request(one))

    await migrate.downgrade(engine, BEFORE)
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM work"))).scalar_one() == 0
    began = wall()
    await migrate.upgrade(engine)

    found = await SqlWork(engine).due(began + timedelta(days=14, minutes=1), at_most=9)
    assert await SqlWork(engine).due(began - timedelta(seconds=1), at_most=9) == ()
    assert sorted(work.subject for work in found) == sorted([one, other])
    assert nobody not in {work.subject for work in found}
    for work in found:
        assert work.due_at is not None
        assert work == removal(work.subject, work.due_at)
    await engine.dispose()
