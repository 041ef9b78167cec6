"""A person is forgotten: their key is destroyed, and whatever it sealed can be read by nobody (AVG art. 17)."""

from dataclasses import dataclass

from consent.mandates import Act
from consent.parties import Requester, SubjectRef
from consent.verdict import Ground
from hub.actions.acting import ConsentProblem, acting
from hub.audit.events import Event, Trace, record
from hub.ports import Clock, Store, Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasePerson:
    """Erasing oneself. The log keeps that it happened, about a reference that no longer leads to anybody."""

    store: Store
    vault: Vault
    clock: Clock

    async def __call__(self, *, requester: Requester, subject: SubjectRef, trace: Trace) -> ConsentProblem | None:
        """Erase; None: it is done. It cannot be undone, and doing it again finds nobody."""
        if not requester.is_subject(subject):
            return ConsentProblem(code=Ground.NOT_THEIR_OWN.value, path="person")
        at = self.clock.now()
        async with self.store.transaction(subject) as transaction:
            standing = await transaction.standing()
            who = acting(Act.CONSENT, requester=requester, subject=subject, events=standing.mandates, at=at)
            if isinstance(who, ConsentProblem):
                return who
            await transaction.append_audit(
                record(
                    Event.PERSON_ERASED,
                    requester=requester,
                    subject=subject,
                    at=at,
                    trace=trace,
                    mandate=who.mandate,
                )
            )
            await self.vault.destroy(subject)
        return None
