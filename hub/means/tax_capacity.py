"""What a household can miss under the tax rules, and what is remitted (Uitvoeringsregeling IW 1990, 10 to 16).

Income less expenses less living costs is what is left a month; twelve of these are the capacity. A part of it must be
used, and what is owned; the rest of an assessment is remitted. Cents throughout.
"""

from fractions import Fraction

from hub.domain.capacity import Authority, Remission, TaxCapacity
from hub.domain.exact import part_of
from hub.domain.money import NOTHING, Cents, total
from hub.domain.reasons import Day, Money, Reason
from hub.domain.situation import Budget
from hub.means.tax_assets import counted_assets
from hub.means.tax_budget import RULES, Question, expenses, income, living_costs
from hub.means.uncertain import uncertain
from hub.rules.policy import Policy

_MONTHS = f"{RULES}.horizon_months"
_USED = f"{RULES}.used_percentage"
_REMISSION = f"{RULES}.remission"


def tax_capacity(
    budget: Budget,
    policy: Policy,
    *,
    authority: Authority = Authority.TAX,
    norm_percentage: Fraction | None = None,
    actual_housing: str | None = None,
) -> TaxCapacity:
    """Compute the capacity on the policy's date; an expense or a partner's income that was not told is a warning.

    `norm_percentage` is the part of the norm that a municipality or water board chose; left out it is the law's.
    `actual_housing` names the rule by which housing costs count as they are, not capped.
    Raises RuleMissing where the book has no text for the date, BadInput for a percentage that is not allowed.
    """
    question = Question(budget=budget, policy=policy, actual_housing=actual_housing)
    earned, norm = income(question), living_costs(question, authority, norm_percentage)
    spent = expenses(question)
    counted = total([step.cents for step in spent])
    balance = Cents(earned.cents - counted - norm.cents)
    month = max(balance, NOTHING)
    year = Cents(month * policy.get(_MONTHS).value)
    assets, asset_reasons = counted_assets(question, norm.cents)
    left = question.step("capacity.month" if month else "capacity.nothing_left", month, _MONTHS)
    reasons = (earned.reason, *(step.reason for step in spent), norm.reason, left.reason, *asset_reasons)
    return TaxCapacity(
        income=earned.cents,
        expenses=counted,
        norm=norm.cents,
        balance=balance,
        month=month,
        year=year,
        assets=assets,
        reasons=reasons,
        warnings=(
            *_untold(budget),
            *uncertain("capacity.uncertain", policy, reasons),
            Reason(code="capacity.not_computed"),
        ),
    )


def text_missing(policy: Policy) -> Reason | None:
    """Say that the text of these rules for the date is not at hand; None where it is. Nothing is guessed then."""
    if policy.find(f"{RULES}.norm_percentage") is not None:
        return None
    return Reason(code="rule.text_missing", values={"on": Day(on=policy.on)})


def remission(capacity: TaxCapacity, assessment: Cents, policy: Policy) -> Remission:
    """Compute what is remitted of an assessment: all but what is owned and a part of the year's capacity (11).

    Never below nothing, never above the assessment. The reasons say that grounds of exclusion were not looked at.
    Raises RuleMissing where the book has no text for the date.
    """
    exact = policy.share(_USED) * capacity.year
    used = part_of(capacity.year, policy.get(_USED).value)
    rounded = () if exact == used else ("betalingscapaciteit.used_rounding",)
    left = max(Cents(assessment - capacity.assets - used), NOTHING)
    reasons = [policy.reason("remission.not_checked", f"{RULES}.no_remission", f"{RULES}.better_finances")]
    if capacity.year:
        reasons.insert(0, policy.reason("remission.capacity_used", _USED, *rounded, amount=Money(cents=used)))
    if capacity.assets:
        used_assets = policy.reason("remission.assets_used", _REMISSION, amount=Money(cents=capacity.assets))
        reasons.insert(0, used_assets)
    if not left:
        refused = _refused(policy, capacity.assets, used, assessment)
        return Remission(granted=False, cents=NOTHING, refused_because=refused, reasons=tuple(reasons))
    reasons.append(policy.reason("remission.amount", _REMISSION, _USED, amount=Money(cents=left)))
    return Remission(granted=True, cents=left, refused_because=(), reasons=tuple(reasons))


def _refused(policy: Policy, assets: Cents, used: Cents, assessment: Cents) -> tuple[Reason, ...]:
    if assessment <= NOTHING:
        return (policy.reason("remission.nothing_open", _REMISSION),)
    alone = []
    if assets >= assessment:
        alone.append(policy.reason("remission.assets_cover", _REMISSION))
    if used >= assessment:
        alone.append(policy.reason("remission.capacity_covers", _USED))
    return tuple(alone) or (policy.reason("remission.both_cover", _REMISSION, _USED),)


def _untold(budget: Budget) -> tuple[Reason, ...]:
    """Say what was not told, and would have changed the amount."""
    missing = set(budget.expenses.untold) if budget.expenses else set()
    untold = {
        "capacity.partner_unknown": budget.household.is_couple and budget.partner_net_monthly_income is None,
        "capacity.expenses_unknown": budget.expenses is None,
        "capacity.rent_unknown": "rent" in missing,
        "capacity.rent_benefit_unknown": "rent_benefit" in missing,
        "capacity.premium_unknown": "health_premium" in missing,
        "capacity.care_benefit_unknown": "care_benefit" in missing,
        "capacity.other_expenses_unknown": bool(missing & {"tax_debts", "alimony", "childcare", "other"}),
        "capacity.assets_unknown": budget.assets is None,
    }
    return tuple(Reason(code=code) for code, is_so in untold.items() if is_so)
