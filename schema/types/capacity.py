"""How much a household can miss a month, by each measure, and what it must keep."""

from datetime import date
from enum import Enum

import strawberry

from hub.actions.capacity import Capacity as ComputedCapacity
from hub.domain import capacity as domain
from hub.domain import household as law
from hub.domain.money import Cents
from hub.domain.reasons import Reason as ToldReason
from schema.directives import COMPUTED, FINANCIAL, policy
from schema.types.reason import Reason


@strawberry.enum(description="Which of the two measures of room is the lower one.")
class RoomBound(Enum):
    """The measures."""

    PROTECTED_INCOME = strawberry.enum_value(
        "protected_income", description="Income above the protected income (beslagvrije voet)."
    )
    LIVING_COSTS = strawberry.enum_value(
        "living_costs", description="Income above expenses and living costs, as the tax rules count them."
    )


@strawberry.enum(description="Which limit decided the protected income.")
class CapLimit(Enum):
    """The limits."""

    MAXIMUM = strawberry.enum_value("maximum", description="The maximum for the household.")
    INCOME = strawberry.enum_value("income", description="A part of the income that can always be attached.")


@strawberry.type(
    description="What a protected income is made of. What is deducted stands below zero.",
    directives=policy(FINANCIAL, COMPUTED),
)
class ProtectedIncomeParts:
    """The parts."""

    base: Cents = strawberry.field(description="A percentage of the social-assistance norm.")
    care: Cents = strawberry.field(description="What the household loses of the care allowance.")
    rent: Cents = strawberry.field(description="What it loses of the rent allowance.")
    child: Cents = strawberry.field(description="What it loses of the child budget.")
    partner_income: Cents = strawberry.field(description="The part that the partner's income covers.")
    other_income: Cents = strawberry.field(description="The debtor's own income that is not attached.")


@strawberry.type(
    description="The amount a month that nobody may attach (beslagvrije voet; Rv, 475da to 475dc).",
    directives=policy(FINANCIAL, COMPUTED),
)
class ProtectedIncome:
    """The protected income."""

    amount: Cents = strawberry.field(description="The amount a month.")
    before_cap: Cents = strawberry.field(description="The sum of the first four parts, before the maximum.")
    maximum: Cents = strawberry.field(description="The maximum for this household.")
    capped_by: CapLimit | None = strawberry.field(description="The limit that decided; null where none did.")
    parts: ProtectedIncomeParts = strawberry.field(description="What it is made of.")
    reasons: list[Reason] = strawberry.field(description="How it was found, step by step.")
    warnings: list[Reason] = strawberry.field(description="What was not told or not computed, and would change it.")

    @classmethod
    def from_domain(cls, found: law.ProtectedIncome) -> "ProtectedIncome":
        """Show it."""
        parts = found.parts
        return cls(
            amount=found.amount,
            before_cap=found.before_cap,
            maximum=found.maximum,
            capped_by=CapLimit[found.capped_by.name] if found.capped_by else None,
            parts=ProtectedIncomeParts(
                base=parts.base,
                care=parts.care,
                rent=parts.rent,
                child=parts.child,
                partner_income=parts.partner_income,
                other_income=parts.other_income,
            ),
            reasons=_reasons(found.reasons),
            warnings=_reasons(found.warnings),
        )


@strawberry.type(
    description="What can be missed for taxes (Uitvoeringsregeling IW 1990, 10 to 16).",
    directives=policy(FINANCIAL, COMPUTED),
)
class TaxCapacity:
    """The tax capacity."""

    income: Cents = strawberry.field(description="Income a month as it counts.")
    expenses: Cents = strawberry.field(description="Expenses a month as they count.")
    norm: Cents = strawberry.field(description="The norm for living costs a month.")
    balance: Cents = strawberry.field(description="Income less expenses less norm; may be below zero.")
    month: Cents = strawberry.field(description="What can be missed a month; never below zero.")
    year: Cents = strawberry.field(description="What can be missed in the year that counts.")
    assets: Cents = strawberry.field(description="What counts of what is owned.")
    reasons: list[Reason] = strawberry.field(description="How it was found, step by step.")
    warnings: list[Reason] = strawberry.field(description="What was not told or not computed, and would change it.")

    @classmethod
    def from_domain(cls, found: domain.TaxCapacity) -> "TaxCapacity":
        """Show it."""
        return cls(
            income=found.income,
            expenses=found.expenses,
            norm=found.norm,
            balance=found.balance,
            month=found.month,
            year=found.year,
            assets=found.assets,
            reasons=_reasons(found.reasons),
            warnings=_reasons(found.warnings),
        )


@strawberry.type(
    description="Room for a joint plan a month: the lower of two measures, both after what is taken already.",
    directives=policy(FINANCIAL, COMPUTED),
)
class Room:
    """The room."""

    amount: Cents = strawberry.field(description="The room; at or below zero: there is none.")
    above_protected_income: Cents = strawberry.field(description="Room above the protected income.")
    above_living_costs: Cents = strawberry.field(description="Room above living costs and expenses.")
    bound: RoomBound = strawberry.field(description="Which measure decided.")
    already_taken: Cents = strawberry.field(description="What is taken already a month.")
    complete: bool = strawberry.field(
        description="Whether everything that could change it was told: only then a plan can say that the floor is safe."
    )
    protected_income: ProtectedIncome = strawberry.field(description="What nobody may attach.")
    reasons: list[Reason] = strawberry.field(description="How it was found, step by step.")

    @classmethod
    def from_domain(cls, found: domain.Room) -> "Room":
        """Show it."""
        return cls(
            amount=found.amount,
            above_protected_income=found.above_protected_income,
            above_living_costs=found.above_living_costs,
            bound=RoomBound[found.bound.name],
            already_taken=found.already_taken,
            complete=found.complete,
            protected_income=ProtectedIncome.from_domain(found.protected_income),
            reasons=_reasons(found.reasons),
        )


@strawberry.type(
    description="What a household must keep and what it can miss, computed from what was told.",
    directives=policy(FINANCIAL, COMPUTED),
)
class Capacity:
    """The capacity."""

    on: date = strawberry.field(description="The day whose law was applied.")
    room: Room | None = strawberry.field(description="Room for a joint plan; null where too little was told.")
    room_unknown: list[Reason] = strawberry.field(description="Why there is no room to tell; empty where there is.")
    protected_income: ProtectedIncome = strawberry.field(description="What nobody may attach.")
    tax_capacity: TaxCapacity | None = strawberry.field(
        description="What can be missed for taxes; null where the monthly income was not told."
    )

    @classmethod
    def from_domain(cls, found: ComputedCapacity) -> "Capacity":
        """Show it."""
        known = isinstance(found.room, domain.Room)
        return cls(
            on=found.on,
            room=Room.from_domain(found.room) if isinstance(found.room, domain.Room) else None,
            room_unknown=[] if known else _reasons(found.room.reasons),
            protected_income=ProtectedIncome.from_domain(found.protected_income),
            tax_capacity=TaxCapacity.from_domain(found.tax) if found.tax else None,
        )


def _reasons(told: tuple[ToldReason, ...]) -> list[Reason]:
    return [Reason.from_domain(reason) for reason in told]
