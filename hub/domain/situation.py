"""What a person tells about their household for one computation. Held in memory; stored nowhere before acceptance."""

from dataclasses import dataclass, fields

from hub.domain.household import Household, Means
from hub.domain.money import NOTHING, Cents
from hub.errors import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Expenses:
    """Expenses a month that the tax rules let count. None was not told, which is not the same as nothing.

    `rent` is rent, or interest and ground rent of a home of one's own; `rent_benefit` and `care_benefit` are the
    allowances received for rent and care; `tax_debts` what is paid already on tax debts and reclaims.
    """

    rent: Cents | None = None
    rent_benefit: Cents | None = None
    health_premium: Cents | None = None
    care_benefit: Cents | None = None
    tax_debts: Cents | None = None
    alimony: Cents | None = None
    childcare: Cents | None = None
    other: Cents | None = None

    def __post_init__(self) -> None:
        """Refuse amounts below zero. Raises BadInput that names the field."""
        _refuse_negative(self)

    @property
    def untold(self) -> tuple[str, ...]:
        """Name what was not told and could change the sum: an allowance only where there is what it is for."""
        for_nothing = {"rent_benefit": self.rent, "care_benefit": self.health_premium}
        return tuple(
            field.name
            for field in fields(self)
            if getattr(self, field.name) is None and for_nothing.get(field.name, True)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Assets:
    """What a household owns, at market value; `preferential_debts` rank above taxes, a mortgage for one.

    `burdensome_to_sell`: selling what could pay the debt would be unreasonably burdensome, as an agency accepted.
    """

    cash: Cents = NOTHING
    car: Cents = NOTHING
    car_indispensable: bool = False
    household_goods: Cents = NOTHING
    home: Cents = NOTHING
    other: Cents = NOTHING
    preferential_debts: Cents = NOTHING
    burdensome_to_sell: bool = False

    def __post_init__(self) -> None:
        """Refuse amounts below zero. Raises BadInput that names the field."""
        _refuse_negative(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What the tax capacity is computed from: net incomes and expenses a month, and what is owned."""

    household: Household
    net_monthly_income: Cents
    partner_net_monthly_income: Cents | None = None
    pension_age: bool = False
    expenses: Expenses | None = None
    assets: Assets | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be. Raises BadInput that names the field."""
        _refuse_negative(self)
        if self.partner_net_monthly_income and not self.household.is_couple:
            raise BadInput(
                "means.no_partner", "partner_net_monthly_income needs a household with a partner.", "Leave it out."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A household as it was told for one computation.

    `already_taken` is what attachments, withholdings, set-offs, running plans and other fixed debts take a month; None
    is unknown, and then nothing about room can be said. What is told both there and in `expenses` counts twice: in
    favour of the citizen. Amounts are cents a month, net, with holiday pay.
    """

    means: Means
    already_taken: Cents | None = None
    pension_age: bool = False
    expenses: Expenses | None = None
    assets: Assets | None = None

    def __post_init__(self) -> None:
        """Refuse amounts below zero. Raises BadInput that names the field."""
        _refuse_negative(self)

    @property
    def budget(self) -> Budget | None:
        """The same for the tax rules; None while the monthly income is unknown."""
        if self.means.monthly_income is None:
            return None
        return Budget(
            household=self.means.household,
            net_monthly_income=Cents(self.means.monthly_income + (self.means.other_monthly_income or NOTHING)),
            partner_net_monthly_income=self.means.partner_monthly_income,
            pension_age=self.pension_age,
            expenses=self.expenses,
            assets=self.assets,
        )


def _refuse_negative(told: "Expenses | Assets | Budget | Situation") -> None:
    for name in told.__slots__:
        value = getattr(told, name)
        if isinstance(value, int) and value < 0:
            raise BadInput("means.negative", f"{name} is below zero.", "Send 0 where there is nothing.")
