import re
from datetime import date

import pytest
from builders import a_policy

from hub.advise.measures import measures
from hub.domain.advice import Phase, Status
from hub.domain.reasons import Confidence


def on(day: date = date(2026, 11, 23)):
    return {measure.code: measure for measure in measures(a_policy(day))}


def test_every_measure_of_the_letter_stands_in_the_book():
    assert list(on()) == [f"S{number:02}" for number in range(1, 39)]


def test_before_the_letter_there_were_none():
    assert on(date(2023, 9, 3)) == {}


@pytest.mark.parametrize(
    ("code", "day", "status"),
    [
        ("S04", date(2025, 6, 30), Status.INTENTION),
        ("S04", date(2025, 7, 1), Status.IN_FORCE),
        ("S16", date(2025, 7, 9), Status.IN_PART),
        ("S16", date(2025, 7, 10), Status.IN_FORCE),
        ("S12", date(2026, 11, 23), Status.EXPLORED),
    ],
)
def test_a_measure_is_switched_by_date(code, day, status):
    assert on(day)[code].status is status


@pytest.mark.parametrize("code", ["S10", "S11", "S12", "S13"])
def test_the_phases_that_a_source_names_say_so(code):
    assert (on()[code].phase, on()[code].confidence) == (Phase.A, Confidence.OLDER_EDITION)


def test_every_other_phase_is_a_choice_of_ours_and_says_so():
    others = {code: measure for code, measure in on().items() if code not in {"S10", "S11", "S12", "S13"}}
    assert {measure.confidence for measure in others.values()} == {Confidence.OUR_CHOICE}


def test_every_measure_names_its_paper_and_depends_only_on_what_exists():
    known = on()
    for measure in known.values():
        assert measure.paper.startswith("Kamerstuk 31 066")
        assert measure.says["nl"]
        assert measure.says["en"]
        rows = [name for name in measure.depends_on if re.fullmatch(r"S\d\d", name)]
        assert set(rows) <= set(known) - {measure.code}
