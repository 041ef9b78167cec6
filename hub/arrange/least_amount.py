"""Rules with a least amount a month: per claim or on the sum, standard or personal (R3-20 to R3-26, R6-12).

Standard: the least amount as long as it takes; where that does not fit into the months there are, the debt divided by
those months (readings 21, 22). Personal: what there is room for under the tax rules, and after that no collection.
"""

from datetime import date
from typing import NamedTuple

from consent.months import months_after
from hub.arrange import personal, wanted
from hub.arrange.allocate import allocate
from hub.arrange.case import Case
from hub.arrange.limits import limit
from hub.arrange.merge_splits import by_date
from hub.arrange.offered import offered_only
from hub.arrange.plan import Layout, propose
from hub.arrange.schedule import MOST_INSTALMENTS, by_amount, by_months, cut, dates_between
from hub.domain.arrangement import DecidedBy, NeedsHuman, Outcome, Proposal, Route
from hub.domain.claim import Claim, total_open
from hub.domain.facts import FactName, holds
from hub.domain.money import Cents, ceiling_division
from hub.domain.reasons import Day, Money, Reason


class _Part(NamedTuple):
    """The standard plan of one claim, or of all together."""

    claims: tuple[Claim, ...]
    due_dates: tuple[date, ...]
    amounts: tuple[Cents, ...]


def plan(case: Case) -> Outcome:
    """Lay out the standard plan; where the household was told about, the personal one if the standard is too much."""
    if outcome := offered_only(case, plan):
        return outcome
    standard = _standard(case)
    if not personal.has_rules(case):
        return standard
    return personal.instead(case, standard)


def _standard(case: Case) -> Proposal | NeedsHuman:
    """Every claim by itself, or all of them together, as the rules have it; the answer says which."""
    together = case.policy.get(f"{case.rules}.per_claim").value == "no"
    groups = [case.included] if together else [(claim,) for claim in case.included]
    parts = [_part(case, claims) for claims in groups]
    missing = [part for part in parts if isinstance(part, Reason)]
    if missing:
        return case.human(*(reason for place, reason in enumerate(missing) if reason not in missing[:place]))
    laid = [part for part in parts if isinstance(part, _Part)]
    chosen = _as_chosen(case, laid)
    if isinstance(chosen, Reason):
        return case.human(chosen, alternative=_proposed(case.with_nothing_chosen(), laid, together=together))
    return _proposed(case, chosen, together=together)


def _proposed(case: Case, parts: list[_Part], *, together: bool) -> Proposal:
    code = "plan.together" if together or len(parts) == 1 else "plan.per_claim"
    how = case.policy.reason(code, f"{case.rules}.per_claim", count=len(parts))
    return propose(case, _joined(case, parts, (how, _amount_reason(case, parts))))


def _part(case: Case, claims: tuple[Claim, ...]) -> _Part | Reason:
    """The least amount, or what the months there are make of it; or why there is no month left."""
    owed = total_open(claims)
    due = _dates(case, claims)
    if isinstance(due, Reason):
        return due
    if until := limit(case, claims):
        due = cut(due, until.last_day)
    if not due:
        return case.policy.reason("term.over", _longest(case))
    least = Cents(case.policy.get(f"{case.rules}.least_instalment").value)
    amounts = by_amount(owed, least) if least * len(due) >= owed else by_months(owed, len(due))
    return _Part(claims, due[: len(amounts)], amounts)


def _as_chosen(case: Case, parts: list[_Part]) -> list[_Part] | Reason:
    """What the person chose. Months hold for each plan, as far as it takes as long; an amount for one plan alone."""
    if len(parts) == 1:
        (part,) = parts
        amounts = wanted.amounts(case, part.amounts, _longest(case))
        return amounts if isinstance(amounts, Reason) else [_paying(part, amounts)]
    if case.choice.amount:
        return case.policy.reason("choice.amount_per_claim", f"{case.rules}.per_claim", count=len(parts))
    longest = max(len(part.amounts) for part in parts)
    months = case.choice.months or longest
    if months > longest:
        return case.policy.reason("choice.longer_than_rule", _longest(case), months=longest)
    return [
        part if months >= len(part.amounts) else _paying(part, by_months(Cents(sum(part.amounts)), months))
        for part in parts
    ]


def _paying(part: _Part, amounts: tuple[Cents, ...]) -> _Part:
    return _Part(part.claims, part.due_dates[: len(amounts)], amounts)


def _longest(case: Case) -> str:
    """The parameter that bounds the months; where there is none, the least amount does."""
    longest = case.policy.find(f"{case.rules}.longest_standard")
    return longest.id if longest else f"{case.rules}.least_instalment"


def _dates(case: Case, claims: tuple[Claim, ...]) -> tuple[date, ...] | Reason:
    """The due dates that the rules leave: so many months after the due date, or after the decision (R3-22, R3-23)."""
    longest = case.policy.find(f"{case.rules}.longest_standard")
    if longest is None:
        least = Cents(case.policy.get(f"{case.rules}.least_instalment").value)
        most = min(ceiling_division(total_open(claims), least), MOST_INSTALMENTS)
        return dates_between(case, earliest=None, latest=date.max, most=most)
    again = case.policy.find(f"{case.rules}.again_after_breach")
    if again and any(holds(claim.fact(FactName.BREACHED), on=case.on) for claim in claims):
        return dates_between(case, earliest=None, latest=months_after(case.on, again.value), most=again.value)
    if case.policy.get(f"{case.rules}.counted_from").value != "due date":
        return dates_between(case, earliest=None, latest=date.max, most=longest.value)
    due_days = [claim.due_on for claim in claims if claim.due_on]
    if len(due_days) < len(claims):
        return case.policy.reason("claim.due_date_unknown", f"{case.rules}.counted_from")
    begins = max(due_days)
    if begins > months_after(case.on, MOST_INSTALMENTS):
        return case.policy.reason("claim.due_date_far_ahead", f"{case.rules}.counted_from", due=Day(on=begins))
    return dates_between(case, earliest=begins, latest=months_after(begins, longest.value), most=longest.value)


def _joined(case: Case, parts: list[_Part], reasons: tuple[Reason, ...]) -> Layout:
    """All parts in one list of dates; each keeps its own amounts and its own claims."""
    splits = [
        (
            part.due_dates,
            tuple(allocate(part.claims, amounts=part.amounts, order=case.scheme.order, policy=case.policy)),
        )
        for part in parts
    ]
    due, amounts, lines = by_date(splits)
    return Layout(
        route=Route.STANDARD,
        decided_by=DecidedBy.RULE,
        due_dates=due,
        amounts=amounts,
        reasons=reasons,
        splits=lines,
        arrangements=len(parts),
    )


def _amount_reason(case: Case, parts: list[_Part]) -> Reason:
    """Say what was chosen, or the least amount; where some debt does not fit with it, that it was raised."""
    if case.choice.months:
        return case.policy.reason("term.chosen", "harmonised.choice", months=case.choice.months)
    if case.choice.amount:
        return case.policy.reason("term.chosen_amount", "harmonised.choice", amount=Money(cents=case.choice.amount))
    least = Cents(case.policy.get(f"{case.rules}.least_instalment").value)
    longest = case.policy.find(f"{case.rules}.longest_standard")
    names = [f"{case.rules}.least_instalment", *([longest.id] if longest else [])]
    if longest and any(part.amounts[0] > least for part in parts):
        return case.policy.reason("term.raised", *names, least=Money(cents=least), months=longest.value)
    return case.policy.reason("term.least_amount", *names, least=Money(cents=least))
