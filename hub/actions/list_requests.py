"""Requests for a person's consent: to the person all of them, to an organization its own."""

from dataclasses import dataclass

from consent.parties import Requester, SubjectRef
from consent.requests import ConsentRequest
from hub.audit.events import Event, Trace, record
from hub.ports import Clock, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRequests:
    """Reading of requests."""

    store: Store
    clock: Clock

    async def __call__(self, *, requester: Requester, subject: SubjectRef, trace: Trace) -> tuple[ConsentRequest, ...]:
        """Give the requests, oldest first."""
        at = self.clock.now()
        is_own = requester.is_subject(subject)
        async with self.store.transaction(subject) as transaction:
            found = tuple(
                request
                for request in await transaction.consent_requests()
                if is_own or request.recipient == requester.recipient
            )
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
