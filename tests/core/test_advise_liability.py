"""Who is bound by a claim beside the person: counted once, and an arrangement binds who accepts it."""

from datetime import date

import pytest
from asking import codes
from builders import NO, UNKNOWN, YES, a_claim, a_policy, a_report, answers, decided, told

from hub.advise import liability
from hub.domain.facts import Answer, Fact, FactName


def reclaim(said, **more):
    return a_claim(
        60600,
        owner="toeslagen",
        collector="toeslagen",
        due_on=date(2026, 12, 20),
        said={FactName.JOINT: said} if said else {},
        **more,
    )


def test_a_partner_owes_a_reclaim_too_for_the_months_of_the_partnership():
    found = liability.of(reclaim(Fact(answer=YES, on=date(2025, 6, 30))), a_policy())

    assert (found.joint, found.until) == (Answer.YES, date(2025, 6, 30))
    assert codes(found.reasons) == ["liability.joint", "liability.counted_once", "liability.plan_binds"]
    assert found.reasons[0].article == "Awir, 33; Leidraad Invordering 2008, 79.10 (2015 edition)"


@pytest.mark.parametrize("said", [None, UNKNOWN], ids=["not stated", "unknown"])
def test_where_the_law_knows_joint_liability_silence_is_unknown(said):
    found = liability.of(reclaim(said), a_policy())

    assert found.joint is Answer.UNKNOWN
    assert codes(found.reasons) == ["liability.unknown"]


def test_a_no_is_a_no_and_other_laws_have_no_joint_liability_to_be_unsure_of():
    assert liability.of(reclaim(NO), a_policy()).reasons == ()
    assert liability.of(a_claim(), a_policy()).reasons == ()


def test_a_joint_claim_without_a_rule_about_it_says_so():
    found = liability.of(a_claim(said={FactName.JOINT: YES}), a_policy())
    assert codes(found.reasons)[0] == "liability.joint_unregulated"


def test_a_joint_claim_told_twice_is_paid_once_and_the_plan_says_whom_it_binds():
    joint = reclaim(YES)
    told_twice = answers(a_report("toeslagen", joint, joint))

    outcome = decided(told_twice, scheme="toeslagen")

    assert outcome.total == 60600
    assert "accept.joint_claims" in codes(outcome.conditions)
    assert "accept.joint_claims" not in codes(decided(told(reclaim(NO)), scheme="toeslagen").conditions)
