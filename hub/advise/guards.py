"""May a next step of force be taken? Only where nothing at all stands in the way; every no has its article."""

from collections.abc import Iterator
from datetime import date

from hub.advise import said, terms
from hub.domain.advice import Guard
from hub.domain.claim import Claim
from hub.domain.facts import Answer, FactName, Facts, holds
from hub.domain.reasons import Day, Reason
from hub.rules.kind import Kind
from hub.rules.policy import Policy

_DAYS_A_WEEK = 7
_NONE = "handhaving.notice_none"

_Ground = tuple[Answer, Reason]


def enforcement(claim: Claim, person_facts: Facts, policy: Policy, on: date, *, planned: bool) -> Guard:
    """Say whether a next step of force against a claim may be taken on a day.

    `planned`: the claim is in an arrangement that was granted; a proposal stops nothing (decision 36). Yes only where
    every condition is known to be met; one that is not known gives unknown, with the fact named (readings 11). Raises
    RuleMissing for a date without rules.
    """
    if not policy.knows(claim.kind):
        reason = policy.reason("guard.kind_unknown", "harmonised.not_understood", detail=claim.kind)
        return Guard(allowed=Answer.UNKNOWN, grounds=(reason,))
    grounds = tuple(_grounds(claim, person_facts, policy, on, planned=planned))
    allowed = said.both(answer for answer, _ in grounds)
    if allowed is Answer.YES:
        return Guard(allowed=allowed, grounds=(policy.reason("guard.allowed", "handhaving.passed"),))
    return Guard(allowed=allowed, grounds=tuple(reason for _, reason in grounds))


def _grounds(claim: Claim, person_facts: Facts, policy: Policy, on: date, *, planned: bool) -> Iterator[_Ground]:
    """Every condition that is not met, and every one of which that is not known."""
    kind = policy.kind(claim.kind)
    everywhere = (claim.facts, person_facts)
    yield from _entitlement(claim, policy, on)
    yield from _stop("guard.tailor_made", "handhaving.tailor_made", FactName.TAILOR_MADE, everywhere, policy, on)
    yield from _pause(everywhere, policy, on)
    if planned:
        yield Answer.NO, policy.reason("guard.in_arrangement", "handhaving.plan")
    else:
        yield from _stop("guard.in_arrangement", "handhaving.plan", FactName.IN_ARRANGEMENT, (claim.facts,), policy, on)
    objection = _own_or_other("objection", kind, policy)
    yield from _stop("guard.objection", objection, FactName.OBJECTION, (claim.facts,), policy, on)
    remission = _own_or_other("remission", kind, policy)
    yield from _stop("guard.remission_pending", remission, FactName.REMISSION_PENDING, everywhere, policy, on)
    yield from _final(claim, kind, policy, on)
    yield from _notice(claim, kind, policy, on)
    recovery = "hersteloperatie.recovery_operation"
    yield from _stop("guard.recovery_operation", recovery, FactName.RECOVERY_OPERATION, everywhere, policy, on)


def _entitlement(claim: Claim, policy: Policy, on: date) -> Iterator[_Ground]:
    name = "handhaving.definitive_entitlement"
    if claim.kind in policy.get(name).value:
        yield from _must("guard.provisional", name, FactName.ENTITLEMENT, claim, policy, on)


def _final(claim: Claim, kind: Kind, policy: Policy, on: date) -> Iterator[_Ground]:
    name = "handhaving.irrevocable_first"
    if kind.regime in policy.get(name).value:
        yield from _must("guard.not_final", name, FactName.IRREVOCABLE, claim, policy, on)


def _must(code: str, name: str, fact: FactName, claim: Claim, policy: Policy, on: date) -> Iterator[_Ground]:
    """A fact that must be so."""
    answer = said.since((claim.facts,), fact, on=on)
    if answer is Answer.NO:
        yield Answer.NO, policy.reason(code, name)
    if answer is Answer.UNKNOWN:
        yield _unknown(fact, name, policy)


def _stop(
    code: str, name: str, fact: FactName, statements: tuple[Facts, ...], policy: Policy, on: date
) -> Iterator[_Ground]:
    """A fact that must not be so."""
    answer = said.since(statements, fact, on=on)
    if answer is Answer.YES:
        yield Answer.NO, policy.reason(code, name)
    if answer is Answer.UNKNOWN:
        yield _unknown(fact, name, policy)


def _pause(statements: tuple[Facts, ...], policy: Policy, on: date) -> Iterator[_Ground]:
    answer = said.until(statements, FactName.PAUSED, on=on)
    if answer is Answer.YES:
        yield Answer.NO, policy.reason("guard.paused", "handhaving.pause")
    if answer is Answer.UNKNOWN:
        yield _unknown(FactName.PAUSED, "handhaving.pause", policy)


def _notice(claim: Claim, kind: Kind, policy: Policy, on: date) -> Iterator[_Ground]:
    """A notice first, and then its weeks; a notice without a date is as good as not known."""
    reminded = claim.fact(FactName.REMINDED)
    if said.since((claim.facts,), FactName.REMINDED, on=on) is Answer.NO:
        yield Answer.NO, policy.reason("guard.no_notice", _NONE)
    elif not holds(reminded, on=on) or reminded.on is None:
        yield _unknown(FactName.REMINDED, _NONE, policy)
    else:
        yield from _term(reminded.on, f"handhaving.notice_{kind.regime}", policy, on)


def _term(start: date, pointer: str, policy: Policy, on: date) -> Iterator[_Ground]:
    """The book points to the value that says how long; where no text says it, nothing is invented."""
    weeks = None if policy.text_missing(pointer) else policy.find(policy.get(pointer).value)
    if weeks is None:
        yield Answer.UNKNOWN, policy.reason("guard.notice_term_unknown", _NONE)
        return
    ends = terms.last_day(start, days=weeks.value * _DAYS_A_WEEK, policy=policy)
    if on <= ends:
        yield Answer.NO, policy.reason("guard.notice_running", weeks.id, terms.TERMS, until=Day(on=ends))


def _own_or_other(what: str, kind: Kind, policy: Policy) -> str:
    """The rule of the claim's own law; where that has none, the one that is our choice."""
    own = f"handhaving.{what}_{kind.regime}"
    return own if own in policy.book else f"handhaving.{what}_other"


def _unknown(fact: FactName, name: str, policy: Policy) -> _Ground:
    return Answer.UNKNOWN, policy.reason("guard.unknown", name, fact=fact.value)
