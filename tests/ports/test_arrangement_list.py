"""Arrangements are found across people, on every database, by who carries them out and by what a payment names."""

import pytest
from databases import DATABASES
from kept import a_person
from ports.test_arrangement_rows import an_arrangement, begun
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store import migrate
from adapters.store.arrangement_list import SqlArrangementList
from adapters.store.store import SqlStore
from consent.arrangements import ArrangementId
from consent.parties import AgencyCode
from hub.life.listed import Listed
from hub.life.payment_reference import tag_of


async def test_an_arrangement_is_listed_from_its_beginning_under_who_carries_it_out(
    store: SqlStore, engine: AsyncEngine
) -> None:
    people = [await a_person(engine) for _ in range(4)]
    kept = [an_arrangement(person) for person in people[:3]]
    other = an_arrangement(people[3], executes=AgencyCode("other"))
    for each in (*kept, other):
        assert await begun(store, each)
    listed = sorted(
        (
            Listed(tag=tag_of(each.id), subject=each.subject, arrangement=each.id, executes=each.executes)
            for each in kept
        ),
        key=lambda each: each.tag,
    )

    listing, agency = SqlArrangementList(engine), AgencyCode("example")
    assert await listing.carried_out_by(agency, after="", at_most=10) == tuple(listed)
    assert await listing.carried_out_by(agency, after=listed[0].tag, at_most=1) == (listed[1],)
    assert await listing.carried_out_by(AgencyCode("nobody"), after="", at_most=10) == ()
    assert await listing.tagged(listed[2].tag) == listed[2]
    assert await listing.tagged(tag_of("another")) is await listing.tagged("\0") is None


async def test_one_that_may_not_begin_is_not_listed(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    assert await begun(store, an_arrangement(person))
    second = an_arrangement(person, id=ArrangementId("second"))

    assert not await begun(store, second)
    assert await SqlArrangementList(engine).tagged(tag_of("second")) is None


@pytest.mark.parametrize("database", DATABASES, indirect=True)
async def test_those_that_began_before_there_was_a_list_are_on_it(store: SqlStore, engine: AsyncEngine) -> None:
    kept = an_arrangement(await a_person(engine))
    await begun(store, kept)
    await migrate.downgrade(engine, "0007")
    await migrate.upgrade(engine)

    found = await SqlArrangementList(engine).tagged(tag_of(kept.id))
    assert found is not None
    assert (found.subject, found.arrangement, found.executes) == (kept.subject, kept.id, kept.executes)
