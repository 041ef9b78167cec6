"""What other terms would change for the person, in words."""

from collections.abc import Iterator, Sequence
from typing import Final

from hub.domain.claim import Claim, total_open
from hub.domain.money import NOTHING, Cents, total
from hub.domain.reasons import Day, Money, Reason
from hub.life.agreed import Agreed, Term
from hub.life.life import Life

SAME: Final = Reason(code="change.same")
"""Nothing is another amount or another day."""


def difference(life: Life, agreed: Agreed, joins: Sequence[Claim] = ()) -> tuple[Reason, ...]:
    """What joins, what is to be paid a month, until when, in all, and what stays open, where each is not as it was."""
    return tuple(_differs(life, agreed, joins)) or (SAME,)


def _differs(life: Life, agreed: Agreed, joins: Sequence[Claim]) -> Iterator[Reason]:
    before, after = life.unpaid, agreed.terms
    if joins:
        yield Reason(code="change.joins", values={"count": len(joins), "amount": Money(cents=total_open(joins))})
    yield from _amounts(_most(before), _most(after), more="change.month_more", less="change.month_less")
    if before and after and before[-1].due_on != after[-1].due_on:
        later = after[-1].due_on > before[-1].due_on
        days = {"before": Day(on=before[-1].due_on), "after": Day(on=after[-1].due_on)}
        yield Reason(code="change.ends_later" if later else "change.ends_sooner", values=days)
    yield from _amounts(_all(before), _all(after), more="change.total_more", less="change.total_less")
    if (left := agreed.open_after) != life.open - _all(before):
        yield Reason(code="change.leaves_open", values={"amount": Money(cents=left)})


def _amounts(before: Cents, after: Cents, *, more: str, less: str) -> Iterator[Reason]:
    if before != after:
        values = {"before": Money(cents=before), "after": Money(cents=after)}
        yield Reason(code=more if after > before else less, values=values)


def _most(terms: Sequence[Term]) -> Cents:
    """What a month costs: the largest term, for the last is often smaller."""
    return max((term.amount for term in terms), default=NOTHING)


def _all(terms: Sequence[Term]) -> Cents:
    return total([term.amount for term in terms])
