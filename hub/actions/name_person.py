"""Somebody named a person by their number: that is written down, though nothing about the person was shown."""

from dataclasses import dataclass

from consent.parties import Requester, SubjectRef
from hub.audit.events import Event, Trace, record
from hub.ports import Clock, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePerson:
    """A number that is exchanged for a reference, so that the person sees who used it."""

    store: Store
    clock: Clock

    async def __call__(self, *, requester: Requester, subject: SubjectRef, trace: Trace) -> None:
        """Write down who named the person, before the reference is given. Whoever names themselves leaves no line.

        The same line whether the person was known here or not: nobody learns which from what it takes.
        """
        if requester.subject == subject:
            return
        async with self.store.transaction(subject) as transaction:
            at = (await transaction.standing()).moment(self.clock.now())
            await transaction.append_audit(
                record(Event.PERSON_NAMED, requester=requester, subject=subject, at=at, trace=trace)
            )
