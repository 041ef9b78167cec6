"""Events for subscribers about one person: written with what they tell of, numbered when the transaction ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import Row, bindparam, insert, select, update

from adapters.store.arrangement_rows import ArrangementRows
from adapters.store.expiring_rows import SOONEST, ExpiringRows
from adapters.store.names import is_name
from adapters.store.outgoing_tables import EVENT_DELIVERY, EVENT_SUBSCRIBER, OUTGOING_EVENT
from adapters.store.prepared import Prepared
from adapters.store.unit import Unit
from consent.parties import AgencyCode, SubjectRef
from hub.life.kept import Work, WorkKind
from hub.life.news import News, NewsKind
from hub.life.outgoing import GONE, Delivery, OutgoingEvent, Standing, Subscriber, hearing

_EVENT: Final = Prepared(
    select(
        OUTGOING_EVENT.c.agency,
        OUTGOING_EVENT.c.kind,
        OUTGOING_EVENT.c.about,
        OUTGOING_EVENT.c.at,
        *(column for column in EVENT_DELIVERY.c if column.name != "ref"),
    )
    .join(EVENT_DELIVERY, EVENT_DELIVERY.c.id == OUTGOING_EVENT.c.id)
    .where(OUTGOING_EVENT.c.subject_ref == bindparam("subject"), OUTGOING_EVENT.c.id == bindparam("id"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    subscriber: Subscriber
    news: News
    about: str
    at: datetime


class OutgoingRows:
    """The events about one person, inside a transaction about them."""

    def __init__(
        self,
        unit: Unit,
        arrangements: ArrangementRows,
        expiring: ExpiringRows,
        subject: SubjectRef,
        subscribers: Sequence[Subscriber],
    ) -> None:
        self._unit = unit
        self._arrangements = arrangements
        self._expiring = expiring
        self._subject = subject
        self._subscribers = subscribers
        self._told: list[_Told] = []

    async def tell(self, news: News, *, about: str, at: datetime) -> None:
        hears = hearing(news, self._subscribers)
        self._told += [_Told(subscriber=each, news=news, about=about, at=at) for each in hears]

    async def finish(self) -> None:
        """Number and write what was told.

        Whoever takes a subscriber's next number holds it until the end: so numbers have no gaps, and whoever commits
        first has the lower one. In one order everywhere, so that no two wait for each other.
        """
        for told in sorted(self._told, key=lambda each: each.subscriber.id):
            seq, is_gone = await self._number(told.subscriber.id)
            event = OutgoingEvent(
                id=str(uuid4()),
                subject=self._subject,
                subscriber=told.subscriber.id,
                agency=told.subscriber.agency,
                seq=seq,
                kind=told.news.kind,
                about=told.about,
                at=told.at,
                delivery=_begun(told.at, is_gone=is_gone),
            )
            await self._add(event)
        self._told = []

    async def event(self, event_id: str) -> OutgoingEvent | None:
        if not is_name(event_id):
            return None
        rows = await self._unit.fetch(_EVENT, subject=str(self._subject), id=event_id)
        return self._read(rows[0]) if rows else None

    async def begin(self, event: OutgoingEvent) -> None:
        stands = update(EVENT_DELIVERY).where(EVENT_DELIVERY.c.id == event.id).values(_standing(event.delivery))
        await self._unit.run(stands)

    async def put(self, event: OutgoingEvent) -> None:
        await self.begin(event)
        await self._have_sent(event)

    async def is_gone(self, subscriber: str) -> bool:
        gone = select(EVENT_SUBSCRIBER.c.gone_at).where(EVENT_SUBSCRIBER.c.id == subscriber)
        return (await self._unit.run(gone)).scalar_one_or_none() is not None

    async def set_gone(self, subscriber: str, at: datetime | None) -> None:
        gone = update(EVENT_SUBSCRIBER).where(EVENT_SUBSCRIBER.c.id == subscriber).values(gone_at=at)
        await self._unit.run(gone)

    async def _number(self, subscriber: str) -> tuple[int, bool]:
        first = self._unit.insert(EVENT_SUBSCRIBER).values(id=subscriber, seq=1)
        counted = first.on_conflict_do_update(
            index_elements=[EVENT_SUBSCRIBER.c.id], set_={"seq": EVENT_SUBSCRIBER.c.seq + 1}
        ).returning(EVENT_SUBSCRIBER.c.seq, EVENT_SUBSCRIBER.c.gone_at)
        row = (await self._unit.run(counted)).one()
        return row.seq, row.gone_at is not None

    async def _add(self, event: OutgoingEvent) -> None:
        says = {"id": event.id, "agency": event.agency, "kind": event.kind.value, "about": event.about, "at": event.at}
        await self._unit.run(insert(OUTGOING_EVENT).values(subject_ref=str(self._subject), **says))
        numbered = {"id": event.id, "subscriber": event.subscriber, "seq": event.seq, "ref": str(self._subject)}
        await self._unit.run(insert(EVENT_DELIVERY).values(**numbered, **_standing(event.delivery)))
        await self._have_sent(event)

    async def _have_sent(self, event: OutgoingEvent) -> None:
        """Put it where workers find it, until nothing more is to be done."""
        if event.delivery.done_at is not None:
            self._expiring.soon(event.delivery.done_at + SOONEST)
            await self._arrangements.drop_work(_work_id(event))
            return
        work = Work(
            id=_work_id(event),
            kind=WorkKind.EVENT,
            subject=self._subject,
            about=event.id,
            due_at=event.delivery.next_try_at,
        )
        await self._arrangements.put_work(work)

    def _read(self, row: Row[Any]) -> OutgoingEvent:
        return OutgoingEvent(
            id=row.id,
            subject=self._subject,
            subscriber=row.subscriber,
            agency=AgencyCode(row.agency),
            seq=row.seq,
            kind=NewsKind(row.kind),
            about=row.about,
            at=row.at,
            delivery=delivery_of(row),
        )


def _work_id(event: OutgoingEvent) -> str:
    """Name its work so that of what is due at one moment the lower numbers come first."""
    return f"event:{event.subscriber}:{event.seq:010}"


def delivery_of(row: Row[Any]) -> Delivery:
    """How sending stands."""
    return Delivery(
        state=Standing(row.state),
        since=row.since,
        tries=row.tries,
        next_try_at=row.next_try_at,
        reason=row.reason,
        done_at=row.done_at,
    )


def _begun(at: datetime, *, is_gone: bool) -> Delivery:
    """An event that is to be sent at once; where its subscriber is gone, when an operator says so."""
    if is_gone:
        return Delivery(state=Standing.WAITING, since=at, reason=GONE)
    return Delivery(state=Standing.WAITING, since=at, next_try_at=at)


def _standing(delivery: Delivery) -> dict[str, Any]:
    return {
        "state": delivery.state.value,
        "since": delivery.since,
        "tries": delivery.tries,
        "next_try_at": delivery.next_try_at,
        "reason": delivery.reason,
        "done_at": delivery.done_at,
    }
