"""Must limitation be interrupted (stuiten), and before when? Only in specific cases: a plan itself postpones."""

from datetime import date

from consent.months import months_after
from hub.advise import said
from hub.domain.advice import LimitationAdvice
from hub.domain.claim import Claim
from hub.domain.facts import Answer, FactName
from hub.domain.reasons import Day
from hub.rules.edition import InForce
from hub.rules.policy import Policy

_WITHIN = "handhaving.interrupt_within"
_AS_LONG_AS_POSTPONED = "as long as postponed"


def advise(claim: Claim, policy: Policy, on: date, plan_ends_on: date | None) -> LimitationAdvice:
    """Say whether the creditor must interrupt before a date (readings 31; R4-05, R8-08, R8-10).

    `plan_ends_on` is the last due date of an arrangement that holds this claim, None where none does. The date comes
    from what the agency stated: it is never guessed from the age of a debt. Raises RuleMissing where rules are missing.
    """
    stated = claim.fact(FactName.LIMITATION)
    rule = policy.find(f"verjaring.{policy.kind(claim.kind).regime}") if policy.knows(claim.kind) else None
    if rule is None or stated.answer is Answer.UNKNOWN or (stated.answer is Answer.YES and stated.on is None):
        return _advice(policy, Answer.UNKNOWN, None, "limitation.unknown", "harmonised.unknown_fact")
    if stated.on is None or stated.answer is Answer.NO:
        return _advice(policy, Answer.NO, None, "limitation.none", rule.id)
    if stated.on < on:
        return _advice(policy, Answer.NO, None, "limitation.lapsed", rule.id, until=stated.on)
    if rule.value["extends"] != _AS_LONG_AS_POSTPONED:
        return _own_period(policy, rule, stated.on, plan_ends_on)
    return _extended(claim, policy, on, rule.id, stated.on, plan_ends_on)


def _own_period(policy: Policy, rule: InForce, until: date, plan_ends_on: date | None) -> LimitationAdvice:
    """A period for carrying out a penalty cannot be interrupted; instalments lengthen it where the law says so."""
    if plan_ends_on is not None and "months" in rule.value:
        until = months_after(until, rule.value["months"])
    return _advice(policy, Answer.NO, None, "limitation.own_period", rule.id, until=until)


def _extended(
    claim: Claim, policy: Policy, on: date, name: str, until: date, plan_ends_on: date | None
) -> LimitationAdvice:
    """Postponement lengthens the term by its own length: what is left today is still left when it ends (Awb 4:111)."""
    paused = said.last_date((claim.facts,), FactName.PAUSED)
    ends = max((day for day in (plan_ends_on, paused) if day is not None and day >= on), default=None)
    if ends is not None:
        return _advice(policy, Answer.NO, until + (ends - on), "limitation.postponed", name, until=until + (ends - on))
    if (until - on).days > policy.get(_WITHIN).value:
        return _advice(policy, Answer.NO, until, "limitation.not_yet", name, _WITHIN, until=until)
    running = said.since((claim.facts,), FactName.IN_ARRANGEMENT, on=on)
    if running is Answer.YES:
        return _advice(policy, Answer.NO, None, "limitation.in_arrangement", name, until=until)
    if running is Answer.UNKNOWN:
        return _advice(policy, Answer.UNKNOWN, until, "limitation.perhaps", name, _WITHIN, until=until)
    return _advice(policy, Answer.YES, until, "limitation.interrupt", name, _WITHIN, until=until)


def _advice(
    policy: Policy, needed: Answer, before: date | None, code: str, *names: str, until: date | None = None
) -> LimitationAdvice:
    values = {"until": Day(on=until)} if until else {}
    return LimitationAdvice(must_interrupt_before=before, needed=needed, reason=policy.reason(code, *names, **values))
