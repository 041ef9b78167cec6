"""What is taken from somebody's account on a day, on the mandate that they gave."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from consent.parties import AgencyCode
from hub.arrange.allocate import allocate
from hub.domain.calendar import open_day
from hub.domain.money import NOTHING, Cents
from hub.life.life import Life
from hub.life.paying import Method
from hub.rules.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Debit:
    """An amount in cents to be taken for the term of a day. `is_first`: nothing stayed on this mandate before."""

    due_on: date
    amount: Cents
    is_first: bool


def debits(life: Life, on: date, *, closed: Collection[date]) -> tuple[Debit, ...]:
    """Give what is taken on a day on which money moves: the terms that are due then, and with them what was missed.

    What was missed is taken together with the next term, or on the last day that the reminder gives (R1-19); never in
    between, when the statement that tells of the first try may not have been read yet.
    """
    if not life.runs or life.paying.method is not Method.DIRECT_DEBIT:
        return ()
    moves = {term.due_on: open_day(term.due_on, closed) for term in life.unpaid}
    days = [*moves.values(), *([open_day(life.reminder.until, closed)] if life.reminder else ())]
    if on not in days:
        return ()
    is_new = all(each.payment.reference in life.reversed for each in life.received)
    due = [term for term in life.unpaid if moves[term.due_on] <= on]
    return tuple(
        Debit(due_on=term.due_on, amount=term.amount, is_first=is_new and place == 0) for place, term in enumerate(due)
    )


def shares(life: Life, taken: Sequence[Debit], policy: Policy) -> Mapping[AgencyCode, tuple[Debit, ...]]:
    """Give each owner's share of what is taken, as what comes in is divided (R1-21); together they are all of it."""
    found: dict[AgencyCode, list[Debit]] = {}
    lines = allocate(
        life.claims,
        amounts=[debit.amount for debit in taken],
        scheme=policy.scheme(life.agreed.scheme),
        policy=policy,
    )
    for debit, allocated in zip(taken, lines, strict=True):
        parts: dict[AgencyCode, Cents] = {}
        for line in allocated:
            parts[line.key.owner] = Cents(parts.get(line.key.owner, NOTHING) + line.amount)
        for owner, amount in parts.items():
            found.setdefault(owner, []).append(replace(debit, amount=amount))
    return {owner: tuple(each) for owner, each in found.items()}
