"""Income, living costs and expenses as the tax rules count them (Uitvoeringsregeling IW 1990, 14 to 16).

The living-cost norm is rounded once, to the cent; everything else the rules name is whole cents already.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from hub.domain.capacity import Authority
from hub.domain.exact import half_up, percent
from hub.domain.money import NOTHING, Cents
from hub.domain.reasons import Money, Reason
from hub.domain.situation import Budget, Expenses
from hub.rules.policy import Policy

RULES = "uitvoeringsregeling_iw1990"


class Step(NamedTuple):
    """An amount of cents a month, with the reason for it."""

    cents: Cents
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Somebody's budget under the law of one date; `actual_housing` names the rule by which rent counts as it is."""

    budget: Budget
    policy: Policy
    actual_housing: str | None = None

    @property
    def expenses(self) -> Expenses:
        """What was told of the expenses."""
        return self.budget.expenses or Expenses()

    def amount(self, name: str) -> Cents:
        """Look an amount of the book up that is printed in whole cents."""
        return half_up(self.policy.number(name))

    def step(self, code: str, cents: Cents, *names: str) -> Step:
        """Take a step that rests on rules of the book."""
        return Step(cents, self.policy.reason(code, *names, amount=Money(cents=cents)))


def income(question: Question) -> Step:
    """Net income of both partners (14)."""
    budget = question.budget
    both = Cents(budget.net_monthly_income + (budget.partner_net_monthly_income or NOTHING))
    return question.step("capacity.income", both, f"{RULES}.not_income")


def living_costs(question: Question, authority: Authority, chosen: Fraction | None) -> Step:
    """A part of the social-assistance norm (16). Raises BadInput where the part that was chosen is not allowed."""
    law, widest = f"{RULES}.norm_percentage", f"{RULES}.local_norm_percentage_most"
    part, most = (question.policy.number(name) for name in (law, widest))
    percentage = authority.norm_percentage(chosen, law=part, most=most)
    household = "couple" if question.budget.household.is_couple else "single"
    norm = f"participatiewet.norm_{household}{'_pension' if question.budget.pension_age else ''}"
    hundredfold = percentage * question.policy.number(norm)
    cents = half_up(percent(hundredfold))
    names = (law if percentage == part else widest, norm)
    rounded = () if hundredfold == cents else ("betalingscapaciteit.norm_rounding",)
    reason = question.policy.reason(
        "capacity.living_costs", *names, *rounded, amount=Money(cents=cents), percentage=_written(percentage)
    )
    return Step(cents, reason)


def expenses(question: Question) -> tuple[Step, ...]:
    """Every expense that was told, as far as it counts (15); what was not told is no step."""
    told = question.expenses
    steps = [
        _whole(question, "capacity.tax_debts", told.tax_debts, "betalingscapaciteit.tax_debts"),
        _housing(question, told),
        _health(question, told),
        _whole(question, "capacity.alimony", told.alimony, "betalingscapaciteit.alimony"),
        _whole(question, "capacity.children", told.childcare, "betalingscapaciteit.children"),
        _whole(question, "capacity.other_expenses", told.other, "betalingscapaciteit.other_expenses"),
    ]
    return tuple(step for step in steps if step)


def housing_counted(question: Question, rent: Cents, allowance: Cents) -> Cents:
    """What counts of housing costs: up to the highest rent, and only above the basic rent (15, b).

    For an arrangement the actual costs count, also above the highest rent (Leidraad, 25.5.11).
    """
    most, basic = (question.amount(name) for name in _rents(question))
    net = Cents(rent - allowance)
    return max(Cents((net if question.actual_housing else min(net, most)) - basic), NOTHING)


def health_counted(question: Question, premium: Cents, allowance: Cents) -> Cents:
    """What counts of a health premium: not what the norm holds for it, nor the allowance (15, c)."""
    return max(Cents(premium - question.amount(_premium_in_norm(question)) - allowance), NOTHING)


def _housing(question: Question, told: Expenses) -> Step | None:
    if not told.rent:
        return None
    counted = housing_counted(question, told.rent, told.rent_benefit or NOTHING)
    if question.actual_housing:
        return question.step("capacity.housing_actual", counted, question.actual_housing, _rents(question)[1])
    return question.step("capacity.housing", counted, f"{RULES}.housing_range", *_rents(question))


def _health(question: Question, told: Expenses) -> Step | None:
    if not told.health_premium:
        return None
    counted = health_counted(question, told.health_premium, told.care_benefit or NOTHING)
    return question.step("capacity.health", counted, "betalingscapaciteit.health", _premium_in_norm(question))


def _whole(question: Question, code: str, told: Cents | None, name: str) -> Step | None:
    return question.step(code, told, name) if told else None


def _rents(question: Question) -> tuple[str, str]:
    persons = "one" if question.budget.household.is_one_person else "more"
    return "huurtoeslag.maximum_rent", f"huurtoeslag.basic_rent_{persons}"


def _premium_in_norm(question: Question) -> str:
    return f"participatiewet.health_{'couple' if question.budget.household.is_couple else 'single'}"


@lru_cache(maxsize=64)
def _written(percentage: Fraction) -> str:
    """Write a percentage without a fraction bar; 97.5 stays 97.5."""
    return f"{Decimal(percentage.numerator) / Decimal(percentage.denominator):f}"
