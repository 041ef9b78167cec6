"""Show a person what they allowed, ended grants too. Reading is written down as well."""

from dataclasses import dataclass

from consent import history
from consent.history import GrantState
from consent.parties import Requester, SubjectRef
from hub.audit.events import Event, record
from hub.ports import Clock, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class ListGrants:
    """Reading of one's own grants."""

    store: Store
    clock: Clock

    async def __call__(self, *, requester: Requester, subject: SubjectRef, trace_id: str) -> tuple[GrantState, ...]:
        """Give every grant of the person, in the order given. Nobody but the person sees any."""
        if not requester.is_subject(subject):
            return ()
        at = self.clock.now()
        async with self.store.transaction(subject) as transaction:
            states = history.states(await transaction.consent_events(), known_at=at)
            await transaction.append_audit(
                record(
                    Event.CONSENT_READ,
                    requester=requester,
                    subject=subject,
                    at=at,
                    trace_id=trace_id,
                    outcome={"grants": len(states)},
                )
            )
        return states
