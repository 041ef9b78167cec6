"""A word before a debt is due or grows, in time to do something about it (S37)."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction

from hub.advise import said, terms
from hub.domain.advice import Signal
from hub.domain.claim import Claim
from hub.domain.exact import euros, half_up, percent
from hub.domain.facts import Answer, FactName, Facts
from hub.domain.money import Cents
from hub.domain.reasons import Day, Money
from hub.rules.policy import Policy

_DAYS = "handhaving.attention_days"
_DAYS_A_WEEK = 7


def of(claim: Claim, person_facts: Facts, policy: Policy, on: date, *, planned: bool) -> Iterator[Signal]:
    """Tell of the next statutory increase, or else of the due date, where it comes within the book's days.

    Nothing is told of a claim that is in an arrangement, paused, or under objection: it does not grow now (R1-28).
    Raises RuleMissing for a date without rules.
    """
    if not policy.knows(claim.kind) or _waits(claim, person_facts, on, planned=planned):
        return
    last = on + timedelta(days=policy.get(_DAYS).value)
    name = f"handhaving.increases_{policy.kind(claim.kind).regime}"
    increase = _increase(claim, policy, on, name) if policy.find(name) else None
    if increase and on <= increase[0] <= last:
        until, amount = Day(on=increase[0]), Money(cents=increase[1])
        reason = policy.reason("signal.increase_soon", name, _DAYS, until=until, amount=amount)
        yield Signal(reason=reason, about=claim.key)
    elif claim.due_on and on <= claim.due_on <= last:
        amount = Money(cents=claim.open.total)
        reason = policy.reason("signal.due_soon", _DAYS, until=Day(on=claim.due_on), amount=amount)
        yield Signal(reason=reason, about=claim.key)


def _waits(claim: Claim, person_facts: Facts, on: date, *, planned: bool) -> bool:
    everywhere = (claim.facts, person_facts)
    stated = (
        said.since((claim.facts,), FactName.IN_ARRANGEMENT, on=on),
        said.since((claim.facts,), FactName.OBJECTION, on=on),
        said.until(everywhere, FactName.PAUSED, on=on),
    )
    return planned or Answer.YES in stated


def _increase(claim: Claim, policy: Policy, on: date, name: str) -> tuple[date, Cents] | None:
    """The last day to pay without the next increase, and its amount; None where either is not known or all were made.

    The first follows when the due date passes, the second when the term after the notice of the first passes.
    """
    steps = [policy.get(step).value for step in policy.get(name).value]
    reminded = said.since((claim.facts,), FactName.REMINDED, on=on)
    if reminded is Answer.NO and claim.due_on:
        return claim.due_on, _raise(claim.principal, steps[:1])
    told = said.last_date((claim.facts,), FactName.REMINDED)
    if reminded is not Answer.YES or told is None:
        return None
    weeks = policy.get(policy.get(f"handhaving.notice_{policy.kind(claim.kind).regime}").value).value
    return terms.last_day(told, days=weeks * _DAYS_A_WEEK, policy=policy), _raise(claim.principal, steps[:2])


def _raise(principal: Cents, percentages: Sequence[int]) -> Cents:
    """The last of these increases, each over the sum as raised by those before it (R4-04)."""
    raised, step = euros(principal), Fraction(0)
    for each in percentages:
        step = raised * percent(Fraction(each))
        raised += step
    return half_up(step)
