"""Several plans laid side by side by date: one list of dates, what is paid on each, and where it goes."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from hub.domain.arrangement import Allocation
from hub.domain.money import Cents

Lines = tuple[Allocation, ...]


def by_date(
    plans: Iterable[tuple[tuple[date, ...], tuple[Lines, ...]]],
) -> tuple[tuple[date, ...], tuple[Cents, ...], tuple[Lines, ...]]:
    """Join plans, each its due dates with the allocations of each; give dates, amounts and allocations in order."""
    joined: dict[date, list[Allocation]] = defaultdict(list)
    for due_dates, splits in plans:
        for due, lines in zip(due_dates, splits, strict=True):
            joined[due].extend(lines)
    ordered = sorted(joined)
    amounts = tuple(Cents(sum(line.amount for line in joined[due])) for due in ordered)
    return tuple(ordered), amounts, tuple(tuple(joined[due]) for due in ordered)
