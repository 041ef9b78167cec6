"""What an older schema has no place for: reviews without a term and disputes taken back go, all the others stay."""

from pathlib import Path

import pytest
from kept import NOON, a_person
from ports.test_review_rows import a_dispute, a_place, a_review, begun

from adapters.store import migrate
from adapters.store.engine import open_engine
from adapters.store.review_rows import SqlReviewQueue
from adapters.store.store import SqlStore

BEFORE = "0011"


@pytest.fixture
def store_url(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if database == "postgresql":
        address: str = request.getfixturevalue("empty_postgres_url")
        return address
    return "sqlite://" if database == "memory" else f"sqlite:///{tmp_path / 'hub.db'}"


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
async def test_what_an_older_hub_cannot_read_goes_and_the_others_stay(store_url: str) -> None:
    engine = open_engine(store_url)
    await migrate.upgrade(engine)
    person = await a_person(engine)
    applied, opened = a_review(person), a_review(person, decide_by=None)
    await begun(SqlStore(engine), applied, opened)
    stands, taken_back = a_dispute(person), a_dispute(person, withdrawn_at=NOON)
    async with SqlStore(engine).transaction(person) as tx:
        await tx.disputes.put(stands)
        await tx.disputes.put(taken_back)

    await migrate.downgrade(engine, BEFORE)
    await migrate.upgrade(engine)

    async with SqlStore(engine).transaction(person) as tx:
        assert await tx.reviews.all() == (applied,)
        assert await tx.disputes.all() == (stands,)
        assert [len(await tx.reviews.events(each.id)) for each in (applied, opened)] == [1, 0]
    assert await SqlReviewQueue(engine).of(applied.agency, is_open=True, at_most=9) == (a_place(applied),)
    await engine.dispose()
