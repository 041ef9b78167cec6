"""How many months: the table's row, then every cap that shortens it, each with its reason."""

from datetime import date
from typing import NamedTuple

from hub.arrange.case import Case
from hub.domain.arrangement import NeedsHuman
from hub.domain.calendar import first_due_dates
from hub.domain.facts import Answer, FactName
from hub.domain.reasons import Day, Money, Reason
from hub.rules.policy import TABLE


class Term(NamedTuple):
    """The due dates, and how their number was found."""

    due_dates: tuple[date, ...]
    reasons: tuple[Reason, ...]


def term(case: Case) -> Term | NeedsHuman:
    """Find the due dates of the standard arrangement (R1-13, R5-05, R1-12)."""
    months, reasons = _table(case)
    months, reasons = _shorten(case, months, reasons)
    day, notice = _days(case)
    dates = first_due_dates(case.on, day=day, notice_days=notice, months=months)
    return _within_limitation(case, dates, reasons)


def _table(case: Case) -> tuple[int, tuple[Reason, ...]]:
    months, below = case.policy.table_row(case.total)
    names = (TABLE, "harmonised.table_bounds")
    total = Money(cents=case.total)
    if below is None:
        return months, (case.policy.reason("term.last_table_row", *names, total=total, months=months),)
    bound = Money(cents=below)
    return months, (case.policy.reason("term.table_row", *names, total=total, below=bound, months=months),)


def _shorten(case: Case, months: int, reasons: tuple[Reason, ...]) -> tuple[int, tuple[Reason, ...]]:
    """Apply the longest standard term, and the cap on one single sanction where the rules have one (R5-05)."""
    longest = f"{case.scheme.rules}.longest_standard"
    caps = [(case.policy.get(longest).value, "term.longest", longest)]
    single = f"{case.scheme.rules}.single_claim_cap"
    cap = case.policy.find(single)
    if cap and len(case.included) == 1 and case.included[0].kind in cap.value["kinds"]:
        caps.append((cap.value["months"], "term.single_sanction", single))
    for value, code, name in caps:
        if months > value:
            months, reasons = value, (*reasons, case.policy.reason(code, name, months=value))
    return months, reasons


def _days(case: Case) -> tuple[int, int]:
    day = case.choice.payment_day or case.policy.get("harmonised.payment_day").value
    return day, case.policy.get("harmonised.notice_days").value


def _within_limitation(case: Case, dates: tuple[date, ...], reasons: tuple[Reason, ...]) -> Term | NeedsHuman:
    """Keep only the due dates on which every claim can still be recovered (R1-12, readings 31)."""
    name = case.policy.get(f"{case.scheme.rules}.limitation").id
    stated = (claim.fact(FactName.LIMITATION) for claim in case.included)
    ends = [fact.on for fact in stated if fact.answer is Answer.YES and fact.on is not None]
    earliest = min(ends, default=None)
    if earliest is None or dates[-1] <= earliest:
        return Term(dates, reasons)
    reason = case.policy.reason("term.limitation", name, until=Day(on=earliest))
    kept = tuple(due for due in dates if due <= earliest)
    if not kept:
        return NeedsHuman(considered=case.considered, reasons=(reason,))
    return Term(kept, (*reasons, reason))
