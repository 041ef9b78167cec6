"""What a client wishes for, checked before any agency is asked."""

from datetime import date, datetime

from hub.actions.amending import Amends
from hub.actions.plan_wish import PlanWish
from hub.domain.scheme import SchemeCode
from hub.errors import BadInput
from schema.choice import ChoiceInput, chosen, opt_ins
from schema.context import Context
from schema.situation import SituationInput, told


def plan(
    scheme: str,
    payment_day: int | None,
    context: Context,
    *,
    choice: ChoiceInput | None = None,
    situation: SituationInput | None = None,
    amends: Amends | None = None,
) -> PlanWish:
    """Check everything that can be wished for one plan. Raises BadInput."""
    known = context.policy.schemes()
    wanted = chosen(choice, payment_day)
    if scheme not in known:
        raise BadInput("scheme.unknown", "There is no such scheme.", f"Ask for one of: {', '.join(known)}.")
    return PlanWish(
        scheme=SchemeCode(scheme),
        choice=wanted,
        situation=told(situation) if situation else None,
        opt_ins=opt_ins(choice),
        amends=amends,
    )


def not_later_than_now(as_of: date | None, known_at: datetime | None, context: Context) -> None:
    """Refuse a look into the future. Raises BadInput."""
    if as_of is not None and as_of > context.today:
        raise BadInput("asof.in_future", "That day has not come.", "Choose today or an earlier day.")
    if known_at is not None and known_at > context.now:
        raise BadInput("known_at.in_future", "That moment has not come.", "Choose an earlier one.")
