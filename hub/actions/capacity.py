"""How much can a household miss a month? Computed from what was told, and forgotten; no agency is asked."""

from dataclasses import dataclass
from datetime import date, datetime

from consent.parties import Requester, Role, SubjectRef
from consent.purposes import Purpose
from consent.verdict import Ground
from hub.actions import law
from hub.actions.acting import may_view
from hub.audit.events import Event, Trace, record
from hub.domain.capacity import NoRoomKnown, Room, TaxCapacity
from hub.domain.household import ProtectedIncome
from hub.domain.situation import Situation
from hub.means.protected_income import protected_income
from hub.means.room import room
from hub.means.tax_capacity import tax_capacity
from hub.ports import Clock, Store, Transaction
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
        self, *, requester: Requester, subject: SubjectRef, situation: Situation, trace: Trace
    ) -> Capacity | Ground:
        """Compute under today's law and write down that it was asked, never what was told."""
        at = self.clock.now()
        async with self.store.transaction(subject) as transaction:
            barred = await _barred(requester, subject, transaction, at)
            await transaction.append_audit(
                record(
                    Event.ACCESS_REFUSED if barred else Event.CAPACITY_COMPUTED,
                    requester=requester,
                    subject=subject,
                    at=at,
                    trace=trace,
                    purpose=Purpose.PROPOSAL,
                    outcome={"ground": barred.value} if barred else None,
                )
            )
        return barred or self._computed(situation)

    def _computed(self, situation: Situation) -> Capacity:
        policy = law.of_today(self.book, self.clock)
        budget = situation.budget
        return Capacity(
            on=policy.on,
            protected_income=protected_income(situation.means, policy),
            room=room(situation, policy),
            tax=tax_capacity(budget, policy) if budget else None,
        )


async def _barred(requester: Requester, subject: SubjectRef, transaction: Transaction, at: datetime) -> Ground | None:
    """Give the ground that bars this requester; nobody's consent is needed where nothing is fetched."""
    match requester.role:
        case Role.CITIZEN | Role.INTERMEDIARY:
            found = await may_view(requester, subject, transaction, at)
            return found if isinstance(found, Ground) else None
        case Role.AGENCY:
            return None if Purpose.PROPOSAL in requester.purposes else Ground.PURPOSE_NOT_REGISTERED
        case _:
            return Ground.ROLE_HAS_NO_BASIS
