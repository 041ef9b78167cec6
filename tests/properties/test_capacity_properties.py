"""What holds for every tax capacity, remission and room; and a second computation, written from the text.

The second one shares nothing with the first: decimals of euros, its own numbers straight from the handbook
(beslagvrije-voet.md 3 to 5), one walk through the articles.
"""

from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NamedTuple

from builders import a_policy
from effort import tried
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.capacity import Authority, NoRoomKnown, Room, RoomBound, TaxCapacity
from hub.domain.household import Household, Means
from hub.domain.situation import Assets, Budget, Expenses, Situation
from hub.means.room import room
from hub.means.tax_capacity import remission, tax_capacity

D = Decimal
CENT = D("0.01")

# Pw 21a, 21b, 22a, 22b for each half of 2026
NORMS = {
    1: ("1401.50", "2002.13", "1564.69", "2144.16"),
    7: ("1419.46", "2027.79", "1587.34", "2176.10"),
}


class Second(NamedTuple):
    """The second computation's answer, in cents."""

    norm: int
    balance: int
    year: int
    assets: int
    remitted: int


def second_opinion(on: date, budget: Budget, percentage: int, assessment: int) -> Second:
    """Walk through 16, 15, 14, 13, 12 and 11, in that order."""
    pair, alone = budget.household.value.startswith("couple"), budget.household.value == "single"
    row = NORMS[1 if on.month < 7 else 7]
    k = D(row[2 * budget.pension_age + pair]) * percentage / 100
    k = k.quantize(CENT, ROUND_HALF_UP)
    spent = {name: D(getattr(budget.expenses, name, None) or 0) / 100 for name in EXPENSES}
    lowest, most, in_norm = D("202.52") if alone else D("200.71"), D("932.93"), D(106 if pair else 47)
    b = max(min(spent["rent"] - spent["rent_benefit"], most), lowest) - lowest
    c = max(spent["health_premium"] - spent["care_benefit"], in_norm) - in_norm
    nbi = D(budget.net_monthly_income + (budget.partner_net_monthly_income or 0)) / 100
    nbi -= spent["tax_debts"] + b + c + spent["alimony"] + spent["childcare"] + spent["other"]
    bc = 12 * max(D(0), nbi - k)
    capital = second_capital(budget.assets, k + spent["childcare"] + before_allowances(spent, lowest, most, in_norm))
    use = (bc * D("0.80")).quantize(CENT, ROUND_DOWN)
    rest = max(D(0), D(assessment) / 100 - capital - use)
    return Second(*(int(amount * 100) for amount in (k, nbi - k, bc, capital, rest)))


def before_allowances(spent: dict[str, Decimal], lowest: Decimal, most: Decimal, in_norm: Decimal) -> Decimal:
    rent = min(spent["rent"], most) - lowest
    premium = spent["health_premium"] - in_norm
    return (rent if rent > 0 else D(0)) + (premium if premium > 0 else D(0))


def second_capital(assets: Assets | None, money_free: Decimal) -> Decimal:
    if assets is None:
        return D(0)
    euros = {name: D(getattr(assets, name)) / 100 for name in ("cash", "car", "home", "other", "preferential_debts")}
    if assets.car_indispensable or euros["car"] <= 3350:
        del euros["car"]
    euros["cash"] = euros["cash"] - money_free if euros["cash"] > money_free else D(0)
    debts = euros.pop("preferential_debts")
    return max(sum(euros.values(), D(0)) - debts, D(0))


EXPENSES = ("rent", "rent_benefit", "health_premium", "care_benefit", "tax_debts", "alimony", "childcare", "other")
BELONGINGS = ("cash", "car", "household_goods", "home", "other", "preferential_debts")

days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
incomes = st.integers(0, 600_000)
small = st.none() | st.integers(0, 150_000)
worth = st.one_of(st.just(0), st.integers(0, 500_000), st.integers(0, 50_000_000))
near_car = st.one_of(st.integers(334_990, 335_010), worth)


@st.composite
def expenses(draw: st.DrawFn) -> Expenses | None:
    return draw(st.none() | st.builds(Expenses, **dict.fromkeys(EXPENSES, small)))


@st.composite
def assets(draw: st.DrawFn) -> Assets | None:
    belongings = {**dict.fromkeys(BELONGINGS, worth), "car": near_car}
    return draw(st.none() | st.builds(Assets, car_indispensable=st.booleans(), **belongings))


@st.composite
def budgets(draw: st.DrawFn) -> Budget:
    household = draw(st.sampled_from(Household))
    return Budget(
        household=household,
        net_monthly_income=draw(incomes),
        partner_net_monthly_income=draw(st.none() | incomes) if household.is_couple else None,
        pension_age=draw(st.booleans()),
        expenses=draw(expenses()),
        assets=draw(assets()),
    )


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    household = draw(st.sampled_from(Household))
    return Situation(
        means=Means(
            household=household,
            taxable_income_year=draw(st.integers(0, 10_000_000)),
            monthly_income=draw(st.none() | incomes),
            partner_monthly_income=draw(st.none() | incomes) if household.is_couple else None,
            other_monthly_income=draw(small),
            registered_address=draw(st.none() | st.booleans()),
        ),
        already_taken=draw(small),
        pension_age=draw(st.booleans()),
        expenses=draw(expenses()),
    )


def changed(budget: Budget, **more: object) -> Budget:
    told = {name: getattr(budget, name) for name in Budget.__dataclass_fields__}
    return Budget(**{**told, **more})


def capacity(on: date, budget: Budget) -> TaxCapacity:
    return tax_capacity(budget, a_policy(on))


@tried(2500)
@given(days, budgets(), st.none() | st.integers(90, 100), st.integers(0, 5_000_000))
def test_a_second_computation_agrees_to_the_cent(on, budget, percentage, assessment):
    policy = a_policy(on)
    found = tax_capacity(
        budget,
        policy,
        authority=Authority.TAX if percentage is None else Authority.LOCAL_TAX,
        norm_percentage=None if percentage is None else Fraction(percentage),
    )
    remitted = remission(found, assessment, policy)

    expected = second_opinion(on, budget, percentage or 90, assessment)
    assert Second(found.norm, found.balance, found.year, found.assets, remitted.cents) == expected


@tried(500)
@given(days, budgets(), incomes)
def test_more_income_never_lowers_the_capacity(on, budget, more):
    richer = changed(budget, net_monthly_income=budget.net_monthly_income + more)
    assert capacity(on, richer).month >= capacity(on, budget).month


@tried(500)
@given(days, budgets(), st.sampled_from([name for name in EXPENSES if not name.endswith("benefit")]), incomes)
def test_more_expenses_never_raise_the_capacity_nor_the_assets(on, budget, name, more):
    told = {each: getattr(budget.expenses or Expenses(), each) for each in EXPENSES}
    spending = changed(budget, expenses=Expenses(**{**told, name: (told[name] or 0) + more}))

    before, after = capacity(on, budget), capacity(on, spending)
    assert after.balance <= before.balance
    assert after.assets <= before.assets


@tried(500)
@given(days, budgets(), st.sampled_from(["rent_benefit", "care_benefit"]), incomes)
def test_an_allowance_never_lowers_the_capacity_and_is_never_an_income(on, budget, name, more):
    told = {each: getattr(budget.expenses or Expenses(), each) for each in EXPENSES}
    allowed = capacity(on, changed(budget, expenses=Expenses(**{**told, name: (told[name] or 0) + more})))

    assert allowed.month >= capacity(on, budget).month
    assert allowed.income == budget.net_monthly_income + (budget.partner_net_monthly_income or 0)


@tried(500)
@given(days, budgets())
def test_the_amounts_of_a_capacity_belong_together(on, budget):
    found = capacity(on, budget)

    assert found.balance == found.income - found.expenses - found.norm
    assert found.month == max(0, found.balance)
    assert found.year == 12 * found.month
    assert found.assets >= 0
    assert found.expenses >= 0


@tried(500)
@given(days, budgets(), st.integers(0, 5_000_000), st.integers(0, 5_000_000))
def test_remission_is_never_below_nothing_nor_above_the_assessment(on, budget, assessment, more):
    policy = a_policy(on)
    found = tax_capacity(budget, policy)
    less, greater = remission(found, assessment, policy), remission(found, assessment + more, policy)

    assert 0 <= less.cents <= assessment
    assert less.granted is (less.cents > 0) is not bool(less.refused_because)
    assert less.cents <= greater.cents <= less.cents + more


@tried(800)
@given(days, situations())
def test_room_is_never_above_either_measure_and_needs_what_is_taken(on, situation):
    found = room(situation, a_policy(on))
    means = situation.means

    if situation.already_taken is None or means.monthly_income is None:
        assert isinstance(found, NoRoomKnown)
        assert found.reasons
        return
    assert isinstance(found, Room)
    above = means.monthly_income - found.protected_income.amount - situation.already_taken
    assert found.amount == min(above, found.tax.balance - situation.already_taken)
    assert (found.bound is RoomBound.PROTECTED_INCOME) is (found.amount == above)
    untold = [code for reason in (*found.tax.warnings, *found.protected_income.warnings) if (code := reason.code)]
    unknown = {code for code in untold if code.endswith("_unknown")} - {"capacity.assets_unknown"}
    assert found.complete is not bool(unknown)
