"""Other terms for an arrangement that runs: asked for by the person, decided by the agency (R1-17, decision 37)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from hub.domain.arrangement import Proposal
from hub.domain.claim import Amounts, Claim, add_up
from hub.life.accept import agreed_on, in_the_way
from hub.life.actor import Actor
from hub.life.agreed import Agreed
from hub.life.events import Amended, ChangeAsked, ChangeOffered
from hub.life.life import Life
from hub.life.problem import LifeProblem
from hub.life.rules import Rules, with_notice
from hub.rules.policy import Policy


def ask_change(
    life: Life, proposal: Proposal, *, named: str, payment_day: int | None, by: Actor, on: date, policy: Policy
) -> ChangeAsked | LifeProblem:
    """Ask for what was proposed on the claims of this arrangement, and on what is to join it; `named` is its id.

    Every claim that is not paid stays in it, with what is open of it here: an amendment takes nothing out. What an
    agency said that a claim grew by may join it (`Life.outside`), and so may other claims. Without a
    `payment_day` it stays the one that it is.
    """
    if cannot := _in_the_way(life, proposal):
        return cannot
    joins = _joining(life, proposal.considered.included)
    if joins is None:
        return LifeProblem.CHANGE_LEAVES_OUT
    agreed = _agreed(life, agreed_on(proposal, payment_day or life.agreed.payment_day, policy), on, policy)
    if not joins and agreed.terms == life.unpaid:
        return LifeProblem.CHANGE_NOTHING
    if not _fits(life, agreed):
        return LifeProblem.CHANGE_BEYOND_LIMITATION
    reason = policy.reason("change.asked", *Rules(agreed, policy).named(*(["new_claims"] if joins else ["who_asks"])))
    return ChangeAsked(on=on, by=by, reason=reason, agreed=agreed, joins=joins, proposal=named)


def amended(
    life: Life, asked: ChangeAsked | ChangeOffered, *, by: Actor, on: date, policy: Policy
) -> Amended | LifeProblem:
    """Agree on what was asked for or offered, from the day on which that is heard of."""
    agreed = _agreed(life, asked.agreed, on, policy)
    if not _fits(life, agreed):
        return LifeProblem.CHANGE_BEYOND_LIMITATION
    return Amended(on=on, by=by, reason=asked.reason._replace(code="change.agreed"), agreed=agreed, joins=asked.joins)


def _in_the_way(life: Life, proposal: Proposal) -> LifeProblem | None:
    if not life.runs:
        return LifeProblem.NOT_RUNNING
    if life.change_asked or life.change_offered:
        return LifeProblem.CHANGE_ASKED_ALREADY
    if cannot := in_the_way(proposal):
        return cannot
    considered = proposal.considered
    same = (considered.scheme, considered.executes) == (life.agreed.scheme, life.agreed.executes)
    return None if same else LifeProblem.CHANGE_OTHER_SCHEME


def _agreed(life: Life, agreed: Agreed, on: date, policy: Policy) -> Agreed:
    """With what is paid already in it too, and no term before there is notice of it, or in a pause."""
    listed = {claim.key for claim in agreed.claims}
    paid = tuple(claim for claim in life.claims if claim.key not in listed)
    earliest = with_notice(on, policy)
    if life.pause:
        earliest = max(earliest, life.pause.until)
    return replace(agreed, claims=(*agreed.claims, *paid)).not_before(earliest)


def _fits(life: Life, agreed: Agreed) -> bool:
    """Say whether the terms end while every claim can be recovered, and begin after a pause."""
    in_time = agreed.last_day is None or agreed.terms[-1].due_on <= agreed.last_day
    return in_time and (life.pause is None or agreed.terms[0].due_on >= life.pause.until)


def _joining(life: Life, after: Sequence[Claim]) -> tuple[Claim, ...] | None:
    """What is in the plan and not in the arrangement; None where the plan leaves out what is open in it."""
    wanted = {claim.key: claim for claim in after}
    known = {claim.key: claim.open for claim in life.claims}
    if any(opened.total and key not in wanted for key, opened in known.items()):
        return None
    joins = [replace(claim, facts={}, issues=()) for key, claim in sorted(wanted.items()) if key not in known]
    for key, opened in known.items():
        claim, grew = wanted.get(key), life.outside.get(key, Amounts())
        if claim is None or claim.open == opened:
            continue
        if claim.open != add_up([opened, grew]):
            return None
        joins.append(replace(claim, open=grew, facts={}, issues=()))
    return tuple(joins)
