"""Send an event to its subscriber, until it is taken or the time for it is over."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from consent.parties import SubjectRef
from hub.actions import reading
from hub.audit import spans
from hub.audit.events import Event, Trace, by_itself, within
from hub.life.outgoing import NOT_CONFIGURED, Messenger, OutgoingEvent, Subscriber, Taken
from hub.life.patience import Part, Patience
from hub.ports import Clock, Store, Transaction

NOBODY_LISTENS: Final = Taken(is_taken=False, is_gone=True)
"""What comes of an event while its subscriber is gone: nobody asks there again."""

CHANGES: Final = frozenset({Event.ARRANGEMENT_MOVED, Event.ERRAND_ANSWERED})
"""Lines about what happened to an arrangement, of which others may be told."""

MOST_AT_ONCE: Final = 20
"""Lines about one person from one moment; a change writes two or three."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendEvent:
    """Sending. Run twice at once, or again after a crash, the subscriber gets the same event twice: under one id.

    An event that is not taken holds up no other: whoever reads them in order has the numbers for it.
    """

    subscribers: Mapping[str, Subscriber]
    messenger: Messenger
    store: Store
    clock: Clock
    patience: Patience
    part: Part

    async def __call__(self, event_id: str, subject: SubjectRef) -> OutgoingEvent | None:
        """Send it once; give it with what came of it. None: there is no such event."""
        async with self.store.transaction(subject) as transaction:
            event = await transaction.outgoing.event(event_id)
            if event is None or event.delivery.is_over:
                return event
            if await transaction.outgoing.is_gone(event.subscriber):
                return await self._written(event, NOBODY_LISTENS, transaction)
            trace = spans.step(await cause_of(event, transaction), event.id)
            event = await self._begun(event, trace, transaction)
        taken = await self._sent(event, trace)
        async with self.store.transaction(subject) as transaction:
            meanwhile = await transaction.outgoing.event(event_id)
            if meanwhile is None or meanwhile.delivery.is_over:
                return meanwhile
            if taken.is_gone:
                await transaction.outgoing.set_gone(event.subscriber, self.clock.now())
            return await self._written(meanwhile, taken, transaction)

    def _subscriber(self, event: OutgoingEvent) -> Subscriber | None:
        """Find who it is for. A name that became another agency's leads nowhere."""
        found = self.subscribers.get(event.subscriber)
        return found if found is not None and found.agency == event.agency else None

    async def _begun(self, event: OutgoingEvent, trace: Trace, transaction: Transaction) -> OutgoingEvent:
        """Write down that it is sent, before it is: whatever comes of it, the agency may have heard."""
        subscriber, is_first = self._subscriber(event), event.delivery.tries == 0
        begun = replace(event, delivery=replace(event.delivery, tries=event.delivery.tries + 1))
        await transaction.outgoing.begin(begun)
        if subscriber is not None and is_first:
            line = by_itself(
                Event.EVENT_SENT,
                subject=event.subject,
                at=self.clock.now(),
                trace_id=trace.trace_id,
                outcome=outcome_of(event),
            )
            await transaction.append_audit(replace(within(trace, line), recipient=str(subscriber.oin)))
        return begun

    async def _sent(self, event: OutgoingEvent, trace: Trace) -> Taken:
        if self._subscriber(event) is None:
            return Taken(is_taken=False, reason=NOT_CONFIGURED)
        return await self.messenger.send(event, trace=trace)

    async def _written(self, event: OutgoingEvent, taken: Taken, transaction: Transaction) -> OutgoingEvent:
        at: datetime = self.clock.now()
        came = replace(event, delivery=self.patience.after(event.delivery, taken, at=at, part=self.part))
        await transaction.outgoing.put(came)
        return came


def outcome_of(event: OutgoingEvent) -> dict[str, str | int]:
    """What the log says of an event."""
    return {"arrangement": event.about, "event": event.id, "agency": event.agency, "kind": event.kind.word}


async def cause_of(event: OutgoingEvent, transaction: Transaction) -> Trace:
    """The trace of what the event tells of: it stands in the line that was written in the same moment.

    Where there is none, that of the request which the arrangement began with. It is a few lines, so that reading them
    in the person's turn holds nobody up.
    """
    moment = event.at.astimezone(UTC)
    written = await transaction.audit_lines(at_most=MOST_AT_ONCE, since=moment, until=moment)
    for line in await reading.readable(written):
        told = line.record
        if told.event in CHANGES and told.outcome.get("arrangement") == event.about:
            return Trace(trace_id=told.trace_id, parent_span_id=told.parent_span_id)
    return Trace(trace_id=await trace_id_of(event, transaction))


async def trace_id_of(event: OutgoingEvent, transaction: Transaction) -> str:
    """The trace of the request that the arrangement began with."""
    return next(kept.trace_id for kept in await transaction.arrangements.all() if kept.id == event.about)
