"""From answers to one outcome. Read this file as the table of contents of a decision."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from hub.arrange import eligible, plan, refuse, route, stops, unknown
from hub.arrange.case import Case
from hub.arrange.merge import Merged, merge
from hub.domain.arrangement import (
    Choice,
    Considered,
    NeedsHuman,
    Outcome,
    Proposal,
    TreatedClaim,
    Treatment,
)
from hub.domain.claim import Claim
from hub.domain.reasons import Day, Reason
from hub.domain.scheme import Scheme, SchemeCode
from hub.domain.source import Answers
from hub.rules.policy import Policy

_GATES = (
    stops.person,
    stops.detention,
    stops.duplicates,
    unknown.facts,
    refuse.too_little,
    refuse.may_refuse,
)
"""In this order; the first that has something to say ends the question."""


def arrange(*, answers: Answers, scheme: SchemeCode, policy: Policy, on: date, choice: Choice) -> Outcome:
    """Turn what the agencies answered into one arrangement, or say why not.

    Pure: the same arguments give the same outcome, whatever the order of reports and claims. Whether the answers may
    be seen was decided before. Raises RuleMissing for a date without rules, BadInput for an unknown scheme.
    """
    if policy.text_missing(f"schemes.{scheme}"):
        return _text_missing(scheme, answers, on)
    merged = merge(answers.claims)
    applied, treated = _settle(policy.scheme(scheme), merged, policy)
    case = Case(
        answers=answers,
        merged=merged,
        treated=treated,
        asked=scheme,
        scheme=applied,
        policy=policy,
        on=on,
        choice=choice,
    )
    return _decide(case)


def _decide(case: Case) -> Outcome:
    """Pass the gates, then lay out the plan; a writ hands it to a person, with the plan without that claim."""
    for gate in _GATES:
        if outcome := gate(case):
            return outcome
    if barring := route.barring_standard(case):
        return NeedsHuman(
            considered=case.considered,
            reasons=(barring.reason,),
            alternative=_without(case, barring.claims, barring.reason),
        )
    return plan.standard(case)


def _without(case: Case, claims: Sequence[Claim], reason: Reason) -> Proposal | None:
    """The plan that is possible without some claims (readings 12), under the rules that then apply; None if none is."""
    scheme, treated = _settle(case.policy.scheme(case.asked), case.merged, case.policy, barred=(claims, reason))
    outcome = _decide(replace(case, scheme=scheme, treated=treated))
    return outcome if isinstance(outcome, Proposal) else None


def _settle(
    scheme: Scheme, merged: Merged, policy: Policy, *, barred: tuple[Sequence[Claim], Reason | None] = ((), None)
) -> tuple[Scheme, tuple[TreatedClaim, ...]]:
    """Treat every claim, and take the rules for one party's claims where no other party's is in (R1-02, readings 4).

    What is not in keeps its ground, whichever rules apply to the others.
    """
    treated = _treat(scheme, merged, policy, barred)
    owners = {item.claim.owner for item in treated if item.treatment is Treatment.INCLUDED}
    if scheme.only_own is None or owners != {scheme.executes}:
        return scheme, treated
    own = policy.scheme(scheme.only_own)
    again = _treat(own, merged, policy, barred)
    return own, tuple(
        after if before.treatment is Treatment.INCLUDED else before
        for before, after in zip(treated, again, strict=True)
    )


def _treat(
    scheme: Scheme, merged: Merged, policy: Policy, barred: tuple[Sequence[Claim], Reason | None]
) -> tuple[TreatedClaim, ...]:
    claims, reason = barred
    return tuple(
        TreatedClaim(claim=claim, treatment=Treatment.LEFT_OUT, reasons=(reason,))
        if reason and claim in claims
        else eligible.treat(claim, scheme=scheme, policy=policy, on=policy.on)
        for claim in merged.claims
    )


def _text_missing(scheme: SchemeCode, answers: Answers, on: date) -> NeedsHuman:
    """A scheme existed on the date, but we do not have its text: nothing is invented (decision 7)."""
    reason = Reason(code="rule.text_missing", values={"on": Day(on=on)})
    merged = merge(answers.claims)
    considered = Considered(
        on=on,
        asked=scheme,
        scheme=scheme,
        executes=None,
        participants=(),
        is_law=True,
        claims=tuple(
            TreatedClaim(claim=claim, treatment=Treatment.LEFT_OUT, reasons=(reason,)) for claim in merged.claims
        ),
        history=merged.history,
        missing=(),
    )
    return NeedsHuman(considered=considered, reasons=(reason,))
