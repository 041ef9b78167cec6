"""The processing log and the decision log of an export: every line is there, in the form of its standard, and joins."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from builders import a_claim, a_report
from hub_world import a_world
from jsonschema import Draft202012Validator
from living import OWED, a_life_world
from sources import ROOT
from taking_out import Exporting, formed
from whole_logs import MemoryLog, a_line

from adapters.exports import audit_views
from hub.actions import reading
from hub.audit import adl, ldv
from hub.audit.events import THE_LOG, AuditRecord, Event

SCHEMAS = {
    name: Draft202012Validator(json.loads((ROOT / "docs" / "schemas" / f"{name}.record.json").read_text("utf-8")))
    for name in ("ldv", "adl")
}


async def a_life() -> list[AuditRecord]:
    """All that the hub writes down of a consent, an overview in parts, a proposal and an arrangement that runs."""
    async with a_life_world(OWED) as hub:
        await hub.running()
        async for _ in hub.world.collect.one_by_one(hub.world.question()):
            hub.world.clock.forward(seconds=1)
        async with hub.world.store.transaction(hub.world.subject) as transaction:
            newest_first = await transaction.audit_lines(at_most=reading.MOST)
        return [replace(line.record, trace_id="4" * 32) for line in await reading.readable(reversed(newest_first))]


async def taken(tmp_path: Path, lines: list[AuditRecord], *forms: str) -> Exporting:
    exporting = Exporting(MemoryLog.of(lines), tmp_path / "export")
    await exporting.take(formed(*forms))
    return exporting


def read(exporting: Exporting, name: str) -> list[Any]:
    return [json.loads(line) for line in (exporting.folder / name).read_text("utf-8").splitlines()]


async def test_every_line_comes_out_in_the_form_of_both_standards(tmp_path: Path) -> None:
    lines = await a_life()
    exporting = await taken(tmp_path, lines, "ldv", "adl")
    views = {"ldv": read(exporting, "ldv.ndjson"), "adl": read(exporting, "adl.ndjson")}
    names = Counter(line["name"] for line in views["ldv"] if line["name"] != ldv.ASKED)
    events = Counter(line.event.value for line in lines)
    # What was asked is the beginning of what was released, and of the parts only the last is the end.
    begun = events.pop("claims.asked")
    events["claims.released"] = begun

    assert begun > 2
    assert names == events
    assert Counter(record["event_name"] for record in views["adl"]) == {
        "adl.access_evaluations": sum(line.event in adl.DECISIONS for line in lines)
    }
    for name, view in views.items():
        assert [error.message for line in view for error in SCHEMAS[name].iter_errors(line)] == []


async def test_the_two_logs_join_by_trace_and_no_span_is_twice(tmp_path: Path) -> None:
    lines = await a_life()
    exporting = await taken(tmp_path, lines, "ldv", "adl")
    processing, decisions = read(exporting, "ldv.ndjson"), read(exporting, "adl.ndjson")
    named = [line["span_id"] for line in (*processing, *decisions)]
    own = {line["span_id"] for line in processing}

    assert {line["trace_id"] for line in processing} == {line.trace_id for line in lines}
    assert {record["trace_id"] for record in decisions} == {
        line.trace_id for line in lines if line.event in adl.DECISIONS
    }
    assert len(set(named)) == len(named)
    assert {line["parent_span_id"] for line in processing if line["name"] == ldv.ASKED} <= own
    assert {line["attributes"]["dpl.core.data_subject_id"] for line in processing} == {
        f"log:{line.subject}" for line in lines
    }


async def test_the_views_stand_in_the_manifest_and_in_the_package(tmp_path: Path) -> None:
    exporting = await taken(tmp_path, [a_line()], "ldv", "adl")
    paths = {each["path"] for each in exporting.read("datapackage.json")["resources"]}

    assert {"ldv.ndjson", "adl.ndjson"} <= paths
    assert {"ldv.ndjson", "adl.ndjson"} <= set(exporting.read("manifest.json")["files"])


async def test_a_line_about_the_log_itself_is_about_nobody(tmp_path: Path) -> None:
    lines = [a_line(event=Event.LOG_EXPORTED, subject=THE_LOG)]
    (told,) = read(await taken(tmp_path, lines, "ldv", "adl"), "ldv.ndjson")

    assert told["name"] == "log.exported"
    assert told["attributes"] == {}


async def test_a_question_that_nobody_saw_the_end_of_stands_last(tmp_path: Path) -> None:
    lines = [a_line(event=Event.CLAIMS_ASKED), a_line(event=Event.CONSENT_READ)]
    exporting = await taken(tmp_path, lines, "ldv")

    assert [(line["name"], line["status"]) for line in read(exporting, "ldv.ndjson")] == [
        ("consent.read", "Ok"),
        ("claims.asked", "Unset"),
    ]
    assert "adl.ndjson" not in exporting.names


@pytest.mark.parametrize("spoilt", [{"event": "no.such"}, {"decided": {"cjib": "yes"}}, {"more": 1}])
async def test_what_is_no_line_of_ours_any_more_stands_in_no_view(tmp_path: Path, spoilt: dict[str, Any]) -> None:
    async with a_world(a_report("cjib", a_claim())) as world:
        await world.give(world.wish())
        (*_, record) = [record for _, _, record in await world.audit()]
    entries = tmp_path / "records.ndjson"
    whole = json.loads(record)
    content = [{"seq": seq, "record": told} for seq, told in enumerate((whole, {**whole, **spoilt}), start=1)]
    entries.write_text("".join(json.dumps(each) + "\n" for each in content), "utf-8")
    audit_views.write_ldv(tmp_path, entries, {})

    assert len((tmp_path / "ldv.ndjson").read_text("utf-8").splitlines()) == 1
