"""What interest the agencies will charge while a plan runs: simple, day by day, explained window by window.

A forecast beside the instalments, never part of them (readings 35): each agency charges by a decision of its own.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple

from hub.domain.arrangement import Proposal, Route
from hub.domain.claim import Claim, ClaimKey, Component
from hub.domain.exact import CENTS_PER_EURO, down, half_up
from hub.domain.facts import Answer, FactName
from hub.domain.interest import ClaimInterest, InterestWindow
from hub.domain.money import NOTHING, Cents
from hub.domain.reasons import Day, Money, Reason
from hub.rules.edition import Ground, InForce, ground
from hub.rules.parameter import ENDED, EXPECTED, TEXT_MISSING
from hub.rules.policy import Policy, reason_of, resting_on

_DAY = timedelta(days=1)
_DECIMALS = 100  # a rate has at most two decimals
_NO_RATE = (ENDED, EXPECTED, TEXT_MISSING)
_PAUSES = (Route.PAUSE, Route.POSTPONEMENT)
_BASES: Mapping[str, frozenset[Component]] = {
    "principal": frozenset({Component.PRINCIPAL}),
    "everything": frozenset(Component),
}
"""Over which parts interest runs: the words that the book may hold in `rente.basis`."""

_ROUNDINGS: Mapping[str, Callable[[Fraction], Cents]] = {
    "down to the cent per claim": down,
    "to the nearest cent per claim": half_up,
}
"""How a claim's sum becomes cents: the words that the book may hold in `rente.rounding`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accrued:
    """Interest over one amount: cents rounded down once, or None where a rate is not known; `reasons` says why."""

    amount: Cents | None
    windows: tuple[InterestWindow, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, kw_only=True)
class Course:
    """How an amount goes down. `begins` inclusive, `ends` exclusive; `payments` reach it in the morning of their day.

    Until `paused_until` (exclusive) nothing has to be paid: a window of its own, in which interest runs on or not.
    """

    amount: Cents
    begins: date
    ends: date
    payments: tuple[tuple[date, Cents], ...] = ()
    paused_until: date | None = None

    def left(self, on: date) -> Cents:
        """What is left on a day."""
        reached = bisect_right(self._days, on)
        return self._balances[reached - 1] if reached else self.amount

    @property
    def paid_off_on(self) -> date | None:
        """The day on which nothing is left any more; None where something always is, or nothing ever was."""
        return next((day for day, left in zip(self._days, self._balances, strict=True) if left == 0), None)

    @cached_property
    def _days(self) -> tuple[date, ...]:
        return tuple(day for day, _ in self.payments)

    @cached_property
    def _balances(self) -> tuple[Cents, ...]:
        """What is left after each payment."""
        return tuple(Cents(self.amount - paid) for paid in accumulate(paid for _, paid in self.payments))

    def is_paused(self, on: date) -> bool:
        """Say whether nothing has to be paid on a day."""
        return self.paused_until is not None and on < self.paused_until

    def cut(self, days: Sequence[date]) -> tuple[tuple[date, date], ...]:
        """Divide the course at payments, at the end of a pause and at the days given; no gap, no overlap."""
        paused = (self.paused_until,) if self.paused_until else ()
        inside = {day for day in (*days, *paused, *(day for day, _ in self.payments)) if self.begins < day < self.ends}
        return tuple(pairwise(sorted({self.begins, *inside, self.ends}))) if self.begins < self.ends else ()


def forecast(proposal: Proposal, policy: Policy) -> tuple[ClaimInterest, ...]:
    """Forecast the interest on every claim in the plan, in the order of the claims.

    From the day of the decision, or the day after the claim's due date where that is later, until the day before its
    last payment; where something stays open, until the review or the last payment of all (R2-06). Raises RuleMissing
    where the book says nothing of the interest on a kind of debt.
    """
    parts = _BASES[policy.get("rente.basis").value]
    paid: dict[ClaimKey, list[tuple[date, Cents]]] = defaultdict(list)
    for instalment in proposal.instalments:
        for line in instalment.allocations:
            if line.component in parts:
                paid[line.key].append((instalment.due_on, line.amount))
    return tuple(
        _of(claim, _course(claim, proposal, parts, tuple(paid[claim.key])), policy)
        for claim in proposal.considered.included
    )


def accrued(principal: Cents, *, begins: date, ends: date, regime: str, policy: Policy) -> Accrued:
    """Interest over an amount that nothing is paid of, from `begins` inclusive until `ends` exclusive."""
    return _accrue(Course(amount=principal, begins=begins, ends=ends), regime, policy)


def _of(claim: Claim, course: Course, policy: Policy) -> ClaimInterest:
    """Say why there is none or why it cannot be told; otherwise add it up."""
    regime = policy.kind(claim.kind).regime
    series = policy.series(f"rente.{regime}")
    if all(row.value == 0 for row in series):
        found = Accrued(amount=NOTHING, windows=(), reasons=(resting_on("interest.none", series[-1]),))
    elif claim.due_on is None:
        found = Accrued(amount=None, windows=(), reasons=(resting_on("interest.due_unknown", series[-1]),))
    else:
        found = _accrue(course, regime, policy)
    return ClaimInterest(key=claim.key, amount=found.amount, windows=found.windows, reasons=found.reasons)


def _course(
    claim: Claim, proposal: Proposal, parts: frozenset[Component], payments: tuple[tuple[date, Cents], ...]
) -> Course:
    """How the part of a claim that interest runs over goes down in the plan."""
    on = proposal.considered.on
    last = proposal.instalments[-1].due_on if proposal.instalments else on
    course = Course(
        amount=Cents(sum(amount for component, amount in claim.open.parts() if component in parts)),
        begins=max(on, claim.due_on + _DAY) if claim.due_on else on,
        ends=max(proposal.review_on or last, last),
        payments=payments,
        paused_until=_paused_until(claim, proposal),
    )
    return replace(course, ends=on if course.amount == 0 else course.paid_off_on or course.ends)


def _paused_until(claim: Claim, proposal: Proposal) -> date | None:
    """The day on which a pause ends: what the agency says of the claim, or what the plan itself puts off."""
    said = claim.fact(FactName.PAUSED)
    if said.answer is Answer.YES:
        return said.on
    if proposal.route not in _PAUSES:
        return None
    return proposal.instalments[0].due_on if proposal.instalments else proposal.review_on


# ── window by window ──


class _Rate(NamedTuple):
    """Percent a year in one window, the code of its explanation, and the rules behind it."""

    value: Fraction
    code: str
    rules: tuple[InForce, ...]
    rests_on: Ground


def _accrue(course: Course, regime: str, policy: Policy) -> Accrued:
    """Add up window by window and round once. A rate that is not known ends the forecast with its date."""
    series = policy.series(f"rente.{regime}")
    days_in_year = policy.get("rente.day_count")
    windows: list[InterestWindow] = []
    used: list[InForce] = []
    rates: dict[tuple[int, bool], _Rate | Reason] = {}
    starts = [row.start for row in series]
    for begins, ends in course.cut(starts):
        key = (bisect_right(starts, begins), course.is_paused(begins))
        if key not in rates:
            rates[key] = _rate_on(begins, regime, series, policy, paused=key[1])
        rate = rates[key]
        if isinstance(rate, Reason):
            return Accrued(amount=None, windows=tuple(windows), reasons=(rate,))
        windows.append(_window(course.left(begins), begins, ends, rate, days_in_year))
        used.extend(rate.rules)
    if not windows:
        return Accrued(amount=NOTHING, windows=(), reasons=(resting_on("interest.no_days", series[-1]),))
    rules = [policy.get(f"rente.{name}") for name in ("kind", "window", "basis", "day_count", "rounding")]
    amount = _ROUNDINGS[rules[-1].value](sum((window.amount for window in windows), Fraction(0)))
    reason = resting_on("interest.forecast", *used, *rules, amount=Money(cents=amount))
    return Accrued(amount=amount, windows=tuple(windows), reasons=(reason,))


def _rate_on(on: date, regime: str, series: tuple[InForce, ...], policy: Policy, *, paused: bool) -> _Rate | Reason:
    """The rate that holds on a day, or why it is not known."""
    runs_on, days_in_year = policy.get("rente.while_postponed"), policy.get("rente.day_count")
    if paused and regime not in runs_on.value:
        return _Rate(Fraction(0), "interest.paused_free", (runs_on,), ground((runs_on, days_in_year)))
    row = next((row for row in reversed(series) if row.start <= on), None)
    if row is None or row.value in _NO_RATE:
        return resting_on("interest.rate_unknown", row or series[0], since=Day(on=on))
    rules, code = ((row, runs_on), "interest.paused") if paused else ((row,), "interest.window")
    return _Rate(Fraction(row.value), code, rules, ground((*rules, days_in_year)))


def _window(base: Cents, begins: date, ends: date, rate: _Rate, days_in_year: InForce) -> InterestWindow:
    days = (ends - begins).days
    whole, part = _written(rate.value)
    return InterestWindow(
        begins=begins,
        ends=ends,
        days=days,
        base=base,
        rate=rate.value,
        amount=_simple(base, rate.value, days, days_in_year.value),
        reason=reason_of(
            rate.code,
            rate.rests_on,
            begins=Day(on=begins),
            ends=Day(on=ends),
            days=days,
            whole=whole,
            part=part,
            base=Money(cents=base),
        ),
    )


def _simple(base: Cents, rate: Fraction, days: int, days_in_year: int) -> Fraction:
    """Euros of simple interest, exact: an amount of cents, times a part of a hundred, times a part of a year."""
    return Fraction(base * rate.numerator * days, CENTS_PER_EURO * 100 * rate.denominator * days_in_year)


def _written(rate: Fraction) -> tuple[int, str]:
    """The digits of a rate before and after the point: each language has its own sign between them."""
    whole, hundredths = divmod(int(rate * _DECIMALS), _DECIMALS)
    return whole, f"{hundredths:02}".removesuffix("0")
