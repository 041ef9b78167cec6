"""From a proposal to what is agreed: only what is acceptable, and only if nothing changed since it was made."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from hub.arrange.limits import last_day
from hub.domain.arrangement import Proposal
from hub.domain.claim import Claim, ClaimKey
from hub.domain.money import NOTHING, Cents
from hub.life.actor import Actor
from hub.life.agreed import Agreed, Term
from hub.life.events import Accepted, Granted
from hub.life.life import Life
from hub.life.paying import BY_TRANSFER, Paying, problem
from hub.life.problem import LifeProblem
from hub.life.rules import Rules, with_notice
from hub.rules.policy import Policy


class Change(StrEnum):
    """What changed about a claim since the proposal was made."""

    NEW = "new"
    GONE = "gone"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimChange:
    """One claim that is not what the proposal counts on, with what was open of it and what is (cents)."""

    key: ClaimKey
    change: Change
    before: Cents = NOTHING
    now: Cents = NOTHING


def changes(kept: Proposal, now: Proposal) -> tuple[ClaimChange, ...]:
    """What changed between a kept proposal and the same one computed again on what the agencies state now."""
    before = {claim.key: claim for claim in kept.considered.included}
    after = {claim.key: claim for claim in now.considered.included}
    return tuple(_changes(before, after))


def accept(
    proposal: Proposal,
    *,
    by: Actor,
    on: date,
    payment_day: int,
    policy: Policy,
    paying: Paying = BY_TRANSFER,
) -> Accepted | LifeProblem:
    """Agree on a proposal, where nothing stands in the way."""
    if cannot := in_the_way(proposal) or problem(paying, on=on):
        return cannot
    agreed = agreed_on(proposal, payment_day, policy)
    reason = policy.reason("life.accepted", *Rules(agreed, policy).named("arrangement", "who_asks"))
    return Accepted(on=on, by=by, reason=reason, agreed=agreed, paying=paying)


def in_the_way(proposal: Proposal) -> LifeProblem | None:
    """What is neither law nor possible under a reform, incomplete or blocked otherwise, cannot be accepted."""
    if not proposal.considered.is_law and proposal.considered.reform is None:
        return LifeProblem.NOT_LAW
    if not proposal.acceptable or proposal.considered.executes is None:
        return LifeProblem.NOT_ACCEPTABLE
    return None


def granted(life: Life, *, by: Actor, on: date, policy: Policy, decided_on: date | None = None) -> Granted:
    """The agency granted it, and it is heard of on a day; it begins on the day that the agency decided.

    The first term keeps the notice from the day that it is heard of: where there would be less, all terms come later.
    Not past the last day to recover a claim: then they stay as they are.
    """
    terms = replace(life.agreed, terms=life.terms).not_before(with_notice(on, policy)).terms
    rests_on = (*Rules(life.agreed, policy).named("grant_letter", "arrangement"), "harmonised.notice_days")
    return Granted(on=decided_on or on, by=by, reason=policy.reason("life.granted", *rests_on), terms=terms)


def agreed_on(proposal: Proposal, payment_day: int, policy: Policy) -> Agreed:
    """What is agreed on where a proposal is, without the facts that it was decided on."""
    considered = proposal.considered
    assert considered.executes is not None  # noqa: S101 the caller looked
    ends = [day for claim in considered.included if (day := last_day(claim, policy))]
    return Agreed(
        scheme=considered.scheme,
        executes=considered.executes,
        claims=tuple(replace(claim, facts={}, issues=()) for claim in considered.included),
        terms=tuple(Term(due_on=each.due_on, amount=each.amount) for each in proposal.instalments),
        payment_day=payment_day,
        last_day=min(ends, default=None),
        review_on=proposal.review_on,
        reform=considered.reform,
    )


def _changes(before: dict[ClaimKey, Claim], after: dict[ClaimKey, Claim]) -> Iterator[ClaimChange]:
    for key in sorted({*before, *after}):
        was, is_now = before.get(key), after.get(key)
        if was is None and is_now is not None:
            yield ClaimChange(key=key, change=Change.NEW, now=is_now.open.total)
        elif was is not None and is_now is None:
            yield ClaimChange(key=key, change=Change.GONE, before=was.open.total)
        elif was is not None and is_now is not None and was.open != is_now.open:
            yield ClaimChange(key=key, change=Change.AMOUNT, before=was.open.total, now=is_now.open.total)
