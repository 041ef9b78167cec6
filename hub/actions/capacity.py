"""How much can a household miss a month? Computed from what was told, and forgotten; no agency is asked."""

from dataclasses import dataclass
from datetime import date

from consent.parties import Requester, Role, SubjectRef
from consent.purposes import Purpose
from consent.verdict import Ground
from hub.actions import law
from hub.audit.events import Event, record
from hub.domain.capacity import NoRoomKnown, Room, TaxCapacity
from hub.domain.household import ProtectedIncome
from hub.domain.situation import Situation
from hub.means.protected_income import protected_income
from hub.means.room import room
from hub.means.tax_capacity import tax_capacity
from hub.ports import Clock, Store
from hub.rules.reader import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """What a household must keep, what it can miss for a joint plan, and for taxes (None: its income is unknown)."""

    on: date
    protected_income: ProtectedIncome
    room: Room | NoRoomKnown
    tax: TaxCapacity | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputeCapacity:
    """Computing for the person, or for an organization that is registered to plan."""

    book: Book
    store: Store
    clock: Clock

    async def __call__(
        self, *, requester: Requester, subject: SubjectRef, situation: Situation, trace_id: str
    ) -> Capacity | Ground:
        """Compute under today's law and write down that it was asked, never what was told."""
        if barred := _barred(requester, subject):
            return barred
        policy = law.of_today(self.book, self.clock)
        budget = situation.budget
        found = Capacity(
            on=policy.on,
            protected_income=protected_income(situation.means, policy),
            room=room(situation, policy),
            tax=tax_capacity(budget, policy) if budget else None,
        )
        async with self.store.transaction(subject) as transaction:
            await transaction.append_audit(
                record(
                    Event.CAPACITY_COMPUTED,
                    requester=requester,
                    subject=subject,
                    at=self.clock.now(),
                    trace_id=trace_id,
                    purpose=Purpose.PROPOSAL,
                )
            )
        return found


def _barred(requester: Requester, subject: SubjectRef) -> Ground | None:
    """Give the ground that bars this requester; nobody's consent is needed where nothing is fetched."""
    match requester.role:
        case Role.CITIZEN:
            return None if requester.is_subject(subject) else Ground.NOT_THEIR_OWN
        case Role.AGENCY:
            return None if Purpose.PROPOSAL in requester.purposes else Ground.PURPOSE_NOT_REGISTERED
        case Role.INTERMEDIARY:
            return Ground.NO_MANDATE
        case _:
            return Ground.ROLE_HAS_NO_BASIS
