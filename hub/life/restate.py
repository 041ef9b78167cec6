"""An agency says that something else is open of a claim than the arrangement counts on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from hub.domain.claim import Amounts, ClaimKey
from hub.domain.money import Cents, total
from hub.domain.reasons import Reason
from hub.life.actor import BY_RULE, Actor
from hub.life.agreed import Term
from hub.life.events import ChangeDeclined, Event, PersonAsked, Question, Restated
from hub.life.life import Life
from hub.life.problem import LifeProblem
from hub.life.receive import followed
from hub.life.rules import Rules
from hub.rules.policy import Policy


def restate(
    life: Life, key: ClaimKey, stated: Amounts, *, by: Actor, on: date, policy: Policy
) -> tuple[Event, ...] | LifeProblem:
    """Take over what an agency states; empty where it is what was counted on.

    Less is open: first what the terms leave open is less, then the terms end sooner. More is open: new amounts join an
    arrangement only in special cases (R1-17), so what was agreed stays as it is, and a person looks.
    """
    claim = next((claim for claim in life.claims if claim.key == key), None)
    if not life.runs:
        return LifeProblem.NOT_RUNNING
    if claim is None:
        return LifeProblem.CLAIM_NOT_IN_IT
    more = Cents(stated.total - claim.open.total)
    known = life.outside.get(key, Amounts()).total
    if (stated == claim.open and not known) or (more > 0 and more == known):
        return ()
    reason = policy.reason("life.restated", *Rules(life.agreed, policy).named("new_claims"))
    over = _overtaken(life, on)
    if more > 0:
        told = Restated(
            on=on, by=by, reason=reason, key=key, open=claim.open, terms=life.unpaid, outside=stated.beyond(claim.open)
        )
        asked = PersonAsked(on=on, by=BY_RULE, reason=reason, question=Question.CLAIM_GREW)
        return (*over, told, asked)
    left_after = life.open - total([term.amount for term in life.unpaid])
    terms = shortened(life.unpaid, Cents(max(-more - left_after, 0)))
    told = Restated(on=on, by=by, reason=reason, key=key, open=stated, terms=terms)
    return followed(life, [*over, told], on, policy)


def _overtaken(life: Life, on: date) -> tuple[ChangeDeclined, ...]:
    """A change that waits counted on other amounts: nobody grants it any more."""
    waits = life.change_asked or life.change_offered
    return (ChangeDeclined(on=on, by=BY_RULE, reason=Reason(code="change.claims_changed")),) if waits else ()


def shortened(terms: Sequence[Term], by: Cents) -> tuple[Term, ...]:
    """The terms less an amount, taken from the last one backward."""
    left, kept = by, list(terms)
    while left and kept:
        last = kept.pop()
        if last.amount > left:
            kept.append(replace(last, amount=Cents(last.amount - left)))
            break
        left = Cents(left - last.amount)
    return tuple(kept)
