"""How much waits is counted across people, on every database, by the role that serves too."""

from datetime import timedelta

import pytest
from databases import AS_ROLE, DATABASES
from kept import NOON, a_person
from ports.test_work_rows import put, some_work
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.counts import connections, waiting
from adapters.store.store import SqlStore
from hub.errors import Unavailable
from hub.life.kept import WorkKind

DELIVERY = (
    "INSERT INTO event_delivery (id, subscriber, seq, ref, state, since, tries) VALUES "
    "('1', 'cjib-1', 1, 'x', 'waiting', :at, 0), ('2', 'cjib-1', 2, 'x', 'given_up', :at, 9), "
    "('3', 'cjib-1', 3, 'x', 'delivered', :at, 1), ('4', 'duo-1', 1, 'x', 'waiting', :at, 0)"
)


@pytest.mark.parametrize("database", [*DATABASES, AS_ROLE], indirect=True)
async def test_work_and_events_are_counted_by_how_they_stand(store: SqlStore, engine: AsyncEngine) -> None:
    one, other = await a_person(engine), await a_person(engine)
    early = NOON - timedelta(minutes=5)
    await put(store, some_work(one, "a", due_at=early), some_work(other, "b"), some_work(one, "held", due_at=None))
    await put(store, some_work(one, "look", kind=WorkKind.LOOK), some_work(one, "later", due_at=NOON + timedelta(1)))
    async with engine.begin() as connection:
        at = NOON.isoformat() if engine.dialect.name == "sqlite" else NOON
        await connection.execute(text(DELIVERY), {"at": at})

    found = await waiting(engine, NOON)

    assert found.work == {("errand", "due"): 2, ("errand", "held"): 1, ("look", "due"): 1}
    assert found.oldest == early
    assert found.events == {("cjib-1", "waiting"): 1, ("cjib-1", "given_up"): 1, ("duo-1", "waiting"): 1}
    assert connections(engine)[0] == 0


@pytest.mark.parametrize("database", ["memory"], indirect=True)
async def test_a_database_without_our_tables_is_one_that_does_not_answer(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("DROP TABLE work"))

    with pytest.raises(Unavailable):
        await waiting(engine, NOON)
