"""How much room a household has a month, by each measure, and which one bound."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from hub.domain.household import ProtectedIncome
from hub.domain.money import Cents
from hub.domain.reasons import Reason
from hub.errors import BadInput


class Authority(StrEnum):
    """Whose rules for living costs apply: the state's, or those that municipalities and water boards may widen."""

    TAX = "tax"
    LOCAL_TAX = "local_tax"

    def norm_percentage(self, chosen: Fraction | None, *, law: Fraction, most: Fraction) -> Fraction:
        """Give the part of the norm that is left for living: the law's, or a wider one that local authorities chose.

        Raises BadInput where the choice is narrower than the law, wider than it allows, or not this authority's.
        """
        widest = most if self is Authority.LOCAL_TAX else law
        percentage = law if chosen is None else chosen
        if not law <= percentage <= widest:
            allowed = f"{law}" if law == widest else f"from {law} to {widest}"
            raise BadInput(
                "capacity.norm_percentage",
                f"norm_percentage must be {allowed} for {self}.",
                "Leave it out for the percentage of the law.",
            )
        return percentage


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxCapacity:
    """Room under the tax rules (Uitvoeringsregeling IW 1990, 11 to 16), in cents.

    `income` and `expenses` a month as counted, `norm` the living-cost norm; `balance` is income less expenses less norm
    and may be below zero, `month` is never below zero and `year` twelve times that; `assets` is what counts of them.
    """

    income: Cents
    expenses: Cents
    norm: Cents
    balance: Cents
    month: Cents
    year: Cents
    assets: Cents
    reasons: tuple[Reason, ...]
    warnings: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remission:
    """Remission that the rules lead to (kwijtschelding): the agency grants it, the hub computes it."""

    granted: bool
    cents: Cents
    refused_because: tuple[Reason, ...]
    reasons: tuple[Reason, ...]


class RoomBound(StrEnum):
    """Which of the two measures bound."""

    PROTECTED_INCOME = "protected_income"
    LIVING_COSTS = "living_costs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Room for a joint plan a month (readings 26): the lower of two measures, both after what is taken already.

    `amount` may be zero or below. `complete` says whether everything that could change it was told: only then a plan
    may claim that the floor was guarded (decision 30).
    """

    amount: Cents
    above_protected_income: Cents
    above_living_costs: Cents
    bound: RoomBound
    already_taken: Cents
    protected_income: ProtectedIncome
    tax: TaxCapacity
    complete: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoRoomKnown:
    """Nothing can be said about room: a fact that it needs was not told."""

    reasons: tuple[Reason, ...]
