"""Grounds on which the rule says no, and grounds on which an agency may say no: the second is never ours to use."""

from hub.arrange.case import Case
from hub.domain.arrangement import NeedsHuman, Refusal
from hub.domain.calendar import months_after
from hub.domain.facts import Answer, FactName
from hub.domain.money import Cents
from hub.domain.reasons import Money
from hub.rules.policy import Minimum

_UNKNOWN = "harmonised.unknown_fact"


def smallest_total(case: Case) -> str:
    """Name the rule that makes the total enough: the ordinary minimum, or the one for under sixteen."""
    ordinary = case.policy.minimum(case.scheme.rules).allows(case.total)
    return f"{case.scheme.rules}.{'smallest_total' if ordinary else 'smallest_total_under_16'}"


def too_little(case: Case) -> Refusal | NeedsHuman | None:
    """Refuse a total below the smallest one (R1-07, R5-04), unless a needed agency is silent: then nobody knows."""
    rules, total = case.scheme.rules, case.total
    minimum = case.policy.minimum(rules)
    if minimum.allows(total) or _is_enough_for_a_child(case, total):
        return None
    if case.considered.missing:
        return NeedsHuman(considered=case.considered, reasons=(case.policy.reason("total.unknown", _UNKNOWN),))
    if total == 0:
        return Refusal(
            considered=case.considered, reasons=(case.policy.reason("total.nothing", f"{rules}.smallest_total"),)
        )
    return _maybe_a_child(case, total) or _refuse(case, minimum)


def _refuse(case: Case, minimum: Minimum) -> Refusal:
    code = "total.below_minimum" if minimum.itself_allowed else "total.at_most_minimum"
    values = {"total": Money(cents=case.total), "minimum": Money(cents=minimum.cents)}
    reason = case.policy.reason(code, f"{case.scheme.rules}.smallest_total", **values)
    return Refusal(considered=case.considered, reasons=(reason,))


def _is_enough_for_a_child(case: Case, total: Cents) -> bool:
    """Say whether the smaller total is enough: for someone who was under sixteen at every offence (R5-04)."""
    smaller = case.policy.minimum_under_16(case.scheme.rules)
    return smaller is not None and smaller.allows(total) and _under_16(case) == {Answer.YES}


def _maybe_a_child(case: Case, total: Cents) -> NeedsHuman | None:
    """Ask a person where the smaller total may apply: the text does not say what holds for a mix of claims."""
    smaller = case.policy.minimum_under_16(case.scheme.rules)
    if smaller is None or not smaller.allows(total) or _under_16(case) == {Answer.NO}:
        return None
    reason = case.policy.reason("total.child_minimum", f"{case.scheme.rules}.smallest_total_under_16")
    return NeedsHuman(considered=case.considered, reasons=(reason,))


def _under_16(case: Case) -> set[Answer]:
    return {claim.fact(FactName.UNDER_16).answer for claim in case.included}


def earlier_breach(case: Case) -> NeedsHuman | None:
    """Ask a person where an earlier arrangement was breached within the look-back: the agency may refuse (R1-08)."""
    name = f"{case.scheme.rules}.look_back"
    months = case.policy.get(name).value
    since = months_after(case.on, -months)
    breaches = [claim.fact(FactName.BREACHED) for claim in case.included]
    if not any(fact.answer is Answer.YES and (fact.on is None or fact.on >= since) for fact in breaches):
        return None
    reason = case.policy.reason("arrangement.breached_before", name, months=months)
    return NeedsHuman(considered=case.considered, reasons=(reason,))
