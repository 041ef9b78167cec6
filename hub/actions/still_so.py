"""Whether a kept proposal is still what would be proposed: the agencies were asked again, and it was computed again."""

from dataclasses import dataclass
from datetime import datetime

from consent.parties import AgencyCode
from hub.actions.preview import Compute
from hub.actions.show_arrangement import LABEL
from hub.audit import canonical
from hub.audit.receipt import Receipt
from hub.domain.arrangement import Outcome, Proposal
from hub.domain.source import Answers
from hub.life.accept import ClaimChange, changes, in_the_way
from hub.life.problem import LifeProblem
from hub.ports import PersonKey, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """The agencies state something else than the proposal counts on; without claims: another plan follows today."""

    claims: tuple[ClaimChange, ...]


async def opened(proposal: str, transaction: Transaction, key: PersonKey, at: datetime) -> Receipt | LifeProblem:
    """Open what a kept proposal was computed from."""
    kept = await transaction.proposal(proposal)
    if kept is None:
        was_there = await transaction.had_proposal(proposal)
        return LifeProblem.PROPOSAL_EXPIRED if was_there else LifeProblem.PROPOSAL_UNKNOWN
    if kept.expires_at <= at:
        return LifeProblem.PROPOSAL_EXPIRED
    receipt: Receipt = canonical.loads(Receipt, key.open(LABEL, kept.sealed))
    return receipt


def concerned(outcome: Outcome) -> frozenset[AgencyCode]:
    """Every agency that has part in what came out."""
    considered = outcome.considered
    executes = {considered.executes} if considered.executes else set()
    return frozenset(executes | {claim.owner for claim in considered.included})


def again(receipt: Receipt, answers: Answers, compute: Compute) -> Outcome:
    """Compute the same question on what the agencies state now."""
    given = receipt.inputs
    return compute(answers=answers, scheme=given.scheme, choice=given.choice, situation=given.situation).outcome


def still_so(kept: Outcome, now: Outcome) -> Proposal | Changed | LifeProblem:
    """Give the proposal, where nothing changed and nothing stands in its way today.

    A silent agency is unknown, and not without debt.
    """
    if not isinstance(kept, Proposal) or not isinstance(now, Proposal):
        return Changed(claims=())
    if now.considered.missing:
        return LifeProblem.NOT_ACCEPTABLE
    if claims := changes(kept, now):
        return Changed(claims=claims)
    if [part.amount for part in kept.instalments] != [part.amount for part in now.instalments]:
        return Changed(claims=())
    if cannot := in_the_way(now):
        return cannot
    return kept if kept.considered.reform == now.considered.reform else Changed(claims=())
