"""What the computations read: one JSON object, strictly. A refusal names the key and never repeats the value."""

import re
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from adapters.cli.days import SHOWN, read_day
from hub.errors import BadInput

if TYPE_CHECKING:
    from hub.domain.household import Household
    from hub.domain.money import Cents
    from hub.rules.policy import Policy

MOST_BYTES = 10_000
"""A question about one household has a few short answers."""

KnownOn = Annotated[
    date | None,
    typer.Option(help="The book as it stood on this date; today if left out.", parser=read_day, metavar=SHOWN),
]
AsJson = Annotated[bool, typer.Option("--json", help="For a program.")]

_EUROS = re.compile(r"(?P<euros>[0-9]{1,9})(?:\.(?P<cents>[0-9]{1,2}))?", re.ASCII)
_EUROS_BUT = {
    "must not be below zero": re.compile(r"-[0-9.,]+", re.ASCII),
    "must be at most 999999999.99": re.compile(r"[0-9]{10,}(?:\.[0-9]{0,2})?", re.ASCII),
    "must have at most two decimals": re.compile(r"[0-9]+\.[0-9]{3,}", re.ASCII),
    'must have a point before the cents, and no other mark, such as "1234.56"': re.compile(r"[0-9.,]+", re.ASCII),
}
"""What is nearly an amount, by what is wrong with it; the first that fits is said."""

_PERCENTAGE = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,2})?", re.ASCII)
_NAME = re.compile(r"[a-z_]{1,40}")  # what a key must look like to be repeated in a message
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def read(
    *, required: Sequence[str], optional: Sequence[str], most_bytes: int = MOST_BYTES, body: bytes | None = None
) -> Mapping[str, Any]:
    """Read one JSON object with these keys, from standard input. Raises BadInput that names the key."""
    from adapters.web import strict_json

    text = sys.stdin.buffer.read(most_bytes + 1) if body is None else body
    if len(text) > most_bytes:
        refuse("the input", "is too long")
    given = strict_json.parse(text)
    check_keys(given, required=required, optional=optional)
    return given


def part(key: str, given: object, *, required: Sequence[str] = (), optional: Sequence[str] = ()) -> Mapping[str, Any]:
    """Read an object inside the object; its keys are named after it, such as `expenses.rent`."""
    if not isinstance(given, Mapping):
        refuse(key, "must be an object")
    check_keys(given, required=required, optional=optional, inside=key)
    return given


def check_keys(given: Mapping[str, Any], *, required: Sequence[str], optional: Sequence[str], inside: str = "") -> None:
    """Refuse a key that is not known here, and the lack of one that is needed."""
    if unknown := sorted(set(given) - {*required, *optional}):
        refuse(_within(inside, unknown[0]) if _NAME.fullmatch(unknown[0]) else "a key", "is not known here")
    for key in required:
        if key not in given:
            refuse(_within(inside, key), "is missing")


def policy_on(on: date, known_on: date | None) -> "Policy":
    """Take the law of a date, from the book as it stood on another date or today."""
    from adapters.bootstrap import read_rule_book
    from adapters.system import SystemClock
    from hub.rules.policy import Policy

    return Policy(on=on, known_on=known_on or SystemClock().today(), book=read_rule_book())


def amounts(given: Mapping[str, Any], keys: Sequence[str], *, inside: str = "") -> "dict[str, Cents]":
    """Read every amount of these that was given."""
    return {key: cents(_within(inside, key), given[key]) for key in keys if key in given}


def cents(key: str, given: object) -> "Cents":
    """Read euros as text: a number in JSON may have lost a cent before we see it."""
    from hub.domain.money import Cents

    if not isinstance(given, str):
        refuse(key, 'must be euros as text between quotes, such as "1234.56"')
    if not (found := _EUROS.fullmatch(given)):
        nearly = (why for why, form in _EUROS_BUT.items() if form.fullmatch(given))
        refuse(key, next(nearly, 'must be euros as text, such as "1234.56"'))
    return Cents(int(found["euros"] + (found["cents"] or "").ljust(2, "0")))


def percentage(key: str, given: object) -> Fraction:
    """Read a percentage: a whole number, or text where it has decimals."""
    text = str(given) if isinstance(given, int) and not isinstance(given, bool) else given
    if not isinstance(text, str) or not _PERCENTAGE.fullmatch(text):
        refuse(key, 'must be a percentage as text, such as "95"')
    return Fraction(text)


def day(key: str, given: object) -> date:
    """Read a day the one way that nobody misreads."""
    try:
        return date.fromisoformat(given if isinstance(given, str) and _DAY.fullmatch(given) else "")
    except ValueError:
        refuse(key, 'must be a day as text, such as "2026-07-01"')


def one_of(key: str, given: object, words: Sequence[str]) -> str:
    """Read one word of a list."""
    if not isinstance(given, str) or given not in words:
        refuse(key, f"must be one of: {', '.join(words)}")
    return given


def yes_or_no(key: str, given: object) -> bool:
    """Read true or false, and nothing that looks like it."""
    if not isinstance(given, bool):
        refuse(key, "must be true or false")
    return given


def household(given: Mapping[str, Any]) -> "Household":
    """Read the household, the key that every question about means has."""
    from hub.domain.household import Household

    return Household(one_of("household", given["household"], [word.value for word in Household]))


def refuse(key: str, why: str) -> NoReturn:
    """Refuse the input for one key."""
    raise BadInput("compute.input", f"{key} {why}.", "See docs/computing.md.")


def _within(inside: str, key: str) -> str:
    return f"{inside}.{key}" if inside else key
