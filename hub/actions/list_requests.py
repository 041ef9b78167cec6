"""Requests for a person's consent: to the person all of them, to an organization its own."""

from dataclasses import dataclass
from datetime import datetime

from consent import authority
from consent.parties import Requester, Role, SubjectRef
from consent.requests import ConsentRequest
from consent.verdict import Ground
from hub.actions.acting import may_see_consents
from hub.audit.events import Event, Trace, record
from hub.ports import Clock, Store, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRequests:
    """Reading of requests."""

    store: Store
    clock: Clock

    async def __call__(self, *, requester: Requester, subject: SubjectRef, trace: Trace) -> tuple[ConsentRequest, ...]:
        """Give the requests, oldest first. Nobody but the person, whoever acts for them, and who asked sees any."""
        at = self.clock.now()
        async with self.store.transaction(subject) as transaction:
            found = await _visible(requester, subject, transaction, at)
            await transaction.append_audit(
                record(
                    Event.CONSENT_READ,
                    requester=requester,
                    subject=subject,
                    at=at,
                    trace=trace,
                    outcome={"requests": len(found)},
                )
            )
        return found


async def _visible(
    requester: Requester, subject: SubjectRef, transaction: Transaction, at: datetime
) -> tuple[ConsentRequest, ...]:
    """Leave out what is not for this requester. It is an agency's system that asks; its workers need a case to look."""
    requests = await transaction.consent_requests()
    if authority.may_try(requester, subject):
        barred = isinstance(await may_see_consents(requester, subject, transaction, at), Ground)
        return () if barred else requests
    asks = requester.role is Role.AGENCY
    return tuple(request for request in requests if asks and request.recipient == requester.recipient)
