"""Who acts for a person, to that person and to whoever acts. Reading is written down as well."""

from dataclasses import dataclass

from consent.mandates import MandateState
from consent.parties import Requester, SubjectRef
from hub.actions.mandates_on_record import shown_to, states_of
from hub.audit.events import Event, Trace, record
from hub.ports import Clock, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class ListMandates:
    """Who acts for a person: to the person all of them, to whoever acts their own."""

    store: Store
    clock: Clock

    async def __call__(self, *, requester: Requester, subject: SubjectRef, trace: Trace) -> tuple[MandateState, ...]:
        """Give the mandates in the order given, ended ones too."""
        async with self.store.transaction(subject) as transaction:
            at = (await transaction.standing()).moment(self.clock.now())
            found = shown_to(requester, subject, await states_of(transaction, at))
            await transaction.append_audit(
                record(
                    Event.MANDATE_READ,
                    requester=requester,
                    subject=subject,
                    at=at,
                    trace=trace,
                    outcome={"mandates": len(found)},
                )
            )
        return found
