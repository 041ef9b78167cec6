"""What the law of a day says is worked out once, and every decision still remembers what it rested on."""

from datetime import date
from fractions import Fraction

import pytest
from builders import BOOK, a_claim, a_policy

from hub.arrange.merge import merge
from hub.errors import RuleMissing
from hub.rules.edition import KeptBook
from hub.rules.policy import Policy

ON = date(2026, 11, 23)
SCHEME = "schemes.rijk-2025"
PERCENTAGE = "uitvoeringsregeling_iw1990.norm_percentage"


def two_policies():
    book = KeptBook(BOOK)
    return Policy(on=ON, known_on=ON, book=book), Policy(on=ON, known_on=ON, book=book)


def test_a_reason_that_says_nothing_of_a_case_is_made_once_and_used_by_each():
    first, second = two_policies()

    assert first.reason("claim.included", SCHEME) is second.reason("claim.included", SCHEME)
    assert first.used == second.used == {SCHEME}


def test_a_reason_that_says_something_of_a_case_is_its_own():
    first, second = two_policies()

    one = first.reason("total.adds_up", SCHEME, count=1)
    other = second.reason("total.adds_up", SCHEME, count=2)

    assert (one.values, other.values) == ({"count": 1}, {"count": 2})


def test_numbers_and_shares_are_exact_and_remembered_by_each_decision():
    for policy in two_policies():
        told = Fraction(policy.get(PERCENTAGE).value)
        policy.used.clear()
        assert policy.number(PERCENTAGE) == told
        assert policy.used == {PERCENTAGE}
        policy.used.clear()
        assert policy.share(PERCENTAGE) == told / 100
        assert policy.used == {PERCENTAGE}


def test_kinds_and_schemes_that_others_looked_up_are_remembered_too():
    for policy in two_policies():
        policy.kind("traffic_fine")
        policy.scheme("rijk-2025")
        assert policy.used == {"kinds.traffic_fine", SCHEME}


@pytest.mark.parametrize("ask", [Policy.number, Policy.share, Policy.get])
def test_what_is_not_in_the_book_is_missing_however_it_is_asked_for(ask):
    with pytest.raises(RuleMissing):
        ask(a_policy(ON), "zorgtoeslag.no_such_thing")


def test_names_stand_in_the_order_of_the_book():
    names = a_policy(ON).names("variants.")

    assert names == tuple(name for name in BOOK if name.startswith("variants."))
    assert names


def test_some_debts_keep_the_reports_that_gave_way_and_what_may_be_the_same():
    told = [
        a_claim(100, reference="A"),
        a_claim(100, reference="B"),
        a_claim(300, reference="C"),
        a_claim(300, reference="C", collector="duo"),
    ]
    merged = merge(told)
    alike = {claim.key for claim in told[:2]}

    assert merged.only(alike).claims == tuple(claim for claim in merged.claims if claim.key in alike)
    assert merged.only(alike).possible_duplicates == merged.possible_duplicates
    assert merged.only(alike).history == ()
    assert merged.only({told[2].key}).history == merged.history
    assert merged.only({told[2].key}).possible_duplicates == ()
    assert merged.history
    assert merged.possible_duplicates
