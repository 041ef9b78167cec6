"""Events for subscribers on every database: written with what they tell of, numbered without gaps, sent until taken."""

import asyncio
import random
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from kept import NOON, a_person
from ports.test_arrangement_rows import an_arrangement
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.event_numbers import SqlEventNumbers
from adapters.store.store import SqlStore
from adapters.store.work import SqlWork
from consent.parties import AgencyCode, Oin, SubjectRef
from hub.life.kept import Work, WorkKind
from hub.life.news import News, NewsKind
from hub.life.outgoing import GONE, OutgoingEvent, Standing, Subscriber

CJIB, DUO = AgencyCode("cjib"), AgencyCode("duo")
A_SUBSCRIBER = Subscriber(id="cjib-1", agency=CJIB, oin=Oin("0" * 20), kinds=frozenset(NewsKind))
PICKY = replace(A_SUBSCRIBER, id="cjib-2", kinds=frozenset({NewsKind.OVER}))
OTHER = replace(A_SUBSCRIBER, id="duo-1", agency=DUO)
SOME_NEWS = News(kind=NewsKind.BEGUN, hearers=frozenset({CJIB, DUO}))
LATER = NOON + timedelta(hours=1)
EVERY = tuple(Standing)


async def tell(store: SqlStore, person: SubjectRef, *news: News, about: str = "a-1") -> None:
    async with store.transaction(person) as tx:
        for each in news:
            await tx.outgoing.tell(each, about=about, at=NOON)


async def tell_and_break_off(store: SqlStore, person: SubjectRef) -> None:
    """Tell, take the numbers, and let the transaction fail."""
    async with store.transaction(person) as tx:
        await tx.outgoing.tell(SOME_NEWS, about="a-1", at=NOON)
        await tx.outgoing.finish()
        raise LookupError


async def events(engine: AsyncEngine, store: SqlStore, subscriber: str | None = None) -> list[OutgoingEvent]:
    found = []
    for row in await SqlEventNumbers(engine).numbered(subscriber=subscriber, states=EVERY, at_most=1000):
        async with store.transaction(row.subject) as tx:
            event = await tx.outgoing.event(row.id)
        assert event is not None
        found.append(event)
    return found


@pytest.fixture
def telling(engine: AsyncEngine) -> SqlStore:
    return SqlStore(engine, [OTHER, A_SUBSCRIBER, PICKY])


async def test_each_who_may_hear_and_asked_for_it_is_told_under_numbers_of_its_own(
    telling: SqlStore, engine: AsyncEngine
) -> None:
    person = await a_person(engine)
    for_cjib = replace(SOME_NEWS, kind=NewsKind.OVER, hearers=frozenset({CJIB}))
    await tell(telling, person, SOME_NEWS, for_cjib)
    await tell(telling, person, SOME_NEWS, about="a-2")

    found = await events(engine, telling)
    assert [(each.subscriber, each.seq, each.kind, each.about) for each in found] == [
        ("cjib-1", 1, NewsKind.BEGUN, "a-1"),
        ("cjib-1", 2, NewsKind.OVER, "a-1"),
        ("cjib-1", 3, NewsKind.BEGUN, "a-2"),
        ("cjib-2", 1, NewsKind.OVER, "a-1"),
        ("duo-1", 1, NewsKind.BEGUN, "a-1"),
        ("duo-1", 2, NewsKind.BEGUN, "a-2"),
    ]
    assert len({each.id for each in found}) == len(found)
    assert {(each.at, each.subject) for each in found} == {(NOON, person)}
    assert {each.agency for each in found if each.subscriber == "duo-1"} == {DUO}


async def test_what_did_not_happen_is_told_nobody_and_uses_no_number(telling: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    with pytest.raises(LookupError):
        await tell_and_break_off(telling, person)
    assert await events(engine, telling) == []
    assert await SqlWork(engine).due(LATER, at_most=9) == ()

    await tell(telling, person, SOME_NEWS)
    assert [each.seq for each in await events(engine, telling)] == [1, 1]


async def test_numbers_have_no_gaps_whoever_writes_at_once(telling: SqlStore, engine: AsyncEngine) -> None:
    people = [await a_person(engine) for _ in range(6)]
    dice = random.Random(7)  # noqa: S311 who fails is no secret

    one_by_one = [replace(SOME_NEWS, hearers=frozenset({agency})) for agency in (CJIB, DUO)]

    async def writes(number: int, person: SubjectRef) -> int:
        done = 0
        for _ in range(8):
            if dice.random() < 0.3:
                with suppress(LookupError):
                    await tell_and_break_off(telling, person)
            else:
                in_turns = one_by_one[:: 1 if number % 2 else -1]
                await tell(telling, person, *in_turns, replace(SOME_NEWS, kind=NewsKind.OVER))
                done += 1
        return done

    done = sum(await asyncio.gather(*(writes(*each) for each in enumerate(people))))
    numbers = SqlEventNumbers(engine)
    for subscriber, times in {"cjib-1": 2, "cjib-2": 1, "duo-1": 2}.items():
        rows = await numbers.numbered(subscriber=subscriber, states=EVERY, at_most=1000)
        assert [row.seq for row in rows] == list(range(1, times * done + 1))
    assert 0 < done < 48


async def test_an_event_is_read_in_the_name_of_the_person_it_is_about_only(
    telling: SqlStore, engine: AsyncEngine
) -> None:
    person, other = await a_person(engine), await a_person(engine)
    await tell(telling, person, SOME_NEWS)
    event = (await events(engine, telling))[0]

    async with telling.transaction(other) as tx:
        assert await tx.outgoing.event(event.id) is None
    async with telling.transaction(person) as tx:
        assert await tx.outgoing.event(event.id) == event
        assert await tx.outgoing.event("nothing") is await tx.outgoing.event("\0") is None
    assert await SqlEventNumbers(engine).find("nothing") is await SqlEventNumbers(engine).find("\0") is None
    row = await SqlEventNumbers(engine).find(event.id)
    assert row is not None
    assert (row.subject, row.seq, row.subscriber, row.delivery) == (person, 1, "cjib-1", event.delivery)


async def test_it_is_work_from_the_moment_it_is_written_until_it_is_over(
    telling: SqlStore, engine: AsyncEngine
) -> None:
    person = await a_person(engine)
    await tell(telling, person, SOME_NEWS)
    event = (await events(engine, telling, "duo-1"))[0]
    name = "event:duo-1:0000000001"
    work = await SqlWork(engine).find(name)
    assert work == Work(id=name, kind=WorkKind.EVENT, subject=person, about=event.id, due_at=NOON)

    waits = replace(event, delivery=replace(event.delivery, tries=1, reason="x", next_try_at=LATER))
    over = replace(waits, delivery=replace(waits.delivery, state=Standing.GIVEN_UP, next_try_at=None, done_at=LATER))
    async with telling.transaction(person) as tx:
        await tx.outgoing.put(waits)
        assert await tx.outgoing.event(event.id) == waits
    assert await SqlWork(engine).find(name) == replace(work, due_at=LATER, turn=2)
    async with telling.transaction(person) as tx:
        await tx.outgoing.put(over)
    assert await SqlWork(engine).find(name) is None
    assert await events(engine, telling, "duo-1") == [over]


async def test_of_what_is_due_at_one_moment_the_lower_number_comes_first(
    telling: SqlStore, engine: AsyncEngine
) -> None:
    await tell(telling, await a_person(engine), *[SOME_NEWS] * 11)

    due = [work.about for work in await SqlWork(engine).due(NOON, at_most=99)]
    assert due == [event.id for event in await events(engine, telling)]


async def test_for_a_subscriber_that_is_gone_events_wait_for_an_operator_under_their_numbers(
    telling: SqlStore, engine: AsyncEngine
) -> None:
    person = await a_person(engine)
    await tell(telling, person, SOME_NEWS)
    async with telling.transaction(person) as tx:
        assert not await tx.outgoing.is_gone("duo-1")
        assert not await tx.outgoing.is_gone("nobody")
        await tx.outgoing.set_gone("duo-1", NOON)
        assert await tx.outgoing.is_gone("duo-1")
        assert not await tx.outgoing.is_gone("cjib-1")
    await tell(telling, person, SOME_NEWS)

    first, second = await events(engine, telling, "duo-1")
    assert (second.seq, second.delivery.reason, second.delivery.next_try_at) == (2, GONE, None)
    assert (first.delivery.reason, first.delivery.next_try_at) == (None, NOON)
    work = await SqlWork(engine).find("event:duo-1:0000000002")
    assert work is not None
    assert work.due_at is None
    async with telling.transaction(person) as tx:
        await tx.outgoing.set_gone("duo-1", None)
        assert not await tx.outgoing.is_gone("duo-1")


async def test_events_are_found_by_subscriber_by_number_and_by_how_they_stand(
    telling: SqlStore, engine: AsyncEngine
) -> None:
    person = await a_person(engine)
    for _ in range(3):
        await tell(telling, person, SOME_NEWS)
    second = (await events(engine, telling, "duo-1"))[1]
    async with telling.transaction(person) as tx:
        over = replace(second.delivery, state=Standing.DELIVERED, done_at=LATER)
        await tx.outgoing.put(replace(second, delivery=over))

    async def found(**asked: object) -> list[tuple[str, int]]:
        rows = await SqlEventNumbers(engine).numbered(**{"states": EVERY, "at_most": 9, **asked})  # type: ignore[arg-type]  # as a test asks
        return [(row.subscriber, row.seq) for row in rows]

    assert await found(subscriber="duo-1", since=2) == [("duo-1", 2), ("duo-1", 3)]
    assert await found(states=[Standing.WAITING]) == [
        ("cjib-1", 1),
        ("cjib-1", 2),
        ("cjib-1", 3),
        ("duo-1", 1),
        ("duo-1", 3),
    ]
    assert await found(states=[Standing.DELIVERED]) == [("duo-1", 2)]
    assert await found(since=3, at_most=1) == [("cjib-1", 3)]


async def test_a_hub_without_subscribers_writes_nothing(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    async with store.transaction(person) as tx:
        await tx.arrangements.begin(an_arrangement(person))
        await tx.outgoing.tell(SOME_NEWS, about="a-1", at=NOON)

    assert await events(engine, store) == []
