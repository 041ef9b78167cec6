from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from asking import codes, from_duo, reasons_of, treatments
from builders import (
    NO,
    YES,
    a_claim,
    decided,
    told,
)

from hub.domain.arrangement import NeedsHuman, Proposal, Treatment
from hub.domain.claim import Amounts, Issue, IssueCode
from hub.domain.facts import Fact, FactName
from hub.domain.reasons import Money


def test_a_claim_still_at_its_owner_is_left_out_and_the_answer_says_what_the_owner_offers():
    at_duo = a_claim(9000, owner="duo", collector="duo", reference="D-9")
    outcome = decided(told(a_claim(6000), from_duo(6000), at_duo))

    assert treatments(outcome)["D-9"] is Treatment.LEFT_OUT
    assert reasons_of(outcome, "D-9") == ["claim.not_transferred", "owner.offers"]


def test_an_owner_outside_the_scheme_is_left_out():
    tax = a_claim(92000, owner="belastingdienst", collector="belastingdienst", reference="T-1")
    outcome = decided(told(a_claim(6000), from_duo(6000), tax))
    assert reasons_of(outcome, "T-1") == ["claim.owner_not_in_scheme", "owner.offers"]


@pytest.mark.parametrize(("owner", "kind"), [("duo", "study_loan"), ("belastingdienst", "motor_vehicle_tax")])
def test_kinds_that_cannot_join_stay_out_of_the_wide_scheme(owner, kind):
    claim = a_claim(50000, owner=owner, collector=owner, kind=kind, reference="X")
    outcome = decided(told(a_claim(20000), claim), scheme="rijk-wide")
    assert reasons_of(outcome, "X") == ["claim.kind_left_out", "owner.offers"]


def test_a_claim_in_a_running_arrangement_is_left_out():
    outcome = decided(told(a_claim(20000), from_duo(5000, said={FactName.IN_ARRANGEMENT: YES})))
    assert reasons_of(outcome, "D-1") == ["claim.in_arrangement"]
    assert outcome.considered.scheme == "cjib"


def test_a_claim_under_objection_waits_and_keeps_its_route():
    outcome = decided(
        told(a_claim(20000), from_duo(5000), a_claim(7000, reference="O", said={FactName.OBJECTION: YES}))
    )

    assert treatments(outcome)["O"] is Treatment.FROZEN
    assert reasons_of(outcome, "O") == ["claim.under_objection", "claim.objection_lies_at"]
    assert outcome.total == 25000


def test_a_penalty_order_that_is_not_final_waits():
    order = a_claim(40000, reference="S", kind="penalty_order", said={FactName.IRREVOCABLE: NO})
    outcome = decided(told(a_claim(20000), from_duo(5000), order))
    assert reasons_of(outcome, "S") == ["claim.paying_waives_remedy", "claim.keeps_its_route"]


def test_a_waiting_claim_of_another_party_keeps_its_ground_under_the_rules_for_own_claims():
    outcome = decided(told(a_claim(20000), from_duo(5000, said={FactName.OBJECTION: YES})))

    assert outcome.considered.scheme == "cjib"
    assert treatments(outcome)["D-1"] is Treatment.FROZEN


@pytest.mark.parametrize("issue", list(IssueCode))
def test_a_claim_that_contradicts_itself_or_is_not_understood_is_left_out(issue):
    odd = from_duo(5000, issues=(Issue(code=issue, detail="x"),))
    outcome = decided(told(a_claim(20000), odd))
    assert reasons_of(outcome, "D-1") == [issue.value]


def test_a_paid_claim_is_left_out():
    paid = a_claim(9000, reference="P")
    outcome = decided(told(a_claim(20000), from_duo(5000), replace(paid, open=Amounts())))
    assert reasons_of(outcome, "P") == ["claim.nothing_open"]


def test_a_claim_that_moved_is_counted_once_with_the_collectors_amounts():
    moved = datetime(2026, 6, 1, tzinfo=UTC)
    at_duo = a_claim(12500, owner="duo", collector="duo", reference="D-1", handed_over_at=moved)
    at_cjib = a_claim(15000, owner="duo", collector="cjib", reference="D-1", taken_over_at=moved)

    outcome = decided(told(a_claim(20000), at_duo, at_cjib))

    assert outcome.total == 35000
    assert [claim.collector for claim in outcome.considered.history] == ["duo"]


def test_a_claim_on_its_way_is_shown_and_left_out():
    moved = datetime(2026, 6, 1, tzinfo=UTC)
    at_duo = a_claim(12500, owner="duo", collector="duo", reference="D-1", handed_over_at=moved)
    outcome = decided(told(a_claim(20000), at_duo))
    assert reasons_of(outcome, "D-1") == ["claim.in_transfer"]


def test_a_possible_duplicate_under_another_reference_waits_for_a_person_and_both_are_shown():
    twin = a_claim(12500, owner="duo", collector="duo", reference="D-2")
    outcome = decided(told(a_claim(20000), from_duo(12500), twin))

    assert isinstance(outcome, NeedsHuman)
    assert codes(outcome.reasons) == ["claim.possible_duplicate"]
    assert {"D-1", "D-2"} <= set(treatments(outcome))


def test_look_alikes_that_the_plan_does_not_touch_do_not_stop_it():
    twins = [a_claim(12500, owner="toeslagen", collector="toeslagen", reference=name) for name in ("T-1", "T-2")]
    assert isinstance(decided(told(a_claim(20000), from_duo(5000), *twins)), Proposal)


@pytest.mark.parametrize(
    ("said", "treatment"),
    [
        (Fact(answer=YES, on=date(2027, 3, 1)), Treatment.FROZEN),
        (Fact(answer=YES, on=date(2026, 11, 23)), Treatment.INCLUDED),
        (Fact(answer=YES), Treatment.INCLUDED),
    ],
    ids=["final from a later day on", "final today", "final, no date"],
)
def test_a_decision_that_becomes_final_later_is_not_final_yet(said, treatment):
    order = a_claim(40000, reference="S", kind="criminal_fine", said={FactName.IRREVOCABLE: said})
    outcome = decided(told(a_claim(20000), from_duo(5000), order))
    assert treatments(outcome)["S"] is treatment


def test_only_a_penalty_order_warns_that_paying_ends_the_remedy():
    fine = a_claim(40000, reference="S", kind="criminal_fine", said={FactName.IRREVOCABLE: NO})
    outcome = decided(told(a_claim(20000), from_duo(5000), fine))
    assert reasons_of(outcome, "S") == ["claim.not_irrevocable", "claim.keeps_its_route"]


def test_totals_that_differ_show_both_amounts():
    issue = Issue(code=IssueCode.CONTRADICTORY, detail="balance", stated=700, computed=500)
    outcome = decided(told(a_claim(20000), from_duo(5000, issues=(issue,))))
    (item,) = [item for item in outcome.considered.claims if item.claim.key.reference == "D-1"]

    assert item.reasons[0].code == "claim.totals_differ"
    assert item.reasons[0].values == {"stated": Money(cents=700), "computed": Money(cents=500)}


def test_a_kind_that_the_book_does_not_know_is_left_out_and_stops_nobody():
    outcome = decided(told(a_claim(20000), from_duo(5000, kind="unknown")))
    assert reasons_of(outcome, "D-1") == ["claim.not_understood"]


def test_care_contributions_are_no_part_of_the_scheme_of_today():
    care = a_claim(50000, owner="cak", kind="care_contribution", reference="C")
    outcome = decided(told(a_claim(20000), from_duo(5000), care))
    assert reasons_of(outcome, "C") == ["claim.kind_left_out"]


def test_an_owner_offers_nothing_for_what_another_agency_collects():
    loan = from_duo(50000, kind="study_loan")
    assert reasons_of(decided(told(a_claim(20000), loan), scheme="rijk-wide"), "D-1") == ["claim.kind_left_out"]


def test_when_both_agencies_say_they_collect_the_one_that_is_not_the_owner_counts():
    at_duo = a_claim(12500, owner="duo", collector="duo", reference="D-1")
    at_cjib = a_claim(15000, owner="duo", collector="cjib", reference="D-1")

    outcome = decided(told(a_claim(20000), at_duo, at_cjib))

    assert outcome.total == 35000
    assert outcome.considered.scheme == "rijk-2025"
