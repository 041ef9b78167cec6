from dataclasses import replace
from datetime import date

import pytest
from builders import NO, ON, UNKNOWN, YES, a_claim, a_policy, a_report, answers, decided, facts, told

from hub.advise import advice
from hub.domain.arrangement import NeedsHuman, Proposal, Refusal
from hub.domain.capacity import Room
from hub.domain.facts import FactName

FINE = a_claim(10000)
STUDY = a_claim(10000, owner="duo", reference="D-1")
RECLAIM = a_claim(10000, owner="toeslagen", collector="toeslagen", reference="T-1")


def plan() -> Proposal:
    made: Proposal = decided(told(FINE, STUDY))
    return made


def advised(*claims, outcome=None, running=None, on: date = ON):
    return advice.advise(claims, facts({}), outcome, a_policy(on), on, running=running or {})


def test_every_claim_gets_its_advice_in_the_order_given():
    found = advised(FINE, STUDY, RECLAIM)

    assert [each.key for each in found.claims] == [FINE.key, STUDY.key, RECLAIM.key]
    assert all(each.legal_routes and each.ladder and each.guard.grounds for each in found.claims)
    assert [signal.reason.code for signal in found.signals] == ["signal.debt_help", "signal.report_changes"]


def test_a_proposal_stops_nothing_but_says_what_it_would_postpone():
    made = plan()
    fine, study, reclaim = advised(FINE, STUDY, RECLAIM, outcome=made).claims

    assert "guard.in_arrangement" not in {reason.code for reason in study.guard.grounds}
    assert study.limitation.reason.code == "limitation.not_yet"
    assert study.limitation_in_plan is not None
    assert study.limitation_in_plan.reason.code == "limitation.postponed"
    assert fine.limitation_in_plan is not None
    assert fine.limitation_in_plan.reason.code == "limitation.own_period"
    assert reclaim.limitation_in_plan is None


def test_a_granted_arrangement_stops_force_and_postpones():
    (study,) = advised(STUDY, running={STUDY.key: date(2027, 6, 1)}).claims

    assert study.guard.allowed is NO
    assert study.limitation.reason.code == "limitation.postponed"


def test_a_refusal_postpones_nothing():
    (study,) = advised(STUDY, outcome=Refusal(considered=plan().considered, reasons=())).claims
    assert study.limitation_in_plan is None


def test_a_plan_without_instalments_has_no_end():
    empty = replace(plan(), instalments=(), months=0, total=0)
    assert advised(STUDY, outcome=empty).claims[0].limitation_in_plan is None


@pytest.mark.parametrize(
    ("complete", "above", "undone"),
    [(True, -1, True), (True, 0, False), (False, -1, False)],
    ids=["below the floor", "at the floor", "not known"],
)
def test_set_off_below_the_floor_is_known_only_on_complete_data(complete, above, undone):
    room = object.__new__(Room)
    for name, value in (("complete", complete), ("above_protected_income", above)):
        object.__setattr__(room, name, value)
    human = NeedsHuman(considered=plan().considered, reasons=(), room=room)

    (reclaim,) = advised(RECLAIM, outcome=human).claims

    assert (reclaim.set_off.undo is not None) is undone


def test_what_agencies_state_about_a_person_is_joined_fact_by_fact():
    person = advice.about_person(answers(a_report("duo", person={FactName.TAILOR_MADE: YES})))

    assert person[FactName.TAILOR_MADE].answer is YES
    assert person[FactName.INSOLVENCY].answer is NO
    assert person[FactName.DEBT_HELP].answer is UNKNOWN


@pytest.mark.parametrize("on", [date(2021, 1, 1), date(2023, 6, 1), date(2027, 12, 31)])
def test_advice_can_be_given_on_any_date_of_the_book(on):
    assert len(advised(FINE, STUDY, RECLAIM, on=on).claims) == 3


def test_a_kind_that_the_book_does_not_know_gets_honest_unknowns():
    (found,) = advised(a_claim(kind="something_new")).claims

    assert found.guard.allowed is UNKNOWN
    assert found.limitation.needed is UNKNOWN
    assert found.set_off.allowed is UNKNOWN
    assert found.ladder is None
    assert (found.legal_routes, found.remission) == ((), ())
