"""Money is whole euro cents. Division happens only here, and each function says what it does with the rest."""

from collections.abc import Sequence
from typing import NewType

Cents = NewType("Cents", int)
"""Whole euro cents."""

NOTHING = Cents(0)


def total(amounts: Sequence[Cents]) -> Cents:
    """Add amounts; nothing adds up to zero."""
    return Cents(sum(amounts))


def floor_share(amount: Cents, parts: int) -> Cents:
    """Divide into equal parts, rounded down to the cent; the caller says who takes the rest."""
    return Cents(amount // parts)


def split_by_weight(amount: Cents, weights: Sequence[Cents]) -> tuple[Cents, ...]:
    """Split an amount in proportion to weights, by largest remainder; equal remainders favour the earlier weight.

    The shares add up to the amount exactly. A weight of zero gets nothing. With `amount <= sum(weights)` no share
    exceeds its weight. Weights that add up to zero are the caller's mistake.
    """
    whole = sum(weights)
    if len(weights) == 1:
        return (amount,)
    weighed = [amount * weight for weight in weights]
    shares = [Cents(each // whole) for each in weighed]
    if left := amount - sum(shares):
        remainders = [each % whole for each in weighed]
        for place in sorted(range(len(shares)), key=remainders.__getitem__, reverse=True)[:left]:
            shares[place] = Cents(shares[place] + 1)
    return tuple(shares)


def times_alike(amount: Cents, weights: Sequence[Cents], shares: Sequence[Cents]) -> int:
    """How many times in a row `split_by_weight` gives these shares, each of them taken off its weight every time.

    What rounding takes from a share, counted in parts of the whole, stays the same; the whole becomes less. As long as
    the whole is above what lies between the most and the least of it, the same shares are rounded up.
    """
    whole = sum(weights)
    rounded_off = [amount * weight - share * whole for weight, share in zip(weights, shares, strict=True)]
    return 1 + max(0, (whole - (max(rounded_off) - min(rounded_off)) - 1) // amount)


def ceiling_division(amount: Cents, part: Cents) -> int:
    """How many times a part goes into an amount, the last time not whole."""
    return -(-amount // part)
