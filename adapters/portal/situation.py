"""What a household told of itself: typed on one page, needed on others, kept in the session and gone with it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from adapters.portal.client import SituationInput
from adapters.portal.form import Form
from adapters.portal.visit import Visit
from adapters.portal.visitor import Visitor

NOTE: Final = "situation"

HOUSEHOLDS: Final = ("SINGLE", "SINGLE_PARENT", "COUPLE", "COUPLE_WITH_CHILDREN")

YES_NO: Final = ("yes", "no")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """An amount that may be told. `path` is where it goes in the question to the hub."""

    name: str
    path: tuple[str, ...]
    required: bool = False


AMOUNTS: Final = (
    Amount(name="monthly_income", path=("monthlyIncome",), required=True),
    Amount(name="other_income", path=("otherMonthlyIncome",)),
    Amount(name="partner_income", path=("partnerMonthlyIncome",)),
    Amount(name="year_income", path=("taxableIncomeYear",), required=True),
    Amount(name="already_taken", path=("alreadyTaken",)),
    Amount(name="rent", path=("expenses", "rent")),
    Amount(name="rent_benefit", path=("expenses", "rentBenefit")),
    Amount(name="health_premium", path=("expenses", "healthPremium")),
    Amount(name="care_benefit", path=("expenses", "careBenefit")),
    Amount(name="childcare", path=("expenses", "childcare")),
    Amount(name="alimony", path=("expenses", "alimony")),
    Amount(name="other_expenses", path=("expenses", "other")),
    Amount(name="cash", path=("assets", "cash")),
)

INCOME: Final = ("monthly_income", "other_income", "partner_income", "year_income", "already_taken")
EXPENSES: Final = (
    "rent",
    "rent_benefit",
    "health_premium",
    "care_benefit",
    "childcare",
    "alimony",
    "other_expenses",
    "cash",
)


def read(form: Form) -> dict[str, Any] | None:
    """Read what was told; what was not is unknown, which is not the same as nothing. None where a field is wrong."""
    told: dict[str, Any] = {"household": form.chosen("household", HOUSEHOLDS)}
    for amount in AMOUNTS:
        cents = form.amount(amount.name, required=amount.required)
        if cents is not None:
            _put(told, amount.path, cents)
    if form.typed("home"):
        told["registeredAddress"] = form.chosen("home", YES_NO) == "yes"
    if form.typed("pension"):
        told["pensionAge"] = form.chosen("pension", YES_NO) == "yes"
    return None if form.errors else told


def typed(told: Mapping[str, Any], written: Visit) -> Form:
    """Give the form as it was filled in: what was told before need not be typed again."""
    values = {"household": str(told["household"])}
    for amount in AMOUNTS:
        cents = _get(told, amount.path)
        if cents is not None:
            values[amount.name] = written.texts.amount_to_type(cents)
    for name, key in (("home", "registeredAddress"), ("pension", "pensionAge")):
        if key in told:
            values[name] = "yes" if told[key] else "no"
    return Form.empty(**values)


def field_of(path: list[str]) -> str:
    """Find the field that the hub means by a path in its question."""
    named = [part for part in path if part not in ("input", "situation")]
    for amount in AMOUNTS:
        if list(amount.path) == named:
            return amount.name
    return "household"


def kept(visitor: Visitor) -> dict[str, Any] | None:
    """Give what was told earlier in this session."""
    note = visitor.notes.get(NOTE)
    return None if note is None else dict(json.loads(note))


async def keep(visitor: Visitor, told: Mapping[str, Any] | None) -> None:
    """Keep it for this session, or forget it."""
    await visitor.keep(NOTE, None if told is None else json.dumps(told))


def written(told: Mapping[str, Any]) -> SituationInput:
    """Write it as the hub takes it."""
    return SituationInput.model_validate(told)


def _put(told: dict[str, Any], path: tuple[str, ...], cents: int) -> None:
    *above, last = path
    for part in above:
        told = told.setdefault(part, {})
    told[last] = cents


def _get(told: Mapping[str, Any], path: tuple[str, ...]) -> int | None:
    found: Any = told
    for part in path:
        found = found.get(part) if isinstance(found, Mapping) else None
    return found if isinstance(found, int) else None
