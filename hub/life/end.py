"""End an arrangement early: only a person does, on a ground of the rules, with a reason (R1-24, decision 27)."""

from datetime import date, timedelta

from hub.life.events import Actor, ActorKind, Ended, Question
from hub.life.life import Life
from hub.life.problem import LifeProblem
from hub.life.rules import Rules
from hub.rules.policy import Policy

UNPAID = "unpaid_after_reminder"
"""The ground that exists only once a term was missed, a person was asked, and the time to make good is over."""


def end(life: Life, ground: str, *, by: Actor, on: date, policy: Policy) -> Ended | LifeProblem:
    """End it. Afterwards there is time to pay everything before collection goes on, where the rules give it."""
    if not life.runs:
        return LifeProblem.NOT_RUNNING
    if by.kind is not ActorKind.WORKER or not (by.says or "").strip():
        return LifeProblem.END_WITHOUT_REASON
    rules = Rules(life.agreed, policy)
    if ground not in grounds(life, policy):
        return LifeProblem.END_NO_SUCH_GROUND
    if ground == UNPAID and not life.asked & {Question.END, Question.MISSED}:
        return LifeProblem.END_TOO_EARLY
    reason = policy.reason("life.ended", *rules.named("may_end", "end_days", "no_action_days"))
    return Ended(on=on, by=by, reason=reason, ground=ground, pay_by=_pay_by(ground, rules, on))


def grounds(life: Life, policy: Policy) -> tuple[str, ...]:
    """The grounds on which these rules let it be ended."""
    listed = Rules(life.agreed, policy).find("may_end")
    return (UNPAID,) if listed is None else tuple(listed.value)


def _pay_by(ground: str, rules: Rules, on: date) -> date | None:
    not_for = rules.find("end_days_not_for")
    if not_for is not None and ground in not_for.value:
        return None
    days = rules.find("end_days") or rules.find("no_action_days")
    return None if days is None else on + timedelta(days=days.value)
