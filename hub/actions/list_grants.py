"""Show a person what they allowed, ended grants too. Reading is written down as well."""

from dataclasses import dataclass
from datetime import datetime

from consent import history
from consent.history import GrantState
from consent.parties import Requester, SubjectRef
from consent.verdict import Ground
from hub.actions.acting import may_see_consents, refused
from hub.audit.events import Event, Trace, record
from hub.ports import Clock, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class ListGrants:
    """Reading of one's own grants, or of those of whom one logged in for."""

    store: Store
    clock: Clock

    async def __call__(
        self, *, requester: Requester, subject: SubjectRef, trace: Trace, known_at: datetime | None = None
    ) -> tuple[GrantState, ...]:
        """Give every grant of the person, in the order given, as it was known at a moment; None: now.

        Nobody sees any but the person, and whoever may decide on their consent.
        """
        at = self.clock.now()
        async with self.store.transaction(subject) as transaction:
            found = await may_see_consents(requester, subject, transaction, at)
            if isinstance(found, Ground):
                await transaction.append_audit(refused(found, requester, subject, at, trace))
                return ()
            standing = await transaction.standing()
            states = history.states(standing.consents, known_at=known_at or standing.moment(at))
            await transaction.append_audit(
                record(
                    Event.CONSENT_READ,
                    requester=requester,
                    subject=subject,
                    at=at,
                    trace=trace,
                    mandate=found.id if found else None,
                    outcome={"grants": len(states)},
                )
            )
        return states
