"""What is due on a day by the dates alone: a reminder, a question to a person, the end of a pause."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from itertools import chain

from hub.domain.calendar import open_day
from hub.domain.reasons import Day, Money, Reason
from hub.life.actor import BY_RULE
from hub.life.events import ChangeDeclined, Event, Expired, PersonAsked, Question, Reminded, Resumed
from hub.life.life import Life
from hub.life.receive import cured
from hub.life.rules import Rules
from hub.life.states import State
from hub.rules.policy import Policy


def due(life: Life, on: date, *, closed: Collection[date], policy: Policy) -> tuple[Event, ...]:
    """Give what happens on a day because its time has come; empty where nothing does.

    `closed` are the days on which no payment moves. Run again on the same day, after what it gave has happened, it
    gives nothing. Run late, it counts from the day it runs: nobody is held to a reminder that came too late.
    """
    if (offer := life.change_offered) and life.runs and on >= offer.until:
        return (ChangeDeclined(on=on, by=BY_RULE, reason=Reason(code="change.not_agreed_in_time")),)
    match life.state:
        case State.ACTIVE:
            return _missed(life, on, closed, policy) or _review(life, on, policy)
        case State.REMINDED:
            return _after_reminder(life, on, closed, policy) or _review(life, on, policy)
        case State.PAUSED if life.pause and on >= life.pause.until:
            return (Resumed(on=on, by=BY_RULE, reason=life.pause.reason),)
        case State.OFFERED if life.offer and on >= life.offer.until:
            return (Expired(on=on, by=BY_RULE, reason=life.offer.reason),)
        case _:
            return ()


def next_look(life: Life, *, closed: Collection[date]) -> date | None:
    """The first day on which `due` may give something while nothing else happens; None: never."""
    days = _days_of_state(life, closed)
    if life.change_offered and life.runs:
        days = chain(days, [life.change_offered.until])
    return min(days, default=None)


def _days_of_state(life: Life, closed: Collection[date]) -> Iterable[date]:
    match life.state:
        case State.ACTIVE:
            first = () if Question.MISSED in life.asked else life.unpaid[:1]
            return chain((_late_from(term.due_on, closed) for term in first), _review_day(life))
        case State.REMINDED:
            late = [] if Question.END in life.asked or life.reminder is None else [life.reminder.until]
            return chain((_late_from(day, closed) for day in late), _review_day(life))
        case State.PAUSED:
            return [life.pause.until] if life.pause else ()
        case State.OFFERED:
            return [life.offer.until] if life.offer else ()
        case _:
            return ()


def _missed(life: Life, on: date, closed: Collection[date], policy: Policy) -> tuple[Event, ...]:
    """A term whose day has passed: one reminder, free of charge; where the rules know none, a person decides."""
    if Question.MISSED in life.asked or not life.unpaid or on < _late_from(life.unpaid[0].due_on, closed):
        return ()
    rules = Rules(life.agreed, policy)
    missing = life.owed_by(max(term.due_on for term in life.terms if _late_from(term.due_on, closed) <= on))
    found = rules.cure_until(life.terms, on)
    if found is None:
        reason = policy.reason("life.missed_by_person")
        return (PersonAsked(on=on, by=BY_RULE, reason=reason, question=Question.MISSED),)
    until, name = found
    grounds = rules.named("reminders", name)
    reason = policy.reason("life.reminded", *grounds, missing=Money(cents=missing), until=Day(on=until))
    return (Reminded(on=on, by=BY_RULE, reason=reason, missing=missing, until=until),)


def _after_reminder(life: Life, on: date, closed: Collection[date], policy: Policy) -> tuple[Event, ...]:
    """After the time to make good: the agency may end it, and only a person does (decision 27)."""
    if life.reminder is None or Question.END in life.asked or on < _late_from(life.reminder.until, closed):
        return ()
    if life.owed_by(life.reminder.until) == 0:
        return (cured(life, on, policy),)
    reason = policy.reason("life.may_end", *Rules(life.agreed, policy).named("may_end"))
    return (PersonAsked(on=on, by=BY_RULE, reason=reason, question=Question.END),)


def _review(life: Life, on: date, policy: Policy) -> tuple[Event, ...]:
    """Some arrangements are looked at again after a time; what they leave open is decided then."""
    if not any(day <= on for day in _review_day(life)):
        return ()
    reason = policy.reason("life.review", *Rules(life.agreed, policy).named("capacity_review_months"))
    return (PersonAsked(on=on, by=BY_RULE, reason=reason, question=Question.REVIEW),)


def _review_day(life: Life) -> tuple[date, ...]:
    day = life.agreed.review_on
    return () if day is None or Question.REVIEW in life.asked else (day,)


def _late_from(due_on: date, closed: Collection[date]) -> date:
    """The day from which an amount is late.

    Its money moves on the first bank day from its due date on; the statement that tells of it comes on the bank day
    after, and is read before anybody is called late.
    """
    moves_on = open_day(due_on, closed)
    told_on = open_day(moves_on + timedelta(days=1), closed)
    return told_on + timedelta(days=1)
