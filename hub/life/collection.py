"""What is taken from somebody's account on a day, on the mandate that they gave, and never a second time."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from consent.parties import AgencyCode
from hub.arrange.allocate import allocate
from hub.domain.calendar import open_day
from hub.domain.money import NOTHING, Cents
from hub.life.agreed import Term
from hub.life.events import Received
from hub.life.life import Life
from hub.life.paying import Method, Paying
from hub.life.payment_reference import PaymentFor, written
from hub.rules.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Debit:
    """An amount in cents to be taken for the term of a day. `is_first`: nothing stayed on this mandate before."""

    due_on: date
    amount: Cents
    is_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What stood in a file of a day: for an owner that collects its share, or for who carries it out (None)."""

    on: date
    creditor: AgencyCode | None
    debits: tuple[Debit, ...]
    paying: Paying

    def touches(self, creditor: AgencyCode | None) -> bool:
        """Say whether any of it is what this creditor would take: who carries it out takes everybody's."""
        return creditor == self.creditor or None in (creditor, self.creditor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A debit that stood in `file` and that the bank refused before any money of it was booked: nothing comes of it.

    `why` is the bank's code. `reference` is the bank's for a return that a statement told of; None: a report told it.
    """

    file: str
    on: date
    creditor: AgencyCode | None
    debit: Debit
    why: str
    reference: str | None = None

    def took_back(self, creditor: AgencyCode | None, due_on: date | None, amount: Cents, on: date) -> bool:
        """Say whether money of that day is what this return took back, told in the wrong order."""
        same = (self.creditor, self.debit.due_on, self.debit.amount) == (creditor, due_on, amount)
        return self.reference is not None and same and on <= self.on


def debits(life: Life, on: date, *, closed: Collection[date], terms: Sequence[Term] | None = None) -> tuple[Debit, ...]:
    """Give what is taken on a day on which money moves: the terms that are due then, and with them what was missed.

    What was missed is taken together with the next term, or on the last day that the reminder gives (R1-19); never in
    between, when the statement that tells of the first try may not have been read yet. `terms` are an owner's part of
    the unpaid ones; None: all of them.
    """
    terms = life.unpaid if terms is None else terms
    if not life.runs or life.paying.method is not Method.DIRECT_DEBIT:
        return ()
    moves = {term.due_on: open_day(term.due_on, closed) for term in terms}
    days = [*moves.values(), *([open_day(life.reminder.until, closed)] if life.reminder else ())]
    if on not in days:
        return ()
    return tuple(Debit(due_on=term.due_on, amount=term.amount) for term in terms if moves[term.due_on] <= on)


def is_too_early(life: Life, on: date, *, today: date, closed: Collection[date]) -> bool:
    """Say whether an unpaid term still comes before that day: what it brings in is not known yet."""
    coming = (open_day(term.due_on, closed) for term in life.unpaid)
    return any(today <= day < on for day in coming)


def untaken(
    life: Life, taken: Sequence[Debit], earlier: Sequence[Collected], *, creditor: AgencyCode | None, tag: str
) -> tuple[Debit, ...]:
    """Leave out what stood in an earlier file and of which nothing is known since: it may still come in.

    Where its money was booked, whether it stayed or not, what is unpaid says all there is to know. A debit is the first
    on a mandate while nothing that this creditor took on it stayed; money that came by other ways is none of it.
    """
    tried = tuple(_tried(life, earlier, tag))
    waiting = {debit.due_on for file, debit, came in tried if came is None and file.touches(creditor)}
    is_new = not any(
        file.creditor == creditor
        and file.paying.mandate == life.paying.mandate
        and (came is None or came.payment.reference not in life.reversed)
        for file, _, came in tried
    )
    left = (debit for debit in taken if debit.due_on not in waiting)
    return tuple(replace(debit, is_first=is_new and place == 0) for place, debit in enumerate(left))


def in_files(life: Life, earlier: Sequence[Collected], tag: str) -> tuple[tuple[Collected, Debit], ...]:
    """Give what stood in files, for whoever, and may still come in."""
    return tuple((file, debit) for file, debit, came in _tried(life, earlier, tag) if came is None)


def shares(life: Life, taken: Sequence[Debit], policy: Policy) -> Mapping[AgencyCode, tuple[Debit, ...]]:
    """Give each owner's share of what is taken, as what comes in is divided (R1-21); together they are all of it."""
    found: dict[AgencyCode, list[Debit]] = {}
    lines = allocate(
        life.claims,
        amounts=[debit.amount for debit in taken],
        order=policy.scheme(life.agreed.scheme).order,
        policy=policy,
    )
    for debit, allocated in zip(taken, lines, strict=True):
        parts: dict[AgencyCode, Cents] = {}
        for line in allocated:
            parts[line.key.owner] = Cents(parts.get(line.key.owner, NOTHING) + line.amount)
        for owner, amount in parts.items():
            found.setdefault(owner, []).append(replace(debit, amount=amount))
    return {owner: tuple(each) for owner, each in found.items()}


def _tried(life: Life, earlier: Sequence[Collected], tag: str) -> Iterator[tuple[Collected, Debit, Received | None]]:
    """Give each earlier debit with the money that it brought in, as far as that was booked; no money is of two."""
    booked = list(life.received)
    for file in sorted(earlier, key=lambda each: each.on):
        for debit in file.debits:
            name = written(PaymentFor(tag=tag, due_on=debit.due_on))
            came = next((each for each in booked if _is_of(each, file, debit, name)), None)
            if came is not None:
                booked.remove(came)
            yield file, debit, came


def _is_of(each: Received, file: Collected, debit: Debit, name: str) -> bool:
    payment = each.payment
    return (
        name in payment.reference
        and (payment.amount, payment.only) == (debit.amount, file.creditor)
        and payment.on >= file.on
    )
