"""What was done with a person's data, over real HTTP."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from builders import NOON, a_citizen, a_claim, a_partner, a_report
from doors.beside import AUDITOR, CJIB, ENFORCER, Beside, doors_beside
from doors.door import away
from hub_world import TRACE as ANY_TRACE
from kept import a_record

from adapters.identity.bsn import Bsn
from adapters.web import ldv
from consent.parties import Requester, Role
from hub.actions import reading
from hub.audit.events import Event

PATH = "/ldv/v1/processing-activities"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
TRACEPARENT = f"00-{TRACE}-00f067aa0ba902b7-01"
PERSON = "dpl.core.data_subject_id"
ACTIVITY = "dpl.core.processing_activity_id"
OVERVIEW = "{ overview { __typename } }"
MILLISECONDS = int(NOON.timestamp()) * 1000


async def look(beside: Beside) -> None:
    """The person looks at their overview, in a trace of theirs."""
    beside.come_as(beside.door.desk.world.citizen)
    answer = await beside.post("/graphql", {"query": OVERVIEW}, traceparent=TRACEPARENT)
    assert answer.status_code == 200


async def read(beside: Beside, content: Any, **headers: str) -> list[Any]:
    answer = await beside.post(PATH, content, **headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["api-version"] == "1.1.0"
    return list(answer.json()["processingActivities"])


async def test_a_person_finds_the_parent_and_a_child_for_each_agency_that_was_asked() -> None:
    async with doors_beside(a_report("cjib", a_claim(10_000))) as beside:
        await look(beside)
        parent, *children = await read(beside, {"traceId": TRACE})
        citizen = beside.door.desk.world.citizen

        assert parent == {
            "traceId": TRACE,
            "spanId": parent["spanId"],
            "parentSpanId": "00f067aa0ba902b7",
            "status": "Ok",
            "name": "claims.released",
            "startTime": MILLISECONDS,
            "endTime": MILLISECONDS,
            "resource": {"attributes": {"service.name": "eenregeling", "service.version": "test"}},
            "attributes": {
                ACTIVITY: "urn:eenregeling:activity:overview-self:1",
                PERSON: f"v1:{beside.ref(citizen)}",
                "dpl.core.data_subject_id_type": "urn:nl-eid-gdi:1.0:id:pseudonym",
            },
        }
        assert len(children) == 5
        assert {child["parentSpanId"] for child in children} == {parent["spanId"]}
        assert {child["attributes"]["dpl.core.foreign_operation.processor"] for child in children} == {
            f"urn:nld:oin:{'0' * 20}"
        }


@pytest.mark.parametrize("spelling", [TRACE, TRACE.upper(), "4bf92f35-77b3-4da6-a3ce-929d0e0e4736"])
async def test_a_trace_is_found_in_either_spelling_and_comes_back_in_one(spelling: str) -> None:
    async with doors_beside() as beside:
        await look(beside)

        assert {line["traceId"] for line in await read(beside, {"traceId": spelling})} == {TRACE}


async def test_an_activity_is_found_by_uri_and_by_id() -> None:
    async with doors_beside() as beside:
        await look(beside)
        by_uri = await read(beside, {ACTIVITY: "urn:eenregeling:activity:overview-self:1"})
        by_id = await read(beside, {ACTIVITY: "overview-self:1"})

        assert [line["name"] for line in by_id] == ["claims.released"] + ["agency.asked"] * 5
        assert by_uri == by_id
        assert await read(beside, {ACTIVITY: "casework:1"}) == []


async def test_times_are_milliseconds_on_both_sides() -> None:
    async with doors_beside() as beside:
        await look(beside)
        (line, *_) = await read(beside, {"traceId": TRACE})
        told = {
            "around": {"startTime": MILLISECONDS, "endTime": MILLISECONDS},
            "before": {"endTime": MILLISECONDS - 1},
            "after": {"startTime": MILLISECONDS + 1},
            "in seconds": {"endTime": MILLISECONDS // 1000},
            "in microseconds": {"startTime": MILLISECONDS * 1000},
        }
        found = {name: len(await read(beside, {"traceId": TRACE, **times})) for name, times in told.items()}

    assert datetime.fromtimestamp(line["startTime"] // 1000, UTC) == NOON
    assert found == {"around": 6, "before": 0, "after": 0, "in seconds": 0, "in microseconds": 0}


async def test_a_person_reads_their_own_and_another_name_leads_nowhere() -> None:
    async with doors_beside() as beside:
        await look(beside)
        desk = beside.door.desk
        client = desk.world.citizen.client
        other = await desk.directory.ref_of(Bsn("999990020"))
        own = desk.directory.pairwise(beside.subject, client)
        mine = await read(beside, {PERSON: f"v1:{own}"})
        beside.come_as(a_citizen(other))
        strangers = [
            await read(beside, {PERSON: name})
            for name in (own, f"v1:{own}", "v1:guess", "v1:", beside.subject, "999990019", beside.ref(CJIB))
        ]
        in_their_own = await read(beside, {"traceId": TRACE})

    assert "claims.released" in {line["name"] for line in mine}
    assert strangers == [[]] * 7
    assert in_their_own == []


async def test_an_auditor_reads_about_a_person_it_names_and_the_person_sees_that() -> None:
    async with doors_beside() as beside:
        await look(beside)
        beside.come_as(AUDITOR)
        named = {PERSON: beside.ref(AUDITOR)}
        lines = await read(beside, named)
        others = await read(beside, {PERSON: beside.ref(ENFORCER)})
        again = await read(beside, named)
        seen = await beside.door.desk.root(
            "{ accesses(kinds: [ACCESSES_READ]) { ... on AccessConnection { edges { node { by { role oin } } } } } }"
        )

    assert {line["attributes"][PERSON] for line in lines} == {f"v1:{beside.ref(AUDITOR)}"}
    assert others == []
    assert [line["name"] for line in again] == [*(line["name"] for line in lines), "accesses.read"]
    assert seen["edges"][0]["node"]["by"] == {"role": "AUDITOR", "oin": AUDITOR.oin}


@pytest.mark.parametrize("content", [{"traceId": TRACE}, {ACTIVITY: "overview-self:1"}])
async def test_across_persons_nothing_is_read_and_the_answer_says_what_to_do(content: Any) -> None:
    async with doors_beside(requester=AUDITOR) as beside:
        answer = await beside.post(PATH, content)

    assert answer.status_code == 400
    assert PERSON in answer.json()["detail"]


BROKEN: dict[str, tuple[Any, list[str]]] = {
    "nothing": ({}, ["name at least one"]),
    "nulls": ({"traceId": None, PERSON: None}, ["name at least one"]),
    "times alone": ({"startTime": 0, "endTime": 1}, ["name at least one"]),
    "a trace of another length": ({"traceId": "ab"}, ["traceId"]),
    "a trace that is a list": ({"traceId": [TRACE]}, ["traceId"]),
    "a person that is a number": ({PERSON: 999990019}, [PERSON]),
    "an empty activity": ({ACTIVITY: ""}, [ACTIVITY]),
    "a time that is a text": ({"traceId": TRACE, "startTime": "2026-11-23T12:00:00Z"}, ["startTime"]),
    "a time that is a fraction": ({"traceId": TRACE, "endTime": 1.5}, ["endTime"]),
    "a time that is true": ({"traceId": TRACE, "endTime": True}, ["endTime"]),
    "a time before 1970": ({"traceId": TRACE, "startTime": -1}, ["startTime"]),
    "an end before the start": ({"traceId": TRACE, "startTime": 2, "endTime": 1}, ["endTime"]),
    "a member that is none": ({"traceId": TRACE, "dpl.core.data_subject": "a"}, ["dpl.core.data_subject:"]),
    "several faults": ({"traceId": 1, "startTime": "a", "x": 1}, ["traceId", "startTime", "x:"]),
    "a list": (b"[]", ["no JSON object"]),
}


@pytest.mark.parametrize("case", BROKEN)
async def test_what_is_malformed_is_a_problem_that_names_every_fault(case: str) -> None:
    content, named = BROKEN[case]
    async with doors_beside() as beside:
        beside.come_as(beside.door.desk.world.citizen)
        answer = await beside.post(PATH, content)

    told = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json; charset=utf-8")
    assert told["status"] == 400
    assert all(word in told["detail"] for word in named), told["detail"]
    assert "999990019" not in answer.text


async def test_more_than_the_most_is_a_400_that_advises_a_shorter_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ldv, "MOST", 5)
    async with doors_beside() as beside:
        await look(beside)
        many = await beside.post(PATH, {"traceId": TRACE})
        monkeypatch.setattr(ldv, "MOST", 6)
        fits = await read(beside, {"traceId": TRACE})

    assert many.status_code == 400
    assert "startTime" in many.json()["detail"]
    assert len(fits) == 6


async def test_a_log_too_long_to_read_is_a_400_and_a_shorter_time_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST", 4)
    async with doors_beside() as beside:
        await look(beside)
        beside.door.desk.world.clock.forward(hours=1)
        await look(beside)
        many = await beside.post(PATH, {"traceId": TRACE})
        fits = await read(beside, {"traceId": TRACE, "startTime": MILLISECONDS, "endTime": MILLISECONDS})

    assert many.status_code == 400
    assert "startTime" in many.json()["detail"]
    assert fits[0]["name"] == "claims.released"
    assert {line["endTime"] for line in fits} == {MILLISECONDS}


async def test_an_action_that_began_before_the_time_that_is_asked_for_keeps_its_beginning() -> None:
    async with doors_beside() as beside:
        person = beside.subject
        async with beside.door.desk.world.store.transaction(person) as transaction:
            for seconds, event in enumerate((Event.CLAIMS_ASKED, Event.CLAIMS_RELEASED)):
                await transaction.append_audit(a_record(person, at=NOON + timedelta(seconds=seconds), event=event))
        beside.come_as(beside.door.desk.world.citizen)
        late = await read(beside, {"traceId": TRACE, "startTime": MILLISECONDS + 1})
        early = await read(beside, {"traceId": TRACE, "endTime": MILLISECONDS})

    assert [(line["startTime"], line["endTime"]) for line in late] == [(MILLISECONDS, MILLISECONDS + 1000)]
    assert early == late


@pytest.mark.parametrize(
    "who",
    [
        a_partner(),
        ENFORCER,
        replace(AUDITOR, scopes=frozenset()),
        replace(AUDITOR, role=Role.INTERMEDIARY),
        replace(AUDITOR, role=Role.STAFF),
    ],
    ids=["agency", "enforcement point", "auditor without scope", "intermediary", "worker"],
)
async def test_nobody_else_reads_it(who: Requester) -> None:
    async with doors_beside(requester=who) as beside:
        answer = await beside.post(PATH, {PERSON: beside.ref(who)})

    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json; charset=utf-8")


async def test_without_a_token_there_is_a_challenge_and_no_line() -> None:
    async with doors_beside() as beside:
        answer = await beside.http.post(PATH, json={"traceId": TRACE})

    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.json()["status"] == 401


async def test_whoever_acts_for_a_person_reads_on_a_mandate_and_only_while_it_is_there() -> None:
    async with doors_beside() as beside:
        desk = beside.door.desk
        actor = await desk.directory.ref_of(Bsn("999990020"))
        acting = replace(desk.world.citizen, actor=actor)
        beside.come_as(acting)
        lines = await read(beside, {ACTIVITY: "overview-self:1"})
        (mandate,) = await desk.world.mandates(requester=desk.world.citizen, subject=beside.subject, trace=ANY_TRACE)
        ended = await desk.world.end_mandate(
            requester=desk.world.citizen,
            subject=beside.subject,
            wanted=(mandate.mandate.id,),
            trace=ANY_TRACE,
            key="end",
        )
        assert ended
        answer = await beside.post(PATH, {ACTIVITY: "overview-self:1"})

    assert lines == []
    assert answer.status_code == 403


async def test_where_the_store_is_away_nothing_is_read() -> None:
    async with doors_beside() as beside:
        beside.come_as(beside.door.desk.world.citizen)
        beside.door.gate.fault = away()
        answer = await beside.post(PATH, {"traceId": TRACE})

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


async def test_a_fault_that_nobody_foresaw_has_a_number_and_no_text() -> None:
    async with doors_beside() as beside:
        beside.door.gate.fault = RuntimeError("secret")
        answer = await beside.post(PATH, {"traceId": TRACE})

        assert (answer.status_code, len(beside.wrong)) == (500, 1)
        assert "incident-1" in answer.json()["detail"]
        assert "secret" not in answer.text
