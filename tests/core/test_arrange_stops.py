from datetime import date

import pytest
from asking import codes, from_duo, reasons_of
from builders import (
    NO,
    UNKNOWN,
    YES,
    a_claim,
    a_report,
    answers,
    decided,
    told,
)

from hub.domain.arrangement import NeedsHuman, Proposal, Refusal
from hub.domain.facts import Fact, FactName

OF_THE_RULES = ["accept.other_collection_rests", "accept.conditions"]


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        (FactName.RECOVERY_OPERATION, "person.recovery_operation"),
        (FactName.INSOLVENCY, "person.insolvency"),
    ],
)
def test_a_stop_about_the_person_ends_the_question(fact, code):
    given = answers(a_report("cjib", a_claim(20000), from_duo(5000), person={fact: YES}))
    outcome = decided(given)

    assert isinstance(outcome, NeedsHuman)
    assert codes(outcome.reasons) == [code]


def test_detention_for_any_debt_needs_a_person_at_once():
    outcome = decided(told(a_claim(20000, said={FactName.DETENTION: YES}), from_duo(5000)))
    assert codes(outcome.reasons) == ["person.detention"]


def test_a_fact_that_was_not_stated_is_unknown_and_stops_the_plan():
    outcome = decided(told(a_claim(20000, said={FactName.OBJECTION: UNKNOWN}), from_duo(5000)))

    assert isinstance(outcome, NeedsHuman)
    assert codes(outcome.reasons) == ["claim.fact_unknown"]
    assert outcome.reasons[0].values == {"fact": "objection", "count": 1}


def test_an_unknown_fact_about_the_person_stops_the_plan():
    given = answers(
        *(
            a_report(code, person={FactName.INSOLVENCY: UNKNOWN})
            for code in ("belastingdienst", "toeslagen", "duo", "cak")
        ),
        a_report("cjib", a_claim(20000), from_duo(5000), person={FactName.INSOLVENCY: UNKNOWN}),
    )
    assert codes(decided(given).reasons) == ["person.fact_unknown"]


def test_guardianship_leaves_accepting_to_the_representative():
    known = answers(a_report("cjib", a_claim(20000), from_duo(5000), person={FactName.GUARDIANSHIP: YES}))
    assert codes(decided(known).conditions) == ["accept.by_representative", *OF_THE_RULES]


def test_unknown_guardianship_is_a_condition_and_not_a_no():
    others = [
        a_report(code, person={FactName.GUARDIANSHIP: UNKNOWN})
        for code in ("belastingdienst", "toeslagen", "duo", "cak")
    ]
    given = answers(*others, a_report("cjib", a_claim(20000), from_duo(5000), person={FactName.GUARDIANSHIP: UNKNOWN}))
    assert codes(decided(given).conditions) == ["accept.guardianship_unknown", *OF_THE_RULES]


def test_no_guardianship_sets_no_condition():
    assert codes(decided(told(a_claim(20000), from_duo(5000))).conditions) == OF_THE_RULES


@pytest.mark.parametrize(
    ("on", "stops"),
    [(date(2026, 5, 24), True), (date(2026, 5, 22), False), (None, True)],
    ids=["within six months", "before that", "no date known"],
)
def test_an_earlier_breach_within_the_look_back_is_for_a_person(on, stops):
    breached = {FactName.BREACHED: Fact(answer=YES, on=on)}
    outcome = decided(told(a_claim(20000, said=breached), from_duo(5000)))
    assert isinstance(outcome, NeedsHuman) is stops


def test_an_unknown_breach_is_not_a_no():
    outcome = decided(told(a_claim(20000), from_duo(5000, said={FactName.BREACHED: UNKNOWN})))
    assert codes(outcome.reasons) == ["claim.fact_unknown"]


def test_a_breach_counts_whichever_claim_tells_so():
    breached = {FactName.BREACHED: Fact(answer=YES, on=date(2026, 10, 1)), FactName.OBJECTION: YES}
    outcome = decided(told(a_claim(20000), from_duo(5000), a_claim(3000, reference="O", said=breached)))
    assert codes(outcome.reasons) == ["arrangement.breached_before"]


@pytest.mark.parametrize(
    ("paid", "kind"), [(YES, Proposal), (NO, NeedsHuman), (UNKNOWN, NeedsHuman)], ids=["paid", "not paid", "unknown"]
)
def test_a_compensation_order_whose_victim_waits_for_the_advance_is_for_a_person(paid, kind):
    order = a_claim(30000, reference="V", kind="compensation_order", said={FactName.ADVANCE_PAID: paid})
    outcome = decided(told(order, from_duo(5000)))

    assert isinstance(outcome, kind)
    assert paid is YES or codes(outcome.reasons) == ["claim.victim_advance"]


def test_the_look_back_is_twelve_months_where_all_claims_are_own():
    breached = {FactName.BREACHED: Fact(answer=YES, on=date(2026, 1, 1))}
    assert codes(decided(told(a_claim(20000, said=breached))).reasons) == ["arrangement.breached_before"]


def test_a_writ_hands_the_plan_to_a_person_and_shows_the_plan_without_that_claim():
    outcome = decided(told(a_claim(20000), from_duo(5000), a_claim(9000, reference="W", said={FactName.WRIT: YES})))

    assert isinstance(outcome, NeedsHuman)
    assert codes(outcome.reasons) == ["route.writ_bars_standard"]
    assert outcome.alternative is not None
    assert outcome.alternative.total == 25000
    assert reasons_of(outcome.alternative, "W") == ["route.writ_bars_standard"]


def test_without_a_plan_beside_the_writ_there_is_no_alternative():
    outcome = decided(told(a_claim(20000, said={FactName.WRIT: YES})))
    assert isinstance(outcome, NeedsHuman)
    assert outcome.alternative is None


@pytest.mark.parametrize(
    ("cents", "under_16", "kind"),
    [
        (5000, NO, Refusal),
        (5000, YES, Proposal),
        (5000, UNKNOWN, NeedsHuman),
        (3749, YES, Refusal),
        (3750, YES, Proposal),
    ],
)
def test_between_the_two_minimums_it_matters_who_was_under_sixteen(cents, under_16, kind):
    assert isinstance(decided(told(a_claim(cents, said={FactName.UNDER_16: under_16}))), kind)


def test_the_smaller_minimum_is_named_where_it_is_the_one_that_counts():
    outcome = decided(told(a_claim(5000, said={FactName.UNDER_16: YES})))
    (enough,) = [reason for reason in outcome.reasons if reason.code == "total.is_enough"]
    assert enough.parameters == ("tenuitvoerlegging.smallest_total_under_16",)


def test_a_mix_of_claims_from_before_and_after_sixteen_is_for_a_person():
    child = a_claim(3000, said={FactName.UNDER_16: YES})
    outcome = decided(told(child, a_claim(3100, reference="A-2")))
    assert codes(outcome.reasons) == ["total.child_minimum"]
