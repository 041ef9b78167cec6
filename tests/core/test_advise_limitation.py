from datetime import date

import pytest
from builders import NO, ON, UNKNOWN, YES, a_claim, a_policy

from hub.advise import limitation
from hub.domain.facts import Fact, FactName

SOON = date(2026, 12, 23)
LATER = date(2031, 1, 1)
PLAN_END = date(2029, 11, 23)


def advise(owner: str = "toeslagen", *, until=SOON, plan=None, said=None, **claim):
    made = a_claim(owner=owner, collector=owner, until=until, said=said, **claim)
    return limitation.advise(made, a_policy(), ON, plan)


def test_thirty_days_left_and_no_plan_must_interrupt():
    advice = advise()

    assert advice.needed is YES
    assert advice.must_interrupt_before == SOON
    assert advice.reason.code == "limitation.interrupt"
    assert advice.reason.article == "Awb 4:104 and 4:111"


def test_thirty_days_left_and_a_plan_of_three_years_needs_nothing_for_the_plan_postpones():
    advice = advise(plan=PLAN_END)

    assert advice.needed is NO
    assert advice.must_interrupt_before == date(2029, 12, 23)
    assert advice.reason.values["until"].on == date(2029, 12, 23)
    assert advice.reason.article == "Awb 4:104 and 4:111"


def test_a_pause_postpones_as_a_plan_does():
    advice = advise(said={FactName.PAUSED: Fact(answer=YES, on=date(2027, 3, 23))})
    assert (advice.needed, advice.reason.code) == (NO, "limitation.postponed")


@pytest.mark.parametrize(
    ("plan", "paused"), [(date(2026, 11, 1), None), (None, date(2026, 11, 1))], ids=["plan over", "pause over"]
)
def test_what_is_over_postpones_nothing_more(plan, paused):
    said = {FactName.PAUSED: Fact(answer=YES, on=paused)} if paused else None
    assert advise(plan=plan, said=said).needed is YES


@pytest.mark.parametrize(
    ("until", "needed"),
    [(LATER, NO), (date(2027, 5, 23), NO), (date(2027, 5, 22), YES), (ON, YES)],
    ids=["years away", "181 days", "180 days", "today"],
)
def test_only_what_runs_out_soon_must_be_interrupted(until, needed):
    advice = advise(until=until)
    assert (advice.needed, advice.must_interrupt_before) == (needed, until)


def test_a_plan_that_ends_today_still_postpones_today():
    assert advise(plan=ON).reason.code == "limitation.postponed"


def test_a_pause_that_was_denied_postpones_nothing():
    denied = {FactName.PAUSED: Fact(answer=NO, on=date(2027, 3, 23))}
    assert advise(said=denied).reason.code == "limitation.interrupt"


@pytest.mark.parametrize(
    ("running", "needed", "code"),
    [(YES, NO, "limitation.in_arrangement"), (UNKNOWN, UNKNOWN, "limitation.perhaps")],
)
def test_an_arrangement_elsewhere_postpones_too_and_unknown_is_said(running, needed, code):
    advice = advise(said={FactName.IN_ARRANGEMENT: running})
    assert (advice.needed, advice.reason.code) == (needed, code)


def test_a_fine_has_a_period_that_nobody_interrupts_and_a_year_more_with_instalments():
    alone = advise("cjib")
    planned = advise("cjib", plan=PLAN_END)
    criminal = advise("cjib", kind="criminal_fine", plan=PLAN_END)

    assert (alone.needed, alone.must_interrupt_before) == (NO, None)
    assert alone.reason.values["until"].on == SOON
    assert planned.reason.values["until"].on == date(2027, 12, 23)
    assert criminal.reason.values["until"].on == SOON


@pytest.mark.parametrize(
    ("said", "needed", "code"),
    [
        ({FactName.LIMITATION: UNKNOWN}, UNKNOWN, "limitation.unknown"),
        ({FactName.LIMITATION: YES}, UNKNOWN, "limitation.unknown"),
        ({FactName.LIMITATION: NO}, NO, "limitation.none"),
        ({FactName.LIMITATION: Fact(answer=NO, on=SOON)}, NO, "limitation.none"),
        ({FactName.LIMITATION: Fact(answer=YES, on=date(2026, 11, 22))}, NO, "limitation.lapsed"),
    ],
    ids=["not stated", "stated without a date", "none", "none, with a date", "passed"],
)
def test_a_date_that_was_not_stated_is_never_guessed(said, needed, code):
    advice = advise(said=said)

    assert (advice.needed, advice.must_interrupt_before, advice.reason.code) == (needed, None, code)


def test_of_a_kind_that_the_book_does_not_know_nothing_is_said():
    assert advise(kind="something_new").needed is UNKNOWN
