"""What if a sum were paid at once: spread over what is to be paid, and every variant on what is open after it."""

from datetime import date

import pytest
from asking import codes
from builders import ON, YES, a_claim, a_policy, told

from hub.arrange.explain import render
from hub.compare.compare import compare
from hub.domain.arrangement import Choice
from hub.domain.facts import FactName
from hub.errors import BadInput

TAX = a_claim(
    90000, owner="belastingdienst", collector="belastingdienst", due_on=date(2026, 11, 1), costs=900, interest=1100
)
FINE = a_claim(15000, reference="C-1")
YOUNGER = a_claim(5000, reference="C-2", imposed_on=date(2026, 6, 1))
TRANSFERRED = a_claim(50000, owner="duo", collector="cjib", reference="D-1")
DISPUTED = a_claim(30000, reference="C-3", said={FactName.OBJECTION: YES})


def compared(*claims, at_once=None):
    return compare(answers=told(*claims), policy=a_policy(), on=ON, choice=Choice(), at_once=at_once)


def opened(comparison):
    return [{row.agency: row.open for row in one.rows} for one in comparison.variants]


def test_nothing_asked_is_nothing_told():
    assert compared(FINE).lump_sum is None


def test_a_sum_is_spread_by_what_is_open_at_each_and_adds_up():
    paid = compared(TAX, FINE, TRANSFERRED, at_once=50000).lump_sum

    assert dict(paid.shares) == {"belastingdienst": 29299, "cjib": 4777, "duo": 15924}
    assert (paid.amount, paid.left) == (50000, 0)
    assert codes(paid.reasons) == ["lump_sum.spread", "lump_sum.inside_party"]


def test_every_variant_is_laid_out_on_the_same_lower_debts():
    before, after = compared(TAX, FINE, TRANSFERRED), compared(TAX, FINE, TRANSFERRED, at_once=50000)

    assert opened(before)[0] == {"belastingdienst": 92000, "cjib": 15000, "duo": 50000}
    assert opened(after) == [{"belastingdienst": 62701, "cjib": 10223, "duo": 34076}] * 4


def test_lower_debts_cost_less_a_month_or_are_done_sooner():
    # The table has fewer months for a lower total: together it is over sooner, at some more a month.
    before, after = compared(TAX, FINE, TRANSFERRED), compared(TAX, FINE, TRANSFERRED, at_once=50000)
    for was, one in zip(before.variants, after.variants, strict=True):
        assert one.monthly < was.monthly or one.ends_on < was.ends_on


def test_inside_an_agency_costs_go_first_and_the_oldest_debt_before_the_younger():
    assert compared(TAX, at_once=1000).variants[0].rows[0].costs == 0
    paid = compared(FINE, YOUNGER, at_once=15000)
    claims = paid.variants[0].parts[0].outcome.considered.claims
    assert {item.claim.key.reference: item.claim.open.total for item in claims} == {"C-1": 0, "C-2": 5000}


def test_what_waits_gets_nothing_for_paying_it_may_cost_the_remedy():
    paid = compared(FINE, DISPUTED, at_once=20000)

    assert (dict(paid.lump_sum.shares), paid.lump_sum.left) == ({"cjib": 15000}, 5000)
    frozen = [item.claim for item in paid.variants[0].parts[0].outcome.considered.claims]
    assert {claim.key.reference: claim.open.total for claim in frozen} == {"C-1": 0, "C-3": 30000}


def test_more_than_is_open_is_left_and_nothing_is_to_be_paid_after_it():
    paid = compared(FINE, TRANSFERRED, at_once=70000)

    assert (paid.lump_sum.left, dict(paid.lump_sum.shares)) == (5000, {"cjib": 15000, "duo": 50000})
    assert codes(paid.lump_sum.reasons) == ["lump_sum.spread", "lump_sum.inside_party", "lump_sum.more_than_open"]
    assert opened(paid) == [{}] * 4
    assert {one.monthly for one in paid.variants} == {0}


def test_where_nothing_is_to_be_paid_the_whole_sum_is_left():
    paid = compared(DISPUTED, at_once=1)

    assert (paid.lump_sum.left, paid.lump_sum.shares) == (1, ())
    assert codes(paid.lump_sum.reasons) == ["lump_sum.more_than_open"]


def test_the_order_in_which_claims_come_changes_nothing():
    here, there = compared(TAX, FINE, TRANSFERRED, at_once=33333), compared(TRANSFERRED, FINE, TAX, at_once=33333)
    assert here.lump_sum == there.lump_sum


@pytest.mark.parametrize("amount", [0, -1])
def test_a_sum_that_is_none_is_refused(amount):
    with pytest.raises(BadInput, match=r"not above zero") as refused:
        compared(FINE, at_once=amount)
    assert refused.value.code == "lump_sum.not_positive"


def test_the_split_says_that_it_is_a_choice_of_ours():
    (spread, inside) = compared(FINE, at_once=100).lump_sum.reasons

    assert spread.confidence.value == "our choice"
    assert render(spread, "en") == (
        "You pay €1.00 first. It is split over the organizations, by what you still owe them. "
        "That split is our choice: no law says so. You may decide for yourself whom you pay."
    )
    assert inside.article
