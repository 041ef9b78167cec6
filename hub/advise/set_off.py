"""Set-off (verrekening) without costs: whether it may happen now, how while a plan runs, and how to have it undone."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from hub.advise import said
from hub.domain.advice import SetOff
from hub.domain.claim import Claim
from hub.domain.facts import Answer, FactName
from hub.domain.reasons import Day, Reason
from hub.rules.policy import Policy

_Step = tuple[Answer, Reason]

_RUNNING = {
    "refunds, no monthly provisional refund": ("set_off.refunds_only", "verrekening.running_refunds"),
    "off, or counted as the instalment": ("set_off.off_or_counted", "verrekening.running_counted"),
}
"""What a running plan does to set-off, by the word that the book has for it."""


def of(claim: Claim, policy: Policy, on: date, *, planned: bool, below_floor: Answer = Answer.UNKNOWN) -> SetOff:
    """Say whether a refund may be set off against a claim on a day, and on which terms (R2-03, R3-05, R6-13).

    `planned`: the claim is in an arrangement that was granted. `below_floor`: what is taken each month leaves less than
    the protected income. Raises RuleMissing for a date without rules.
    """
    regime = policy.kind(claim.kind).regime if policy.knows(claim.kind) else None
    row = policy.find(f"verrekening.{regime}") if regime else None
    if row is None or claim.kind not in row.value.get("perhaps", (claim.kind,)):
        none = policy.reason("set_off.no_ground", "verrekening.only_by_law")
        return SetOff(allowed=Answer.NO if regime else Answer.UNKNOWN, reasons=(none,), undo=None)
    steps = tuple(_steps(claim, policy, on, row.value, row.id, planned=planned))
    allowed = said.both(answer for answer, _ in steps)
    reasons = [reason for _, reason in steps]
    if allowed is Answer.YES:
        reasons = [policy.reason("set_off.without_costs", row.id, "verrekening.costs"), *reasons]
    can_undo = "undo" in row.value
    if can_undo and below_floor is Answer.UNKNOWN:
        reasons.append(policy.reason("set_off.floor_unknown", "verrekening.undo"))
    return SetOff(
        allowed=allowed,
        reasons=tuple(reasons),
        undo=_undo(claim, policy) if can_undo and below_floor is Answer.YES else None,
    )


def _steps(
    claim: Claim, policy: Policy, on: date, rule: Mapping[str, Any], name: str, *, planned: bool
) -> Iterator[_Step]:
    """Every no, every unknown, and every condition on a yes."""
    if "perhaps" in rule:
        yield Answer.UNKNOWN, policy.reason("set_off.perhaps_too_much", name)
    if "not_before" in rule:
        yield from _due(claim, policy, on, name)
    if "disputed" in rule:
        yield from _disputed(claim, policy, on)
    if "running" in rule:
        yield from _running(claim, policy, on, rule["running"], planned=planned)


def _due(claim: Claim, policy: Policy, on: date, name: str) -> Iterator[_Step]:
    if claim.due_on is None:
        yield Answer.UNKNOWN, policy.reason("set_off.due_unknown", name)
    elif on < claim.due_on:
        yield Answer.NO, policy.reason("set_off.not_before", name, until=Day(on=claim.due_on))


def _disputed(claim: Claim, policy: Policy, on: date) -> Iterator[_Step]:
    answer = said.since((claim.facts,), FactName.OBJECTION, on=on)
    if answer is Answer.YES:
        yield Answer.NO, policy.reason("set_off.disputed", "verrekening.disputed")
    if answer is Answer.UNKNOWN:
        yield answer, policy.reason("set_off.unknown", "verrekening.disputed", fact=FactName.OBJECTION.value)


def _running(claim: Claim, policy: Policy, on: date, word: str, *, planned: bool) -> Iterator[_Step]:
    code, name = _RUNNING[word]
    answer = Answer.YES if planned else said.since((claim.facts,), FactName.IN_ARRANGEMENT, on=on)
    if answer is Answer.YES:
        yield answer, policy.reason(code, name)
    if answer is Answer.UNKNOWN:
        yield answer, policy.reason("set_off.unknown", name, fact=FactName.IN_ARRANGEMENT.value)


def _undo(claim: Claim, policy: Policy) -> Reason:
    """A request in words that the person can send as they stand."""
    return policy.reason("set_off.undo_request", "verrekening.undo", reference=claim.key.reference)
