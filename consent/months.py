"""The same day some months later. Asked by consent and by the law alike, so it stands below both."""

from calendar import monthrange
from datetime import date, datetime

_SHORTEST_MONTH = 28


def in_month(year: int, month: int, day: int) -> date:
    """Give a day in a month; where the month is too short, its last day."""
    if day <= _SHORTEST_MONTH:
        return date(year, month, day)
    return date(year, month, min(day, monthrange(year, month)[1]))


def months_after(start: date, months: int, *, day: int | None = None) -> date:
    """Give the same day some months later, or earlier with a negative number; short months give their last day.

    `day` keeps the wanted day of the month through short months (31 January, 28 February, 31 March).
    """
    years, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if years > date.max.year:
        return date.max
    return in_month(years, month + 1, day or start.day)


def moment_after(start: datetime, months: int) -> datetime:
    """Give the same time of day some months later, by the rule of `months_after`; the time zone stays."""
    return datetime.combine(months_after(start.date(), months), start.timetz())
