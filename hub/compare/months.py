"""What is paid in each calendar month."""

from collections.abc import Iterable
from datetime import date

from hub.domain.money import NOTHING, Cents


def first(payments: Iterable[tuple[date, int]]) -> Cents:
    """What is paid in the first calendar month in which anything is paid, in cents; nothing where nothing is."""
    paid = _per_month(payments)
    return Cents(paid[min(paid)]) if paid else NOTHING


def dearest(payments: Iterable[tuple[date, int]]) -> Cents:
    """What is paid in the dearest calendar month, in cents; nothing where nothing is."""
    return Cents(max(_per_month(payments).values(), default=0))


def _per_month(payments: Iterable[tuple[date, int]]) -> dict[tuple[int, int], int]:
    paid: dict[tuple[int, int], int] = {}
    for due, amount in payments:
        month = (due.year, due.month)
        paid[month] = paid.get(month, 0) + amount
    return paid
