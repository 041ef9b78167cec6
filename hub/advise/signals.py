"""Signals: what to tell a person early, and who can help. To the citizen first, never a sanction (decision 33)."""

from collections.abc import Iterator, Sequence
from datetime import date

from consent.months import months_after
from hub.advise import attention, said
from hub.domain.advice import Referral, Signal
from hub.domain.arrangement import Floor, NeedsHuman, Outcome, Proposal, Route
from hub.domain.claim import Claim, ClaimKey
from hub.domain.exact import MONTHS_PER_YEAR
from hub.domain.facts import Answer, FactName, Facts
from hub.domain.money import total
from hub.domain.reasons import Money
from hub.rules.policy import Policy

_REFERRAL = "handhaving.referral"
_EARLY = "handhaving.early_signal"

_ABOUT_PERSON = (
    (FactName.TAILOR_MADE, "signal.tailor_made", _REFERRAL, Referral.STELLA_TEAM),
    (FactName.DEBT_HELP, "signal.debt_help_runs", _REFERRAL, Referral.SCHULDENKNOOPPUNT),
    (
        FactName.RECOVERY_OPERATION,
        "signal.recovery_operation",
        "hersteloperatie.recovery_operation",
        Referral.RECOVERY_OPERATION,
    ),
)

_TRIGGERS = (
    (FactName.RETURN_MISSING, "signal.return_not_filed"),
    (FactName.WRONGLY_APPLIED, "signal.allowance_wrongly_applied"),
    (FactName.CHANGE_UNREPORTED, "signal.change_not_reported"),
    (FactName.EVIDENT_ERROR, "signal.evident_error"),
)
"""The four triggers of the letter."""


def of(
    claims: Sequence[Claim],
    person_facts: Facts,
    outcome: Outcome | None,
    policy: Policy,
    on: date,
    *,
    running: frozenset[ClaimKey] = frozenset(),
) -> tuple[Signal, ...]:
    """Give every signal there is, about the person first, then claim by claim.

    `claims` hold each debt once; `running` are those in an arrangement that was granted. A fact that nobody stated
    gives no signal: a signal is help, and nothing rests on it. Raises RuleMissing for a date without rules.
    """
    known = [claim for claim in claims if policy.knows(claim.kind)]
    return (
        *_person(known, person_facts, policy, on),
        *_pattern(known, policy, on),
        *_personal_plan(outcome, policy),
        *(
            signal
            for claim in known
            for signal in _claim(claim, person_facts, policy, on, planned=claim.key in running)
        ),
    )


def _person(claims: Sequence[Claim], person_facts: Facts, policy: Policy, on: date) -> Iterator[Signal]:
    """Who can help, and the early triggers that were stated of the person."""
    everywhere = (person_facts, *(claim.facts for claim in claims))
    for fact, code, name, referral in _ABOUT_PERSON:
        if said.since(everywhere, fact, on=on) is Answer.YES:
            yield Signal(reason=policy.reason(code, name), referral=referral)
    yield from _early(person_facts, None, policy, on)


def _pattern(claims: Sequence[Claim], policy: Policy, on: date) -> Iterator[Signal]:
    """What shows only when all debts are seen together: many agencies, repeated reclaims, high debt for long."""
    owing = [claim for claim in claims if claim.open.total]
    rule = policy.get("handhaving.debt_help")
    agencies = len({claim.owner for claim in owing})
    if agencies >= rule.value["agencies"]:
        reason = policy.reason("signal.debt_help", rule.id, _REFERRAL, count=agencies)
        yield Signal(reason=reason, referral=Referral.MUNICIPAL_DEBT_HELP)
    rule = policy.get("handhaving.repeated_reclaims")
    since = months_after(on, -MONTHS_PER_YEAR * rule.value["years"])
    high = [
        claim
        for claim in claims
        if claim.kind in rule.value["kinds"] and claim.principal >= rule.value["high"] and claim.imposed_on > since
    ]
    if len(high) >= rule.value["count"]:
        values = {"count": len(high), "years": rule.value["years"]}
        yield Signal(reason=policy.reason("signal.repeated_reclaims", rule.id, **values))
    rule = policy.get("handhaving.long_high_debt")
    before = months_after(on, -rule.value["months"])
    old = total([claim.open.total for claim in owing if claim.imposed_on <= before])
    if old >= rule.value["cents"]:
        reason = policy.reason("signal.long_high_debt", rule.id, amount=Money(cents=old), months=rule.value["months"])
        yield Signal(reason=reason, referral=Referral.MUNICIPAL_DEBT_HELP)
    rule = policy.get("handhaving.report_changes")
    if any(policy.kind(claim.kind).regime in rule.value for claim in owing):
        yield Signal(reason=policy.reason("signal.report_changes", rule.id))


def _personal_plan(outcome: Outcome | None, policy: Policy) -> Iterator[Signal]:
    """Offer a personal plan where the standard one does not fit: below the floor, or by capacity already (S38)."""
    plan = outcome.alternative if isinstance(outcome, NeedsHuman) else outcome
    personal = (Route.TAILOR_MADE, Route.CAPACITY, Route.PERSONAL)
    if isinstance(plan, Proposal) and (plan.floor is Floor.BELOW or plan.route in personal):
        yield Signal(reason=policy.reason("signal.personal_plan", "handhaving.personal_plan"))


def _claim(claim: Claim, person_facts: Facts, policy: Policy, on: date, *, planned: bool) -> Iterator[Signal]:
    regime = policy.kind(claim.kind).regime
    stated = (claim.facts,)
    forced = Answer.YES in (said.since(stated, name, on=on) for name in (FactName.ENFORCED, FactName.WRIT))
    rule = policy.get("handhaving.plan_after_force")
    if forced and not planned and regime in rule.value:
        yield Signal(reason=policy.reason("signal.plan_after_force", rule.id), about=claim.key)
    rule = policy.get("handhaving.free_reminder")
    late = claim.due_on is not None and claim.due_on < on and claim.open.total > 0
    reminded = said.since(stated, FactName.REMINDED, on=on)
    if late and reminded is Answer.NO and not forced and not planned and regime in rule.value:
        yield Signal(reason=policy.reason("signal.free_reminder", rule.id), about=claim.key)
    yield from _early(claim.facts, claim.key, policy, on)
    yield from attention.of(claim, person_facts, policy, on, planned=planned)


def _early(facts: Facts, about: ClaimKey | None, policy: Policy, on: date) -> Iterator[Signal]:
    for fact, code in _TRIGGERS:
        if said.since((facts,), fact, on=on) is Answer.YES:
            yield Signal(reason=policy.reason(code, _EARLY), about=about)
