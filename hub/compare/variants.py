"""Every variant on the same facts: which plans it is made of. What is in no joint plan is paid by its own rules."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from hub.arrange import interest, ways
from hub.arrange.compute import lay_out
from hub.arrange.merge import Merged, merge
from hub.domain.arrangement import Choice, Outcome, Proposal, Refusal
from hub.domain.capacity import NoRoomKnown, Room
from hub.domain.claim import Claim, ClaimKey
from hub.domain.comparison import Part
from hub.domain.scheme import Reform, Scheme, SchemeCode
from hub.domain.situation import Situation
from hub.domain.source import Answers, SourceReport
from hub.rules.policy import Policy

_OWN = "variants.own_rules"
_TRANSFERRED = "variants.transferred"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The facts that every variant is computed on. A choice is for the joint plan; the others follow their rules.

    `answers` hold every debt once, and `merged` are these debts; `found` is the room of the household, the same for
    every plan.
    """

    answers: Answers
    merged: Merged
    policy: Policy
    on: date
    choice: Choice
    situation: Situation | None
    found: Room | NoRoomKnown | None
    made: dict[tuple[SchemeCode, bool, frozenset[ClaimKey]], Part] = field(default_factory=dict)
    """Plans that were laid out already: most variants leave most claims to the same rules."""

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """Every debt once, whoever told it."""
        return self.answers.claims

    @cached_property
    def keys(self) -> frozenset[ClaimKey]:
        """What identifies them."""
        return frozenset(claim.key for claim in self.claims)

    @cached_property
    def own(self) -> tuple[tuple[SchemeCode, tuple[ClaimKey, ...]], ...]:
        """Which rules pay which debts where nothing is joined: agencies' own, then each owner's transferred ones."""
        return (*_collected_by_owners(self), *_transferred(self))


def facts(
    *,
    answers: Answers,
    policy: Policy,
    on: date,
    choice: Choice,
    situation: Situation | None,
    found: Room | NoRoomKnown | None,
) -> Facts:
    """Count each debt once before anything is planned: else two agencies that tell it would both be paid."""
    merged = merge(answers.claims)
    return Facts(
        answers=Answers(reports=tuple(_each_once(report, merged) for report in answers.reports)),
        merged=replace(merged, history=()),
        policy=policy,
        on=on,
        choice=choice,
        situation=situation,
        found=found,
    )


def _each_once(report: SourceReport, merged: Merged) -> SourceReport:
    """A report with those of its claims that count, in order of identity."""
    if not report.claims:
        return report
    told = {id(claim) for claim in report.claims}
    claims = tuple(claim for claim in merged.claims if id(claim) in told)
    return report if claims == report.claims else replace(report, claims=claims)


def codes(policy: Policy) -> tuple[str, ...]:
    """The variants in force, in the order of the book."""
    names = [name for name in policy.names("variants.") if name not in (_OWN, _TRANSFERRED)]
    return tuple(name.removeprefix("variants.") for name in names if policy.find(name))


def is_law(code: str, policy: Policy) -> bool:
    """Say whether the law knows the joint plan of a variant; one without a joint plan is the law of today."""
    joint = policy.get(f"variants.{code}").value["joint"]
    return not joint or policy.scheme(SchemeCode(joint)).is_law


def reform(code: str, policy: Policy) -> Reform | None:
    """The reform under which alone the joint plan of a variant can be."""
    joint = policy.get(f"variants.{code}").value["joint"]
    return policy.scheme(SchemeCode(joint)).only_under if joint else None


def parts(code: str, facts: Facts) -> tuple[Part, ...]:
    """The plans of one variant: the joint one first, where there is one, then every other claim by its own rules."""
    joint = facts.policy.get(f"variants.{code}").value["joint"]
    if not joint:
        return tuple(_own(facts, facts.keys))
    made = _part(SchemeCode(joint), facts, _choice_for(SchemeCode(joint), facts), facts.keys, joint=True)
    # What must be refused together is paid by its own rules; what a person must look at waits for that person.
    return (made, *_own(facts, facts.keys.difference(made.claims)))


def _choice_for(joint: SchemeCode, facts: Facts) -> Choice:
    """The person's choice, less a way that the rules of this joint plan do not know: the others may know it."""
    choice = facts.choice
    if choice.route is None or ways.knows(facts.policy.scheme(joint), choice.route, facts.policy):
        return choice
    return replace(choice, route=None)


def _own(facts: Facts, keys: frozenset[ClaimKey]) -> Iterator[Part]:
    """These claims, each by the rules that pay it where nothing is joined."""
    own_day = Choice(payment_day=facts.choice.payment_day)
    for code, planned in facts.own:
        if mine := keys.intersection(planned):
            yield _part(code, facts, own_day, mine, joint=False)


def _collected_by_owners(facts: Facts) -> Iterator[tuple[SchemeCode, tuple[ClaimKey, ...]]]:
    """Each agency's claims by its own rules."""
    for code in facts.policy.get(_OWN).value:
        scheme = facts.policy.scheme(code)
        yield code, tuple(claim.key for claim in facts.claims if _belongs(claim, scheme))


def _transferred(facts: Facts) -> Iterator[tuple[SchemeCode, tuple[ClaimKey, ...]]]:
    """Each owner's transferred claims by themselves, in the order of the owners."""
    code = facts.policy.get(_TRANSFERRED).value
    scheme = facts.policy.scheme(code)
    moved = [claim for claim in facts.claims if _is_transferred(claim, scheme)]
    for owner in sorted({claim.owner for claim in moved}):
        yield code, tuple(claim.key for claim in moved if claim.owner == owner)


def _belongs(claim: Claim, scheme: Scheme) -> bool:
    return claim.owner in scheme.order and claim.collector == scheme.collected_by


def _is_transferred(claim: Claim, scheme: Scheme) -> bool:
    """Say whether another agency collects it than the one that imposed it, and one for which the scheme is."""
    return claim.owner in scheme.order and claim.collector == scheme.collected_by != claim.owner


def _part(code: SchemeCode, facts: Facts, choice: Choice, mine: frozenset[ClaimKey], *, joint: bool) -> Part:
    key = (code, joint, mine)
    if key not in facts.made:
        facts.made[key] = _laid_out(code, facts, choice, mine, joint=joint)
    return facts.made[key]


def _laid_out(code: SchemeCode, facts: Facts, choice: Choice, mine: frozenset[ClaimKey], *, joint: bool) -> Part:
    seen = _seen(facts, mine)
    outcome = lay_out(
        answers=_told(facts, seen),
        scheme=code,
        policy=facts.policy,
        on=facts.on,
        choice=choice,
        situation=facts.situation,
        found=facts.found,
        merged=facts.merged if seen == facts.keys else facts.merged.only(seen),
    )
    forecast = interest.amounts(outcome, facts.policy) if isinstance(outcome, Proposal) else {}
    planned = () if joint and isinstance(outcome, Refusal) else _planned(outcome, mine)
    return Part(scheme=code, joint=joint, outcome=outcome, claims=planned, interest=forecast)


def _seen(facts: Facts, mine: frozenset[ClaimKey]) -> frozenset[ClaimKey]:
    """A part's claims, and every claim that may be the same debt as one of them: it stops the plan (readings 8)."""
    return mine.union(*(group for group in facts.merged.possible_duplicates if mine.intersection(group)))


def _told(facts: Facts, seen: frozenset[ClaimKey]) -> Answers:
    """The answers, as far as they are about these claims. Of a full answer nobody looks at the claims any more."""
    if len(facts.answers.answered) == len(facts.answers.reports):
        return facts.answers
    return Answers(
        reports=tuple(
            replace(report, claims=tuple(claim for claim in report.claims if claim.key in seen))
            for report in facts.answers.reports
        )
    )


def _planned(outcome: Outcome, mine: frozenset[ClaimKey]) -> tuple[ClaimKey, ...]:
    """The part's claims that the plan is about, whether it came about or a person must look first."""
    return tuple(claim.key for claim in outcome.considered.included if claim.key in mine)
