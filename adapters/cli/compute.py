"""`hub compute`: one computation on facts from standard input, for jurists and for checks; no server, no database."""

import re
import sys
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from adapters.cli.terminal import say, say_json
from hub.errors import BadInput

if TYPE_CHECKING:
    from hub.domain.household import Means, ProtectedIncome
    from hub.domain.money import Cents
    from hub.domain.reasons import Reason

app = typer.Typer(help="One computation, JSON in, JSON out.", no_args_is_help=True)

REQUIRED = ("on", "household", "taxable_income_year")
OPTIONAL = ("monthly_income", "partner_monthly_income", "other_monthly_income", "registered_address")
AMOUNTS = ("taxable_income_year", "monthly_income", "partner_monthly_income", "other_monthly_income")

MOST_BYTES = 10_000
"""A question has seven short answers."""

_EUROS = re.compile(r"(?P<euros>[0-9]{1,9})(?:\.(?P<cents>[0-9]{1,2}))?", re.ASCII)
_NAME = re.compile(r"[a-z_]{1,40}")  # what a key must look like to be repeated in a message
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


@app.callback()
def compute() -> None:
    """Hold what every computation has."""


@app.command("bvv")
def bvv(
    *,
    known_on: Annotated[
        datetime | None,
        typer.Option(help="The book as it stood on this date; today if left out.", formats=["%Y-%m-%d"]),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """Compute the income that nobody may attach (beslagvrije voet) from JSON on standard input."""
    from adapters.bootstrap import read_rule_book
    from adapters.system import SystemClock
    from hub.means.protected_income import protected_income
    from hub.rules.policy import Policy

    given = read(sys.stdin.buffer.read(MOST_BYTES + 1))
    known = known_on.date() if known_on else SystemClock().today()
    policy = Policy(on=_day(given["on"]), known_on=known, book=read_rule_book())
    found = protected_income(_means(given), policy)
    if as_json:
        say_json(_answer(found))
        return
    for reason in (*found.reasons, *found.warnings):
        say(_line(reason))


# ── what comes in ──


def read(body: bytes) -> Mapping[str, Any]:
    """Read one JSON object with the keys of this command. Raises BadInput that names the key."""
    from adapters.web import strict_json

    if len(body) > MOST_BYTES:
        _refuse("the input", "is too long")
    given = strict_json.parse(body)
    if unknown := sorted(set(given) - {*REQUIRED, *OPTIONAL}):
        _refuse(unknown[0] if _NAME.fullmatch(unknown[0]) else "a key", "is not known here")
    for key in REQUIRED:
        if key not in given:
            _refuse(key, "is missing")
    return given


def _means(given: Mapping[str, Any]) -> "Means":
    from hub.domain.household import Household, Means

    words = [household.value for household in Household]
    if given["household"] not in words:
        _refuse("household", f"must be one of: {', '.join(words)}")
    address = given.get("registered_address")
    if "registered_address" in given and not isinstance(address, bool):
        _refuse("registered_address", "must be true or false")
    amounts = {key: _cents(key, given[key]) for key in AMOUNTS if key in given}
    return Means(household=Household(given["household"]), registered_address=address, **amounts)


def _cents(key: str, given: object) -> "Cents":
    """Read euros as text: a number in JSON may have lost a cent before we see it."""
    from hub.domain.money import Cents

    if not isinstance(given, str) or not (found := _EUROS.fullmatch(given)):
        _refuse(key, 'must be euros as text, such as "1234.56"')
    return Cents(int(found["euros"] + (found["cents"] or "").ljust(2, "0")))


def _day(given: object) -> date:
    """Read a day the one way that nobody misreads."""
    try:
        return date.fromisoformat(given if isinstance(given, str) and _DAY.fullmatch(given) else "")
    except ValueError:
        _refuse("on", 'must be a day as text, such as "2026-07-01"')


def _refuse(key: str, why: str) -> NoReturn:
    raise BadInput("compute.input", f"{key} {why}.", "See docs/computing.md.")


# ── what goes out ──


def _answer(found: "ProtectedIncome") -> Mapping[str, object]:
    parts = {f"{field.name}_cents": getattr(found.parts, field.name) for field in fields(found.parts)}
    return {
        "bvv_cents": found.amount,
        "before_cap_cents": found.before_cap,
        "parts": parts,
        "maximum_cents": found.maximum,
        "capped_by": found.capped_by,
        "warnings": [_warning(reason) for reason in found.warnings],
    }


def _warning(reason: "Reason") -> Mapping[str, object]:
    from hub.arrange import explain

    return {
        "code": reason.code,
        "says": {"nl": explain.render(reason, "nl"), "en": explain.render(reason, "en")},
        "parameters": list(reason.parameters),
    }


def _line(reason: "Reason") -> str:
    """Write a step with its article for a person who reads along."""
    from hub.arrange import explain

    return " ".join(filter(None, (explain.render(reason, "en"), reason.article and f"[{reason.article}]")))
