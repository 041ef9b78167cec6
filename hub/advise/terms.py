"""Terms of the law: the last day of a term, and the public holidays that push it on (Algemene termijnenwet 1 and 3)."""

from datetime import date, timedelta
from itertools import count

from hub.rules.policy import Policy

TERMS = "algemene_termijnenwet.last_day"
HOLIDAYS = "algemene_termijnenwet.holidays"

_SATURDAY, _SUNDAY = 5, 6


def last_day(start: date, *, days: int, policy: Policy, extended: bool = True) -> date:
    """Give the last day, inclusive, of a term of so many days that begins the day after `start` (Awb 6:8).

    A last day on a Saturday, a Sunday or a public holiday moves on to the first day that is none of these, unless
    `extended` is off: the act reaches acts and orders in council only. A term longer than the act's bound is not moved.
    """
    end = start + timedelta(days=days)
    if not extended or days > policy.get(TERMS).value["longest_days"]:
        return end
    return next(day for day in (end + timedelta(days=step) for step in count()) if not is_day_off(day, policy))


def is_day_off(day: date, policy: Policy) -> bool:
    """Say whether a day is a Saturday, a Sunday or a public holiday."""
    return day.weekday() in (_SATURDAY, _SUNDAY) or day in holidays(day.year, policy)


def holidays(year: int, policy: Policy) -> frozenset[date]:
    """Give the public holidays of a year, with the King's birthday as it is celebrated and Good Friday.

    Days that a royal decree puts on a par (3, third paragraph) are not in the book: without them a last day may come
    out too early, never too late.
    """
    rule = policy.get(HOLIDAYS).value
    fixed = {date(year, row["month"], row["day"]) for row in rule["fixed"]}
    king = date(year, rule["king"]["month"], rule["king"]["day"])
    if king.weekday() == _SUNDAY:
        king -= timedelta(days=1)
    feast = easter(year)
    movable = {feast + timedelta(days=offset) for offset in rule["days_from_easter"]}
    return frozenset({*fixed, king, *movable})


def easter(year: int) -> date:
    """Give Easter Sunday of a year by the Gregorian computus: the arithmetic of the calendar, not of any law."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    leap_centuries, odd_centuries = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - correction + 15) % 30
    leaps, odd_years = divmod(of_century, 4)
    weekday = (32 + 2 * odd_centuries + 2 * leaps - epact - odd_years) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
