"""What the store keeps of arrangements that run, on every database."""

from dataclasses import replace
from datetime import timedelta
from secrets import token_urlsafe
from typing import Any

import pytest
from kept import NOON, a_person
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.store import SqlStore
from consent.arrangements import ArrangementId, CarriedOut
from consent.parties import AgencyCode, SubjectRef
from hub.domain.scheme import SchemeCode
from hub.errors import BadInput
from hub.life.kept import KeptArrangement, KeptErrand, KeptEvent, Work, WorkKind
from hub.life.states import CLOSED, OPEN, State

LATER = NOON + timedelta(days=1)


def an_arrangement(subject: SubjectRef, **changes: Any) -> KeptArrangement:
    kept = KeptArrangement(
        id=ArrangementId(token_urlsafe(16)),
        subject=subject,
        proposal=token_urlsafe(16),
        scheme=SchemeCode("rijk-2025"),
        executes=AgencyCode("example"),
        owners=frozenset({AgencyCode("example"), AgencyCode("other")}),
        article="example, 1:1",
        trace_id="4bf92f3577b34da6a3ce929d0e0e4736",
        state=State.ACCEPTED,
        version=1,
        accepted_at=NOON,
    )
    return replace(kept, **changes)


def an_event(**changes: Any) -> KeptEvent:
    return replace(KeptEvent(seq=1, at=NOON, sealed=b"sealed"), **changes)


def an_errand(arrangement: KeptArrangement, **changes: Any) -> KeptErrand:
    kept = KeptErrand(
        id=token_urlsafe(16),
        arrangement=arrangement.id,
        agency=AgencyCode("example"),
        kind="request",
        sealed=b"sealed",
        made_at=NOON,
    )
    return replace(kept, **changes)


async def begun(store: SqlStore, kept: KeptArrangement) -> bool:
    async with store.transaction(kept.subject) as tx:
        return await tx.arrangements.begin(kept)


async def test_it_comes_back_as_it_was_written(store: SqlStore, engine: AsyncEngine) -> None:
    kept = an_arrangement(await a_person(engine), begun_at=LATER, state=State.ACTIVE)

    assert await begun(store, kept)

    async with store.transaction(kept.subject) as tx:
        assert await tx.arrangements.all() == (kept,)


@pytest.mark.parametrize("state", sorted(OPEN))
async def test_a_person_has_one_open_arrangement_at_most(store: SqlStore, engine: AsyncEngine, state: State) -> None:
    kept = an_arrangement(await a_person(engine), state=state)

    assert await begun(store, kept)
    assert not await begun(store, an_arrangement(kept.subject))
    assert await begun(store, an_arrangement(await a_person(engine)))


@pytest.mark.parametrize("state", sorted(CLOSED))
async def test_after_one_that_is_over_there_may_be_another(store: SqlStore, engine: AsyncEngine, state: State) -> None:
    kept = an_arrangement(await a_person(engine), state=state)

    assert await begun(store, kept)
    assert await begun(store, an_arrangement(kept.subject, accepted_at=LATER))


async def test_where_it_stands_moves_on_from_where_it_stood(store: SqlStore, engine: AsyncEngine) -> None:
    kept = an_arrangement(await a_person(engine))
    await begun(store, kept)
    ended = replace(kept, state=State.COMPLETED, version=4, begun_at=NOON, ended_at=LATER)

    async with store.transaction(kept.subject) as tx:
        await tx.arrangements.stand(ended, since=1)
        assert await tx.arrangements.all() == (ended,)
        with pytest.raises(BadInput, match=r"arrangement\.changed_meanwhile"):
            await tx.arrangements.stand(ended, since=1)


async def test_what_happened_comes_back_in_order_and_only_to_the_person(store: SqlStore, engine: AsyncEngine) -> None:
    kept, other = an_arrangement(await a_person(engine)), await a_person(engine)
    await begun(store, kept)
    events = [an_event(seq=seq, sealed=bytes([seq])) for seq in (1, 2, 3)]

    async with store.transaction(kept.subject) as tx:
        await tx.arrangements.append(kept.id, events[:2])
        await tx.arrangements.append(kept.id, events[2:])
        assert await tx.arrangements.events(kept.id) == tuple(events)
        assert await tx.arrangements.events("lone\ud800surrogate") == ()
    async with store.transaction(other) as tx:
        assert await tx.arrangements.events(kept.id) == ()


async def test_what_happened_is_never_changed(store: SqlStore, engine: AsyncEngine) -> None:
    kept = an_arrangement(await a_person(engine))
    await begun(store, kept)
    async with store.transaction(kept.subject) as tx:
        await tx.arrangements.append(kept.id, [an_event()])

    for change in ("UPDATE arrangement_event SET seq = 2", "DELETE FROM arrangement_event"):
        with pytest.raises(DBAPIError):
            async with engine.begin() as connection:
                await connection.execute(text(change))


async def test_an_errand_keeps_what_is_brought_and_says_what_came_of_it(store: SqlStore, engine: AsyncEngine) -> None:
    kept = an_arrangement(await a_person(engine))
    await begun(store, kept)
    errand = an_errand(kept)
    came = replace(errand, reply="granted", article="1:1", reason="r", tries=2, next_try_at=LATER, answered_at=LATER)

    async with store.transaction(kept.subject) as tx:
        await tx.arrangements.put_errand(errand)
        assert await tx.arrangements.errand(errand.id) == errand
        await tx.arrangements.put_errand(replace(came, sealed=b"other"))
        assert await tx.arrangements.errands(kept.id) == (came,)
        assert await tx.arrangements.errand("nothing") is None


async def test_from_acceptance_on_it_decides_about_access(store: SqlStore, engine: AsyncEngine) -> None:
    kept = an_arrangement(await a_person(engine), state=State.ENDED, ended_at=LATER)
    await begun(store, kept)

    async with store.transaction(kept.subject) as tx:
        (found,) = (await tx.standing()).arrangements

    assert found == CarriedOut(
        id=kept.id,
        subject=kept.subject,
        executor=AgencyCode("example"),
        owners=kept.owners,
        article="example, 1:1",
        begins_at=NOON,
        ends_at=LATER,
    )


async def test_work_waits_until_it_is_taken_away(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    work = Work(id="w-1", kind=WorkKind.LOOK, subject=person, about="a-1", due_at=NOON)

    async def waiting() -> list[tuple[str, ...]]:
        async with engine.connect() as connection:
            rows = await connection.execute(text("SELECT id, kind, ref, about FROM work"))
            return [tuple(row) for row in rows]

    async with store.transaction(person) as tx:
        await tx.arrangements.put_work(work)
        await tx.arrangements.put_work(replace(work, due_at=LATER))
    assert await waiting() == [("w-1", "look", person, "a-1")]

    async with store.transaction(person) as tx:
        await tx.arrangements.drop_work("w-1")
    assert await waiting() == []
