from datetime import date
from fractions import Fraction

import pytest
from asking import codes
from builders import a_policy

from hub.arrange import explain
from hub.domain.capacity import Authority, TaxCapacity
from hub.domain.household import Household, Means
from hub.domain.reasons import Confidence
from hub.domain.situation import Assets, Budget, Expenses, Situation
from hub.errors import BadInput, RuleMissing
from hub.means.tax_capacity import remission, tax_capacity

JANUARY, JULY = date(2026, 1, 1), date(2026, 7, 1)

NOTHING_SPENT = Expenses(
    rent=0, rent_benefit=0, health_premium=0, care_benefit=0, tax_debts=0, alimony=0, childcare=0, other=0
)


def capacity(
    net=200_000, household=Household.SINGLE, on=JULY, *, authority=Authority.TAX, norm_percentage=None, **more
) -> TaxCapacity:
    budget = Budget(household=household, net_monthly_income=net, **more)
    return tax_capacity(budget, a_policy(on), authority=authority, norm_percentage=norm_percentage)


def counted(household=Household.SINGLE, **told) -> int:
    return capacity(household=household, expenses=Expenses(**told)).expenses


def owned(household=Household.SINGLE, expenses=None, **told) -> int:
    return capacity(household=household, expenses=expenses, assets=Assets(**told)).assets


# ── the living-cost norm (16) ──


@pytest.mark.parametrize(
    ("household", "pension_age", "on", "norm"),
    [
        (Household.SINGLE, False, JANUARY, 126135),  # 90 % of 1401.50
        (Household.SINGLE_PARENT, False, JANUARY, 126135),
        (Household.COUPLE, False, JANUARY, 180192),  # 1801.917
        (Household.COUPLE_WITH_CHILDREN, False, JULY, 182501),  # 1825.011
        (Household.SINGLE, False, JULY, 127751),  # 1277.514
        (Household.SINGLE, True, JANUARY, 140822),  # 1408.221
        (Household.SINGLE_PARENT, True, JULY, 142861),  # 1428.606
        (Household.COUPLE, True, JANUARY, 192974),  # 1929.744
        (Household.COUPLE, True, JULY, 195849),  # 1958.49
    ],
)
def test_living_costs_are_ninety_percent_of_the_norm_of_the_household(household, pension_age, on, norm):
    assert capacity(household=household, on=on, pension_age=pension_age).norm == norm


def test_the_rounding_of_the_norm_is_said_where_it_decided_something():
    (even,) = [r for r in capacity(on=JANUARY).reasons if r.code == "capacity.living_costs"]
    (odd,) = [r for r in capacity(on=JULY).reasons if r.code == "capacity.living_costs"]

    assert (even.confidence, odd.confidence) == (Confidence.VERIFIED, Confidence.OUR_CHOICE)
    assert odd.parameters[-1] == "betalingscapaciteit.norm_rounding"


@pytest.mark.parametrize(("chosen", "norm"), [(None, 126135), (90, 126135), (Fraction("97.5"), 136646), (100, 140150)])
def test_a_local_authority_may_leave_up_to_the_whole_norm(chosen, norm):
    found = capacity(on=JANUARY, authority=Authority.LOCAL_TAX, norm_percentage=chosen and Fraction(chosen))
    assert found.norm == norm


def test_a_chosen_percentage_is_written_as_people_write_it():
    found = capacity(authority=Authority.LOCAL_TAX, norm_percentage=Fraction("97.5"))
    (said,) = [reason for reason in found.reasons if reason.code == "capacity.living_costs"]

    assert "That is 97.5 percent" in explain.render(said, "en")
    assert said.parameters[0] == "uitvoeringsregeling_iw1990.local_norm_percentage_most"


@pytest.mark.parametrize(
    ("authority", "chosen"),
    [(Authority.TAX, 91), (Authority.TAX, 100), (Authority.TAX, 89), (Authority.LOCAL_TAX, 101)],
)
def test_another_percentage_than_the_law_allows_is_refused(authority, chosen):
    with pytest.raises(
        BadInput,
        match=r"^capacity\.norm_percentage: norm_percentage must be (from 90 to 100 for local_tax|90 for tax)\.",
    ):
        capacity(authority=authority, norm_percentage=Fraction(chosen))


def test_a_local_authority_may_not_leave_less_than_the_law():
    with pytest.raises(BadInput, match="from 90 to 100 for local_tax"):
        capacity(authority=Authority.LOCAL_TAX, norm_percentage=Fraction(89))


def test_the_percentage_of_the_law_may_be_named_for_taxes():
    assert capacity(norm_percentage=Fraction(90)) == capacity()


# ── what is left (13, 14) ──


def test_both_partners_earn_for_the_household():
    found = capacity(120_000, Household.COUPLE, partner_net_monthly_income=80_000)

    assert found.income == 200_000
    assert found.balance == found.month == 200_000 - 182_501
    assert found.year == 12 * found.month


@pytest.mark.parametrize(("net", "month", "code"), [(126134, 0, "nothing_left"), (126135, 0, "nothing_left")])
def test_at_the_norm_and_below_it_nothing_is_left(net, month, code):
    found = capacity(net, on=JANUARY)

    assert (found.month, found.year, found.balance) == (month, 0, net - 126135)
    assert f"capacity.{code}" in codes(found.reasons)


def test_one_cent_above_the_norm_is_twelve_cents_a_year():
    assert capacity(126136, on=JANUARY).year == 12


# ── expenses (15) ──


@pytest.mark.parametrize(
    ("household", "rent", "benefit", "expected"),
    [
        (Household.SINGLE, 20252, 0, 0),  # exactly the basic rent
        (Household.SINGLE, 20253, 0, 1),
        (Household.SINGLE, 60000, 0, 39748),
        (Household.SINGLE, 60000, 20000, 19748),
        (Household.SINGLE, 60000, 70000, 0),  # an allowance above the rent is no income
        (Household.SINGLE, 93293, 0, 73041),  # exactly the highest rent
        (Household.SINGLE, 93294, 0, 73041),
        (Household.SINGLE, 120000, 10000, 73041),  # the highest rent limits what is left after the allowance
        (Household.SINGLE_PARENT, 60000, 0, 39929),
        (Household.COUPLE, 60000, 0, 39929),
    ],
)
def test_housing_counts_between_the_basic_and_the_highest_rent(household, rent, benefit, expected):
    assert counted(household, rent=rent, rent_benefit=benefit) == expected


@pytest.mark.parametrize(
    ("household", "premium", "benefit", "expected"),
    [
        (Household.SINGLE, 4700, 0, 0),
        (Household.SINGLE, 15000, 0, 10300),
        (Household.SINGLE, 15000, 13100, 0),
        (Household.SINGLE_PARENT, 15000, 3000, 7300),
        (Household.COUPLE, 30000, 5000, 14400),
    ],
)
def test_a_health_premium_counts_above_what_the_norm_and_the_allowance_pay(household, premium, benefit, expected):
    assert counted(household, health_premium=premium, care_benefit=benefit) == expected


@pytest.mark.parametrize("what", ["tax_debts", "alimony", "childcare", "other"])
def test_other_expenses_count_as_they_are_told(what):
    assert counted(**{what: 12345}) == 12345


def test_every_step_names_its_article_and_one_that_is_nothing_is_left_out():
    told = Expenses(rent=60000, health_premium=15000, tax_debts=1, alimony=1, childcare=1, other=1)
    reasons = capacity(expenses=told).reasons

    assert codes(reasons) == [
        "capacity.income",
        "capacity.tax_debts",
        "capacity.housing",
        "capacity.health",
        "capacity.alimony",
        "capacity.children",
        "capacity.other_expenses",
        "capacity.living_costs",
        "capacity.month",
    ]
    assert all(reason.article.startswith("Uitvoeringsregeling Invorderingswet 1990, ") for reason in reasons)
    assert codes(capacity(expenses=NOTHING_SPENT).reasons) == [
        "capacity.income",
        "capacity.living_costs",
        "capacity.month",
    ]


# ── assets (12) ──


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, 0),
        ({"car": 335_000}, 0),
        ({"car": 335_001}, 335_001),
        ({"car": 900_000, "car_indispensable": True}, 0),
        ({"household_goods": 500_000}, 0),
        ({"cash": 127_751}, 0),
        ({"cash": 127_752}, 1),
        ({"home": 30_000_000, "preferential_debts": 29_000_000}, 1_000_000),
        ({"home": 30_000_000, "preferential_debts": 31_000_000}, 0),
        ({"other": 12_345, "home": 1}, 12_346),
        ({"cash": 127_752, "car": 400_000, "other": 5, "preferential_debts": 3}, 400_003),
    ],
)
def test_what_is_owned_counts_with_its_exemptions(told, expected):
    assert owned(**told) == expected


def test_money_for_a_month_of_housing_health_and_children_is_exempt_without_deducting_allowances():
    told = Expenses(
        rent=60_000, rent_benefit=30_000, health_premium=15_000, care_benefit=13_000, childcare=5_000, alimony=99_999
    )
    exempt = 127_751 + 39_748 + 10_300 + 5_000

    assert owned(expenses=told, cash=exempt) == 0
    assert owned(expenses=told, cash=exempt + 1) == 1


def test_each_belonging_is_explained():
    told = Assets(cash=200_000, car=1, household_goods=1, home=1, preferential_debts=1)
    assert codes(capacity(assets=told).reasons)[3:] == [
        "capacity.household_goods",
        "capacity.cash",
        "capacity.car_exempt",
        "capacity.belongings",
        "capacity.preferential_debts",
        "capacity.assets",
    ]
    assert "capacity.car_indispensable" in codes(capacity(assets=Assets(car=1, car_indispensable=True)).reasons)
    assert "capacity.car" in codes(capacity(assets=Assets(car=335_001)).reasons)


# ── unknown is not nothing ──


def test_everything_told_leaves_only_what_is_never_computed():
    found = capacity(on=JANUARY, expenses=NOTHING_SPENT, assets=Assets())
    assert codes(found.warnings) == ["capacity.not_computed"]


def test_nothing_told_is_said():
    found = capacity(household=Household.COUPLE, on=JULY)
    assert codes(found.warnings) == [
        "capacity.partner_unknown",
        "capacity.expenses_unknown",
        "capacity.assets_unknown",
        "capacity.uncertain",
        "capacity.not_computed",
    ]


@pytest.mark.parametrize(
    ("told", "warning"),
    [
        ({"rent": None}, "capacity.rent_unknown"),
        ({"rent": 60_000, "rent_benefit": None}, "capacity.rent_benefit_unknown"),
        ({"health_premium": None}, "capacity.premium_unknown"),
        ({"health_premium": 15_000, "care_benefit": None}, "capacity.care_benefit_unknown"),
        ({"tax_debts": None}, "capacity.other_expenses_unknown"),
        ({"alimony": None, "other": None}, "capacity.other_expenses_unknown"),
    ],
)
def test_an_expense_that_was_not_told_is_a_warning(told, warning):
    spent = {name: getattr(NOTHING_SPENT, name) for name in Expenses.__dataclass_fields__}
    found = capacity(on=JANUARY, expenses=Expenses(**{**spent, **told}), assets=Assets())

    assert [code for code in codes(found.warnings) if code.endswith("_unknown")] == [warning]


def test_an_allowance_is_not_asked_for_where_there_is_nothing_to_allow():
    spent = Expenses(rent=0, health_premium=0, tax_debts=0, alimony=0, childcare=0, other=0)
    assert spent.untold == ()
    assert Expenses().untold == ("rent", "health_premium", "tax_debts", "alimony", "childcare", "other")


def test_a_value_that_was_not_read_in_the_text_is_named():
    found = capacity(on=JANUARY, expenses=Expenses(rent=60_000))
    (uncertain,) = [reason for reason in found.warnings if reason.code == "capacity.uncertain"]

    assert uncertain.parameters == ("huurtoeslag.basic_rent_one",)


@pytest.mark.parametrize("on", [date(2025, 12, 31), date(2027, 1, 1)])
def test_outside_the_dates_of_the_text_nothing_is_computed(on):
    with pytest.raises(RuleMissing):
        capacity(on=on)


def test_no_amount_may_be_below_zero_and_a_single_person_has_no_partner():
    for make in (
        lambda: Expenses(rent=-1),
        lambda: Assets(cash=-1),
        lambda: Budget(household=Household.SINGLE, net_monthly_income=-1),
        lambda: Situation(means=Means(household=Household.SINGLE, taxable_income_year=0), already_taken=-1),
        lambda: Budget(household=Household.SINGLE, net_monthly_income=0, partner_net_monthly_income=1),
    ):
        with pytest.raises(BadInput, match=r"^means\."):
            make()


# ── remission (11) ──


def remitted(net, assessment, household=Household.COUPLE, on=JANUARY, **more):
    return remission(capacity(net, household, on, **more), assessment, a_policy(on))


def test_a_single_person_exactly_at_the_norm_is_remitted_the_whole_assessment():
    found = remitted(126_135, 15_000, Household.SINGLE)

    assert (found.granted, found.cents, found.refused_because) == (True, 15_000, ())
    assert codes(found.reasons) == ["remission.not_checked", "remission.amount"]


def test_a_couple_fifty_euros_above_the_norm_uses_eighty_percent_of_a_year():
    found = remitted(185_192, 60_000)

    assert (found.granted, found.cents) == (True, 12_000)
    assert codes(found.reasons) == ["remission.capacity_used", "remission.not_checked", "remission.amount"]
    assert "€480.00" in explain.render(found.reasons[0], "en")


@pytest.mark.parametrize(
    ("assessment", "assets", "cents", "refused"),
    [
        (48_001, 0, 1, []),
        (48_000, 0, 0, ["remission.capacity_covers"]),
        (60_000, 11_999, 1, []),
        (60_000, 12_000, 0, ["remission.both_cover"]),
        (60_000, 60_000, 0, ["remission.assets_cover"]),
        (48_000, 48_000, 0, ["remission.assets_cover", "remission.capacity_covers"]),
        (0, 0, 0, ["remission.nothing_open"]),
    ],
)
def test_what_is_owned_and_the_used_part_go_first(assessment, assets, cents, refused):
    found = remitted(185_192, assessment, assets=Assets(other=assets))

    assert (found.granted, found.cents, codes(found.refused_because)) == (cents > 0, cents, refused)


def test_the_used_part_is_rounded_down_in_favour_of_the_citizen():
    found = remitted(126_136, 100, Household.SINGLE)  # 80 % of twelve cents is 9.6

    assert found.cents == 91
    assert "betalingscapaciteit.used_rounding" in found.reasons[0].parameters
