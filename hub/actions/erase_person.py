"""A person is forgotten: their key is destroyed, and whatever it sealed can be read by nobody (AVG art. 17)."""

from dataclasses import dataclass

from consent.mandates import Act, MandateGiven, MandateId
from consent.parties import Requester, SubjectRef
from consent.standing import Standing
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
            if who.mandate is not None and not _by_court(who.mandate, standing):
                return ConsentProblem(code=Ground.NOT_THEIR_OWN.value, path="person")
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


def _by_court(mandate: MandateId, standing: Standing) -> bool:
    """Say whether a court gave this mandate: a helper cannot do for a person what nobody can undo."""
    given = (event.mandate for event in standing.mandates if isinstance(event, MandateGiven))
    return any(one.id == mandate and one.kind.by_court for one in given)
