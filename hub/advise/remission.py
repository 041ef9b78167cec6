"""Hints on remission (kwijtschelding) by kind of debt: what exists, never that it will be granted."""

from collections.abc import Iterator
from datetime import date

from hub.advise import said
from hub.domain.claim import Claim
from hub.domain.facts import Answer, FactName, Facts
from hub.domain.money import Cents
from hub.domain.reasons import Day, Money, Reason, Value
from hub.rules.edition import InForce
from hub.rules.policy import Policy

_HINTS = (
    ("kwijtschelding.tax", "remission.tax"),
    ("kwijtschelding.motor_vehicle_tax", "remission.motor_vehicle_tax"),
    ("kwijtschelding.benefits", "remission.not_collected_further"),
    ("kwijtschelding.deregistration", "remission.after_deregistration"),
    ("kwijtschelding.no_purpose", "remission.no_purpose"),
    ("kwijtschelding.hardship", "remission.hardship"),
    ("kwijtschelding.end_of_phase", "remission.end_of_phase"),
    ("kwijtschelding.none_known", "remission.none_known"),
)


def hints(claim: Claim, person_facts: Facts, policy: Policy, on: date) -> tuple[Reason, ...]:
    """Give the hints that fit a claim, the most telling first; none for a kind that the book does not know.

    Bankruptcy or debt settlement leaves only the word that bars remission. Raises RuleMissing for a date without rules.
    """
    everywhere = (claim.facts, person_facts)
    insolvent = said.since(everywhere, FactName.INSOLVENCY, on=on) is Answer.YES
    if insolvent and _fits(claim, rule := policy.get("kwijtschelding.insolvency")):
        return (policy.reason("remission.barred", rule.id),)
    return tuple(_hints(claim, everywhere, policy, on))


def _hints(claim: Claim, everywhere: tuple[Facts, ...], policy: Policy, on: date) -> Iterator[Reason]:
    affair = policy.get("kwijtschelding.affair")
    until = date.fromisoformat(affair.value["until"])
    victim = said.since(everywhere, FactName.RECOVERY_OPERATION, on=on) is Answer.YES
    if victim and _fits(claim, affair) and claim.imposed_on <= until:
        yield policy.reason("remission.affair", affair.id, until=Day(on=until))
    pending = policy.get("kwijtschelding.pending")
    if _fits(claim, pending) and said.since(everywhere, FactName.REMISSION_PENDING, on=on) is Answer.YES:
        yield policy.reason("remission.pending", pending.id)
    for name, code in _HINTS:
        rule = policy.find(name)
        if rule and _fits(claim, rule, below := _below(rule, policy)):
            yield policy.reason(code, name, **_values(rule, below))


def _fits(claim: Claim, rule: InForce, below: Cents | None = None) -> bool:
    """Say whether a rule is about this kind of debt, and about a debt of this size."""
    return claim.kind in rule.value["kinds"] and (below is None or claim.principal < below)


def _below(rule: InForce, policy: Policy) -> Cents | None:
    """The bound that a rule points to; None where it has none."""
    return Cents(policy.get(rule.value["below"]).value) if "below" in rule.value else None


def _values(rule: InForce, below: Cents | None) -> dict[str, Value]:
    values: dict[str, Value] = {}
    if "years" in rule.value:
        values["years"] = rule.value["years"]
    if below is not None:
        values["below"] = Money(cents=below)
    return values
