from dataclasses import replace
from datetime import date

import pytest
from asking import codes
from builders import a_policy

from hub.arrange import explain
from hub.domain.capacity import NoRoomKnown, Room, RoomBound
from hub.domain.household import Household, Means
from hub.domain.money import Cents
from hub.domain.reasons import Confidence
from hub.domain.situation import Expenses, Situation
from hub.means.room import room

SPENT = Expenses(rent=0, health_premium=0, tax_debts=0, alimony=0, childcare=0, other=0)


def a_situation(household=Household.SINGLE, *, taken: int | None = 0, expenses: Expenses | None = SPENT, **means):
    told = {
        "taxable_income_year": 2_400_000,
        "monthly_income": 180_000,
        "other_monthly_income": 0,
        "registered_address": True,
    }
    return Situation(means=Means(household=household, **{**told, **means}), already_taken=taken, expenses=expenses)


def known(situation, on=date(2026, 7, 1)) -> Room:
    found = room(situation, a_policy(on))
    assert isinstance(found, Room)
    return found


def test_income_above_the_protected_income_binds_where_there_are_few_expenses():
    found = known(a_situation())

    assert found.above_living_costs == 180_000 - 127_751
    assert found.above_protected_income == 180_000 - found.protected_income.amount
    assert (found.amount, found.bound) == (found.above_protected_income, RoomBound.PROTECTED_INCOME)
    assert found.amount < found.above_living_costs


def test_living_costs_bind_where_expenses_are_high():
    found = known(a_situation(expenses=replace(SPENT, rent=80_000, rent_benefit=0)))

    assert found.above_living_costs == 180_000 - 127_751 - (80_000 - 20_252)
    assert (found.amount, found.bound) == (found.above_living_costs, RoomBound.LIVING_COSTS)


def test_what_is_taken_already_lessens_both_measures_and_the_room_may_fall_below_nothing():
    before, after = known(a_situation()), known(a_situation(taken=100_000))

    assert after.amount == before.amount - 100_000 < 0
    assert after.above_living_costs == before.above_living_costs - 100_000
    assert "room.none" in codes(after.reasons)
    assert "room.amount" in codes(before.reasons)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_is_short_is_said_as_too_little_and_never_as_an_amount_below_zero(language):
    found = known(a_situation(taken=100_000))
    said = [explain.render(reason, language) for reason in found.reasons]

    assert {"room.below_protected_income", "room.below_living_costs"} <= set(codes(found.reasons))
    assert not any("-€" in sentence for sentence in said)
    short = explain.money(Cents(-found.above_living_costs), language)
    assert any(short in sentence for sentence in said)


def test_room_of_exactly_nothing_is_none():
    all_of_it = known(a_situation()).amount
    found = known(a_situation(taken=all_of_it))

    assert found.amount == 0
    assert "room.none" in codes(found.reasons)


def test_the_other_income_and_the_partners_count_for_the_household():
    found = known(a_situation(Household.COUPLE, partner_monthly_income=50_000, other_monthly_income=10_000))
    assert found.tax.income == 240_000


@pytest.mark.parametrize(
    ("situation", "expected"),
    [
        (a_situation(taken=None), ["capacity.already_taken_unknown"]),
        (a_situation(monthly_income=None), ["capacity.income_unknown"]),
        (a_situation(taken=None, monthly_income=None), ["capacity.income_unknown", "capacity.already_taken_unknown"]),
    ],
    ids=["what is taken", "income", "both"],
)
def test_nothing_is_known_of_room_where_a_fact_is_unknown(situation, expected):
    found = room(situation, a_policy())

    assert isinstance(found, NoRoomKnown)
    assert codes(found.reasons) == expected


@pytest.mark.parametrize(
    ("situation", "complete"),
    [
        (a_situation(), True),
        (a_situation(Household.COUPLE, partner_monthly_income=0), True),
        (a_situation(Household.COUPLE), False),
        (a_situation(registered_address=None), False),
        (a_situation(registered_address=False), True),
        (a_situation(other_monthly_income=None), False),
        (a_situation(expenses=None), False),
        (a_situation(expenses=replace(SPENT, rent=None)), False),
        (a_situation(expenses=replace(SPENT, rent=60_000)), False),
        (a_situation(expenses=replace(SPENT, rent=60_000, rent_benefit=0)), True),
    ],
    ids=[
        "everything",
        "a couple",
        "no word of the partner's income",
        "no word of the address",
        "no address",
        "no word of other income",
        "no word of expenses",
        "no word of rent",
        "no word of rent allowance",
        "rent and allowance",
    ],
)
def test_room_is_complete_only_where_all_was_told_that_could_change_it(situation, complete):
    assert known(situation).complete is complete


def test_it_says_both_measures_which_one_bound_and_what_was_not_computed():
    found = known(a_situation(taken=1_000))

    assert codes(found.reasons) == [
        "room.already_taken",
        "room.above_protected_income",
        "room.above_living_costs",
        "room.protected_income_decides",
        "room.amount",
        "room.debt_settlement_not_computed",
    ]
    assert {reason.confidence for reason in found.reasons[:-1]} == {Confidence.OUR_CHOICE}
    assert found.reasons[0].article.startswith("readings 26")
    assert "leave you €1,361.42 a month" in explain.render(found.reasons[1], "en")


def test_before_the_text_of_the_tax_rules_no_room_is_known():
    found = room(a_situation(), a_policy(date(2025, 12, 31)))

    assert isinstance(found, NoRoomKnown)
    assert [reason.code for reason in found.reasons] == ["rule.text_missing"]
