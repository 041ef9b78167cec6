"""Test numbers of persons: the range 99999xxxx, of which 909 numbers pass the eleven-test. Nobody has one of them."""

from functools import cache

WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
FIRST, LAST = 999990000, 999999999

# The first hundred are for personas, so that a new persona never gives a generated person another number.
FOR_PERSONAS = 100
SEEDED_AT_MOST = 800


def passes_eleven_test(bsn: str) -> bool:
    """Say whether nine digits satisfy the eleven-test of the BSN."""
    if len(bsn) != len(WEIGHTS) or not (bsn.isascii() and bsn.isdigit()):
        return False
    return sum(int(digit) * weight for digit, weight in zip(bsn, WEIGHTS, strict=True)) % 11 == 0


def is_test_bsn(bsn: str) -> bool:
    """Say whether this number can only belong to a made-up person."""
    return passes_eleven_test(bsn) and FIRST <= int(bsn) <= LAST


@cache
def all_test_bsns() -> tuple[str, ...]:
    """List all test numbers, lowest first."""
    return tuple(bsn for bsn in map(str, range(FIRST, LAST + 1)) if passes_eleven_test(bsn))


def for_generated(number: int) -> str | None:
    """Give the BSN of the n-th generated person (from 0), or none when they have run out."""
    place = FOR_PERSONAS + number
    return all_test_bsns()[place] if place < SEEDED_AT_MOST else None


def stranger() -> str:
    """Give the number that an agency answers about when it mixes up two people; nobody is seeded with it."""
    return all_test_bsns()[-1]
