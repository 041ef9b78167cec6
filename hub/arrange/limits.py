"""Until when a claim can be recovered, and so until when a plan may run (R1-12, readings 31)."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from consent.months import months_after
from hub.arrange.case import Case
from hub.arrange.schedule import dates
from hub.domain.claim import Claim
from hub.domain.facts import Answer, FactName
from hub.domain.reasons import Day, Reason
from hub.rules.policy import Policy


class Limit(NamedTuple):
    """The last day on which every claim of a plan can be recovered, and the rules that say so."""

    last_day: date
    reason: Reason


def limit(case: Case, claims: Sequence[Claim]) -> Limit | None:
    """The earliest end among the claims; None where none of them limits a plan."""
    ends = [(day, claim) for claim in claims if (day := last_day(claim, case.policy))]
    if not ends:
        return None
    earliest, claim = min(ends, key=lambda end: (end[0], end[1].key))
    names = (case.policy.get(f"{case.rules}.limitation").id, _name(claim, case.policy))
    return Limit(earliest, case.policy.reason("term.limitation", *names, until=Day(on=earliest)))


def dates_in_time(case: Case, months: int) -> tuple[date, ...] | Reason:
    """The first so many due dates; or why not, where a claim of the plan can no longer be recovered by the last one."""
    due, until = dates(case, months), limit(case, case.included)
    return until.reason if until and due[-1] > until.last_day else due


def last_day(claim: Claim, policy: Policy) -> date | None:
    """The last day on which a claim can be recovered while it is paid in instalments; None where a plan moves it on.

    A plan is postponement: it extends the term of the general law by its own length (Awb, 4:111). An administrative
    fine gets a fixed extension (Wahv, 25), a criminal claim none (R8-10).
    """
    stated = claim.fact(FactName.LIMITATION)
    if stated.answer is not Answer.YES or stated.on is None:
        return None
    rule = policy.get(_name(claim, policy)).value
    match rule["extends"]:
        case "as long as postponed":
            return None
        case "months":
            return months_after(stated.on, rule["months"])
        case _:
            return stated.on


def _name(claim: Claim, policy: Policy) -> str:
    return f"verjaring.{policy.kind(claim.kind).regime}"
