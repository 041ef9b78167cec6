"""Months and due dates. Nothing here asks what day it is."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import count, islice

from consent.months import months_after

_SATURDAY = 5

Month = tuple[int, int]
"""A calendar month: its year, and its number in that year."""


def due_dates(on: date, *, day: int, notice_days: int) -> Iterator[date]:
    """Give one due date a month, without end: the first payment day at least `notice_days` after `on`, and on."""
    earliest = on + timedelta(days=notice_days)
    first = next(
        candidate for candidate in (months_after(earliest, step, day=day) for step in count()) if candidate >= earliest
    )
    return (months_after(first, step, day=day) for step in count())


@lru_cache(maxsize=256)
def first_due_dates(on: date, *, day: int, notice_days: int, months: int) -> tuple[date, ...]:
    """Give the first so many due dates; thousands of plans begin on the same few days."""
    return tuple(islice(due_dates(on, day=day, notice_days=notice_days), months))


def months_between(begins: date, ends: date) -> int:
    """How many times the number of the month changes from one day to another; below zero where the other is earlier."""
    return (ends.year - begins.year) * 12 + ends.month - begins.month


def by_month(payments: Iterable[tuple[date, int]]) -> dict[Month, int]:
    """Add up what is paid in each calendar month."""
    paid: dict[Month, int] = {}
    for due, amount in payments:
        month = (due.year, due.month)
        paid[month] = paid.get(month, 0) + amount
    return paid


def open_day(day: date, closed: Collection[date]) -> date:
    """Give the first day, from this one on, on which payments move: no weekend, and none of the closed days."""
    while day.weekday() >= _SATURDAY or day in closed:
        day += timedelta(days=1)
    return day
