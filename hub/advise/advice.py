"""One door for everything that is advised about a person's debts. Reads facts, decides nothing."""

from collections.abc import Mapping, Sequence
from datetime import date

from hub.advise import guards, ladder, legal_routes, limitation, remission, set_off, signals
from hub.domain.advice import Advice, ClaimAdvice
from hub.domain.arrangement import NeedsHuman, Outcome, Proposal
from hub.domain.claim import Claim, ClaimKey
from hub.domain.facts import Answer, FactName, Facts
from hub.domain.source import Answers
from hub.rules.policy import Policy

NOTHING_RUNS: Mapping[ClaimKey, date] = {}


def about_person(answers: Answers) -> Facts:
    """Give what the agencies together state about a person, fact by fact."""
    return {name: answers.person(name) for name in FactName}


def advise(
    claims: Sequence[Claim],
    person_facts: Facts,
    outcome: Outcome | None,
    policy: Policy,
    on: date,
    *,
    running: Mapping[ClaimKey, date] = NOTHING_RUNS,
) -> Advice:
    """Gather per claim the guard, limitation, routes, remission, set-off and ladder; per person the signals.

    `claims` hold each debt once, as in `Considered.claims`. `outcome` is the proposal, refusal or human look at hand,
    None where nothing was computed: it stops nothing. `running` gives for each claim in a granted arrangement its last
    due date. Pure: the same arguments give the same advice. Raises RuleMissing for a date without rules.
    """
    below = _below_floor(outcome)
    return Advice(
        claims=tuple(
            ClaimAdvice(
                key=claim.key,
                guard=guards.enforcement(claim, person_facts, policy, on, planned=claim.key in running),
                limitation=limitation.advise(claim, policy, on, running.get(claim.key)),
                limitation_in_plan=(
                    limitation.advise(claim, policy, on, ends) if (ends := _ends(claim, outcome)) else None
                ),
                legal_routes=legal_routes.of(claim, policy, on),
                remission=remission.hints(claim, person_facts, policy, on),
                set_off=set_off.of(claim, policy, on, planned=claim.key in running, below_floor=below),
                ladder=ladder.of(claim, policy, on),
            )
            for claim in claims
        ),
        signals=signals.of(claims, person_facts, outcome, policy, on, running=frozenset(running)),
    )


def _ends(claim: Claim, outcome: Outcome | None) -> date | None:
    """The last due date of the plan that a proposal has for this claim."""
    plan = outcome.alternative if isinstance(outcome, NeedsHuman) else outcome
    if not isinstance(plan, Proposal) or not plan.instalments:
        return None
    inside = claim.key in {item.key for item in plan.considered.included}
    return max(instalment.due_on for instalment in plan.instalments) if inside else None


def _below_floor(outcome: Outcome | None) -> Answer:
    """Whether what is taken already leaves less than the protected income; never said on incomplete data."""
    room = outcome.room if isinstance(outcome, Proposal | NeedsHuman) else None
    if room is None or not room.complete:
        return Answer.UNKNOWN
    return Answer.YES if room.above_protected_income < 0 else Answer.NO
