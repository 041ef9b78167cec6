"""One person's rows whose time can be over; implements `hub.life.expiring.ExpiringRows`."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Delete, Select, delete, func, select, tuple_

from adapters.store.arrangement_tables import WORK
from adapters.store.outgoing_tables import EVENT_DELIVERY, OUTGOING_EVENT
from adapters.store.tables import ATTEMPT, CONSENT_REQUEST, KEPT_PROPOSAL
from adapters.store.unit import Unit
from consent.parties import SubjectRef
from hub.life.expiring import Expiring, Retention, removal

SOONEST: Final = timedelta(days=1)
"""How long everything is kept at least: a worker looks then, and knows how long it is kept."""

_TOLD: Final = EVENT_DELIVERY.c.id == OUTGOING_EVENT.c.id


class ExpiringRows:
    """Inside a transaction about one person. What is written there says when it is to be looked at (`soon`)."""

    def __init__(self, unit: Unit, subject: SubjectRef) -> None:
        self._unit = unit
        self._subject = str(subject)
        self._soon: datetime | None = None

    def soon(self, at: datetime) -> None:
        """Say that something was written that may be over at a moment."""
        self._soon = at if self._soon is None else min(self._soon, at)

    async def finish(self) -> None:
        """Have workers look after this person's rows then, unless they do so earlier anyway."""
        if self._soon is None:
            return
        work = removal(SubjectRef(self._subject), self._soon)
        row = {
            "id": work.id,
            "kind": work.kind.value,
            "ref": self._subject,
            "about": work.about,
            "due_at": work.due_at,
            "turn": work.turn,
        }
        adding = self._unit.insert(WORK).values(row)
        earlier = {"due_at": adding.excluded.due_at, "turn": WORK.c.turn + 1}
        await self._unit.run(
            adding.on_conflict_do_update(
                index_elements=[WORK.c.id], set_=earlier, where=WORK.c.due_at > adding.excluded.due_at
            )
        )

    async def remove(self, at: datetime, retention: Retention, *, at_most: int) -> dict[Expiring, int]:
        gone = {
            Expiring.PROPOSALS: await self._gone(self._proposals(at, at_most)),
            Expiring.ATTEMPTS: await self._gone(self._attempts(at - retention.attempts, at_most)),
            Expiring.CONSENT_REQUESTS: await self._gone(self._requests(at - retention.consent_requests, at_most)),
            Expiring.EVENTS: await self._events(at - retention.events, at_most),
        }
        return {kind: count for kind, count in gone.items() if count}

    async def next_at(self, retention: Retention) -> datetime | None:
        ends = [found async for found in self._ends(retention)]
        return min(ends, default=None)

    def _mine(self, column: ColumnElement[Any]) -> ColumnElement[bool]:
        return column == self._subject

    def _proposed(self) -> ColumnElement[bool]:
        """Not what was accepted: that belongs to the arrangement, and is kept as long."""
        return self._mine(KEPT_PROPOSAL.c.subject_ref) & KEPT_PROPOSAL.c.accepted_at.is_(None)

    def _proposals(self, at: datetime, at_most: int) -> Delete:
        its = KEPT_PROPOSAL.c
        some = select(its.id).where(self._proposed(), its.expires_at <= at).limit(at_most)
        return delete(KEPT_PROPOSAL).where(self._mine(its.subject_ref), its.id.in_(some))

    def _attempts(self, before: datetime, at_most: int) -> Delete:
        its = ATTEMPT.c
        some = select(its.client, its.key).where(self._mine(its.subject_ref), its.started_at <= before).limit(at_most)
        return delete(ATTEMPT).where(self._mine(its.subject_ref), tuple_(its.client, its.key).in_(some))

    def _requests(self, before: datetime, at_most: int) -> Delete:
        its = CONSENT_REQUEST.c
        some = select(its.id).where(self._mine(its.subject_ref), its.expires_at <= before).limit(at_most)
        return delete(CONSENT_REQUEST).where(self._mine(its.subject_ref), its.id.in_(some))

    async def _events(self, before: datetime, at_most: int) -> int:
        """Remove events that nobody is told of any more, with how sending them went."""
        its = OUTGOING_EVENT.c
        over = select(its.id).join(EVENT_DELIVERY, _TOLD)
        some = over.where(self._mine(its.subject_ref), EVENT_DELIVERY.c.done_at <= before).limit(at_most)
        ids = [row.id for row in (await self._unit.run(some)).all()]
        if ids:
            await self._unit.run(delete(OUTGOING_EVENT).where(self._mine(its.subject_ref), its.id.in_(ids)))
            await self._unit.run(delete(EVENT_DELIVERY).where(EVENT_DELIVERY.c.id.in_(ids)))
        return len(ids)

    async def _gone(self, removing: Delete) -> int:
        return (await self._unit.run(removing)).rowcount

    async def _ends(self, retention: Retention) -> AsyncIterator[datetime]:
        for first, kept in self._firsts(retention):
            found = (await self._unit.run(first)).scalar_one_or_none()
            if found is not None:
                yield found + kept

    def _firsts(self, retention: Retention) -> Iterator[tuple[Select[Any], timedelta]]:
        """Of each kind, from when the oldest counts and how long that is."""
        attempt, request, event = ATTEMPT.c, CONSENT_REQUEST.c, OUTGOING_EVENT.c
        yield select(func.min(KEPT_PROPOSAL.c.expires_at)).where(self._proposed()), timedelta()
        yield select(func.min(attempt.started_at)).where(self._mine(attempt.subject_ref)), retention.attempts
        yield select(func.min(request.expires_at)).where(self._mine(request.subject_ref)), retention.consent_requests
        told = select(func.min(EVENT_DELIVERY.c.done_at)).join(OUTGOING_EVENT, _TOLD)
        yield told.where(self._mine(event.subject_ref)), retention.events
