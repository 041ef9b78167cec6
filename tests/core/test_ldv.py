"""The processing log, made from lines of the audit log."""

from dataclasses import replace
from datetime import timedelta

import pytest
from builders import NOON
from core.test_adl import NO, TRACE, YES, a_line, an_evaluation

from consent.parties import AgencyCode
from hub.audit import adl, ldv, spans
from hub.audit.events import Event

PROCESSORS = {"cjib": "urn:nld:oin:00000099000000001000"}
URI = "urn:eenregeling:activity:overview-self:1"


def made(*log):
    return ldv.lines(enumerate(log, start=1), person="v1:somebody", processors=PROCESSORS)


def asked_and_released(outcome="answered:2", *, seconds=2):
    asked = a_line(Event.CLAIMS_ASKED)
    released = replace(a_line(outcome={"cjib": outcome, "duo": "withheld:0"}), at=asked.at + timedelta(seconds=seconds))
    return asked, released


def test_fetching_claims_is_one_line_with_a_child_for_each_agency_that_was_asked():
    parent, child = made(*asked_and_released())

    assert parent == {
        "trace_id": TRACE.trace_id,
        "span_id": parent["span_id"],
        "parent_span_id": TRACE.parent_span_id,
        "status": "Ok",
        "name": "claims.released",
        "start_time": 1_795_435_200_000,
        "end_time": 1_795_435_202_000,
        "resource": {"attributes": {"service.name": "eenregeling", "service.version": "0.1.0"}},
        "attributes": {
            "dpl.core.processing_activity_id": URI,
            "dpl.core.data_subject_id": "v1:somebody",
            "dpl.core.data_subject_id_type": "urn:nl-eid-gdi:1.0:id:pseudonym",
        },
    }
    assert child == {
        **parent,
        "span_id": child["span_id"],
        "parent_span_id": parent["span_id"],
        "name": "agency.asked",
        "attributes": {**parent["attributes"], "dpl.core.foreign_operation.processor": PROCESSORS["cjib"]},
    }


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        ("answered:2", "Ok"),
        ("withheld:0", "Ok"),
        ("contradictory:1", "Ok"),
        ("unreachable:0", "Error"),
        ("busy:0", "Error"),
        ("bad_signature:0", "Error"),
        ("not_understood:0", "Error"),
    ],
)
def test_a_child_says_how_the_agency_answered(outcome, status):
    parent, child = made(*asked_and_released(outcome))

    assert (parent["status"], child["status"]) == ("Ok", status)


def test_what_was_asked_and_never_released_is_there_too():
    parent, child = made(a_line(Event.CLAIMS_ASKED))

    assert (parent["name"], parent["status"], child["status"]) == ("claims.asked", "Unset", "Unset")
    assert parent["start_time"] == parent["end_time"]


def test_two_questions_in_one_trace_are_paired_in_their_order():
    asked, released = asked_and_released()
    later = replace(asked, at=NOON + timedelta(seconds=1))
    ends = replace(released, at=NOON + timedelta(seconds=5))
    parents = [line for line in made(asked, later, released, ends) if line["name"] == "claims.released"]

    assert [(line["start_time"], line["end_time"]) for line in parents] == [
        (1_795_435_200_000, 1_795_435_202_000),
        (1_795_435_201_000, 1_795_435_205_000),
    ]


def test_a_question_in_another_trace_is_not_taken_for_the_beginning():
    asked, released = asked_and_released()
    names = [line["name"] for line in made(replace(asked, trace_id="1" * 32), released)]

    assert names == ["claims.asked", "agency.asked", "claims.released", "agency.asked"]


def test_an_agency_that_was_refused_when_released_was_asked_all_the_same():
    asked, released = asked_and_released("withheld:0")
    refused = replace(released, decided=a_line(verdicts=(replace(NO, agency=AgencyCode("cjib")),)).decided)

    assert [line["name"] for line in made(asked, refused)] == ["claims.released", "agency.asked"]


def test_an_agency_that_nobody_names_has_no_processor():
    _, child = made(*asked_and_released())[:2]
    bare = ldv.lines(enumerate(asked_and_released(), start=1), person="v1:somebody", processors={})[1]

    assert "dpl.core.foreign_operation.processor" in child["attributes"]
    assert "dpl.core.foreign_operation.processor" not in bare["attributes"]


@pytest.mark.parametrize("event", sorted(set(Event) - {Event.CLAIMS_ASKED, Event.CLAIMS_RELEASED}))
def test_every_other_action_is_one_line(event):
    (line,) = made(a_line(event, ()))

    assert (line["name"], line["status"]) == (event.value, "Ok")
    assert "dpl.core.processing_activity_id" not in line["attributes"]


def test_a_decision_under_several_activities_has_a_child_for_each():
    other = replace(YES, activity="proposal-self:1")
    several = (an_evaluation(YES), an_evaluation(other, place=1))
    line = replace(a_line(Event.ACCESS_EVALUATED, ()), evaluated=several, semantic="execute_all")
    parent, *children = made(line)
    (alone,) = made(replace(line, evaluated=several[:1]))

    assert "dpl.core.processing_activity_id" not in parent["attributes"]
    assert [child["attributes"]["dpl.core.processing_activity_id"] for child in children] == [
        URI,
        "urn:eenregeling:activity:proposal-self:1",
    ]
    assert {child["parent_span_id"] for child in children} == {parent["span_id"]}
    assert alone["attributes"]["dpl.core.processing_activity_id"] == URI


def test_an_evaluation_under_no_activity_is_one_line():
    line = replace(a_line(Event.ACCESS_EVALUATED, ()), evaluated=(an_evaluation(replace(NO, activity=None)),))

    assert len(made(line)) == 1


def test_no_two_lines_share_a_span_and_none_shares_one_with_the_decision_log():
    log = [line for _ in range(50) for line in asked_and_released()]
    spans = [line["span_id"] for line in made(*log)]
    records = [adl.record_of(seq, line, person="v1:somebody") for seq, line in enumerate(log, start=1)]
    decisions = {record["span_id"] for record in records if record is not None}

    assert len(set(spans)) == len(spans) == 100
    assert len(decisions) == 100
    assert not set(spans) & decisions
    assert all(len(span) == 16 for span in spans)


def test_the_callers_span_is_left_out_where_there_was_none():
    (line,) = made(a_line(Event.CONSENT_READ, (), trace=replace(TRACE, parent_span_id=None)))

    assert "parent_span_id" not in line


def a_step(*, released=(), asked=("cjib", "duo"), span="b" + "1" * 15):
    """A question in a step with a name, and answers that were released in several lines, a second apart."""
    verdicts = {"cjib": YES, "duo": replace(YES, agency=AgencyCode("duo"))}
    trace = replace(TRACE, span_id=span)
    yield a_line(Event.CLAIMS_ASKED, [verdicts[code] for code in asked], trace=trace)
    for seconds, (code, said) in enumerate(released, start=1):
        line = a_line(verdicts=[verdicts[code]], trace=trace, outcome={code: said})
        yield replace(line, at=NOON + timedelta(seconds=seconds))


def test_an_answer_in_parts_is_one_line_that_ends_with_the_last_part():
    parent, cjib, duo = made(*a_step(released=[("duo", "busy:0"), ("cjib", "answered:2")]))

    assert (parent["name"], parent["span_id"]) == ("claims.released", "b" + "1" * 15)
    assert parent["end_time"] - parent["start_time"] == 2000
    assert [child["parent_span_id"] for child in (cjib, duo)] == [parent["span_id"]] * 2
    assert [child["span_id"] for child in (cjib, duo)] == [
        spans.of_call("b" + "1" * 15, code) for code in ("cjib", "duo")
    ]
    assert (cjib["status"], duo["status"]) == ("Ok", "Error")


def test_two_questions_at_once_are_told_apart_by_their_steps():
    first = [*a_step(released=[("cjib", "answered:1")], asked=("cjib",), span="b" + "3" * 15)]
    second = [*a_step(released=[("cjib", "busy:0")], asked=("cjib",), span="b" + "4" * 15)]
    earlier = replace(first[0], at=NOON - timedelta(seconds=1))
    found = made(earlier, second[0], second[1], first[1])

    assert [
        (line["span_id"][1], line["end_time"] - line["start_time"])
        for line in found
        if line["name"] == "claims.released"
    ] == [("4", 1000), ("3", 2000)]
    assert [(line["parent_span_id"][1], line["status"]) for line in found if line["name"] == ldv.ASKED] == [
        ("4", "Error"),
        ("3", "Ok"),
    ]


def test_a_part_that_never_came_is_unset():
    parent, cjib, duo = made(*a_step(released=[("cjib", "answered:2")]))

    assert (parent["status"], cjib["status"], duo["status"]) == ("Ok", "Ok", "Unset")
    assert parent["end_time"] - parent["start_time"] == 1000


def test_what_an_agency_was_brought_is_a_line_that_names_it():
    trace = replace(TRACE, span_id="b" + "2" * 15)
    line = a_line(Event.ERRAND_BROUGHT, (), trace=trace, outcome={"agency": "cjib"})
    (told,) = made(line)

    assert told["span_id"] == "b" + "2" * 15
    assert told["attributes"]["dpl.core.foreign_operation.processor"] == PROCESSORS["cjib"]
    assert (
        "dpl.core.foreign_operation.processor" not in made(replace(line, event=Event.ERRAND_ANSWERED))[0]["attributes"]
    )


def test_lines_of_different_people_are_never_joined():
    asked, released = a_step(released=[("cjib", "answered:2")], asked=("cjib",))
    actions = ldv.Actions()
    actions.add(1, replace(asked, subject="somebody else"))
    (action,) = actions.add(2, released)

    assert action.begun is None
    assert [left.record.subject for left in actions.rest()] == ["somebody else"]


def test_beyond_the_most_that_is_held_the_oldest_question_is_given_as_it_stands():
    actions = ldv.Actions(most=2)
    asked = [next(a_step(span=f"b{number:015x}")) for number in range(3)]

    assert actions.add(1, asked[0]) == actions.add(2, asked[1]) == ()
    (oldest,) = actions.add(3, asked[2])
    assert (oldest.seq, oldest.record) == (1, asked[0])
    assert [left.seq for left in actions.rest()] == [2, 3]


def test_a_line_about_nobody_names_nobody():
    (told,) = ldv.of_action(ldv.Action(seq=1, record=a_line(Event.LOG_EXPORTED, ())), person=None, processors={})

    assert told["attributes"] == {}


def test_calls_and_tries_have_names_of_their_own():
    step = spans.step(TRACE, "a question")
    call = spans.call(step, "cjib")
    tries = [spans.of_try(call.span_id, number) for number in (1, 2, 3)]

    assert (step.parent_span_id, call.parent_span_id) == (TRACE.parent_span_id, step.span_id)
    assert call.span_id == spans.of_call(step.span_id, "cjib") == tries[0]
    assert len({step.span_id, spans.step(TRACE, "another").span_id, spans.of_call(step.span_id, "duo"), *tries}) == 6
    assert {str(each)[0] for each in (step.span_id, *tries)} == {spans.PROCESSING}
    assert [spans.traceparent(call, tries=number) for number in (1, 2)] == [
        f"00-{TRACE.trace_id}-{each}-01" for each in tries[:2]
    ]


def test_a_call_outside_any_step_still_has_a_name():
    assert len(spans.call(TRACE, "cjib").span_id) == 16
    assert spans.traceparent(TRACE).startswith(f"00-{TRACE.trace_id}-{spans.PROCESSING}")
