"""An operator has events sent again to a subscriber that missed them, or that is there again."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from hub.actions.accounted import Accounted
from hub.actions.send_event import outcome_of, trace_id_of
from hub.audit.events import Event, by_itself
from hub.life.outgoing import Delivery, Numbered, Numbers, OutgoingEvent, Standing
from hub.ports import Clock, Store, Transaction


class ReplayProblem(StrEnum):
    """Why nothing was done."""

    NONE_THERE = "events.none_there"
    NO_REASON = "events.no_reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaying(Accounted):
    """Whose events, from which number on, and who has them sent again, and why. Both stand in people's logs."""

    subscriber: str
    since: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayEvents:
    """Sending again: the same events, under the same ids and numbers. Time to give up counts from now on."""

    numbers: Numbers
    store: Store
    clock: Clock

    async def __call__(self, asked: Replaying, *, at_most: int) -> tuple[OutgoingEvent, ...] | ReplayProblem:
        """Have them sent; a subscriber that was gone counts as there again."""
        if not asked.is_accounted_for:
            return ReplayProblem.NO_REASON
        rows = await self.numbers.numbered(
            subscriber=asked.subscriber, since=asked.since, states=tuple(Standing), at_most=at_most
        )
        found = [await self._again(row, asked) for row in rows]
        return tuple(event for event in found if event is not None) or ReplayProblem.NONE_THERE

    async def _again(self, row: Numbered, asked: Replaying) -> OutgoingEvent | None:
        """Have one sent again; None: it was removed meanwhile, because its time was over."""
        at = self.clock.now()
        async with self.store.transaction(row.subject) as transaction:
            event = await transaction.outgoing.event(row.id)
            if event is None:
                return None
            again = replace(event, delivery=_again(event.delivery, at))
            await transaction.outgoing.set_gone(event.subscriber, None)
            await transaction.outgoing.put(again)
            await self._note(again, asked, at, transaction)
        return again

    async def _note(self, event: OutgoingEvent, asked: Replaying, at: datetime, transaction: Transaction) -> None:
        trace_id = await trace_id_of(event, transaction)
        line = by_itself(
            Event.EVENT_REPLAYED, subject=event.subject, at=at, trace_id=trace_id, outcome=outcome_of(event)
        )
        await transaction.append_audit(asked.signed(line))


def _again(delivery: Delivery, at: datetime) -> Delivery:
    return replace(delivery, state=Standing.WAITING, since=at, next_try_at=at, reason=None, done_at=None)
