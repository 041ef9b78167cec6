"""Grounds on which the rule says no, and grounds on which an agency may say no: the second is never ours to use."""

from consent.months import months_after
from hub.arrange.case import Case
from hub.domain.arrangement import NeedsHuman, Refusal, TreatedClaim
from hub.domain.claim import Claim
from hub.domain.facts import Answer, FactName
from hub.domain.reasons import Money, Reason
from hub.rules.policy import Minimum

_MUST_REFUSE = {
    FactName.NO_COOPERATION: "person.no_cooperation",
    FactName.WRONG_DATA: "person.wrong_data",
}


def must_refuse(case: Case) -> Refusal | None:
    """Refuse where an agency states that the person did not cooperate, or gave wrong data (R1-07(a) and (b))."""
    name = f"{case.rules}.must_refuse"
    grounds = case.policy.find(name)
    if grounds is None:
        return None
    reasons = tuple(
        case.policy.reason(code, name)
        for fact, code in _MUST_REFUSE.items()
        if fact.value in grounds.value and case.person_is(fact)
    )
    return Refusal(considered=case.considered, reasons=reasons) if reasons else None


def smallest_total(case: Case) -> str | None:
    """Name the rule that makes the total enough: the ordinary minimum, the one for under sixteen, or none."""
    minimum = case.policy.minimum(case.rules)
    if minimum is None:
        return None
    return f"{case.rules}.{'smallest_total' if minimum.allows(case.open) else 'smallest_total_under_16'}"


def too_little(case: Case) -> Refusal | NeedsHuman | None:
    """Refuse a total below the smallest one (R1-07, R5-04), unless part of it is not known: then nobody can say.

    Rules without a smallest total refuse nothing but nothing.
    """
    minimum = case.policy.minimum(case.rules)
    if case.total and (minimum is None or minimum.allows(case.open) or _is_enough_for_a_child(case)):
        return None
    if unknown := _unknown_parts(case):
        return case.human(*unknown)
    if minimum is None or case.total == 0:
        return Refusal(considered=case.considered, reasons=(_nothing(case),))
    return _maybe_a_child(case) or _refuse(case, minimum)


def _unknown_parts(case: Case) -> tuple[Reason, ...]:
    """Say why the total is not known: a needed agency is silent, or a claim is on its way and nobody has it."""
    silent = (case.policy.reason("total.unknown", "harmonised.complete"),) if case.considered.missing else ()
    moving = any(_is_in_transfer(item) for item in case.treated)
    return (*silent, case.policy.reason("total.in_transfer", "harmonised.in_transfer")) if moving else silent


def _is_in_transfer(item: TreatedClaim) -> bool:
    return any(reason.code == "claim.in_transfer" for reason in item.reasons)


def _nothing(case: Case) -> Reason:
    """Nothing is owed, or what is owed cannot join this scheme; each claim says why."""
    if any(claim.open.total for claim in case.merged.claims):
        return case.policy.reason("total.none_can_join", case.scheme.parameter)
    return case.policy.reason("total.nothing", "harmonised.total_counts")


def _refuse(case: Case, minimum: Minimum) -> Refusal:
    code = "total.below_minimum" if minimum.itself_allowed else "total.at_most_minimum"
    values = {"total": Money(cents=minimum.counted(case.open)), "minimum": Money(cents=minimum.cents)}
    reason = case.policy.reason(code, f"{case.rules}.smallest_total", **values)
    return Refusal(considered=case.considered, reasons=(reason,))


def _is_enough_for_a_child(case: Case) -> bool:
    """Say whether the smaller total is enough: for someone who was under sixteen at every offence (R5-04)."""
    smaller = case.policy.minimum_under_16(case.rules)
    return smaller is not None and smaller.allows(case.open) and _under_16(case) == {Answer.YES}


def _maybe_a_child(case: Case) -> NeedsHuman | None:
    """Ask a person where the smaller total may apply: the text does not say what holds for a mix of claims."""
    smaller = case.policy.minimum_under_16(case.rules)
    if smaller is None or not smaller.allows(case.open) or _under_16(case) == {Answer.NO}:
        return None
    reason = case.policy.reason("total.child_minimum", f"{case.rules}.smallest_total_under_16")
    return case.human(reason)


def _under_16(case: Case) -> set[Answer]:
    return {claim.fact(FactName.UNDER_16).answer for claim in case.included}


def may_refuse(case: Case) -> tuple[Reason, ...]:
    """Every ground on which the agency may refuse; the hub never uses one (readings 18)."""
    return (*_earlier_breach(case), *_can_pay_at_once(case), *_structural(case), *_victim_without_advance(case))


def _earlier_breach(case: Case) -> tuple[Reason, ...]:
    """An earlier arrangement was breached within the look-back, whichever claim tells so (R1-08(a), R5-10)."""
    name = f"{case.rules}.look_back"
    found = case.policy.find(name)
    if found is None:
        return ()
    since = months_after(case.on, -found.value)
    breaches = [claim.fact(FactName.BREACHED) for claim in case.merged.claims]
    if not any(fact.answer is Answer.YES and (fact.on is None or fact.on >= since) for fact in breaches):
        return ()
    return (case.policy.reason("arrangement.breached_before", name, months=found.value),)


def _can_pay_at_once(case: Case) -> tuple[Reason, ...]:
    """What is owned and counts would pay everything (R1-08(b))."""
    name = f"{case.rules}.may_refuse_able"
    room = case.known_room
    if room is None or case.burdensome_to_sell or room.tax.assets < case.total or case.policy.find(name) is None:
        return ()
    return (case.policy.reason("person.can_pay_at_once", name, assets=Money(cents=room.tax.assets)),)


def _structural(case: Case) -> tuple[Reason, ...]:
    """Lasting problems that an arrangement will not solve, as an agency states them (R1-08(c))."""
    name = f"{case.rules}.may_refuse_structural"
    if not case.person_is(FactName.STRUCTURAL) or case.policy.find(name) is None:
        return ()
    return (case.policy.reason("person.structural_problems", name),)


def _victim_without_advance(case: Case) -> tuple[Reason, ...]:
    """A compensation order whose victim has not had the advance of the state, or may not have had it (R1-08(d))."""
    name = f"{case.rules}.victim_advance"
    found = case.policy.find(name)
    if found is None or not any(_waits_for_advance(claim, found.value) for claim in case.included):
        return ()
    return (case.policy.reason("claim.victim_advance", name),)


def _waits_for_advance(claim: Claim, kinds: tuple[str, ...]) -> bool:
    return claim.kind in kinds and claim.fact(FactName.ADVANCE_PAID).answer is not Answer.YES
