"""`hub compute bvv`: the income that nobody may attach (beslagvrije voet)."""

from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from adapters.cli.compute_input import AsJson, KnownOn, amounts, day, household, policy_on, read, yes_or_no
from adapters.cli.compute_output import say_lines, says
from adapters.cli.terminal import say_json

if TYPE_CHECKING:
    from hub.domain.household import Means, ProtectedIncome
    from hub.domain.reasons import Reason

REQUIRED = ("on", "household", "taxable_income_year")
OPTIONAL = ("monthly_income", "partner_monthly_income", "other_monthly_income", "registered_address")
AMOUNTS = ("taxable_income_year", "monthly_income", "partner_monthly_income", "other_monthly_income")


def bvv(*, known_on: KnownOn = None, as_json: AsJson = False) -> None:
    """Compute the income that nobody may attach (beslagvrije voet) from JSON on standard input."""
    from hub.means.protected_income import protected_income

    given = read(required=REQUIRED, optional=OPTIONAL)
    policy = policy_on(day("on", given["on"]), known_on)
    found = protected_income(means(given), policy)
    if as_json:
        say_json(_answer(found))
        return
    say_lines((*found.reasons, *found.warnings))


def means(given: Mapping[str, Any]) -> "Means":
    """Read what comes in; `given` has the keys of this command and perhaps others."""
    from hub.domain.household import Means

    key = "registered_address"
    address = yes_or_no(key, given[key]) if key in given else None
    return Means(household=household(given), registered_address=address, **amounts(given, AMOUNTS))


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
    return {"code": reason.code, "says": says(reason), "parameters": list(reason.parameters)}
