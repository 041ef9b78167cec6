"""Tax by its own rules: a short postponement, or a plan by capacity."""

from datetime import date

import pytest
from asking import a_tax, amounts, codes
from builders import YES, a_situation, decided, told

from hub.domain.arrangement import Choice, DecidedBy, Floor, NeedsHuman, Proposal, Route
from hub.domain.facts import Fact, FactName
from hub.domain.situation import Assets, Expenses


def by_tax(*claims, **more):
    return decided(told(*claims), scheme="belastingdienst", **more)


# ── tax: short postponement (R2-19, readings 23) ──


def test_without_facts_tax_gives_a_short_postponement_up_to_four_months_after_the_due_date():
    outcome = by_tax(a_tax(due_on=date(2026, 11, 1)))

    assert (outcome.route, outcome.decided_by) == (Route.SHORT_POSTPONEMENT, DecidedBy.RULE)
    assert [one.due_on for one in outcome.instalments] == [date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 1)]
    assert amounts(outcome) == [30666, 30666, 30668]


def test_the_oldest_assessment_sets_the_last_day():
    old = a_tax(10000, due_on=date(2026, 9, 1), reference="B-2", imposed_on=date(2025, 1, 1))
    assert by_tax(a_tax(due_on=date(2026, 11, 1)), old).instalments[-1].due_on == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("claim", "reasons"),
    [
        (a_tax(2000000), ["route.short_postponement_too_much"]),
        (a_tax(said={FactName.WRIT: Fact(answer=YES, on=date(2026, 1, 1))}), ["route.short_postponement_writ"]),
        (a_tax(due_on=None), ["claim.due_date_unknown"]),
        (a_tax(due_on=date(2026, 1, 1)), ["route.short_postponement_over", "route.needs_situation"]),
    ],
    ids=["20,000 euros", "a writ", "no due date", "over"],
)
def test_a_short_postponement_is_not_for_everybody(claim, reasons):
    outcome = by_tax(claim)

    assert isinstance(outcome, NeedsHuman)
    assert codes(outcome.reasons) == reasons


def test_one_cent_less_than_20000_euros_is_postponed():
    assert isinstance(by_tax(a_tax(1999999)), Proposal)


def test_within_a_short_postponement_the_person_may_pay_faster_and_not_slower():
    debt = a_tax(due_on=date(2026, 11, 1))

    assert by_tax(debt, choice=Choice(months=1)).months == 1
    assert amounts(by_tax(debt, choice=Choice(amount=60000))) == [60000, 32000]
    assert codes(by_tax(debt, choice=Choice(amount=10000)).reasons) == ["choice.less_than_rule"]
    assert codes(by_tax(debt, choice=Choice(months=4)).reasons) == ["choice.longer_than_rule"]


# ── tax: by capacity (R2-21, R2-24, E10) ──


def test_920_euros_of_tax_take_twelve_months_by_capacity():
    outcome = by_tax(a_tax(), situation=a_situation(180000))

    assert (outcome.route, outcome.decided_by) == (Route.CAPACITY, DecidedBy.PERSON)
    assert amounts(outcome) == [7666] * 11 + [7674]
    assert "accept.new_debts_on_time" in codes(outcome.conditions)


def test_tax_asks_80_percent_of_the_capacity_and_no_more():
    # Capacity 95.92 (norm 1277.51): 80 percent is 76.73 and a cent too little; 95.93 gives 76.74, which is enough.
    enough = by_tax(a_tax(), situation=a_situation(127751 + 9593))
    too_little = by_tax(a_tax(), situation=a_situation(127751 + 9591))

    assert amounts(enough.alternative) == [7666] * 11 + [7674]
    assert isinstance(too_little, NeedsHuman)
    assert "capacity.as_remission_request" in codes(too_little.reasons)


def test_assets_bar_a_tax_plan_unless_selling_them_is_unreasonably_burdensome():
    owning = a_situation(137751, assets=Assets(other=500000))
    burdened = a_situation(137751, assets=Assets(other=500000, burdensome_to_sell=True))

    assert codes(by_tax(a_tax(300000), situation=owning).reasons) == ["assets.can_be_sold"]
    assert by_tax(a_tax(300000), situation=burdened).alternative.months == 38
    assert "capacity.as_remission_request" in codes(by_tax(a_tax(600000), situation=burdened).reasons)


def test_motor_vehicle_tax_gets_a_short_postponement_only():
    car = a_tax(20000, kind="motor_vehicle_tax", reference="B-3")

    both = by_tax(a_tax(), car, situation=a_situation(180000))
    alone = by_tax(car, situation=a_situation(180000))

    assert codes(both.reasons) == ["claim.short_postponement_only"]
    assert both.alternative.total == 92000
    assert (alone.route, alone.decided_by) == (Route.SHORT_POSTPONEMENT, DecidedBy.RULE)


def test_there_is_one_postponement_at_a_time():
    running = a_tax(10000, reference="B-2", said={FactName.IN_ARRANGEMENT: YES})
    assert codes(by_tax(a_tax(due_on=date(2026, 11, 1)), running).reasons) == ["route.short_postponement_other"]


def test_a_plan_by_capacity_asked_for_without_facts_needs_them_and_the_short_one_stands_beside_it():
    outcome = by_tax(a_tax(due_on=date(2026, 11, 1)), choice=Choice(route=Route.CAPACITY))

    assert codes(outcome.reasons) == ["route.needs_situation"]
    assert outcome.alternative.route is Route.SHORT_POSTPONEMENT


def test_rent_counts_as_it_is_for_a_tax_plan():
    expenses = Expenses(**{**dict.fromkeys(Expenses.__dataclass_fields__, 0), "rent": 110000})
    outcome = by_tax(a_tax(), situation=a_situation(260000, expenses=expenses))

    assert "capacity.housing_actual" in codes(outcome.reasons)
    assert "capacity.housing" not in codes(outcome.reasons)


def test_the_short_way_may_be_asked_for_with_facts_too():
    asked = Choice(route=Route.SHORT_POSTPONEMENT)
    assert by_tax(a_tax(), choice=asked, situation=a_situation(200000)).route is Route.SHORT_POSTPONEMENT


def test_a_tax_plan_may_not_be_slower_than_its_rule():
    outcome = by_tax(a_tax(), choice=Choice(months=13), situation=a_situation(180000))
    assert codes(outcome.reasons) == ["choice.longer_than_rule"]


def test_a_tax_plan_may_be_faster():
    assert by_tax(a_tax(), choice=Choice(months=6), situation=a_situation(180000)).months == 6


def test_a_tax_plan_below_the_beslagvrije_voet_can_be_shown_and_not_accepted():
    outcome = by_tax(a_tax(60000), situation=a_situation(135000, taken=5000))

    assert codes(outcome.reasons)[0] == "floor.below_by_the_rules"
    assert outcome.alternative.floor is Floor.BELOW
    assert "floor.plan_below" in codes(outcome.alternative.blocked_by)
