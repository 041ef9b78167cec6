"""Exact amounts inside a computation: fractions of a euro that lose nothing. They leave as cents, rounded once."""

from decimal import Decimal
from fractions import Fraction

from hub.domain.money import Cents

CENTS_PER_EURO = 100
MONTHS_PER_YEAR = 12


def euros(amount: Cents) -> Fraction:
    """Take an amount into a computation."""
    return Fraction(amount, CENTS_PER_EURO)


def percent(value: Fraction) -> Fraction:
    """Read a percentage as a part of one."""
    return Fraction(value, 100)


def part_of(amount: Cents, percentage: Decimal | int | str) -> Cents:
    """A percentage of an amount of cents, rounded down to the cent."""
    exact = Fraction(percentage)
    return Cents(exact.numerator * amount // (exact.denominator * 100))


def half_up(amount: Fraction) -> Cents:
    """Round to the cent; half a cent goes up. The last thing that happens to an amount."""
    parts, whole = amount.as_integer_ratio()
    return Cents((2 * CENTS_PER_EURO * parts + whole) // (2 * whole))


def down(amount: Fraction) -> Cents:
    """Round down to the cent: what is left of a cent is nobody's. The last thing that happens to an amount."""
    return Cents(CENTS_PER_EURO * amount.numerator // amount.denominator)
