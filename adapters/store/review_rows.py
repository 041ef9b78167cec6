"""Reviews on record: one person's inside a transaction about them, and an agency's queue across people."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Row, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.names import is_name
from adapters.store.prepared import Prepared
from adapters.store.review_tables import REVIEW, REVIEW_EVENT, REVIEW_QUEUE
from adapters.store.unit import Unit, fetched
from consent.parties import AgencyCode, SubjectRef
from hub.errors import BadInput
from hub.review.kept import KeptReview, KeptReviewEvent, Queued
from hub.review.states import State

_QUEUE: Final = Prepared(
    select(REVIEW_QUEUE)
    .where(REVIEW_QUEUE.c.agency == bindparam("agency"), REVIEW_QUEUE.c.is_open == bindparam("is_open"))
    .order_by(REVIEW_QUEUE.c.decide_by.nulls_first(), REVIEW_QUEUE.c.received_at, REVIEW_QUEUE.c.review_id)
    .limit(bindparam("at_most"))
)


class ReviewRows:
    """The rows about one person's reviews, inside a transaction about them."""

    def __init__(self, unit: Unit, subject: SubjectRef) -> None:
        self._unit = unit
        self._subject = subject

    async def all(self) -> tuple[KeptReview, ...]:
        mine = select(REVIEW).where(REVIEW.c.subject_ref == self._subject)
        return tuple(map(_review, await self._unit.run(mine.order_by(REVIEW.c.received_at, REVIEW.c.id))))

    async def begin(self, kept: KeptReview) -> None:
        row = {
            "subject_ref": str(self._subject),
            "id": kept.id,
            "agency": kept.agency,
            "trace_id": kept.trace_id,
            "received_at": kept.received_at,
            "decide_by": kept.decide_by,
            **_standing(kept),
        }
        await self._unit.run(insert(REVIEW).values(row))

    async def stand(self, kept: KeptReview, *, since: int) -> None:
        """Write where it stands now, if it stood at this version before. Raises BadInput where it did not."""
        mine = (REVIEW.c.subject_ref == self._subject) & (REVIEW.c.id == kept.id)
        written = update(REVIEW).where(mine, REVIEW.c.version == since).values(**_standing(kept))
        if (await self._unit.run(written.returning(REVIEW.c.id))).first() is None:
            raise BadInput("review.changed_meanwhile", "It was changed meanwhile.", "Read it again.")

    async def events(self, review: str) -> tuple[KeptReviewEvent, ...]:
        mine = (REVIEW_EVENT.c.subject_ref == self._subject) & (REVIEW_EVENT.c.review_id == review)
        rows = await self._unit.run(select(REVIEW_EVENT).where(mine).order_by(REVIEW_EVENT.c.seq))
        return tuple(KeptReviewEvent(seq=row.seq, at=row.at, sealed=row.sealed) for row in rows)

    async def append(self, review: str, events: Sequence[KeptReviewEvent]) -> None:
        for event in events:
            row = {
                "subject_ref": str(self._subject),
                "review_id": review,
                "seq": event.seq,
                "at": event.at,
                "sealed": event.sealed,
            }
            await self._unit.run(insert(REVIEW_EVENT).values(row))

    async def queue(self, queued: Queued) -> None:
        row = {
            "agency": queued.agency,
            "review_id": queued.review,
            "ref": str(self._subject),
            "received_at": queued.received_at,
            "decide_by": queued.decide_by,
            "is_open": queued.is_open,
        }
        adding = self._unit.insert(REVIEW_QUEUE).values(row)
        place = [REVIEW_QUEUE.c.agency, REVIEW_QUEUE.c.review_id]
        await self._unit.run(
            adding.on_conflict_do_update(index_elements=place, set_={"is_open": adding.excluded.is_open})
        )

    async def forget(self, review: str) -> None:
        """Take one of theirs away, with all that hangs on it."""
        theirs = (REVIEW_QUEUE.c.ref == self._subject) & (REVIEW_QUEUE.c.review_id == review)
        await self._unit.run(delete(REVIEW_QUEUE).where(theirs))
        mine = (REVIEW_EVENT.c.subject_ref == self._subject) & (REVIEW_EVENT.c.review_id == review)
        await self._unit.run(delete(REVIEW_EVENT).where(mine))
        await self._unit.run(delete(REVIEW).where(REVIEW.c.subject_ref == self._subject, REVIEW.c.id == review))


class SqlReviewQueue:
    """The queues of agencies, which say whose turn it is and nothing about anybody."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def of(self, agency: AgencyCode, *, is_open: bool, at_most: int) -> tuple[Queued, ...]:
        if not is_name(agency):
            return ()
        rows = await fetched(self._engine, _QUEUE, agency=str(agency), is_open=is_open, at_most=at_most)
        return tuple(map(_queued, rows))


def _standing(kept: KeptReview) -> dict[str, Any]:
    return {"state": kept.state.value, "version": kept.version, "decided_at": kept.decided_at}


def _review(row: Row[Any]) -> KeptReview:
    return KeptReview(
        id=row.id,
        subject=SubjectRef(row.subject_ref),
        agency=AgencyCode(row.agency),
        trace_id=row.trace_id,
        state=State(row.state),
        version=row.version,
        received_at=row.received_at,
        decide_by=row.decide_by,
        decided_at=row.decided_at,
    )


def _queued(row: Any) -> Queued:  # noqa: ANN401 - a row by the names of its columns
    return Queued(
        review=row.review_id,
        agency=AgencyCode(row.agency),
        subject=SubjectRef(row.ref),
        received_at=row.received_at,
        decide_by=row.decide_by,
        is_open=row.is_open,
    )
