from datetime import date, timedelta

import pytest
from asking import codes, from_duo
from builders import (
    NO,
    ON,
    YES,
    a_claim,
    decided,
    told,
)

from hub.domain.arrangement import NeedsHuman, Proposal, Refusal
from hub.domain.facts import Fact, FactName
from hub.rules.policy import Policy


def test_e1_a_total_of_exactly_75_euros_over_two_parties_is_refused():
    outcome = decided(told(a_claim(5000), from_duo(2500)))

    assert isinstance(outcome, Refusal)
    assert codes(outcome.reasons) == ["total.at_most_minimum"]
    assert outcome.reasons[0].article == "Beleidsregels betalingsregelingen Rijk 2025, 2:4(1)(d)"


def test_e2_exactly_75_euros_of_only_own_fines_gets_three_terms_of_25():
    outcome = decided(told(a_claim(4000), a_claim(3500, reference="A-2")))

    assert isinstance(outcome, Proposal)
    assert outcome.considered.scheme == "cjib"
    assert "scheme.only_own_claims" in codes(outcome.reasons)
    assert [instalment.amount for instalment in outcome.instalments] == [2500, 2500, 2500]


def test_e3_one_cent_more_than_75_euros_gets_three_terms():
    outcome = decided(told(a_claim(5000), from_duo(2501)))
    assert [instalment.amount for instalment in outcome.instalments] == [2500, 2500, 2501]


@pytest.mark.parametrize(
    ("cents", "months"),
    [
        (11999, 3),
        (12000, 6),
        (29999, 6),
        (30000, 9),
        (44999, 9),
        (45000, 12),
        (124999, 12),
        (125000, 18),
        (199999, 18),
        (200000, 24),
        (299999, 24),
        (300000, 30),
        (399999, 30),
        (400000, 36),
        (9999999, 36),
    ],
)
def test_the_table_gives_the_months_and_an_exact_bound_belongs_to_the_higher_row(cents, months):
    outcome = decided(told(a_claim(cents - 5000), from_duo(5000)))
    assert outcome.months == months


def test_e5_five_thousand_euros_is_35_terms_and_the_rest_in_the_last():
    outcome = decided(told(a_claim(450000), from_duo(50000)))

    assert [instalment.amount for instalment in outcome.instalments] == [13888] * 35 + [13920]
    assert outcome.monthly_amount == 13888


def test_e6_one_single_traffic_fine_is_capped_at_twelve_months():
    outcome = decided(told(a_claim(150000)))

    assert outcome.months == 12
    assert {instalment.amount for instalment in outcome.instalments} == {12500}
    assert "term.single_sanction" in codes(outcome.reasons)


def test_the_cap_on_one_fine_is_for_fines_only_and_for_one_only():
    order = a_claim(150000, kind="compensation_order")
    assert decided(told(order)).months == 18
    assert decided(told(a_claim(80000), a_claim(70000, reference="A-2"))).months == 18


def test_instalments_are_due_on_the_chosen_day():
    outcome = decided(told(a_claim(5000), from_duo(5000)), payment_day=25)
    assert [i.due_on for i in outcome.instalments] == [date(2026, 12, 25), date(2027, 1, 25), date(2027, 2, 25)]


def test_the_plan_ends_before_the_first_claim_can_no_longer_be_collected():
    outcome = decided(told(a_claim(5000, kind="criminal_fine", until=date(2027, 2, 1)), from_duo(5000)))

    assert [i.due_on for i in outcome.instalments] == [date(2027, 1, 1), date(2027, 2, 1)]
    assert "term.limitation" in codes(outcome.reasons)


def test_instalments_give_a_traffic_fine_one_more_year():
    # Without the year the last day would be 15 December 2026, before the first instalment.
    outcome = decided(told(a_claim(100000, until=date(2026, 12, 15)), from_duo(100000)))

    assert outcome.instalments[-1].due_on == date(2027, 12, 1)
    assert "term.limitation" in codes(outcome.reasons)


def test_a_claim_that_can_no_longer_be_collected_is_left_out_and_said():
    lapsed = a_claim(5000, kind="criminal_fine", until=ON - timedelta(days=1))
    last_day = a_claim(5000, kind="criminal_fine", until=ON)

    outcome = decided(told(lapsed, from_duo(10000)))

    left_out = next(item for item in outcome.considered.claims if item.claim.owner == "cjib")
    assert (outcome.total, codes(left_out.reasons)) == (10000, ["claim.lapsed"])
    assert codes(decided(told(last_day, from_duo(10000))).reasons) == ["term.limitation"]


def test_a_plan_moves_the_end_of_recovery_on_under_the_general_law():
    outcome = decided(told(a_claim(5000), from_duo(5000, until=date(2027, 1, 15))))

    assert outcome.months == 3
    assert "term.limitation" not in codes(outcome.reasons)


def test_a_claim_that_can_no_longer_be_collected_at_the_first_date_needs_a_person():
    outcome = decided(told(a_claim(5000, kind="criminal_fine", until=date(2026, 12, 31)), from_duo(5000)))

    assert isinstance(outcome, NeedsHuman)
    assert codes(outcome.reasons) == ["term.limitation"]


def test_the_longest_standard_term_cuts_a_longer_table(monkeypatch):
    monkeypatch.setattr(Policy, "table_row", lambda _self, _total: (48, None))
    outcome = decided(told(a_claim(5000), from_duo(50000)))

    assert outcome.months == 36
    assert "term.longest" in codes(outcome.reasons)


@pytest.mark.parametrize(
    ("principal", "costs", "under_16", "kind"),
    [
        (7499, 900, NO, Refusal),
        (7500, 900, NO, Proposal),
        (3749, 900, YES, Refusal),
        (3750, 900, YES, Proposal),
    ],
)
def test_administration_costs_do_not_count_for_the_minimum_where_all_claims_are_own(principal, costs, under_16, kind):
    outcome = decided(told(a_claim(principal, costs=costs, said={FactName.UNDER_16: under_16})))
    assert isinstance(outcome, kind)


def test_costs_do_count_for_the_minimum_over_several_parties():
    assert isinstance(decided(told(a_claim(5000, costs=900), from_duo(1700))), Proposal)


def test_one_single_payment_is_said_as_such():
    outcome = decided(told(a_claim(5000, kind="criminal_fine", until=date(2027, 1, 1)), from_duo(5000)))

    assert outcome.months == 1
    assert "instalment.single" in codes(outcome.reasons)


@pytest.mark.parametrize(
    ("said", "kind"),
    [(Fact(answer=YES), NeedsHuman), (Fact(answer=NO, on=date(2026, 1, 1)), Proposal)],
    ids=["an end without its date", "no end"],
)
def test_an_end_of_recovery_without_a_date_is_unknown_and_no_end_is_no_end(said, kind):
    claim = a_claim(20000, said={FactName.LIMITATION: said})
    assert isinstance(decided(told(claim, from_duo(5000))), kind)
