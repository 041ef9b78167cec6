"""Whether an agency is paid the same each month is seen in its payments."""

import pytest
from builders import a_claim
from core.test_compare import FINE, RECLAIM, TRANSFERRED, compared, row

from hub.compare import months


@pytest.mark.parametrize(
    ("paid", "is_even"),
    [
        ([10000], True),
        ([6387] * 16 + [6408], True),
        ([2500] * 5 + [100], True),
        ([4174, 4173, 4174, 4172], True),
        ([11000] * 3 + [10000] * 9, False),
        ([2500] * 5 + [3500], False),
        ([2500, 2500, 4000, 2500], False),
    ],
    ids=["one", "rounded", "a rest", "spread", "one ends earlier", "one begins with the last", "one month dearer"],
)
def test_months_are_even_where_all_but_a_last_rest_are_as_the_first(paid, is_even):
    assert months.is_even(paid, claims=2) is is_even


def test_what_an_agency_is_paid_by_two_plans_that_end_apart_is_not_even():
    travel = a_claim(15000, owner="duo", collector="duo", kind="travel_product_fine", reference="D-3")
    found = compared(RECLAIM, TRANSFERRED, travel)
    two, one = row(found, "separate", "duo"), row(found, "separate", "toeslagen")

    assert (two.monthly, two.months, two.is_even) == (8666, 12, False)
    assert (one.months, one.is_even) == (24, True)


def test_nobody_says_that_months_are_even_of_which_not_all_are_known():
    unsure = a_claim(5000, reference="C-9", kind="unheard_of")

    assert row(compared(FINE, unsure), "separate", "cjib").is_even is None
