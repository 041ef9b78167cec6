"""End an arrangement early: only a person does, on a ground of the rules, with a reason (R1-24, decision 27)."""

from datetime import date, timedelta
from typing import Final

from hub.life.actor import Actor, ActorKind
from hub.life.events import Ended
from hub.life.life import MISSED, Life
from hub.life.problem import LifeProblem
from hub.life.rules import Rules
from hub.rules.policy import Policy

UNPAID = "unpaid_after_reminder"
"""The ground that exists only once a term was missed, a person was asked, and the time to make good is over."""

_TIMES: Final = ("end_days", "no_action_days")
"""Values that give time to pay everything after an end."""


def end(life: Life, ground: str, *, by: Actor, on: date, policy: Policy) -> Ended | LifeProblem:
    """End it. Afterwards there is time to pay everything before collection goes on, where the rules give it."""
    if not life.runs:
        return LifeProblem.NOT_RUNNING
    if by.kind is not ActorKind.WORKER or not (by.says or "").strip():
        return LifeProblem.END_WITHOUT_REASON
    rules = Rules(life.agreed, policy)
    if ground not in grounds(life, policy):
        return LifeProblem.END_NO_SUCH_GROUND
    if ground == UNPAID and not (life.asked & MISSED and life.owed_by(on)):
        return LifeProblem.END_TOO_EARLY
    if _stays_away(ground, rules):
        reason = policy.reason("life.ended", *rules.named("may_end", "end_days_not_for"))
        return Ended(on=on, by=by, reason=reason, ground=ground, pay_by=None)
    pay_by = _pay_by(rules, on)
    reason = policy.reason("life.ended", *rules.named("may_end", *_TIMES))
    collected_from = pay_by + timedelta(days=1) if pay_by else on
    return Ended(on=on, by=by, reason=reason, ground=ground, pay_by=pay_by, collected_from=collected_from)


def grounds(life: Life, policy: Policy) -> tuple[str, ...]:
    """The grounds on which these rules let it be ended."""
    listed = Rules(life.agreed, policy).find("may_end")
    return (UNPAID,) if listed is None else tuple(listed.value)


def _stays_away(ground: str, rules: Rules) -> bool:
    """Say whether the law itself keeps collection away: after bankruptcy, in debt settlement, while cooling off."""
    not_for = rules.find("end_days_not_for")
    return not_for is not None and ground in not_for.value


def _pay_by(rules: Rules, on: date) -> date | None:
    days = next((found for name in _TIMES if (found := rules.find(name))), None)
    return None if days is None else on + timedelta(days=days.value)
