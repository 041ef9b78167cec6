"""What a person tells about their household for one computation, and how the words of the contract become ours."""

from enum import Enum
from typing import Final, TypeVar

import strawberry
from strawberry import UNSET

from hub.domain import household as law
from hub.domain import situation as domain
from hub.domain.money import NOTHING, Cents
from schema.directives import FINANCIAL, policy

T = TypeVar("T")

UNTOLD: Final = "Left out: unknown, which is not the same as nothing."


@strawberry.enum(description="The four households of the law.")
class Household(Enum):
    """Who lives together."""

    SINGLE = strawberry.enum_value("single", description="One person, without children under 18.")
    SINGLE_PARENT = strawberry.enum_value("single_parent", description="One parent with children under 18.")
    COUPLE = strawberry.enum_value("couple", description="Two partners without children under 18.")
    COUPLE_WITH_CHILDREN = strawberry.enum_value(
        "couple_with_children", description="Two partners with children under 18."
    )


def _amount(description: str) -> Cents | None:
    """An amount that may be left out."""
    return strawberry.field(default=UNSET, description=description)  # type: ignore[no-any-return]  # a field stands in


def _flag(description: str) -> bool | None:
    """A yes or no that may be left out."""
    return strawberry.field(default=UNSET, description=description)  # type: ignore[no-any-return]  # a field stands in


@strawberry.input(
    description=f"Expenses a month that the tax rules let count, in cents. {UNTOLD}", directives=policy(FINANCIAL)
)
class ExpensesInput:
    """Expenses."""

    rent: Cents | None = _amount("Rent, or interest and ground rent of a home of one's own.")
    rent_benefit: Cents | None = _amount("Rent allowance received.")
    health_premium: Cents | None = _amount("Premium for the health insurance.")
    care_benefit: Cents | None = _amount("Care allowance received.")
    tax_debts: Cents | None = _amount("What is paid already on tax debts and reclaims of allowances.")
    alimony: Cents | None = _amount("Alimony that must be paid.")
    childcare: Cents | None = _amount("Childcare, less the allowance for it.")
    other: Cents | None = _amount("Other expenses that the tax rules let count.")


@strawberry.input(
    description="What the household owns, at market value, in cents. Left out: nothing of the kind.",
    directives=policy(FINANCIAL),
)
class AssetsInput:
    """What is owned."""

    cash: Cents | None = _amount("Cash and balances of accounts.")
    car: Cents | None = _amount("A car.")
    car_indispensable: bool | None = _flag("Whether the car is indispensable for work or because of an illness.")
    household_goods: Cents | None = _amount("Household goods.")
    home: Cents | None = _amount("A home of one's own.")
    other: Cents | None = _amount("Anything else.")
    preferential_debts: Cents | None = _amount("Debts that rank above taxes, a mortgage for one.")
    burdensome_to_sell: bool | None = _flag(
        "Whether an agency accepted that selling it would be unreasonably burdensome. It may let a plan last longer."
    )


@strawberry.input(
    description=(
        "A household as it is told for one computation. Amounts are net cents a month with holiday pay, unless they "
        "say otherwise. Nothing of it is stored, but inside a proposal that is kept sealed."
    ),
    directives=policy(FINANCIAL),
)
class SituationInput:
    """A household."""

    household: Household = strawberry.field(description="Who lives together.")
    taxable_income_year: Cents = strawberry.field(
        description="Taxable income of a year, of debtor and partner together, in cents."
    )
    monthly_income: Cents | None = _amount(
        f"The debtor's periodic income that is or would be attached. {UNTOLD} Then there is no room to tell."
    )
    partner_monthly_income: Cents | None = _amount(f"The partner's income. {UNTOLD}")
    other_monthly_income: Cents | None = _amount(f"The debtor's own income that is not attached. {UNTOLD}")
    registered_address: bool | None = _flag("Whether the debtor is registered at a home address. Left out: unknown.")
    pension_age: bool | None = _flag("Whether the debtor has reached pension age. Left out: no.")
    already_taken: Cents | None = _amount(
        "What attachments, withholdings, set-offs, running plans and other fixed debts take. "
        f"{UNTOLD} Then there is no room to tell; send 0 where nothing is taken."
    )
    expenses: ExpensesInput | None = strawberry.field(
        default=UNSET, description=f"Expenses that the tax rules let count. {UNTOLD}"
    )
    assets: AssetsInput | None = strawberry.field(default=UNSET, description=f"What is owned. {UNTOLD}")


def told(given: SituationInput) -> domain.Situation:
    """Read a situation. Raises BadInput (`means.negative`, `means.no_partner`)."""
    return domain.Situation(
        means=law.Means(
            household=law.Household[given.household.name],
            taxable_income_year=given.taxable_income_year,
            monthly_income=or_none(given.monthly_income),
            partner_monthly_income=or_none(given.partner_monthly_income),
            other_monthly_income=or_none(given.other_monthly_income),
            registered_address=or_none(given.registered_address),
        ),
        already_taken=or_none(given.already_taken),
        pension_age=bool(given.pension_age),
        expenses=_expenses(given.expenses) if given.expenses else None,
        assets=_assets(given.assets) if given.assets else None,
    )


def or_none(value: T | None) -> T | None:
    """Take what was left out for what was sent as null: neither tells anything."""
    return None if value is UNSET else value


def _expenses(given: ExpensesInput) -> domain.Expenses:
    return domain.Expenses(
        rent=or_none(given.rent),
        rent_benefit=or_none(given.rent_benefit),
        health_premium=or_none(given.health_premium),
        care_benefit=or_none(given.care_benefit),
        tax_debts=or_none(given.tax_debts),
        alimony=or_none(given.alimony),
        childcare=or_none(given.childcare),
        other=or_none(given.other),
    )


def _assets(given: AssetsInput) -> domain.Assets:
    return domain.Assets(
        cash=given.cash or NOTHING,
        car=given.car or NOTHING,
        car_indispensable=bool(given.car_indispensable),
        household_goods=given.household_goods or NOTHING,
        home=given.home or NOTHING,
        other=given.other or NOTHING,
        preferential_debts=given.preferential_debts or NOTHING,
        burdensome_to_sell=bool(given.burdensome_to_sell),
    )
