"""Dates and amounts of the instalments: equal ones, rounded down to the cent, and the last takes the rest."""

from collections.abc import Sequence
from datetime import date

from hub.domain.money import Cents, floor_share


def equal_amounts(total: Cents, dates: Sequence[date]) -> tuple[Cents, ...]:
    """Divide a total over the due dates (readings 19): floor to the cent, the rest in the last instalment."""
    months = len(dates)
    regular = floor_share(total, months)
    return (*[regular] * (months - 1), Cents(total - regular * (months - 1)))
