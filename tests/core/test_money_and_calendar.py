from datetime import date

import pytest

from consent.months import months_after
from hub.domain.calendar import first_due_dates
from hub.domain.claim import Amounts
from hub.domain.money import floor_share, split_by_weight, times_alike, total


@pytest.mark.parametrize(
    ("amount", "weights", "shares"),
    [
        (10000, (60000, 30000, 10000), (6000, 3000, 1000)),
        (1000, (100000, 100000, 100000), (334, 333, 333)),
        (1, (5, 5), (1, 0)),
        (2, (1, 1, 1), (1, 1, 0)),
        (10, (0, 10), (0, 10)),
        (7, (7,), (7,)),
    ],
    ids=["rules.md E11", "rules.md E12", "a tie goes to the first", "two ties", "nothing owed", "one party"],
)
def test_an_amount_is_split_to_the_cent_by_largest_remainder(amount, weights, shares):
    assert split_by_weight(amount, weights) == shares


def test_shares_that_are_exact_stay_the_same_to_the_last_and_others_until_rounding_weighs_more():
    assert times_alike(100, (6000, 3000, 1000), (60, 30, 10)) == 100
    assert times_alike(100, (2000, 1000), (67, 33)) == 10
    assert times_alike(100, (5000, 5000, 5000), (34, 33, 33)) == 1


def test_nothing_adds_up_to_zero():
    assert total([]) == 0


def test_an_equal_share_is_rounded_down():
    assert floor_share(500000, 36) == 13888


def test_payment_reaches_costs_then_interest_then_principal():
    owed = Amounts(costs=900, interest=50, principal=10000)

    assert owed.less(900) == Amounts(interest=50, principal=10000)
    assert owed.less(1000) == Amounts(principal=9950)
    assert owed.less(10950) == Amounts()


def test_no_part_of_a_claim_is_negative():
    with pytest.raises(ValueError, match="negative"):
        Amounts(costs=-1)


@pytest.mark.parametrize(
    ("on", "day", "first"),
    [
        (date(2026, 11, 23), 1, date(2027, 1, 1)),
        (date(2026, 11, 17), 1, date(2026, 12, 1)),
        (date(2026, 11, 18), 1, date(2027, 1, 1)),
        (date(2026, 11, 23), 25, date(2026, 12, 25)),
        (date(2026, 1, 31), 31, date(2026, 2, 28)),
        (date(2027, 2, 1), 31, date(2027, 2, 28)),
    ],
    ids=["next month is too soon", "exactly fourteen days", "thirteen days", "day 25", "short month", "its last day"],
)
def test_the_first_due_date_is_the_payment_day_at_least_fourteen_days_on(on, day, first):
    assert first_due_dates(on, day=day, notice_days=14, months=1) == (first,)


def test_a_chosen_last_day_comes_back_after_a_short_month():
    dates = first_due_dates(date(2027, 1, 10), day=31, notice_days=14, months=4)
    assert dates == (date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30))


def test_months_count_backwards_too():
    assert months_after(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert months_after(date(2026, 1, 15), -2) == date(2025, 11, 15)


def test_a_day_beyond_the_last_one_of_all_is_the_last_one():
    assert months_after(date(9999, 6, 1), 12) == date.max
    assert months_after(date(9999, 6, 1), 6) == date(9999, 12, 1)
