"""Until when the agency has to decide on an application (Awb 4:13)."""

from datetime import date

from hub.advise import terms
from hub.domain.reasons import Day, Reason
from hub.rules.policy import Policy

_WEEKS = "awb.decision_weeks"
_DAYS_A_WEEK = 7


def decide_by(received_on: date, policy: Policy) -> tuple[date, Reason]:
    """Give the last day, and why it is that one. No law says less for it; an agency may be faster."""
    days = policy.get(_WEEKS).value * _DAYS_A_WEEK
    until = terms.last_day(received_on, days=days, policy=policy)
    return until, policy.reason("review.term", _WEEKS, terms.TERMS, terms.HOLIDAYS, until=Day(on=until))
