"""What an agency's answer to an errand does to an arrangement. Pure."""

from dataclasses import replace
from datetime import date
from typing import Final

from hub.domain.errand import Answered, ErrandKind, PlannedTerm, Reply
from hub.domain.reasons import Reason
from hub.life.accept import granted
from hub.life.actor import Actor, ActorKind
from hub.life.agreed import Agreed, Term
from hub.life.amend import amended
from hub.life.events import (
    ChangeDeclined,
    ChangeOffered,
    Declined,
    Event,
    Offered,
    PauseDeclined,
    PersonAsked,
    Question,
    Requested,
)
from hub.life.life import Life, happened
from hub.life.pause import pause
from hub.life.problem import LifeProblem
from hub.life.rules import lapses_on
from hub.life.said import said
from hub.life.states import Impossible, State
from hub.rules.policy import Policy

DO_NOT_FIT: Final = "errand.terms_do_not_fit"
"""Why other terms that an agency grants cannot be put to the person: more than is open, out of order, too late."""


def understood(life: Life, kind: ErrandKind, answered: Answered, *, on: date) -> Answered:
    """The answer as it can be followed; other terms that do not fit what was asked are no answer, for an operator."""
    agreed = asked_for(life, kind)
    if answered.reply is not Reply.GRANTED_OTHERWISE or agreed is None or on_terms(agreed, answered.terms, on=on):
        return answered
    return replace(answered, reply=Reply.UNREACHABLE, reason=DO_NOT_FIT, terms=(), may_retry=False)


def asked_for(life: Life, kind: ErrandKind) -> Agreed | None:
    """What an errand asks an agency to agree on; None where it asks for no terms."""
    if kind is ErrandKind.REQUEST:
        return life.agreed
    return life.change_asked.agreed if kind is ErrandKind.CHANGE and life.change_asked else None


def on_terms(agreed: Agreed, terms: tuple[PlannedTerm, ...], *, on: date) -> Agreed | None:
    """The same on other terms; None where they do not fit what is owed, its last day, or today.

    Terms that leave more open than was asked for would leave it open for ever: nobody looks at it again.
    """
    if not terms or terms[0].due_on < on or (agreed.last_day is not None and terms[-1].due_on > agreed.last_day):
        return None
    try:
        other = replace(agreed, terms=tuple(Term(due_on=term.due_on, amount=term.amount) for term in terms))
    except ValueError:
        return None
    return other if other.open_after <= agreed.open_after else None


def on_request(life: Life, answered: Answered, *, accepted_on: date, on: date, policy: Policy) -> tuple[Event, ...]:
    """Asked for, and then granted, granted otherwise, or refused.

    The agency's own date counts, where it can be: not before the person accepted, and not after today.
    """
    by = Actor(kind=ActorKind.AGENCY, agency=life.agreed.executes)
    reason = said(answered.reply, answered.article)
    before: tuple[Event, ...] = ()
    if life.state is State.ACCEPTED:
        before = (Requested(on=on, by=by, reason=said(Reply.RECEIVED, answered.article)),)
        stands = happened(life, before[0])
        life = life if isinstance(stands, Impossible) else stands
    match answered.reply:
        case Reply.GRANTED:
            decided_on = min(max(answered.decided_on or on, accepted_on), on)
            return (*before, granted(life, by=by, on=on, policy=policy, decided_on=decided_on))
        case Reply.GRANTED_OTHERWISE if other := on_terms(life.agreed, answered.terms, on=on):
            until = lapses_on(on, policy)
            return (*before, Offered(on=on, by=by, reason=reason, agreed=other, until=until))
        case Reply.REFUSED:
            return (*before, Declined(on=on, by=by, reason=reason))
        case _:
            return before


def on_suspend(answered: Answered, *, by: Actor, on: date) -> tuple[Event, ...]:
    """An owner that does not suspend its collection leaves a decision for a person: never half a plan in silence."""
    if answered.reply in (Reply.GRANTED, Reply.RECEIVED) or answered.may_retry:
        return ()
    reason = said(answered.reply, answered.article)
    return (PersonAsked(on=on, by=by, reason=reason, question=Question.OWNER_DOES_NOT_FOLLOW),)


def on_amend(answered: Answered, *, by: Actor, on: date) -> tuple[Event, ...]:
    """An agency that does not follow terms that hold leaves a decision for a person too."""
    if answered.reply not in (Reply.REFUSED, Reply.GRANTED_OTHERWISE):
        return ()
    reason = said(answered.reply, answered.article)
    return (PersonAsked(on=on, by=by, reason=reason, question=Question.TERMS_NOT_FOLLOWED),)


def on_pause(life: Life, answered: Answered, *, on: date) -> tuple[Event, ...]:
    """Granted or refused; one that nobody waits for any more changes nothing.

    A grant that comes when the pause would be over is none. Other terms for a pause are for a person to look at.
    """
    if life.pause_asked is None or not answered.is_final:
        return ()
    by = Actor(kind=ActorKind.AGENCY, agency=life.agreed.executes)
    reason = said(answered.reply, answered.article)
    declined = PauseDeclined(on=on, by=by, reason=reason)
    if answered.reply is Reply.REFUSED:
        return (declined,)
    if answered.reply is Reply.GRANTED_OTHERWISE:
        return (declined, PersonAsked(on=on, by=by, reason=reason, question=Question.PAUSE_OTHERWISE))
    found = pause(life, life.pause_asked, by=by, on=on)
    if found is LifeProblem.NOT_RUNNING:
        return ()
    if on >= life.pause_asked.until:
        return (replace(declined, reason=Reason(code="life.pause_too_late", article=answered.article)),)
    if isinstance(found, LifeProblem):
        # What changed since the pause was asked for leaves it no room: a person looks.
        return (declined, PersonAsked(on=on, by=by, reason=reason, question=Question.PAUSE_OTHERWISE))
    return (found,)


def on_change(life: Life, answered: Answered, *, on: date, policy: Policy) -> tuple[Event, ...]:
    """Granted, granted otherwise, or refused; one that nobody waits for any more changes nothing."""
    if (asked := life.change_asked) is None:
        return ()
    by = Actor(kind=ActorKind.AGENCY, agency=life.agreed.executes)
    reason = said(answered.reply, answered.article)
    match answered.reply:
        case Reply.GRANTED:
            found = amended(life, asked, by=by, on=on, policy=policy)
            declined = ChangeDeclined(on=on, by=by, reason=Reason(code="change.too_late", article=answered.article))
            return (declined if isinstance(found, LifeProblem) else found,)
        case Reply.GRANTED_OTHERWISE if other := on_terms(asked.agreed, answered.terms, on=on):
            until = lapses_on(on, policy)
            return (ChangeOffered(on=on, by=by, reason=reason, agreed=other, joins=asked.joins, until=until),)
        case Reply.REFUSED:
            return (ChangeDeclined(on=on, by=by, reason=reason),)
        case _:
            return ()
