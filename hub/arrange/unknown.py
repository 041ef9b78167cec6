"""Unknown is not no: a fact that a step needs and nobody stated stops the plan and says which fact (readings 11)."""

from collections import Counter

from hub.arrange.case import Case
from hub.domain.arrangement import NeedsHuman
from hub.domain.facts import Answer
from hub.domain.reasons import Reason

_UNKNOWN = "harmonised.unknown_fact"


def facts(case: Case) -> NeedsHuman | None:
    """Stop for every fact about a planned claim, or about the person, that the scheme needs and that is unknown.

    Facts of an agency that did not answer are not asked here: the plan is indicative then, and says so.
    """
    reasons = (*_of_claims(case), *_of_person(case))
    return NeedsHuman(considered=case.considered, reasons=reasons) if reasons else None


def _of_claims(case: Case) -> tuple[Reason, ...]:
    missing = Counter(
        name
        for claim in case.included
        for name in case.policy.kind(claim.kind).needs
        if claim.fact(name).answer is Answer.UNKNOWN
    )
    return tuple(
        case.policy.reason("claim.fact_unknown", _UNKNOWN, fact=name.value, count=count)
        for name, count in missing.items()
    )


def _of_person(case: Case) -> tuple[Reason, ...]:
    if case.considered.missing:
        return ()
    return tuple(
        case.policy.reason("person.fact_unknown", _UNKNOWN, fact=name.value)
        for name in case.scheme.person_facts
        if case.answers.person(name).answer is Answer.UNKNOWN
    )
