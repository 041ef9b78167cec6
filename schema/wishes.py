"""What a client wishes for, checked before any agency is asked."""

from datetime import date, datetime

from strawberry import UNSET

from hub.domain.arrangement import Choice
from hub.domain.scheme import SchemeCode
from hub.errors import BadInput
from schema.context import Context

_LAST_DAY = 31
"""The longest month."""


def plan(scheme: str, payment_day: int | None, context: Context) -> tuple[SchemeCode, Choice]:
    """Check a scheme and a payment day, which may be left out. Raises BadInput."""
    day = None if payment_day is UNSET else payment_day
    if day is not None and not 1 <= day <= _LAST_DAY:
        raise BadInput("payment_day.out_of_range", "There is no such day of the month.", "Choose 1 to 31.")
    known = context.policy.schemes()
    if scheme not in known:
        raise BadInput("scheme.unknown", "There is no such scheme.", f"Ask for one of: {', '.join(known)}.")
    return SchemeCode(scheme), Choice(payment_day=day)


def not_later_than_now(as_of: date | None, known_at: datetime | None, context: Context) -> None:
    """Refuse a look into the future. Raises BadInput."""
    if as_of is not None and as_of > context.today:
        raise BadInput("asof.in_future", "That day has not come.", "Choose today or an earlier day.")
    if known_at is not None and known_at > context.now:
        raise BadInput("known_at.in_future", "That moment has not come.", "Choose an earlier one.")
