"""Months and due dates. Nothing here asks what day it is."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, islice

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


def due_dates(on: date, *, day: int, notice_days: int) -> Iterator[date]:
    """Give one due date a month, without end: the first payment day at least `notice_days` after `on`, and on."""
    earliest = on + timedelta(days=notice_days)
    first = next(
        candidate for candidate in (months_after(earliest, step, day=day) for step in count()) if candidate >= earliest
    )
    return (months_after(first, step, day=day) for step in count())


def first_due_dates(on: date, *, day: int, notice_days: int, months: int) -> tuple[date, ...]:
    """Give the first so many due dates."""
    return tuple(islice(due_dates(on, day=day, notice_days=notice_days), months))
