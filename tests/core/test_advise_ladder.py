from datetime import date

import pytest
from builders import NO, ON, UNKNOWN, YES, a_claim, a_policy

from hub.advise import ladder
from hub.domain.facts import Fact, FactName

QUIET = {FactName.REMINDED: NO, FactName.ENFORCED: NO, FactName.BAILIFF: NO}
REMINDED = {**QUIET, FactName.REMINDED: Fact(answer=YES, on=date(2026, 10, 1))}


def climbed(owner: str = "toeslagen", *, said=QUIET, **claim):
    return ladder.of(a_claim(owner=owner, collector=owner, said=said, **claim), a_policy(), ON)


@pytest.mark.parametrize(
    ("owner", "steps"),
    [
        ("belastingdienst", ["demand", "free_reminder", "notice", "writ", "attachment"]),
        ("toeslagen", ["demand", "free_reminder", "notice", "writ", "attachment"]),
        ("cjib", ["demand", "first_increase", "second_increase", "writ", "attachment", "detention"]),
        ("duo", ["demand", "free_reminder", "notice", "transfer", "attachment"]),
        ("cak", ["demand", "free_reminder", "notice", "writ", "attachment"]),
    ],
)
def test_force_comes_in_order_and_last(owner, steps):
    assert [step.code for step in climbed(owner).steps] == steps


@pytest.mark.parametrize(
    ("said", "following"),
    [
        (QUIET, "free_reminder"),
        (REMINDED, "writ"),
        ({**REMINDED, FactName.WRIT: YES}, "attachment"),
        ({**REMINDED, FactName.WRIT: YES, FactName.BAILIFF: YES}, None),
    ],
    ids=["nothing yet", "after the notice", "after the writ", "after attachment"],
)
def test_the_next_step_is_the_one_after_the_last_taken(said, following):
    found = climbed(said=said)

    assert (found.next.code if found.next else None) == following
    assert found.reason.code == ("ladder.next" if following else "ladder.last")


def test_a_step_below_one_that_was_taken_counts_as_taken_and_one_above_stays_unknown():
    found = climbed(said={**REMINDED, FactName.BAILIFF: UNKNOWN})
    assert [step.reached for step in found.steps] == [YES, YES, YES, NO, UNKNOWN]


def test_a_kind_that_the_book_does_not_know_has_no_ladder():
    assert climbed(kind="something_new") is None
