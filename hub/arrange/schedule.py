"""Dates and amounts of instalments: by months, by amount, or at what there is room for."""

from collections.abc import Sequence
from datetime import date
from itertools import takewhile

from hub.arrange.case import Case
from hub.domain.calendar import due_dates, first_due_dates
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
    following = (due for due in due_dates(case.on, day=day, notice_days=notice) if earliest is None or due >= earliest)
    return tuple(due for due, _ in zip(takewhile(lambda due: due <= latest, following), range(most), strict=False))


def cut(due: Sequence[date], latest: date | None) -> tuple[date, ...]:
    """The due dates up to and including a day."""
    return tuple(due) if latest is None else tuple(one for one in due if one <= latest)


def _day(case: Case) -> tuple[int, int]:
    day = case.choice.payment_day or case.policy.get("harmonised.payment_day").value
    return day, case.policy.get("harmonised.notice_days").value
