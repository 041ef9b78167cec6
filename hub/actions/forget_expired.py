"""Remove what was kept for a time when that is over (decision 34): proposals, keys of commands, requests, events."""

from collections.abc import Callable
from dataclasses import dataclass

from consent.parties import SubjectRef
from hub.audit.events import Event, by_itself
from hub.life.expiring import AT_ONCE, Retention, removal
from hub.ports import Clock, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetExpired:
    """Removing. Needs nobody's key, so of who was erased it removes too; twice is no fault. `trace` makes a trace id.

    Nothing that is evidence is among it: consents, mandates, accepted arrangements and the log stay.
    """

    store: Store
    clock: Clock
    retention: Retention
    trace: Callable[[], str]

    async def __call__(self, _about: str, subject: SubjectRef) -> None:
        """Remove what is over, and come back when the next is."""
        at = self.clock.now()
        async with self.store.transaction(subject) as transaction:
            gone = await transaction.expiring.remove(at, self.retention, at_most=AT_ONCE)
            if gone:
                await transaction.append_audit(
                    by_itself(
                        Event.RECORDS_REMOVED,
                        subject=subject,
                        at=at,
                        trace_id=self.trace(),
                        outcome={kind.value: count for kind, count in gone.items()},
                    )
                )
            following = await transaction.expiring.next_at(self.retention)
            if following is None:
                await transaction.arrangements.drop_work(removal(subject, at).id)
            else:
                await transaction.arrangements.put_work(removal(subject, following))
