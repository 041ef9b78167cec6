"""A pause in an arrangement that runs: time to find help, longer where help was granted (R1-16, R5-07)."""

from datetime import date
from itertools import islice

from consent.months import months_after
from hub.domain.reasons import Day, Reason
from hub.life.actor import Actor
from hub.life.agreed import Term
from hub.life.events import PauseAsked, Paused
from hub.life.life import Life
from hub.life.problem import LifeProblem
from hub.life.rules import Rules
from hub.rules.policy import Policy


def ask_pause(life: Life, *, helped: bool, by: Actor, on: date, policy: Policy) -> PauseAsked | LifeProblem:
    """Ask for a pause from a day on; `helped`: the municipality grants help, so that it may take longer.

    Help that is granted during a pause extends that one, counted from its first day. Rules that know no pause, and a
    second one (no rule says how often), are for a person. So is one after which a claim could no longer be recovered in
    time.
    """
    if not life.runs or not life.unpaid:
        return LifeProblem.NOT_RUNNING
    since = life.pause.since if life.pause else on
    found = _until(life, helped=helped, on=since, policy=policy)
    if found is None:
        return LifeProblem.PAUSE_NOT_REGULATED
    until, reason = found
    extends = life.pause is not None and until > life.pause.until
    if life.pauses and not extends:
        return LifeProblem.PAUSE_HAD_BEFORE
    if life.pause_asked:
        return LifeProblem.PAUSE_ASKED_ALREADY
    last_day = life.agreed.last_day
    if last_day is not None and moved(life, until)[-1].due_on > last_day:
        return LifeProblem.PAUSE_BEYOND_LIMITATION
    return PauseAsked(on=on, by=by, reason=reason, since=since, until=until)


def pause(life: Life, asked: PauseAsked, *, by: Actor, on: date) -> Paused | LifeProblem:
    """Grant the pause that was asked for, which is not over yet; one that now takes too long is none.

    Everything that is unpaid by then, a missed term too, comes after it, a term a month on the payment day.
    """
    if not life.runs or not life.unpaid:
        return LifeProblem.NOT_RUNNING
    terms = moved(life, asked.until)
    if life.agreed.last_day is not None and terms[-1].due_on > life.agreed.last_day:
        return LifeProblem.PAUSE_BEYOND_LIMITATION
    reason = asked.reason._replace(code="life.paused")
    return Paused(on=on, by=by, reason=reason, since=asked.since, until=asked.until, terms=terms)


def moved(life: Life, earliest: date) -> tuple[Term, ...]:
    """What is unpaid, on the due dates from a day on."""
    unpaid = life.unpaid
    days = islice(life.agreed.days_from(earliest), len(unpaid))
    return tuple(map(Term.on, unpaid, days))


def _until(life: Life, *, helped: bool, on: date, policy: Policy) -> tuple[date, Reason] | None:
    """The first day after the pause, and the rule that gives it; None where these rules give none."""
    rules = Rules(life.agreed, policy)
    names = rules.named("pause_months", *(["pause_help_months"] if helped else []))
    if not names:
        return None
    until = months_after(on, sum(policy.get(name).value for name in names))
    return until, policy.reason("life.pause_asked", *names, until=Day(on=until))
