"""An enforcement point asks for decisions, over real HTTP."""

import json
from dataclasses import replace
from typing import Any

import pytest
from builders import a_grant
from doors.beside import CJIB, CLIENTS, DUO, ENFORCER, HELPER, PUBLIC, TWICE, Beside, doors_beside

from adapters.identity.bsn import Bsn
from adapters.web.reasons import REASONS
from consent.grants import Given, Withdrawn
from consent.parties import AgencyCode, Requester, Role, SubjectRef
from consent.purposes import Purpose
from consent.verdict import Ground
from hub.actions import reading
from hub.audit import adl
from hub.ports import AuditLine

UNKNOWN = {"decision": False, "context": {"code": "access.unknown", "reason_user": REASONS["access.unknown"]}}
YES = {"decision": True, "context": {"obligations": {"mask": ["circumstances"], "max_age": 0}}}
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


async def allow(beside: Beside, who: Requester = CJIB, *agencies: str, purpose: Purpose = Purpose.OVERVIEW) -> None:
    """The person allows an organization to see what these agencies state."""
    world = beside.door.desk.world
    for number, agency in enumerate(agencies or ("cjib",), start=100 * (1 + CLIENTS.index(who))):
        grant = a_grant(agency, number=number, subject=beside.subject, purpose=purpose, recipient=who.recipient)
        async with world.store.transaction(beside.subject) as transaction:
            await transaction.append_consent(Given(grant=grant, at=world.clock.at))


def code(told: Any) -> str:
    return str(told["context"]["code"])


async def lines(beside: Beside) -> list[Any]:
    told = await log(beside, beside.subject)
    return [line.record for line in told if line.record.event == "access.evaluated"]


async def log(beside: Beside, subject: SubjectRef) -> list[AuditLine]:
    async with beside.door.desk.world.store.transaction(subject) as transaction:
        newest_first = await transaction.audit_lines(at_most=reading.MOST)
    return list(await reading.readable(reversed(newest_first)))


async def test_what_a_person_allowed_is_permitted_and_what_is_not_covered_is_masked() -> None:
    async with doors_beside() as beside:
        before = await beside.decide(beside.question())
        await allow(beside)

        assert before == {
            "decision": False,
            "context": {"code": "consent.missing", "reason_user": REASONS["consent.missing"]},
        }
        assert await beside.decide(beside.question()) == YES


async def test_a_worker_learns_nothing_whatever_their_client_is_registered_for() -> None:
    """A worker looks with a case; here they would learn without one who consented to what."""
    worker = replace(CJIB, role=Role.STAFF, agency=AgencyCode("cjib"), worker="worker-1", scopes=ENFORCER.scopes)
    async with doors_beside(requester=worker) as beside:
        await allow(beside)
        of_theirs = {"type": "dossier", "id": beside.ref(worker)}
        entries = [{"resource": of_theirs}, {"resource": {"type": "vordering", "id": f"{beside.ref(worker)}/cjib"}}]
        batch = await beside.post("/access/v1/evaluations", {**beside.question(), "evaluations": entries})

        assert await beside.decide({**beside.question(), "resource": of_theirs}) == UNKNOWN
        assert batch.json() == {"evaluations": [UNKNOWN, UNKNOWN]}
        assert await lines(beside) == []


async def test_one_agency_can_be_named_in_two_ways() -> None:
    async with doors_beside() as beside:
        await allow(beside)
        resource = {"type": "vordering", "id": f"{beside.ref()}/cjib"}

        assert await beside.decide({**beside.question(), "resource": resource}) == YES


async def test_without_an_agency_all_must_be_permitted_and_each_is_told() -> None:
    async with doors_beside() as beside:
        await allow(beside, CJIB, "cjib", "duo")
        part = await beside.decide(beside.question(agency=None))
        await allow(beside, DUO, "belastingdienst", "toeslagen", "cjib", "duo", "cak")
        whole = await beside.decide(beside.question(DUO, agency=None))

    assert (part["decision"], code(part)) == (False, "consent.missing")
    assert {agency: said["decision"] for agency, said in part["context"]["agencies"].items()} == {
        "belastingdienst": False,
        "cak": False,
        "cjib": True,
        "duo": True,
        "toeslagen": False,
    }
    assert whole["decision"] is True
    assert whole["context"]["agencies"]["cak"] == {"decision": True}


async def test_a_withdrawn_grant_permits_nothing_from_the_next_question_on() -> None:
    async with doors_beside() as beside:
        await allow(beside)
        first = await beside.decide(beside.question())
        world = beside.door.desk.world
        async with world.store.transaction(beside.subject) as transaction:
            await transaction.append_consent(Withdrawn(grant_id=a_grant(number=100).id, at=world.clock.at))

        assert first["decision"] is True
        assert code(await beside.decide(beside.question())) == "consent.missing"


async def test_a_person_sees_their_own_and_nobody_hears_that_there_once_was_consent() -> None:
    async with doors_beside() as beside:
        own = {**beside.question(), "subject": {"type": "persoon", "id": beside.ref()}}
        stranger = beside.door.desk.directory.pairwise(
            await beside.door.desk.directory.ref_of(Bsn("999990020")), ENFORCER.client
        )
        first = await beside.decide(own)
        others = await beside.decide({**own, "subject": {"type": "persoon", "id": stranger}})
        beside.door.desk.world.clock.forward(days=200)
        lapsed = await beside.decide(own)
        (*_, line) = await lines(beside)

    assert first == {"decision": True, "context": {"obligations": {"mask": [], "max_age": 0}}}
    assert code(others) == "consent.not_their_own"
    assert code(lapsed) == "consent.missing"
    assert line.evaluated[0].decided["cjib"].ground == "consent.lapsed"


async def test_an_activity_can_be_named_by_id_or_uri_and_must_serve_the_action() -> None:
    async with doors_beside() as beside:
        await allow(beside)
        codes = {}
        for named in (
            "overview-organization:1",
            "urn:eenregeling:activity:overview-organization:1",
            "proposal-organization:1",
            "overview-organization:99",
            7,
        ):
            action = {"name": "overview.read", "properties": {"processing_activity_id": named}}
            told = await beside.decide({**beside.question(), "action": action})
            codes[named] = told["decision"] or code(told)

    assert codes == {
        "overview-organization:1": True,
        "urn:eenregeling:activity:overview-organization:1": True,
        "proposal-organization:1": "consent.no_activity",
        "overview-organization:99": "access.unknown",
        7: "access.unknown",
    }


async def test_whatever_is_not_known_gets_one_and_the_same_answer() -> None:
    async with doors_beside() as beside:
        await allow(beside)
        good = beside.question()
        theirs = beside.ref(CJIB)
        twice = {"type": "organisatie", "id": TWICE.oin}
        strange: list[dict[str, Any]] = [
            {"resource": {"type": "dossier", "id": theirs}},
            {"resource": {"type": "dossier", "id": beside.subject}},
            {"resource": {"type": "dossier", "id": "nobody"}},
            {"resource": {"type": "dossier", "id": "999990019"}},
            {"resource": {"type": "dossier", "id": "\u0000'; drop table subject"}},
            {"resource": {"type": "dossier", "id": beside.ref(), "properties": {"agency": "nobody"}}},
            {"resource": {"type": "dossier", "id": beside.ref(), "properties": {"agency": ["cjib"]}}},
            {"resource": {"type": "vordering", "id": beside.ref()}},
            {"resource": {"type": "vordering", "id": f"{beside.ref()}/"}},
            {"resource": {"type": "vordering", "id": f"{theirs}/cjib"}},
            {"resource": {"type": "huis", "id": beside.ref()}},
            {"action": {"name": "overview.write"}},
            {"action": {"name": "*"}},
            {"subject": {"type": "organisatie", "id": "00000099000000007000"}},
            {"subject": {"type": "organisatie", "id": DUO.oin, "properties": {"client_id": CJIB.client}}},
            {"subject": {"type": "organisatie", "id": CJIB.oin, "properties": {"client_id": [1]}}},
            {"subject": twice},
            {"subject": {"type": "persoon", "id": theirs}},
            {"subject": {"type": "user", "id": CJIB.oin}},
        ]
        told = [await beside.decide({**good, **change}) for change in strange]

        assert told == [UNKNOWN] * len(strange)
        assert await lines(beside) == []
        assert (await beside.decide({**good, "subject": {**twice, "properties": {"client_id": TWICE.client}}}))[
            "context"
        ]["code"] == "consent.missing"


async def test_an_organization_that_is_not_registered_for_it_or_has_no_mandate_is_refused() -> None:
    async with doors_beside() as beside:
        await allow(beside)

        assert code(await beside.decide(beside.question(action="execution.read"))) == "consent.purpose_not_registered"
        assert code(await beside.decide(beside.question(HELPER))) == "consent.no_mandate"


async def test_what_stands_at_the_top_of_a_batch_counts_where_nothing_else_is_said() -> None:
    async with doors_beside() as beside:
        await allow(beside)
        top = beside.question()
        entries = [
            {},
            {"resource": {"type": "vordering", "id": f"{beside.ref()}/duo"}},
            {"subject": {"type": "organisatie", "id": DUO.oin}, "context": {"time": "2026-11-23T09:00:00Z"}},
            {"action": {"name": "nothing"}, "subject": None},
        ]
        answer = await beside.post("/access/v1/evaluations", {**top, "evaluations": entries})

        assert [each["decision"] for each in answer.json()["evaluations"]] == [True, False, False, False]
        assert answer.json()["evaluations"][3] == UNKNOWN
        (line,) = await lines(beside)
        assert [(each.place, each.permitted) for each in line.evaluated] == [(0, True), (1, False), (2, False)]


@pytest.mark.parametrize("entries", [[], None], ids=["empty", "none"])
async def test_a_batch_of_none_is_a_call_for_one_decision(entries: Any) -> None:
    async with doors_beside() as beside:
        await allow(beside)
        answer = await beside.post("/access/v1/evaluations", {**beside.question(), "evaluations": entries})

        assert answer.json() == YES


@pytest.mark.parametrize(
    ("semantic", "agencies", "told"),
    [
        ("execute_all", ["cjib", "duo", "cjib"], [True, False, True]),
        ("deny_on_first_deny", ["cjib", "duo", "cjib"], [True, False]),
        ("deny_on_first_deny", ["cjib", "cjib"], [True, True]),
        ("deny_on_first_deny", ["nobody", "cjib"], [False]),
        ("permit_on_first_permit", ["duo", "cjib", "duo"], [False, True]),
        ("permit_on_first_permit", ["nobody", "duo"], [False, False]),
        (None, ["duo", "cjib"], [False, True]),
    ],
)
async def test_a_batch_ends_where_its_semantic_says(semantic: Any, agencies: list[str], told: list[bool]) -> None:
    async with doors_beside() as beside:
        await allow(beside)
        entries = [beside.question(agency=agency) for agency in agencies]
        content = {"evaluations": entries, "options": {"evaluations_semantic": semantic}}
        answer = (await beside.post("/access/v1/evaluations", content)).json()
        kept = await lines(beside)

    assert [each["decision"] for each in answer["evaluations"]] == told
    on_record = [each.permitted for line in kept for each in line.evaluated]
    assert on_record == [said for agency, said in zip(agencies, told, strict=False) if agency != "nobody"]


async def test_a_batch_about_two_people_is_one_line_in_the_log_of_each() -> None:
    async with doors_beside() as beside:
        await allow(beside)
        desk = beside.door.desk
        other = await desk.directory.ref_of(Bsn("999990020"))
        theirs = {"resource": {"type": "dossier", "id": desk.directory.pairwise(other, ENFORCER.client)}}
        entries = [{}, theirs, {}]
        answer = await beside.post("/access/v1/evaluations", {**beside.question(), "evaluations": entries})
        others = [line.record for line in await log(beside, other)]
        mine = await lines(beside)

    assert [each["decision"] for each in answer.json()["evaluations"]] == [True, False, True]
    assert [[each.place for each in line.evaluated] for line in mine] == [[0, 2]]
    assert [[each.place for each in line.evaluated] for line in others] == [[1]]


async def test_the_trace_of_the_body_comes_before_that_of_the_header() -> None:
    header = "00-" + "a" * 32 + "-" + "b" * 16 + "-00"
    async with doors_beside() as beside:
        await beside.decide({**beside.question(), "context": {"traceparent": TRACE}}, traceparent=header)
        await beside.decide({**beside.question(), "context": {"traceparent": 1}}, traceparent=header)
        await beside.decide(beside.question(), traceparent="no trace")
        kept = await lines(beside)

    assert [(line.trace_id, line.parent_span_id) for line in kept] == [
        ("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"),
        ("a" * 32, "b" * 16),
        (f"{1:032x}", None),
    ]


@pytest.mark.parametrize(
    ("named", "given_back"),
    [("6f1d-42", True), ("x" * 200, True), ("x" * 201, False), ("", False), ("caf\u00e9", False)],
    ids=["usual", "longest", "too long", "empty", "not ascii"],
)
async def test_a_request_id_is_given_back_whatever_the_answer(named: str, *, given_back: bool) -> None:
    async with doors_beside() as beside:
        for content in (beside.question(), {}):
            sent = {"Content-Type": "application/json", "Authorization": "Bearer good"}
            raw = [*((name.encode(), value.encode()) for name, value in sent.items())]
            raw.append((b"X-Request-ID", named.encode("latin-1")))
            answer = await beside.http.post("/access/v1/evaluation", content=json.dumps(content), headers=raw)
            assert answer.headers.get("x-request-id") == (named if given_back else None)


async def test_the_configuration_says_where_the_decision_point_is() -> None:
    async with doors_beside() as beside:
        answer = await beside.http.get("/.well-known/authzen-configuration")

    assert answer.json() == {
        "policy_decision_point": PUBLIC,
        "access_evaluation_endpoint": f"{PUBLIC}/access/v1/evaluation",
        "access_evaluations_endpoint": f"{PUBLIC}/access/v1/evaluations",
    }


def test_every_ground_that_can_be_answered_has_a_sentence_in_both_languages() -> None:
    veiled = {Ground.LAPSED, Ground.OUTDATED, Ground.USED_UP}
    # Accepting and consenting only, and erasing only: never looking.
    undecided_here = {Ground.UNDER_GUARDIANSHIP, Ground.ARRANGEMENT_RUNS}
    expected = {ground.value for ground in set(Ground) - veiled - undecided_here}

    assert set(REASONS) == {*expected, adl.NOT_KNOWN}
    assert all(set(said) == {"nl", "en"} for said in REASONS.values())


async def test_the_person_sees_that_was_asked_and_what_was_decided() -> None:
    document = """{ accesses(kinds: [ACCESS_EVALUATED]) { ... on AccessConnection { edges { node {
        refused by { role oin } decisions { agency { code } permitted ground } } } } } }"""
    async with doors_beside() as beside:
        await allow(beside)
        await beside.decide(beside.question())
        await beside.decide(beside.question(DUO))
        seen = await beside.door.desk.root(document)

    refused, permitted = (edge["node"] for edge in seen["edges"])
    assert permitted["decisions"] == [{"agency": {"code": "cjib"}, "permitted": True, "ground": None}]
    assert refused["decisions"] == [{"agency": {"code": "cjib"}, "permitted": False, "ground": "consent.missing"}]
    assert (refused["refused"], permitted["refused"]) == (True, False)
    assert permitted["by"] == {"role": "PORTAL", "oin": ENFORCER.oin}
