"""`hub compute capacity`: what a household can miss under the tax rules, and what is remitted."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from adapters.cli import compute_output
from adapters.cli.compute_input import (
    AsJson,
    KnownOn,
    amounts,
    cents,
    day,
    household,
    one_of,
    part,
    percentage,
    policy_on,
    read,
    yes_or_no,
)
from adapters.cli.terminal import say_json

if TYPE_CHECKING:
    from hub.domain.capacity import Remission, TaxCapacity
    from hub.domain.situation import Assets, Budget, Expenses

REQUIRED = ("on", "authority", "household", "net_monthly_income")
OPTIONAL = ("pension_age", "partner_net_monthly_income", "expenses", "assets", "assessment", "norm_percentage")
INCOMES = ("net_monthly_income", "partner_net_monthly_income")
EXPENSES = ("rent", "rent_benefit", "health_premium", "care_benefit", "tax_debts", "alimony", "childcare", "other")
BELONGINGS = ("cash", "car", "household_goods", "home", "other", "preferential_debts")
INDISPENSABLE = "car_indispensable"


def capacity(*, known_on: KnownOn = None, as_json: AsJson = False) -> None:
    """Compute the capacity to pay taxes, and remission, from JSON on standard input."""
    from hub.domain.capacity import Authority
    from hub.means.tax_capacity import remission, tax_capacity

    given = read(required=REQUIRED, optional=OPTIONAL)
    policy = policy_on(day("on", given["on"]), known_on)
    authority = Authority(one_of("authority", given["authority"], [word.value for word in Authority]))
    key = "norm_percentage"
    chosen = percentage(key, given[key]) if key in given else None
    assessment = cents("assessment", given["assessment"]) if "assessment" in given else None
    found = tax_capacity(budget(given), policy, authority=authority, norm_percentage=chosen)
    remitted = None if assessment is None else remission(found, assessment, policy)
    if as_json:
        say_json(_answer(found, remitted))
        return
    compute_output.say_lines((*found.reasons, *found.warnings))
    if remitted:
        compute_output.say_lines((*remitted.reasons, *remitted.refused_because))


def budget(given: Mapping[str, Any]) -> "Budget":
    """Read what a household earns, spends and owns; `given` has the keys of this command and perhaps others."""
    from hub.domain.situation import Budget

    return Budget(
        household=household(given),
        pension_age=yes_or_no("pension_age", given.get("pension_age", False)),
        expenses=expenses(given),
        assets=assets(given),
        **amounts(given, INCOMES),
    )


def expenses(given: Mapping[str, Any]) -> "Expenses | None":
    """Read expenses a month; None where nothing of them was told."""
    from hub.domain.situation import Expenses

    if "expenses" not in given:
        return None
    told = part("expenses", given["expenses"], optional=EXPENSES)
    return Expenses(**amounts(told, EXPENSES, inside="expenses"))


def assets(given: Mapping[str, Any]) -> "Assets | None":
    """Read what is owned; None where nothing of it was told."""
    from hub.domain.situation import Assets

    if "assets" not in given:
        return None
    told = part("assets", given["assets"], optional=(*BELONGINGS, INDISPENSABLE))
    read_already: dict[str, Any] = {**amounts(told, BELONGINGS, inside="assets")}
    if INDISPENSABLE in told:
        read_already[INDISPENSABLE] = yes_or_no(f"assets.{INDISPENSABLE}", told[INDISPENSABLE])
    return Assets(**read_already)


def _answer(found: "TaxCapacity", remitted: "Remission | None") -> Mapping[str, object]:
    said = [*found.reasons, *found.warnings, *(remitted.reasons if remitted else ())]
    return {
        "norm_cents": found.norm,
        "capacity_month_cents": found.month,
        "capacity_year_cents": found.year,
        "assets_cents": found.assets,
        "remission": {
            "granted": remitted.granted if remitted else None,
            "cents": remitted.cents if remitted else None,
        },
        "refused_because": compute_output.reasons(remitted.refused_because if remitted else ()),
        "reasons": compute_output.reasons(said),
    }
