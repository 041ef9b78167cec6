"""The decision log, made from lines of the audit log."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from builders import NOON, SUBJECT, a_citizen, a_partner

from consent.activities import ActivityId, Basis
from consent.arrangements import ArrangementId
from consent.grants import GrantId
from consent.mandates import MandateId
from consent.parties import AgencyCode
from consent.purposes import Category, Purpose
from consent.verdict import Ground, Permitted, Refused
from hub.audit import adl, spans
from hub.audit.events import Decided, Edition, Evaluated, Event, Trace, record, said_of

TRACE = Trace(trace_id="4bf92f3577b34da6a3ce929d0e0e4736", parent_span_id="00f067aa0ba902b7")
EDITION = Edition(version="0.1.0", configuration="sha256:conf")

YES = Permitted(
    agency=AgencyCode("cjib"),
    activity=ActivityId("overview-self:1"),
    basis=Basis.CONSENT,
    article="AVG 6(1)(a)",
    categories=frozenset({Category.CLAIMS}),
    grant=GrantId("grant-1"),
    mandate=MandateId("mandate-1"),
)
NO = Refused(agency=AgencyCode("duo"), ground=Ground.LAPSED, activity=ActivityId("overview-self:1"))


def a_line(event=Event.CLAIMS_RELEASED, verdicts=(YES, NO), *, requester=None, trace=TRACE, **more):
    return record(
        event,
        requester=requester or a_citizen(),
        subject=SUBJECT,
        at=NOON,
        trace=trace,
        purpose=Purpose.OVERVIEW,
        register="sha256:register",
        edition=EDITION,
        facts=3,
        verdicts=verdicts,
        **more,
    )


def an_evaluation(*verdicts, place=0, agency="cjib", **more):
    said = said_of(verdicts)
    return Evaluated(
        place=place,
        permitted=bool(said) and all(each.permitted for each in said.values()),
        recipient="00000099000000001000",
        client="agency-cjib",
        purpose="overview",
        agency=agency,
        decided=said,
        **more,
    )


def made(line, seq=7):
    return adl.record_of(seq, line, person="v1:somebody")


@pytest.mark.parametrize("event", Event)
def test_there_is_one_record_for_each_decision_and_none_for_anything_else(event):
    expected = event in {Event.CLAIMS_ASKED, Event.CLAIMS_RELEASED, Event.ACCESS_EVALUATED}
    evaluated = (an_evaluation(YES),) if event is Event.ACCESS_EVALUATED else ()

    assert (made(replace(a_line(event), evaluated=evaluated)) is not None) is expected


def test_a_release_is_a_batch_with_one_decision_per_agency():
    told = made(a_line(case="case 12"))

    assert told["event_name"] == "adl.access_evaluations"
    assert told["body"]["adl.core.request"]["context"] == {"case": "case 12"}
    assert [each["resource"] for each in told["body"]["adl.core.request"]["evaluations"]] == [
        {"type": "dossier", "id": "v1:somebody", "properties": {"agency": "cjib"}},
        {"type": "dossier", "id": "v1:somebody", "properties": {"agency": "duo"}},
    ]
    assert told["body"]["adl.core.response"]["evaluations"] == [
        {"decision": True, "context": {"obligations": {"mask": ["circumstances"], "max_age": 0}}},
        {"decision": False, "context": {"code": "consent.lapsed"}},
    ]
    assert told["body"]["adl.core.request"]["evaluations"][0]["subject"] == {
        "type": "persoon",
        "id": "v1:somebody",
        "properties": {"client_id": "portal"},
    }


def test_what_it_rests_on_is_named_down_to_each_fact():
    run = replace(YES, basis=Basis.PUBLIC_TASK, grant=None, mandate=None, arrangement=ArrangementId("run-1"))
    alone = replace(YES, grant=None)
    attributes = made(a_line(verdicts=(YES, replace(run, agency="cak"), replace(alone, agency="duo"))))["attributes"]

    assert attributes["adl.core.information"] == [
        {"source": "record", "facts": 3},
        {"source": "arrangement", "id": "run-1"},
        {"source": "grant", "id": "grant-1"},
        {"source": "mandate", "id": "mandate-1"},
    ]
    assert attributes["adl.core.policies"] == {"register": "sha256:register", "code": "0.1.0"}
    assert attributes["adl.core.configuration"] == {"fingerprint": "sha256:conf"}
    assert attributes["dpl.core.data_subject_id"] == "v1:somebody"
    assert attributes["eenregeling.profile"] == "adl-wv-0511b85"


def test_each_part_of_the_decision_stands_in_one_place_only():
    told = made(a_line())

    assert not {name for name in told["attributes"] if name.startswith("adl.core.")} & set(told["body"])


def test_a_single_evaluation_is_no_batch():
    uri = {"processing_activity_id": "urn:eenregeling:activity:overview-organization:1"}
    asked = an_evaluation(YES, activity="overview-organization:1")
    told = made(replace(a_line(Event.ACCESS_EVALUATED, ()), evaluated=(asked,)))

    assert told["event_name"] == "adl.access_evaluation"
    assert told["body"] == {
        "adl.core.request": {
            "subject": {
                "type": "organisatie",
                "id": "00000099000000001000",
                "properties": {"client_id": "agency-cjib"},
            },
            "action": {"name": "overview.read", "properties": uri},
            "resource": {"type": "dossier", "id": "v1:somebody", "properties": {"agency": "cjib"}},
        },
        "adl.core.response": adl.response(asked),
    }


def test_a_batch_says_how_it_was_run():
    asked = (an_evaluation(YES), an_evaluation(NO, place=1, agency="duo"))
    line = replace(a_line(Event.ACCESS_EVALUATED, ()), evaluated=asked, semantic="deny_on_first_deny")
    body = made(line)["body"]

    assert body["adl.core.request"]["options"] == {"evaluations_semantic": "deny_on_first_deny"}
    assert body["adl.core.response"]["evaluations"] == [adl.response(each) for each in asked]


def test_an_enforcement_point_does_not_hear_that_there_once_was_consent():
    asked = an_evaluation(NO, agency=None)

    assert adl.response(asked)["context"] == {
        "code": "consent.missing",
        "agencies": {"duo": {"decision": False, "code": "consent.missing"}},
    }
    assert adl.response(asked, veiled=False)["context"]["code"] == "consent.lapsed"


def test_what_nobody_knows_is_refused_with_the_one_code():
    assert adl.response(Evaluated(place=0)) == {"decision": False, "context": {"code": "access.unknown"}}


def test_of_a_whole_dossier_only_what_every_agency_covers_may_be_shown():
    both = replace(YES, agency=AgencyCode("duo"), categories=frozenset(Category))

    assert adl.response(an_evaluation(YES, both, agency=None))["context"]["obligations"]["mask"] == ["circumstances"]
    assert adl.response(an_evaluation(both, agency="duo"))["context"]["obligations"]["mask"] == []


@pytest.mark.parametrize(
    ("ground", "status"), [(Ground.NO_GRANT, "Ok"), (Ground.NOT_THEIR_OWN, "Ok"), (Ground.UNDECIDED, "Error")]
)
def test_a_refusal_is_no_error_and_a_failure_to_decide_is_one(ground, status):
    assert made(a_line(verdicts=(YES, replace(NO, ground=ground))))["status"] == status


def test_ids_have_their_length_and_the_callers_span_is_the_parent():
    told = made(a_line())

    assert len(told["trace_id"]) == 32
    assert (len(told["span_id"]), int(told["span_id"], 16) > 0) == (16, True)
    assert told["parent_span_id"] == "00f067aa0ba902b7"
    assert "parent_span_id" not in made(a_line(trace=Trace(trace_id="1" * 32)))


def test_a_span_is_the_same_whenever_it_is_asked_and_no_other_line_has_it():
    line = a_line()
    names = {made(line, seq)["span_id"] for seq in range(1, 1000)}

    assert made(line)["span_id"] == made(line)["span_id"]
    assert len(names) == 999
    assert made(replace(line, trace_id="2" * 32))["span_id"] not in names
    assert {name[0] for name in names} == {spans.DECISION}
    assert spans.span_id(spans.PROCESSING, 7, line)[0] != spans.DECISION


def test_the_transaction_of_fsc_is_there_only_where_there_was_one():
    through = replace(TRACE, fsc_transaction_id="0190a3f2-7c1e-7b44-9a02-1f3c8d5e6a7b")

    assert "adl.fsc.transaction_id" not in made(a_line())["attributes"]
    assert made(a_line(trace=through))["attributes"]["adl.fsc.transaction_id"] == through.fsc_transaction_id


def test_times_are_milliseconds_and_a_factor_of_a_thousand_would_be_noticed():
    moment = datetime(2026, 11, 23, 12, 0, 0, 123999, tzinfo=UTC)
    told = made(replace(a_line(), at=moment))["timestamp"]

    assert told == 1_795_435_200_123
    assert datetime.fromtimestamp(told // 1000, UTC) == moment.replace(microsecond=0)
    assert type(told) is int


def test_a_client_without_a_number_is_named_by_what_it_is_called():
    line = a_line(requester=replace(a_partner(), oin=None))

    assert made(line)["body"]["adl.core.request"]["evaluations"][0]["subject"]["id"] == "client:agency-cjib"


def test_no_record_holds_the_reference_of_the_person():
    for line in (a_line(), a_line(requester=a_partner())):
        assert str(SUBJECT) not in str(made(line))


def test_what_was_decided_is_listed_whether_in_one_evaluation_or_in_many():
    line = replace(a_line(), evaluated=(an_evaluation(NO, agency="duo"),))

    assert [(agency, said.permitted) for agency, said in line.decisions] == [
        ("cjib", True),
        ("duo", False),
        ("duo", False),
    ]
    assert isinstance(line.decisions[0][1], Decided)
