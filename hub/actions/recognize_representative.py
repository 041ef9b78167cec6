"""Somebody logs in to act for a person, as their identity provider vouches."""

from dataclasses import dataclass

from consent.mandates import Act, Evidence, Mandate, MandateGiven, MandateId, MandateKind
from consent.parties import AgencyCode, Requester
from consent.purposes import Purpose
from hub.actions import law
from hub.actions.acting import by
from hub.actions.mandates_on_record import note, states_of
from hub.audit.events import Event, Trace
from hub.ports import Clock, Ids, Store
from hub.rules.reader import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognizeRepresentative:
    """A log-in that says for whom somebody acts is written down the first time, so that the person sees and can end it.

    One that the person ended stays ended here, whatever the identity provider still says.
    """

    known: frozenset[AgencyCode]
    book: Book
    store: Store
    clock: Clock
    ids: Ids

    async def __call__(self, requester: Requester, *, trace: Trace) -> None:
        """Record the mandate behind this log-in, unless it is on record."""
        actor, subject = requester.actor, requester.subject
        if actor is None or subject is None:
            return
        async with self.store.transaction(subject) as transaction:
            at = (await transaction.standing()).moment(self.clock.now())
            mine = [state for state in await states_of(transaction, at) if state.mandate.representative == actor]
            if any(state.ended_at is not None or state.in_force(at) for state in mine):
                return
            mandate = Mandate(
                id=MandateId(self.ids.new()),
                subject=subject,
                representative=actor,
                kind=MandateKind.HELP,
                acts=frozenset(Act),
                purposes=frozenset({Purpose.OVERVIEW, Purpose.PROPOSAL}),
                agencies=self.known,
                evidence=Evidence.PROVIDER,
                valid_from=at,
                valid_until=law.end_of_consent(self.book, self.clock, at),
            )
            await transaction.append_mandate(MandateGiven(mandate=mandate, at=at, by=by(requester)))
            await note(Event.MANDATE_GIVEN, requester, mandate, at, trace, transaction)
