"""Dates and amounts of instalments: by months, by amount, or at what there is room for."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date

from hub.arrange.case import Case
from hub.domain.calendar import first_due_dates, months_between
from hub.domain.money import Cents, ceiling_division, floor_share

MOST_INSTALMENTS = 600
"""Fifty years: no rule comes near; a bound on what a wish can make us compute."""


def by_months(total: Cents, months: int) -> tuple[Cents, ...]:
    """Divide a total over months (readings 19): floor to the cent, the rest in the last instalment."""
    months = min(months, total)
    regular = floor_share(total, months)
    return (*[regular] * (months - 1), Cents(total - regular * (months - 1)))


def by_amount(total: Cents, amount: Cents) -> tuple[Cents, ...]:
    """Pay an amount as long as it lasts (readings 20): the last instalment is what is left."""
    months = ceiling_division(total, amount)
    return (*[amount] * (months - 1), Cents(total - amount * (months - 1)))


def dates(case: Case, months: int) -> tuple[date, ...]:
    """The first so many due dates after the notice (readings 32)."""
    day, notice = _day(case)
    return first_due_dates(case.on, day=day, notice_days=notice, months=months)


def dates_between(case: Case, *, earliest: date | None, latest: date, most: int) -> tuple[date, ...]:
    """The due dates from a day on, the notice kept, up to and including another day; at most so many."""
    day, notice = _day(case)
    before = 0 if earliest is None else max(0, months_between(case.on, earliest) + 1)
    due = first_due_dates(case.on, day=day, notice_days=notice, months=before + most)
    first = 0 if earliest is None else bisect_left(due, earliest)
    return due[first : min(first + most, bisect_right(due, latest))]


def cut(due: Sequence[date], latest: date | None) -> tuple[date, ...]:
    """The due dates, in their order, up to and including a day."""
    return tuple(due) if latest is None else tuple(due[: bisect_right(due, latest)])


def _day(case: Case) -> tuple[int, int]:
    day = case.choice.payment_day or case.policy.get("harmonised.payment_day").value
    return day, case.policy.get("harmonised.notice_days").value
