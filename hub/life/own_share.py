"""What one owner takes where each collects its own: its part of the terms, whatever came in for another one."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from consent.parties import AgencyCode
from hub.domain.claim import total_open
from hub.domain.money import Cents, total
from hub.life.agreed import Term, unpaid_of
from hub.life.collection import Debit, shares
from hub.life.events import AgreedTo, Amended, Event, Granted, Paused, Restated
from hub.life.life import Life, lived
from hub.rules.policy import Policy

_SETS_TERMS: Final = (Granted, AgreedTo, Amended, Paused, Restated)
"""After one of these the terms are others, and so are their parts."""


def own_terms(events: Sequence[Event], owner: AgencyCode, policy: Policy) -> tuple[Term, ...]:
    """An owner's part of the unpaid terms: what it was when they began, less what came in for its own claims since.

    The parts of all owners are the terms, to the cent (R1-21). Parted anew after each payment, what one owner took
    early would make another one's part smaller.
    """
    since = max(place for place, event in enumerate(events, start=1) if isinstance(event, _SETS_TERMS))
    begun, now = lived(events[:since]), lived(events)
    taken = [Debit(due_on=term.due_on, amount=term.amount) for term in begun.unpaid]
    part = shares(begun, taken, policy).get(owner, ())
    came_in = Cents(_open(begun, owner) - _open(now, owner))
    return unpaid_of((Term(due_on=debit.due_on, amount=debit.amount) for debit in part), came_in)


def within(taken: Sequence[Debit], life: Life, on: date, waiting: Sequence[Debit]) -> tuple[Debit, ...]:
    """No more than the terms up to a day still need, beside what stood in files and may come in: the latest give way.

    What an owner set off beyond its part paid that much of the term.
    """
    needed = total([term.amount for term in life.unpaid if term.due_on <= on])
    room, found = needed - total([debit.amount for debit in waiting if debit.due_on <= on]), []
    for debit in taken:
        amount = Cents(min(debit.amount, max(room, 0)))
        room -= amount
        if amount:
            found.append(Debit(due_on=debit.due_on, amount=amount, is_first=debit.is_first))
    return tuple(found)


def _open(life: Life, owner: AgencyCode) -> Cents:
    return total_open(claim for claim in life.claims if claim.owner == owner)
