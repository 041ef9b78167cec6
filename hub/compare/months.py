"""What is paid in each calendar month."""

from collections.abc import Iterable, Mapping, Sequence

from hub.domain.calendar import Month
from hub.domain.money import NOTHING, Cents


def together(plans: Iterable[Mapping[Month, int]]) -> Mapping[Month, int]:
    """What several plans ask together."""
    first, *others = [plan for plan in plans if plan] or ({},)
    if not others:
        return first
    paid = dict(first)
    for plan in others:
        for month, amount in plan.items():
            paid[month] = paid.get(month, 0) + amount
    return paid


def first(paid: Mapping[Month, int]) -> Cents:
    """What is paid in the first calendar month in which anything is paid, in cents; nothing where nothing is."""
    return Cents(paid[min(paid)]) if paid else NOTHING


def dearest(paid: Mapping[Month, int]) -> Cents:
    """What is paid in the dearest calendar month, in cents; nothing where nothing is."""
    return Cents(max(paid.values(), default=0))


def is_even(paid: Sequence[int], claims: int) -> bool:
    """Say whether payments, in the order of their days, are as the first: plans that begin or end apart are not.

    Rounding moves a cent for each claim a payment. The last may be a smaller rest, or take what rounding left.
    """
    first, *others = paid or (0,)
    *middle, last = others or (first,)
    return all(abs(amount - first) <= claims for amount in middle) and last <= first + claims * len(paid)
