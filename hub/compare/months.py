"""What is paid in each calendar month."""

from collections.abc import Iterable, Mapping

from hub.domain.calendar import Month
from hub.domain.money import NOTHING, Cents


def together(plans: Iterable[Mapping[Month, int]]) -> Mapping[Month, int]:
    """What several plans ask together."""
    paid: dict[Month, int] = {}
    for plan in plans:
        for month, amount in plan.items():
            paid[month] = paid.get(month, 0) + amount
    return paid


def first(paid: Mapping[Month, int]) -> Cents:
    """What is paid in the first calendar month in which anything is paid, in cents; nothing where nothing is."""
    return Cents(paid[min(paid)]) if paid else NOTHING


def dearest(paid: Mapping[Month, int]) -> Cents:
    """What is paid in the dearest calendar month, in cents; nothing where nothing is."""
    return Cents(max(paid.values(), default=0))
