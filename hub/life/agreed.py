"""What was agreed: which claims, who carries it out, which terms. A pause or an amendment agrees on terms anew."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice

from consent.parties import AgencyCode
from hub.domain.calendar import due_dates
from hub.domain.claim import Claim, total_open
from hub.domain.money import Cents, total
from hub.domain.scheme import Reform, SchemeCode
from hub.domain.written import LATER


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """An amount and the day on which it must be in (*termijn*)."""

    due_on: date
    amount: Cents

    def __post_init__(self) -> None:
        """Hold what must always hold: a term is something to pay."""
        if self.amount <= 0:
            message = "a term is above zero"
            raise ValueError(message)

    def on(self, day: date) -> "Term":
        """The same amount, on another day."""
        return replace(self, due_on=day)


def unpaid_of(terms: Iterable[Term], came_in: Cents) -> tuple[Term, ...]:
    """The terms that are not paid, the first of them as far as it is not; below zero, more was taken back than paid."""
    left, found = came_in, []
    for term in terms:
        if left < term.amount:
            found.append(replace(term, amount=Cents(term.amount - left)))
        left = Cents(max(left - term.amount, 0))
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """The terms of an arrangement, and the claims that they pay.

    `claims` as they are open when the terms begin; `terms` in order of date; `payment_day` the day of the month (1 to
    31). Terms never reach past `last_day`, the last on which every claim can be recovered (None: no claim limits them).
    On `review_on` the agency looks again, and what the terms leave open is open then. `reform` is the one under which
    alone this could be agreed, for as long as it lives.
    """

    scheme: SchemeCode
    executes: AgencyCode
    claims: tuple[Claim, ...]
    terms: tuple[Term, ...]
    payment_day: int
    last_day: date | None = None
    review_on: date | None = None
    reform: Reform | None = field(default=None, metadata=LATER)

    def __post_init__(self) -> None:
        """Hold what must always hold: no term pays more than is open, and each comes after the one before."""
        if self.open_after < 0:
            message = "terms pay no more than is open"
            raise ValueError(message)
        dates = [term.due_on for term in self.terms]
        if dates != sorted(set(dates)):
            message = "terms stand in order of date"
            raise ValueError(message)

    @property
    def owners(self) -> frozenset[AgencyCode]:
        """The agencies with claims in it."""
        return frozenset(claim.owner for claim in self.claims)

    @property
    def open_after(self) -> Cents:
        """What stays open when every term has been paid."""
        return Cents(total_open(self.claims) - total([term.amount for term in self.terms]))

    def days_from(self, day: date) -> Iterator[date]:
        """The due dates from a day on, one a month, without end."""
        return due_dates(day, day=self.payment_day, notice_days=0)

    def not_before(self, day: date) -> "Agreed":
        """The same, with all terms later where the first would be due before a day.

        Not past the last day to recover a claim: then they stay as they are.
        """
        if not self.terms or self.terms[0].due_on >= day:
            return self
        days = tuple(islice(self.days_from(day), len(self.terms)))
        if self.last_day is not None and days[-1] > self.last_day:
            return self
        return replace(self, terms=tuple(map(Term.on, self.terms, days)))
