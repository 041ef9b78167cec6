"""What counts of the things a household owns when taxes are remitted (Uitvoeringsregeling IW 1990, 12)."""

from hub.domain.money import NOTHING, Cents, total
from hub.domain.reasons import Money, Reason
from hub.domain.situation import Assets
from hub.means.tax_budget import RULES, Question, Step, health_counted, housing_counted

_ASSETS = f"{RULES}.assets_deduct"


def counted_assets(question: Question, norm: Cents) -> tuple[Cents, tuple[Reason, ...]]:
    """Add up what counts, less debts that rank above taxes, never below nothing; `norm` is living costs a month."""
    told = question.budget.assets
    if told is None:
        return NOTHING, ()
    counted = [
        step for step in (_cash(question, told, norm), _car(question, told), _belongings(question, told)) if step
    ]
    before = total([step.cents for step in counted])
    reasons = [*_household_goods(question, told), *(step.reason for step in counted)]
    if told.preferential_debts:
        less = question.step("capacity.preferential_debts", told.preferential_debts, _ASSETS)
        reasons.append(less.reason)
    result = question.step("capacity.assets", max(Cents(before - told.preferential_debts), NOTHING), _ASSETS)
    return result.cents, (*reasons, result.reason)


def _cash(question: Question, told: Assets, norm: Cents) -> Step | None:
    """Money beyond the living costs and a month of housing, health and children, no allowance deducted."""
    if not told.cash:
        return None
    spent = question.expenses
    exempt = total(
        [
            norm,
            housing_counted(question, spent.rent or NOTHING, NOTHING),
            health_counted(question, spent.health_premium or NOTHING, NOTHING),
            spent.childcare or NOTHING,
        ]
    )
    counted = max(Cents(told.cash - exempt), NOTHING)
    reason = question.policy.reason(
        "capacity.cash", f"{RULES}.money_exempt", amount=Money(cents=counted), exempt=Money(cents=exempt)
    )
    return Step(counted, reason)


def _car(question: Question, told: Assets) -> Step | None:
    """A car counts whole, or not at all."""
    if not told.car:
        return None
    if told.car_indispensable:
        return question.step("capacity.car_indispensable", NOTHING, f"{RULES}.car_indispensable")
    exempt = f"{RULES}.car_exempt"
    if told.car <= question.amount(exempt):
        return question.step("capacity.car_exempt", NOTHING, exempt)
    return question.step("capacity.car", told.car, exempt)


def _belongings(question: Question, told: Assets) -> Step | None:
    worth = Cents(told.home + told.other)
    return question.step("capacity.belongings", worth, _ASSETS) if worth else None


def _household_goods(question: Question, told: Assets) -> tuple[Reason, ...]:
    if not told.household_goods:
        return ()
    return (question.policy.reason("capacity.household_goods", f"{RULES}.household_goods"),)
