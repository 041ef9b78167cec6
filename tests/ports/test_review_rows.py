"""What the store keeps of reviews and of the queues of agencies, on every database."""

from dataclasses import replace
from datetime import date, timedelta
from secrets import token_urlsafe
from typing import Any

import pytest
from kept import NOON, a_person
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.review_rows import SqlReviewQueue
from adapters.store.store import SqlStore
from consent.parties import AgencyCode, SubjectRef
from hub.errors import BadInput
from hub.review.disputes import KeptDispute
from hub.review.kept import KeptReview, KeptReviewEvent, Queued
from hub.review.states import State

LATER = NOON + timedelta(days=1)
AGENCY, OTHER = AgencyCode("example"), AgencyCode("other")


def a_review(subject: SubjectRef, **changes: Any) -> KeptReview:
    kept = KeptReview(
        id=token_urlsafe(16),
        subject=subject,
        agency=AGENCY,
        trace_id="4bf92f3577b34da6a3ce929d0e0e4736",
        state=State.RECEIVED,
        version=1,
        received_at=NOON,
        decide_by=date(2027, 1, 18),
    )
    return replace(kept, **changes)


def a_review_event(**changes: Any) -> KeptReviewEvent:
    return replace(KeptReviewEvent(seq=1, at=NOON, sealed=b"sealed"), **changes)


def a_place(kept: KeptReview, **changes: Any) -> Queued:
    place = Queued(
        review=kept.id,
        agency=kept.agency,
        subject=kept.subject,
        received_at=kept.received_at,
        decide_by=kept.decide_by,
    )
    return replace(place, **changes)


def a_dispute(subject: SubjectRef, **changes: Any) -> KeptDispute:
    kept = KeptDispute(
        id=token_urlsafe(16),
        subject=subject,
        agency=AGENCY,
        trace_id="4bf92f3577b34da6a3ce929d0e0e4736",
        sealed=b"sealed",
        made_at=NOON,
    )
    return replace(kept, **changes)


async def begun(store: SqlStore, *reviews: KeptReview) -> None:
    for kept in reviews:
        async with store.transaction(kept.subject) as tx:
            await tx.reviews.begin(kept)
            await tx.reviews.append(kept.id, [a_review_event()])
            await tx.reviews.queue(a_place(kept))


async def test_reviews_come_back_as_they_were_written_oldest_first(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    young, old = a_review(person, received_at=LATER), a_review(person)

    await begun(store, young, old)

    async with store.transaction(person) as tx:
        assert await tx.reviews.all() == (old, young)
    async with store.transaction(await a_person(engine)) as tx:
        assert await tx.reviews.all() == ()
        assert await tx.reviews.events(old.id) == ()


async def test_a_review_moves_on_from_where_it_stood(store: SqlStore, engine: AsyncEngine) -> None:
    kept = a_review(await a_person(engine))
    await begun(store, kept)
    decided = replace(kept, state=State.DECIDED, version=2, decided_at=LATER)

    async with store.transaction(kept.subject) as tx:
        await tx.reviews.stand(decided, since=1)
        await tx.reviews.append(kept.id, [a_review_event(seq=2, sealed=b"more")])
        assert await tx.reviews.all() == (decided,)
        assert await tx.reviews.events(kept.id) == (a_review_event(), a_review_event(seq=2, sealed=b"more"))
        with pytest.raises(BadInput, match=r"review\.changed_meanwhile"):
            await tx.reviews.stand(decided, since=1)


async def test_a_queue_holds_what_one_agency_has_to_act_on_in_order_of_its_day(
    store: SqlStore, engine: AsyncEngine
) -> None:
    mine, theirs = a_review(await a_person(engine)), a_review(await a_person(engine), decide_by=date(2027, 1, 4))
    elsewhere = a_review(mine.subject, agency=OTHER)
    await begun(store, mine, theirs, elsewhere)
    queue = SqlReviewQueue(engine)

    assert await queue.of(AGENCY, is_open=True, at_most=9) == (a_place(theirs), a_place(mine))
    assert await queue.of(AGENCY, is_open=True, at_most=1) == (a_place(theirs),)
    assert await queue.of(AGENCY, is_open=False, at_most=9) == ()
    assert await queue.of(AgencyCode("lone\ud800surrogate"), is_open=True, at_most=9) == ()

    async with store.transaction(theirs.subject) as tx:
        await tx.reviews.queue(a_place(theirs, is_open=False))

    assert await queue.of(AGENCY, is_open=True, at_most=9) == (a_place(mine),)
    assert await queue.of(AGENCY, is_open=False, at_most=9) == (a_place(theirs, is_open=False),)


async def test_what_has_no_term_comes_first_in_a_queue(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    agency = AgencyCode("without-term")
    soon = a_review(person, agency=agency, decide_by=date(2026, 11, 30))
    old, young = [a_review(person, agency=agency, decide_by=None, received_at=at) for at in (NOON, LATER)]
    await begun(store, soon, young, old)

    places = await SqlReviewQueue(engine).of(agency, is_open=True, at_most=9)

    assert places == (a_place(old), a_place(young), a_place(soon))


async def test_a_review_goes_with_all_that_hangs_on_it_and_nothing_else(store: SqlStore, engine: AsyncEngine) -> None:
    kept, other = a_review(await a_person(engine)), a_review(await a_person(engine))
    await begun(store, kept, other)

    async with store.transaction(kept.subject) as tx:
        await tx.reviews.forget(other.id)
        await tx.reviews.forget(kept.id)
        await tx.reviews.forget(kept.id)
        assert await tx.reviews.all() == ()
        assert await tx.reviews.events(kept.id) == ()

    assert await SqlReviewQueue(engine).of(AGENCY, is_open=True, at_most=9) == (a_place(other),)
    async with store.transaction(other.subject) as tx:
        assert await tx.reviews.events(other.id) == (a_review_event(),)


async def test_a_dispute_keeps_what_is_disputed_and_says_what_came_of_it(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    old, young = a_dispute(person), a_dispute(person, made_at=LATER)
    came = replace(old, tries=2, reason="r", told_at=LATER, answer=b"sealed too", answered_at=LATER)

    async with store.transaction(person) as tx:
        await tx.disputes.put(young)
        await tx.disputes.put(old)
        assert await tx.disputes.all() == (old, young)
        await tx.disputes.put(replace(came, sealed=b"other"))
        assert await tx.disputes.all() == (came, young)
        young = replace(young, withdrawn_at=NOON, withdrawal_told_at=LATER)
        await tx.disputes.put(young)
        assert await tx.disputes.all() == (came, young)
        await tx.disputes.forget(young.id)
        await tx.disputes.forget(young.id)
        assert await tx.disputes.all() == (came,)
    async with store.transaction(await a_person(engine)) as tx:
        await tx.disputes.forget(old.id)
        assert await tx.disputes.all() == ()
    async with store.transaction(person) as tx:
        assert await tx.disputes.all() == (came,)
