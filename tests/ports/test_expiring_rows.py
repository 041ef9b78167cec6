"""What is kept for a time only, on every database: it goes when that is over, of this person, and nothing else does."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from databases import AS_ROLE, DATABASES
from kept import NOON, a_grant, a_person, a_proposal, a_record, an_attempt, as_owner
from ports.test_consent_rows import a_request
from ports.test_outgoing_rows import A_SUBSCRIBER, OTHER, SOME_NEWS
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.outgoing_tables import EVENT_DELIVERY
from adapters.store.store import SqlStore
from adapters.store.transaction import SqlTransaction
from adapters.store.work import SqlWork
from consent.grants import Given
from consent.parties import SubjectRef
from consent.requests import RequestId
from hub.audit.events import Event
from hub.life.expiring import Expiring, Retention, removal
from hub.life.kept import WorkKind
from hub.life.outgoing import Standing

DAY = timedelta(days=1)
RETENTION = Retention(attempts=7 * DAY, consent_requests=30 * DAY, events=90 * DAY)
TABLES = ("kept_proposal", "attempt", "consent_request", "outgoing_event", "event_delivery")
MOMENT = timedelta(microseconds=1)


@pytest.fixture
def store(engine: AsyncEngine) -> SqlStore:
    return SqlStore(engine, [A_SUBSCRIBER, OTHER])


async def keep_everything(store: SqlStore, person: SubjectRef, *, at: datetime = NOON) -> None:
    """A proposal, a command, a request, and an event for each of two subscribers, of which one is taken at once."""
    async with store.transaction(person) as tx:
        await tx.keep_proposal(a_proposal(person, made_at=at, expires_at=at + 14 * DAY))
        await tx.put_attempt(an_attempt(started_at=at))
        asked = a_request(person, asked_at=at, expires_at=at + 30 * DAY)
        await tx.put_consent_request(replace(asked, answer=None, answered_at=None, grants=()))
        await tx.outgoing.tell(SOME_NEWS, about="a-1", at=at)
    await take(store, person, A_SUBSCRIBER.id, at=at)


async def take(store: SqlStore, person: SubjectRef, subscriber: str, *, at: datetime) -> None:
    """Let a subscriber take what waits for it about this person."""
    async with store.transaction(person) as tx:
        for event_id in await event_ids(tx, person, subscriber):
            event = await tx.outgoing.event(event_id)
            assert event is not None
            over = replace(event.delivery, state=Standing.DELIVERED, next_try_at=None, done_at=at)
            await tx.outgoing.put(replace(event, delivery=over))


async def event_ids(tx: SqlTransaction, person: SubjectRef, subscriber: str) -> list[str]:
    """The events about this person for a subscriber, read in their transaction."""
    its = EVENT_DELIVERY.c
    rows = await tx._unit.run(select(its.id).where(its.ref == person, its.subscriber == subscriber))
    return [row.id for row in rows]


async def kept(engine: AsyncEngine, person: SubjectRef) -> dict[str, int]:
    """Count the rows about a person."""
    found = {}
    async with as_owner(engine) as connection:
        for table in TABLES:
            column = "ref" if table == "event_delivery" else "subject_ref"
            count = text(f"SELECT count(*) FROM {table} WHERE {column} = :person")  # noqa: S608 our own names
            found[table] = (await connection.execute(count, {"person": person})).scalar_one()
    return found


async def removed(store: SqlStore, person: SubjectRef, at: datetime, *, at_most: int = 99) -> dict[Expiring, int]:
    async with store.transaction(person) as tx:
        return dict(await tx.expiring.remove(at, RETENTION, at_most=at_most))


async def next_at(store: SqlStore, person: SubjectRef) -> datetime | None:
    async with store.transaction(person) as tx:
        found: datetime | None = await tx.expiring.next_at(RETENTION)
        return found


@pytest.mark.parametrize(
    ("kind", "over", "count"),
    [
        (Expiring.ATTEMPTS, NOON + 7 * DAY, 1),
        (Expiring.PROPOSALS, NOON + 14 * DAY, 1),
        (Expiring.CONSENT_REQUESTS, NOON + 60 * DAY, 1),
        (Expiring.EVENTS, NOON + 90 * DAY, 1),
    ],
    ids=[kind.value for kind in (Expiring.ATTEMPTS, Expiring.PROPOSALS, Expiring.CONSENT_REQUESTS, Expiring.EVENTS)],
)
async def test_each_goes_when_its_time_is_over_and_not_before(
    store: SqlStore, engine: AsyncEngine, kind: Expiring, over: datetime, count: int
) -> None:
    person = await a_person(engine)
    await keep_everything(store, person)
    await removed(store, person, over - MOMENT)

    assert await next_at(store, person) == over
    assert await removed(store, person, over) == {kind: count}
    assert await removed(store, person, over) == {}


async def test_nothing_of_anybody_else_goes_and_what_was_not_taken_waits(store: SqlStore, engine: AsyncEngine) -> None:
    person, other = await a_person(engine), await a_person(engine)
    for each in (person, other):
        await keep_everything(store, each)
    before = await kept(engine, other)
    assert before == dict(zip(TABLES, (1, 1, 1, 2, 2), strict=True))

    gone = await removed(store, person, NOON + 900 * DAY)

    assert gone == dict.fromkeys(Expiring, 1)
    assert await kept(engine, person) == dict(zip(TABLES, (0, 0, 0, 1, 1), strict=True))
    assert await kept(engine, other) == before
    assert await next_at(store, person) is None


async def test_what_is_evidence_stays_whatever_the_day(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    async with store.transaction(person) as tx:
        await tx.append_consent(Given(grant=a_grant(person), at=NOON))
        await tx.append_audit(a_record(person))

    assert await removed(store, person, NOON + 9000 * DAY) == {}
    assert await next_at(store, person) is None
    async with store.transaction(person) as tx:
        assert len((await tx.standing()).consents) == 1
        assert len(await tx.audit_lines(at_most=9)) == 1


@pytest.mark.parametrize("database", [*DATABASES, AS_ROLE], indirect=True)
async def test_what_a_person_accepted_stays_whatever_the_day(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    accepted, left = a_proposal(person), a_proposal(person, expires_at=NOON + 30 * DAY)
    async with store.transaction(person) as tx:
        for each in (accepted, left):
            await tx.keep_proposal(each)
        await tx.accept_proposal(accepted.id, NOON)

    assert await next_at(store, person) == NOON + 30 * DAY
    assert await removed(store, person, NOON + 9000 * DAY) == {Expiring.PROPOSALS: 1}
    assert await next_at(store, person) is None
    async with store.transaction(person) as tx:
        assert await tx.proposal(accepted.id) == replace(accepted, accepted_at=NOON)


async def test_so_many_go_at_once_and_the_rest_is_over_all_the_same(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    async with store.transaction(person) as tx:
        for number in range(5):
            await tx.put_attempt(an_attempt(key=f"key-{number}"))
            await tx.keep_proposal(a_proposal(person))
            asked = a_request(person, id=RequestId(f"request-{number}"), expires_at=NOON + 30 * DAY)
            await tx.put_consent_request(replace(asked, answer=None, answered_at=None, grants=()))
            await tx.outgoing.tell(SOME_NEWS, about="a-1", at=NOON)
    await take(store, person, A_SUBSCRIBER.id, at=NOON)
    late = NOON + 900 * DAY

    rounds = [await removed(store, person, late, at_most=2) for _ in range(4)]

    assert rounds == [dict.fromkeys(Expiring, 2), dict.fromkeys(Expiring, 2), dict.fromkeys(Expiring, 1), {}]


@pytest.mark.parametrize("database", [*DATABASES, AS_ROLE], indirect=True)
@pytest.mark.parametrize(
    ("write", "due_at"),
    [
        (lambda tx, person: tx.keep_proposal(a_proposal(person)), NOON + 14 * DAY),
        (lambda tx, _person: tx.put_attempt(an_attempt()), NOON + DAY),
        (lambda tx, person: tx.put_consent_request(a_request(person, expires_at=NOON + 30 * DAY)), NOON + 30 * DAY),
    ],
    ids=["a proposal", "a command", "a request"],
)
async def test_who_has_something_for_a_time_gets_a_turn_when_it_may_be_over(
    store: SqlStore, engine: AsyncEngine, write: Callable[..., object], due_at: datetime
) -> None:
    person = await a_person(engine)
    async with store.transaction(person) as tx:
        await write(tx, person)  # type: ignore[misc]  # whatever is written is awaited

    assert await SqlWork(engine).due(due_at - MOMENT, at_most=9) == ()
    assert await SqlWork(engine).due(due_at, at_most=9) == (removal(person, due_at),)


async def test_there_is_one_turn_for_each_person_and_only_what_comes_sooner_moves_it(
    store: SqlStore, engine: AsyncEngine
) -> None:
    person = await a_person(engine)
    for write in (
        lambda tx: tx.keep_proposal(a_proposal(person)),
        lambda tx: tx.put_attempt(an_attempt()),
        lambda tx: tx.put_attempt(an_attempt(key="later", started_at=NOON + DAY)),
        lambda tx: tx.keep_proposal(a_proposal(person)),
    ):
        async with store.transaction(person) as tx:
            await write(tx)  # type: ignore[no-untyped-call]  # a statement of this test

    assert await SqlWork(engine).due(NOON + 99 * DAY, at_most=9) == (replace(removal(person, NOON + DAY), turn=2),)


async def test_an_event_that_is_over_gives_a_turn_too(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    async with store.transaction(person) as tx:
        await tx.outgoing.tell(SOME_NEWS, about="a-1", at=NOON)
    assert [work.kind for work in await SqlWork(engine).due(NOON + 99 * DAY, at_most=9)] == [WorkKind.EVENT] * 2

    for subscriber in (A_SUBSCRIBER.id, OTHER.id):
        await take(store, person, subscriber, at=NOON + DAY)

    assert await SqlWork(engine).due(NOON + 99 * DAY, at_most=9) == (removal(person, NOON + 2 * DAY),)


async def test_the_log_still_knows_of_a_proposal_that_is_gone(store: SqlStore, engine: AsyncEngine) -> None:
    person, other = await a_person(engine), await a_person(engine)
    line = a_record(person, event=Event.PROPOSAL_KEPT, outcome={"proposal": "p-1", "claims": 2})
    async with store.transaction(person) as tx:
        await tx.append_audit(line)
        await tx.append_audit(a_record(person, outcome={"proposal": "p-2"}))

    async with store.transaction(person) as tx:
        mine = [await tx.had_proposal(name) for name in ("p-1", "p-2", "", "p-")]
    async with store.transaction(other) as tx:
        theirs = await tx.had_proposal("p-1")

    assert (mine, theirs) == ([True, False, False, False], False)
