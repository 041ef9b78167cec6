"""Every variant on the same facts: which plans it is made of. What is in no joint plan is paid by its own rules."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from consent.parties import AgencyCode
from hub.arrange import ways
from hub.arrange.compute import arrange
from hub.arrange.interest import forecast
from hub.domain.arrangement import Choice, Outcome, Proposal, Refusal
from hub.domain.claim import Claim, ClaimKey
from hub.domain.comparison import Part
from hub.domain.scheme import Scheme, SchemeCode
from hub.domain.situation import Situation
from hub.domain.source import Answers
from hub.rules.policy import Policy

_OWN = "variants.own_rules"
_TRANSFERRED = "variants.transferred"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The facts that every variant is computed on. A choice is for the joint plan; the others follow their rules."""

    answers: Answers
    policy: Policy
    on: date
    choice: Choice
    situation: Situation | None
    made: dict[tuple[SchemeCode, bool, tuple[ClaimKey, ...]], Part] = field(default_factory=dict)
    """Plans that were laid out already: most variants leave most claims to the same rules."""


def codes(policy: Policy) -> tuple[str, ...]:
    """The variants in force, in the order of the book."""
    names = [name for name in policy.book if name.startswith("variants.") and name not in (_OWN, _TRANSFERRED)]
    return tuple(name.removeprefix("variants.") for name in names if policy.find(name))


def is_law(code: str, policy: Policy) -> bool:
    """Say whether the law knows the joint plan of a variant; one without a joint plan is the law of today."""
    joint = policy.get(f"variants.{code}").value["joint"]
    return not joint or policy.scheme(SchemeCode(joint)).is_law


def parts(code: str, facts: Facts) -> tuple[Part, ...]:
    """The plans of one variant: the joint one first, where there is one, then every other claim by its own rules."""
    joint = facts.policy.get(f"variants.{code}").value["joint"]
    if not joint:
        return tuple(_own(facts))
    made = _part(SchemeCode(joint), facts, _choice_for(SchemeCode(joint), facts), joint=True)
    # What must be refused together is paid by its own rules; what a person must look at waits for that person.
    if isinstance(made.outcome, Refusal):
        return tuple(_own(facts))
    return (made, *_own(_keeping(facts, lambda claim: claim.key not in made.claims)))


def _choice_for(joint: SchemeCode, facts: Facts) -> Choice:
    """The person's choice, less a way that the rules of this joint plan do not know: the others may know it."""
    choice = facts.choice
    if choice.route is None or ways.knows(facts.policy.scheme(joint), choice.route, facts.policy):
        return choice
    return replace(choice, route=None)


def _own(facts: Facts) -> Iterator[Part]:
    """Each agency's claims by its own rules, then each owner's transferred claims by themselves."""
    own_day = Choice(payment_day=facts.choice.payment_day)
    for code in facts.policy.get(_OWN).value:
        scheme = facts.policy.scheme(code)
        mine = _keeping(facts, partial(_belongs, scheme=scheme))
        if mine.answers.claims:
            yield _part(code, mine, own_day, joint=False)
    code = facts.policy.get(_TRANSFERRED).value
    scheme = facts.policy.scheme(code)
    for owner in _transferred_owners(facts, scheme):
        mine = _keeping(facts, partial(_is_transferred, scheme=scheme, owner=owner))
        yield _part(code, mine, own_day, joint=False)


def _belongs(claim: Claim, *, scheme: Scheme) -> bool:
    return claim.owner in scheme.order and claim.collector == scheme.collected_by


def _is_transferred(claim: Claim, *, scheme: Scheme, owner: AgencyCode | None = None) -> bool:
    """Say whether another agency collects it than the one that imposed it; with `owner`, that owner's only."""
    return claim.collector == scheme.collected_by != claim.owner and owner in (None, claim.owner)


def _transferred_owners(facts: Facts, scheme: Scheme) -> tuple[AgencyCode, ...]:
    owners = (claim.owner for claim in facts.answers.claims if _is_transferred(claim, scheme=scheme))
    return tuple(sorted(dict.fromkeys(owners)))


def _keeping(facts: Facts, wanted: Callable[[Claim], bool]) -> Facts:
    reports = tuple(
        replace(report, claims=tuple(claim for claim in report.claims if wanted(claim)))
        for report in facts.answers.reports
    )
    return replace(facts, answers=Answers(reports=reports))


def _part(code: SchemeCode, facts: Facts, choice: Choice, *, joint: bool) -> Part:
    key = (code, joint, tuple(claim.key for claim in facts.answers.claims))
    if key not in facts.made:
        facts.made[key] = _laid_out(code, facts, choice, joint=joint)
    return facts.made[key]


def _laid_out(code: SchemeCode, facts: Facts, choice: Choice, *, joint: bool) -> Part:
    outcome = arrange(
        answers=facts.answers,
        scheme=code,
        policy=facts.policy,
        on=facts.on,
        choice=choice,
        situation=facts.situation,
    )
    interest = forecast(outcome, facts.policy) if isinstance(outcome, Proposal) else ()
    return Part(scheme=code, joint=joint, outcome=outcome, claims=_planned(outcome), interest=interest)


def _planned(outcome: Outcome) -> tuple[ClaimKey, ...]:
    """The claims that the plan is about, whether it came about or a person must look first."""
    return tuple(claim.key for claim in outcome.considered.included)
