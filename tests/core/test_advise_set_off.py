from datetime import date

import pytest
from builders import NO, ON, UNKNOWN, YES, a_claim, a_policy

from hub.advise import set_off
from hub.arrange import explain
from hub.domain.advice import SetOff
from hub.domain.facts import FactName


def advice(owner: str = "toeslagen", *, planned: bool = False, below_floor=NO, said=None, **claim) -> SetOff:
    made = a_claim(owner=owner, collector=owner, said=said, **{"due_on": date(2026, 5, 1), **claim})
    return set_off.of(made, a_policy(), ON, planned=planned, below_floor=below_floor)


def codes(found: SetOff) -> list[str]:
    return [reason.code for reason in found.reasons]


@pytest.mark.parametrize("owner", ["belastingdienst", "toeslagen"])
def test_set_off_costs_nothing(owner):
    found = advice(owner)

    assert found.allowed is YES
    assert codes(found) == ["set_off.without_costs"]


@pytest.mark.parametrize("owner", ["cjib", "cak"])
def test_without_a_ground_in_the_law_there_is_no_set_off(owner):
    assert (advice(owner).allowed, codes(advice(owner))) == (NO, ["set_off.no_ground"])


@pytest.mark.parametrize("kind", ["travel_product_fine", "study_loan"])
def test_a_fine_or_a_loan_is_not_what_was_received_too_much(kind):
    found = advice("duo", kind=kind)
    assert (found.allowed, codes(found)) == (NO, ["set_off.no_ground"])


def test_of_another_study_debt_nobody_stated_whether_it_was_received_too_much():
    found = advice("duo", kind="study_debt")

    assert (found.allowed, codes(found)) == (UNKNOWN, ["set_off.perhaps_too_much"])
    assert found.reasons[0].article == "WSF 2000, 6.17"


def test_of_a_kind_that_the_book_does_not_know_it_is_unknown():
    assert advice(kind="something_new").allowed is UNKNOWN


@pytest.mark.parametrize(
    ("due_on", "allowed", "code"),
    [
        (date(2026, 11, 24), NO, "set_off.not_before"),
        (ON, YES, "set_off.without_costs"),
        (None, UNKNOWN, "set_off.due_unknown"),
    ],
    ids=["a day too early", "on the day", "no day known"],
)
def test_a_reclaim_is_not_set_off_before_it_is_due(due_on, allowed, code):
    found = advice(due_on=due_on)
    assert (found.allowed, codes(found)) == (allowed, [code])


@pytest.mark.parametrize(
    ("owner", "code"), [("toeslagen", "set_off.off_or_counted"), ("belastingdienst", "set_off.refunds_only")]
)
def test_a_running_plan_bounds_set_off(owner, code):
    planned = advice(owner, planned=True)
    stated = advice(owner, said={FactName.IN_ARRANGEMENT: YES})

    assert codes(planned) == codes(stated) == ["set_off.without_costs", code]
    assert planned.allowed is stated.allowed is YES


def test_an_unknown_plan_makes_it_unknown_and_names_the_fact():
    found = advice(said={FactName.IN_ARRANGEMENT: UNKNOWN})

    assert found.allowed is UNKNOWN
    assert found.reasons[0].values == {"fact": "in_arrangement"}


@pytest.mark.parametrize(
    ("objection", "allowed", "code"), [(YES, NO, "set_off.disputed"), (UNKNOWN, UNKNOWN, "set_off.unknown")]
)
def test_the_disputed_part_of_a_tax_is_not_set_off(objection, allowed, code):
    found = advice("belastingdienst", said={FactName.OBJECTION: objection})
    assert (found.allowed, codes(found)) == (allowed, [code])


def test_below_the_floor_a_request_to_undo_stands_ready():
    found = advice(below_floor=YES)

    assert found.undo is not None
    assert found.undo.article == "Leidraad Invordering 2008, 79.5a; readings 36"
    assert "kenmerk A-1" in explain.render(found.undo, "nl")


@pytest.mark.parametrize(("below_floor", "told"), [(NO, False), (UNKNOWN, True)])
def test_without_knowing_the_floor_nothing_is_asked_but_the_way_is_told(below_floor, told):
    found = advice(below_floor=below_floor)

    assert found.undo is None
    assert ("set_off.floor_unknown" in codes(found)) is told


def test_other_laws_know_no_request_to_undo():
    assert advice("belastingdienst", below_floor=YES).undo is None
    assert codes(advice("belastingdienst", below_floor=UNKNOWN)) == ["set_off.without_costs"]
