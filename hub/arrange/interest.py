"""What interest the agencies will charge while a plan runs: simple, day by day, explained window by window.

A forecast beside the instalments, never part of them (readings 35): each agency charges by a decision of its own.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby
from operator import attrgetter
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How an amount goes down. `begins` inclusive, `ends` exclusive; `payments` reach it in the morning of their day.

    Until `paused_until` (exclusive) nothing has to be paid: a window of its own, in which interest runs on or not.
    """

    amount: Cents
    begins: date
    ends: date
    payments: tuple[tuple[date, Cents], ...] = ()
    paused_until: date | None = None

    def is_paused(self, on: date) -> bool:
        """Say whether nothing has to be paid on a day."""
        return self.paused_until is not None and on < self.paused_until

    def stretches(self, days: Sequence[date]) -> Iterator[tuple[date, date, Cents]]:
        """Divide the course at payments, at the end of a pause and at the days given; no gap, no overlap.

        Each stretch with its first day, the day after its last, and what is left on it.
        """
        cuts = {self.ends, *days, *[day for day, _ in self.payments]}
        if self.paused_until:
            cuts.add(self.paused_until)
        begins, left, paid = self.begins, self.amount, 0
        for ends in sorted([day for day in cuts if begins < day <= self.ends]):
            while paid < len(self.payments) and self.payments[paid][0] <= begins:
                left = Cents(left - self.payments[paid][1])
                paid += 1
            yield begins, ends, left
            begins = ends


def forecast(proposal: Proposal, policy: Policy) -> tuple[ClaimInterest, ...]:
    """Forecast the interest on every claim in the plan, in the order of the claims, explained window by window.

    From the day of the decision, or the day after the claim's due date where that is later, until the day before its
    last payment; where something stays open, until the review or the last payment of all (R2-06). Raises RuleMissing
    where the book says nothing of the interest on a kind of debt.
    """
    return tuple(_explained(claim.key, charged, policy) for claim, charged in _charges(proposal, policy))


def amounts(proposal: Proposal, policy: Policy) -> Mapping[ClaimKey, Cents | None]:
    """The same in amounts alone, for who compares many plans and reads none of the windows."""
    return {claim.key: charged.amount for claim, charged in _charges(proposal, policy)}


def accrued(principal: Cents, *, begins: date, ends: date, regime: str, policy: Policy) -> Accrued:
    """Interest over an amount that nothing is paid of, from `begins` inclusive until `ends` exclusive."""
    charged = _charged(Course(amount=principal, begins=begins, ends=ends), regime, policy)
    return Accrued(amount=charged.amount, windows=_windows(charged, policy), reasons=(_reason(charged, policy),))


def _charges(proposal: Proposal, policy: Policy) -> Iterator[tuple[Claim, "_Charged"]]:
    """What is charged on each claim, in the order of the claims."""
    parts = _BASES[policy.get("rente.basis").value]
    paid: dict[ClaimKey, list[tuple[date, Cents]]] = defaultdict(list)
    for lines, alike in groupby(proposal.instalments, attrgetter("allocations")):
        days = [instalment.due_on for instalment in alike]
        for key, component, amount in lines:
            if component in parts:
                paid[key] += [(day, amount) for day in days]
    for claim in proposal.considered.included:
        yield claim, _of(claim, proposal, parts, tuple(paid[claim.key]), policy)


def _of(
    claim: Claim, proposal: Proposal, parts: frozenset[Component], paid: tuple[tuple[date, Cents], ...], policy: Policy
) -> "_Charged":
    """Say why there is none or why it cannot be told; otherwise add it up."""
    regime = policy.kind(claim.kind).regime
    series = policy.series(f"rente.{regime}")
    if all(row.value == 0 for row in series):
        return _Charged(NOTHING, "interest.none", (series[-1],))
    if claim.due_on is None:
        return _Charged(None, "interest.due_unknown", (series[-1],))
    return _charged(_course(claim, claim.due_on, proposal, parts, paid), regime, policy)


def _course(
    claim: Claim, due_on: date, proposal: Proposal, parts: frozenset[Component], paid: tuple[tuple[date, Cents], ...]
) -> Course:
    """How the part of a claim that interest runs over goes down in the plan."""
    on = proposal.considered.on
    last = proposal.instalments[-1].due_on if proposal.instalments else on
    amount = Cents(sum([amount for component, amount in claim.open.parts() if component in parts]))
    paid_off_on = paid[-1][0] if paid and sum([cents for _, cents in paid]) == amount else None
    return Course(
        amount=amount,
        begins=max(on, due_on + _DAY),
        ends=on if amount == 0 else paid_off_on or max(proposal.review_on or last, last),
        payments=paid,
        paused_until=_paused_until(claim, proposal),
    )


def _paused_until(claim: Claim, proposal: Proposal) -> date | None:
    """The day on which a pause ends: what the agency says of the claim, or what the plan itself puts off."""
    said = claim.fact(FactName.PAUSED)
    if said.answer is Answer.YES:
        return said.on
    if proposal.route not in _PAUSES:
        return None
    return proposal.instalments[0].due_on if proposal.instalments else proposal.review_on


# ── what is charged ──


class _Rate(NamedTuple):
    """Percent a year in one window, the code of its explanation, and the rules behind it."""

    value: Fraction
    code: str
    rules: tuple[InForce, ...]


class _Span(NamedTuple):
    """Days on which one rate runs over one amount: `begins` inclusive, `ends` exclusive."""

    begins: date
    ends: date
    base: Cents
    rate: _Rate


class _Charged(NamedTuple):
    """Cents of interest, rounded once, or None where a rate is not known; the code that says so, on which rules."""

    amount: Cents | None
    code: str
    rests_on: tuple[InForce, ...] = ()
    spans: tuple[_Span, ...] = ()
    since: date | None = None


def _charged(course: Course, regime: str, policy: Policy) -> _Charged:
    """Add up span by span and round once. A rate that is not known ends the forecast with its date."""
    series = policy.series(f"rente.{regime}")
    spans: list[_Span] = []
    rates: dict[tuple[int, bool], _Rate] = {}
    cent_days: dict[tuple[int, bool], int] = defaultdict(int)
    starts = [row.start for row in series]
    for begins, ends, base in course.stretches(starts):
        key = (bisect_right(starts, begins), course.is_paused(begins))
        if key not in rates:
            found = _rate_on(begins, regime, series, policy, paused=key[1])
            if isinstance(found, _Charged):
                return found._replace(spans=tuple(spans))
            rates[key] = found
        spans.append(_Span(begins, ends, base, rates[key]))
        cent_days[key] += base * (ends - begins).days
    if not spans:
        return _Charged(NOTHING, "interest.no_days", (series[-1],))
    year = policy.get("rente.day_count").value
    exact = sum((_simple(weight, rates[key].value, year) for key, weight in cent_days.items()), Fraction(0))
    return _Charged(_ROUNDINGS[policy.get("rente.rounding").value](exact), "interest.forecast", (), tuple(spans))


def _rate_on(on: date, regime: str, series: tuple[InForce, ...], policy: Policy, *, paused: bool) -> _Rate | _Charged:
    """The rate that holds on a day, or why it is not known."""
    runs_on = policy.get("rente.while_postponed")
    if paused and regime not in runs_on.value:
        return _Rate(Fraction(0), "interest.paused_free", (runs_on,))
    row = next((row for row in reversed(series) if row.start <= on), None)
    if row is None or row.value in _NO_RATE:
        return _Charged(None, "interest.rate_unknown", (row or series[0],), since=on)
    rules, code = ((row, runs_on), "interest.paused") if paused else ((row,), "interest.window")
    return _Rate(Fraction(row.value), code, rules)


def _simple(cent_days: int, rate: Fraction, days_in_year: int) -> Fraction:
    """Euros of simple interest, exact: cents times days, times a part of a hundred, by the days of a year."""
    return Fraction(cent_days * rate.numerator, CENTS_PER_EURO * 100 * rate.denominator * days_in_year)


# ── and why ──


def _explained(key: ClaimKey, charged: _Charged, policy: Policy) -> ClaimInterest:
    return ClaimInterest(
        key=key, amount=charged.amount, windows=_windows(charged, policy), reasons=(_reason(charged, policy),)
    )


def _reason(charged: _Charged, policy: Policy) -> Reason:
    """Under which rules it was added up, or why it cannot be told."""
    if charged.since:
        return resting_on(charged.code, *charged.rests_on, since=Day(on=charged.since))
    if charged.amount is None or not charged.spans:
        return resting_on(charged.code, *charged.rests_on)
    used = [rule for span in charged.spans for rule in span.rate.rules]
    rules = [policy.get(f"rente.{name}") for name in ("kind", "window", "basis", "day_count", "rounding")]
    return resting_on(charged.code, *used, *rules, amount=Money(cents=charged.amount))


def _windows(charged: _Charged, policy: Policy) -> tuple[InterestWindow, ...]:
    if not charged.spans:
        return ()
    year = policy.get("rente.day_count")
    grounds = {id(span.rate): ground((*span.rate.rules, year)) for span in charged.spans}
    return tuple(_window(span, grounds[id(span.rate)], year.value) for span in charged.spans)


def _window(span: _Span, rests_on: Ground, days_in_year: int) -> InterestWindow:
    days = (span.ends - span.begins).days
    whole, part = _written(span.rate.value)
    return InterestWindow(
        begins=span.begins,
        ends=span.ends,
        days=days,
        base=span.base,
        rate=span.rate.value,
        amount=_simple(span.base * days, span.rate.value, days_in_year),
        reason=reason_of(
            span.rate.code,
            rests_on,
            begins=Day(on=span.begins),
            ends=Day(on=span.ends),
            days=days,
            whole=whole,
            part=part,
            base=Money(cents=span.base),
        ),
    )


def _written(rate: Fraction) -> tuple[int, str]:
    """The digits of a rate before and after the point: each language has its own sign between them."""
    whole, hundredths = divmod(int(rate * _DECIMALS), _DECIMALS)
    return whole, f"{hundredths:02}".removesuffix("0")
