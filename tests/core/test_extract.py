"""Which lines are taken out of the log, which are a sample, and what covers all others."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from whole_logs import FIRST, NO, YES, a_line

from hub.audit import canonical, merkle
from hub.audit.events import AuditRecord, Evaluated, Event
from hub.audit.extract import Filter, Gaps, Sample, is_line
from hub.audit.whole_log import Sealed
from hub.errors import Unavailable

OCTOBER_TO_NOVEMBER = Filter(since=FIRST, until=FIRST + timedelta(days=1))


def fits(wanted: Filter, line: AuditRecord) -> bool:
    return wanted.fits(json.loads(canonical.dumps(line)))


def test_a_period_has_its_first_moment_and_not_its_last():
    wanted = OCTOBER_TO_NOVEMBER
    moments = [-timedelta(microseconds=1), timedelta(), timedelta(days=1, microseconds=-1), timedelta(days=1)]

    assert [fits(wanted, a_line(at=FIRST + after)) for after in moments] == [False, True, True, False]


def test_lines_about_a_person_are_found_by_their_reference():
    wanted = replace(OCTOBER_TO_NOVEMBER, subject="person-1")

    assert fits(wanted, a_line())
    assert not fits(wanted, a_line(subject="person-2"))


@pytest.mark.parametrize(
    "line",
    [
        a_line(decided={"cjib": NO}),
        a_line(outcome={"cjib": "answered: 2"}),
        a_line(outcome={"agency": "cjib"}),
        a_line(evaluated=(Evaluated(place=0, agency="cjib"),)),
        a_line(evaluated=(Evaluated(place=0, decided={"cjib": YES}),)),
        a_line(oin="00000099000000103000"),
        a_line(recipient="00000099000000103000"),
    ],
    ids=["decided", "status", "errand", "asked about", "evaluated", "asked", "received"],
)
def test_a_line_is_about_an_agency_whichever_part_it_has_in_it(line):
    wanted = replace(OCTOBER_TO_NOVEMBER, agency="cjib", oin="00000099000000103000")

    assert fits(wanted, line)
    assert not fits(replace(wanted, agency="duo", oin=None), line)


def test_an_agency_without_a_number_is_not_found_where_none_is_told():
    assert not fits(replace(OCTOBER_TO_NOVEMBER, agency="cjib"), a_line(oin=None))


def test_lines_under_an_activity_are_found_by_its_id():
    wanted = replace(OCTOBER_TO_NOVEMBER, activity="overview-self:1")

    assert fits(wanted, a_line(decided={"duo": NO, "cjib": YES}))
    assert not fits(wanted, a_line(decided={"duo": NO}))


def test_a_sample_is_the_same_for_whoever_knows_the_seed_whatever_comes_first():
    forwards, backwards, other = Sample(5, "1"), Sample(5, "1"), Sample(5, "2")
    for seq in range(1, 101):
        forwards.look_at(seq)
        backwards.look_at(101 - seq)
        other.look_at(seq)

    assert len(forwards.chosen) == 5
    assert forwards.chosen == backwards.chosen
    assert forwards.chosen != other.chosen


def test_a_sample_of_fewer_lines_has_all_of_them():
    sample = Sample(5, "1")
    sample.look_at(3)

    assert sample.chosen == {3}


@pytest.mark.parametrize("disclosed", [[], [1], [13], [1, 2, 3], [4, 9], [*range(1, 14)]], ids=str)
def test_lines_and_nodes_cover_every_leaf_once(disclosed):
    gaps, covered = Gaps(), []
    for seq in disclosed:
        covered += [*gaps.before(seq), (0, seq - 1)]
    covered += gaps.rest(13)

    leaves = [leaf for level, place in covered for leaf in range(place << level, (place + 1) << level)]
    assert leaves == [*range(13)]
    assert gaps.covered == 13


def test_where_nothing_is_disclosed_the_nodes_are_those_of_the_root():
    assert Gaps().rest(13) == merkle.cover(0, 13)


LINE = json.loads(canonical.dumps(a_line(decided={"cjib": YES}, evaluated=(Evaluated(place=0),))))


def test_every_line_that_is_written_is_a_line():
    assert is_line(LINE)
    assert is_line(json.loads(canonical.dumps(a_line(event=Event.LOG_EXPORTED))))


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        {},
        {**LINE, "at": 1},
        {**LINE, "at": "yesterday"},
        {**LINE, "at": "2026-11-01T00:00:00"},
        {**LINE, "outcome": []},
        {**LINE, "evaluated": {}},
        {**LINE, "evaluated": [1]},
        {**LINE, "decided": []},
        {**LINE, "decided": {"cjib": 1}},
        {**LINE, "decided": {"cjib": {"permitted": "yes"}}},
        {**LINE, "evaluated": [{"decided": 1}]},
    ],
    ids=[
        "nothing", "list", "empty", "number for a moment", "word for a moment", "moment without a zone", "outcome",
        "evaluated", "evaluation", "decided", "decision", "word for yes", "decided in an evaluation",
    ],
)  # fmt: skip
def test_what_is_damaged_is_no_line(told):
    assert not is_line(told)


@pytest.mark.parametrize("note", ["", "origin\n12", "origin\nmany\nroot\n", "origin\n²\nroot\n"])
def test_a_checkpoint_that_says_nothing_is_a_fault(note):
    with pytest.raises(Unavailable):
        Sealed.of(note)


def test_a_checkpoint_says_which_log_how_many_lines_and_which_root():
    sealed = Sealed.of("log.example\n12\ncm9vdA==\n\n— log.example c2ln\n")

    assert (sealed.origin, sealed.size, sealed.root) == ("log.example", 12, "cm9vdA==")
