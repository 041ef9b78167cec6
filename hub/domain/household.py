"""Who lives together, what they earn, and how much of it nobody may attach."""

from dataclasses import dataclass
from enum import StrEnum

from hub.domain.money import Cents
from hub.domain.reasons import Reason
from hub.errors import BadInput


class Household(StrEnum):
    """The four households of the law; who runs a joint household counts as a couple, a child is under eighteen."""

    SINGLE = "single"
    SINGLE_PARENT = "single_parent"
    COUPLE = "couple"
    COUPLE_WITH_CHILDREN = "couple_with_children"

    @property
    def is_couple(self) -> bool:
        """Whether two partners share the household."""
        return self in (Household.COUPLE, Household.COUPLE_WITH_CHILDREN)

    @property
    def has_children(self) -> bool:
        """Whether a dependent child lives in it; how many and how old does not matter here."""
        return self in (Household.SINGLE_PARENT, Household.COUPLE_WITH_CHILDREN)

    @property
    def is_one_person(self) -> bool:
        """Whether one person lives alone; a parent with a child does not."""
        return self is Household.SINGLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What a household has coming in. None is unknown, which is not the same as nothing.

    `taxable_income_year` counts debtor and spouse together. The monthly amounts are net and with holiday pay:
    `monthly_income` is the debtor's periodic income that is or would be attached, `other_monthly_income` the debtor's
    own that is not, `partner_monthly_income` the spouse's that is not.
    """

    household: Household
    taxable_income_year: Cents
    monthly_income: Cents | None = None
    partner_monthly_income: Cents | None = None
    other_monthly_income: Cents | None = None
    registered_address: bool | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be. Raises BadInput that names the field."""
        for name in ("taxable_income_year", "monthly_income", "partner_monthly_income", "other_monthly_income"):
            if (getattr(self, name) or 0) < 0:
                raise BadInput("means.negative", f"{name} is below zero.", "Send 0 for a loss.")
        if self.partner_monthly_income and not self.household.is_couple:
            raise BadInput(
                "means.no_partner", "partner_monthly_income needs a household with a partner.", "Leave it out."
            )


class Bound(StrEnum):
    """Which limit decided the amount."""

    MAXIMUM = "maximum"
    INCOME = "income"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the amount is made of, each part rounded for itself; what is deducted stands below zero."""

    base: Cents
    care: Cents
    rent: Cents
    child: Cents
    partner_income: Cents
    other_income: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectedIncome:
    """The amount a month that nobody may attach (beslagvrije voet), and how it was found.

    `before_cap` is the sum of the first four parts, before the maximum; `capped_by` is the limit that bound last.
    """

    amount: Cents
    before_cap: Cents
    maximum: Cents
    capped_by: Bound | None
    parts: Parts
    reasons: tuple[Reason, ...]
    warnings: tuple[Reason, ...]
