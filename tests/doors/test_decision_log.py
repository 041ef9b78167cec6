"""Every record of a scenario, in both logs, against their schemas; and the contracts against what is answered."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from builders import ROOT, a_claim, a_report
from doors.beside import AUDITOR, CJIB, DUO, ENFORCER, Beside, doors_beside
from doors.door import JSON, TOKEN, away
from doors.test_authzen import TRACE, allow
from jsonschema import Draft202012Validator

from adapters.web import authzen, body, ldv
from adapters.web.admission import COST
from hub.actions import reading
from hub.audit import adl
from hub.ports import AuditLine

RECORD = json.loads((ROOT / "docs" / "schemas" / "adl.record.json").read_text(encoding="utf-8"))
CONTRACTS = {"access": authzen.CONTRACT, "ldv": ldv.CONTRACT}
EVALUATION, EVALUATIONS = "/access/v1/evaluation", "/access/v1/evaluations"
READ = "/ldv/v1/processing-activities"
PREVIEW = """query Q($p: PersonInput) { preview(input: {scheme: "rijk-2025", person: $p}) { __typename } }"""
OVERVIEW = "query Q($p: PersonInput) { overview(person: $p) { __typename } }"


def text_of(name: str) -> str:
    return CONTRACTS[name].read_text(encoding="utf-8")


def contract(name: str) -> Any:
    return json.loads(text_of(name))


def of_contract(name: str, schema: str) -> Draft202012Validator:
    """Check against a part of an OpenAPI document. 3.0 says `nullable` where JSON Schema lists null."""
    components = contract(name)["components"]
    return Draft202012Validator({"$ref": f"#/components/schemas/{schema}", "components": components})


async def scenario(beside: Beside) -> None:
    """People, agencies and enforcement points do all that is decided about."""
    citizen = beside.door.desk.world.citizen
    for who in (citizen, CJIB, DUO):
        beside.come_as(who)
        person = None if who is citizen else {"ref": beside.ref(who)}
        for document in (OVERVIEW, PREVIEW):
            asked = {"query": document, "variables": {"p": person}}
            assert (await beside.post("/graphql", asked, traceparent=TRACE)).status_code == 200
        await allow(beside, who, "cjib", "cak") if who is CJIB else None
    beside.come_as(ENFORCER)
    await beside.decide(beside.question())
    await beside.decide(beside.question(DUO, agency=None))
    for semantic in ("execute_all", "deny_on_first_deny", "permit_on_first_permit"):
        entries = [{}, {"action": {"name": "proposal.read"}}, {"subject": {"type": "persoon", "id": beside.ref()}}]
        content = {**beside.question(), "evaluations": entries, "options": {"evaluations_semantic": semantic}}
        assert (await beside.post(EVALUATIONS, content)).status_code == 200
    beside.come_as(AUDITOR)
    assert (await beside.post(READ, {"dpl.core.data_subject_id": beside.ref(AUDITOR)})).status_code == 200


async def log(beside: Beside) -> list[AuditLine]:
    async with beside.door.desk.world.store.transaction(beside.subject) as transaction:
        newest_first = await transaction.audit_lines(at_most=reading.MOST)
    return list(await reading.readable(reversed(newest_first)))


async def test_every_decision_of_a_scenario_has_one_record_that_fits_the_schema() -> None:
    async with doors_beside(a_report("cjib", a_claim(10_000))) as beside:
        await scenario(beside)
        lines = await log(beside)
    records = [adl.record_of(line.seq, line.record, person="v1:x") for line in lines]
    kept = [record for record in records if record is not None]
    decided = Counter(line.record.event.value for line in lines if line.record.event in adl.DECISIONS)

    Draft202012Validator.check_schema(RECORD)
    assert [error.message for record in kept for error in Draft202012Validator(RECORD).iter_errors(record)] == []
    assert decided == {"claims.asked": 6, "claims.released": 6, "access.evaluated": 5}
    assert len(kept) == 17
    assert len({(record["trace_id"], record["span_id"]) for record in kept}) == 17
    assert [record["parent_span_id"] for record in kept if "parent_span_id" in record] == ["00f067aa0ba902b7"] * 12


@pytest.mark.parametrize(
    "spoil",
    [
        lambda record: record.update(timestamp=record["timestamp"] // 1000),
        lambda record: record["attributes"].pop("adl.core.configuration"),
        lambda record: record["attributes"]["adl.core.policies"].pop("code"),
        lambda record: record["body"].pop("adl.core.response"),
        lambda record: record.update(status="Unset"),
        lambda record: record.update(span_id="b" + record["span_id"][1:]),
        lambda record: record.update(event_name="adl.access_evaluations"),
    ],
    ids=["seconds", "level 3", "no code", "no response", "status", "a span of the other log", "no batch"],
)
async def test_the_schema_notices_a_record_that_is_not_whole(spoil: Callable[[Any], Any]) -> None:
    async with doors_beside() as beside:
        await beside.decide(beside.question())
        (*_, line) = await log(beside)
    record: Any = adl.record_of(line.seq, line.record, person="v1:x")
    before = Draft202012Validator(RECORD).is_valid(record)
    spoil(record)

    assert (before, Draft202012Validator(RECORD).is_valid(record)) == (True, False)


async def test_what_was_answered_is_what_the_decision_log_says() -> None:
    async with doors_beside() as beside:
        await allow(beside)
        for who in (CJIB, DUO):
            for agency in ("cjib", None):
                told = await beside.decide(beside.question(who, agency=agency))
                told["context"].pop("reason_user", None)
                (*_, line) = await log(beside)
                record: Any = adl.record_of(line.seq, line.record, person="v1:x")
                assert record["body"]["adl.core.response"] == told


async def test_every_line_of_a_scenario_fits_the_contract_of_the_read_extension() -> None:
    async with doors_beside(a_report("cjib", a_claim(10_000))) as beside:
        await scenario(beside)
        answer = await beside.post(READ, {"dpl.core.data_subject_id": beside.ref(AUDITOR)})
    lines = answer.json()["processingActivities"]

    assert [error.message for error in of_contract("ldv", "Lines").iter_errors(answer.json())] == []
    assert len(lines) > 20
    assert len({line["spanId"] for line in lines}) == len(lines)
    assert {"claims.released", "agency.asked", "access.evaluated", "consent.given"} <= {line["name"] for line in lines}


async def test_every_decision_fits_the_contract() -> None:
    async with doors_beside() as beside:
        await allow(beside)
        one = [await beside.decide(beside.question(who, agency=None)) for who in (CJIB, DUO)]
        several = (await beside.post(EVALUATIONS, {**beside.question(), "evaluations": [{}, {}]})).json()

    assert all(of_contract("access", "Decision").is_valid(told) for told in one)
    assert of_contract("access", "Decisions").is_valid(several)
    assert not of_contract("access", "Decision").is_valid({"decision": "yes"})


async def begun(beside: Beside, path: str) -> int:
    """Send a body that does not come to an end; give the status of the answer."""
    url = beside.http.base_url
    reader, writer = await asyncio.open_connection(url.host, url.port)
    lines = (f"POST {path} HTTP/1.1", "Host: a", f"Authorization: {TOKEN}", f"Content-Type: {JSON}")
    writer.write("\r\n".join([*lines, "Content-Length: 10", "", "{"]).encode())
    status = int((await reader.readline()).split()[1])
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()
    return status


async def answers_of(beside: Beside, path: str, good: Any) -> set[int]:
    """Bring about every answer that there is."""
    found = {(await beside.post(path, good)).status_code}
    found.add((await beside.post(path, {"x": 1})).status_code)
    found.add((await beside.http.post(path, json=good)).status_code)
    found.add((await beside.post(path, b"a=b", Content_Type="text/plain")).status_code)
    found.add((await beside.post(path, b" " * 100_001)).status_code)
    found.add(await begun(beside, path))
    beside.door.gate.fault = away()
    found.add((await beside.post(path, good)).status_code)
    beside.door.gate.fault = RuntimeError("secret")
    found.add((await beside.post(path, good)).status_code)
    beside.door.gate.fault = None
    beside.come_as(replace(CJIB, scopes=frozenset()))
    found.add((await beside.post(path, good)).status_code)
    budgets = beside.door.graphql.budgets
    budgets.account(CJIB).charge(budgets.client - COST)
    found.add((await beside.post(path, good)).status_code)
    return found


@pytest.mark.parametrize("path", [EVALUATION, EVALUATIONS, READ])
async def test_every_status_that_is_answered_stands_in_the_contract_and_no_other(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "LONGEST_SECONDS", 0.2)
    name = path.split("/")[1]
    async with doors_beside(requester=AUDITOR if path == READ else ENFORCER) as beside:
        good = {"dpl.core.data_subject_id": beside.ref(AUDITOR)} if path == READ else beside.question()
        found = await answers_of(beside, path, good)
    responses = contract(name)["paths"]["/" + path.rsplit("/", maxsplit=1)[-1]]["post"]["responses"]

    assert {int(status) for status in responses} == found


@pytest.mark.parametrize("name", CONTRACTS)
async def test_every_path_that_is_served_stands_in_the_contract_and_the_contract_is_served_as_it_is(name: str) -> None:
    async with doors_beside() as beside:
        prefix = f"/{name}/v1"
        paths = [getattr(route, "path", "") for route in beside.door.app.routes.router.routes]
        served = {path.removeprefix(prefix) for path in paths if path.startswith(prefix)}
        answer = await beside.http.get(f"{prefix}/openapi.json")

    assert served == set(contract(name)["paths"])
    assert answer.text == text_of(name)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["api-version"] == contract(name)["info"]["version"]
    assert set(contract(name)["info"]["contact"]) == {"name", "email", "url"}
