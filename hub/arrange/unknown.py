"""Unknown is not no: a fact that a step needs and nobody stated stops the plan and says which fact (readings 11)."""

from collections import Counter
from collections.abc import Iterable

from hub.arrange.case import Case
from hub.domain.arrangement import NeedsHuman
from hub.domain.claim import Claim
from hub.domain.facts import Answer, FactName
from hub.domain.reasons import Reason

_UNKNOWN = "harmonised.unknown_fact"


def facts(case: Case) -> NeedsHuman | None:
    """Stop for every fact about a planned claim, or about the person, that the scheme needs and that is unknown.

    While a needed agency is silent the facts about the person do not stop the plan: it is indicative then, and what is
    unknown stands among what blocks it.
    """
    about_person = () if case.considered.missing else person(case)
    reasons = (*_of_claims(case), *about_person)
    return case.human(*reasons) if reasons else None


def person(case: Case) -> tuple[Reason, ...]:
    """Name every fact about the person that the scheme needs and nobody stated."""
    return tuple(
        case.policy.reason("person.fact_unknown", _UNKNOWN, fact=name.value)
        for name in case.scheme.person_facts
        if case.answers.person(name).answer is Answer.UNKNOWN
    )


def _of_claims(case: Case) -> tuple[Reason, ...]:
    missing = [name for claim in case.included for name in _unknown_of(claim, case.policy.kind(claim.kind).needs)]
    if not missing:
        return ()
    return tuple(
        case.policy.reason("claim.fact_unknown", _UNKNOWN, fact=name.value, count=count)
        for name, count in Counter(missing).items()
    )


def _unknown_of(claim: Claim, needs: Iterable[FactName]) -> list[FactName]:
    """Those of these facts that were not stated; an end that was stated without its date is not known either."""
    said = claim.facts
    return [
        name
        for name in needs
        if (fact := said.get(name)) is None
        or fact.answer is Answer.UNKNOWN
        or (fact.on is None and name is FactName.LIMITATION and fact.answer is Answer.YES)
    ]
