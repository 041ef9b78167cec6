"""An auditor takes lines out of the log over HTTP, as the folder of the command line; nobody else gets any of it."""

import asyncio
import json
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from builders import a_citizen, a_partner
from doors.auditing import AUDITOR, YEAR, an_audit_door, unpacked
from whole_logs import root_of, seqs

from adapters.web import audit_exports
from adapters.web.audit_exports import VERSION
from consent.parties import Requester, Role
from hub.errors import Unavailable


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where exports are made; nothing of them stays there."""
    made = tmp_path / "scratch"
    made.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(made))
    yield made
    assert [*made.iterdir()] == []


async def test_the_answer_is_the_folder_that_anybody_can_check(tmp_path: Path) -> None:
    async with an_audit_door() as auditing:
        answer = await auditing.post({**YEAR, "format": "csv"})
        events = await auditing.events()

    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/x-tar"
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert answer.headers["api-version"] == VERSION
    folder = unpacked(answer, tmp_path)
    told = json.loads((folder / "manifest.json").read_bytes())
    assert seqs(folder) == [*range(1, told["size"] + 1)]
    assert root_of(folder) == told["root"]
    assert {*told["files"], "manifest.json", "manifest.json.jws"} == {file.name for file in folder.iterdir()}
    assert "records.csv" in told["files"]
    assert events[told["size"] :] == ["log.exported", "log.exported"]


async def test_the_person_whose_lines_are_taken_sees_by_whom(tmp_path: Path) -> None:
    async with an_audit_door() as auditing:
        answer = await auditing.post({**YEAR, "subject": str(auditing.world.subject), "agency": "cjib", "sample": 2})
        lines = [json.loads(record) for _, event, record in await auditing.world.audit() if event == "accesses.read"]

    assert answer.status_code == 200, answer.text
    assert len(seqs(unpacked(answer, tmp_path))) == 2
    assert [(line["client"], line["role"]) for line in lines] == [("auditor", "auditor")]


@pytest.mark.parametrize(
    "requester",
    [a_partner(), a_citizen(), replace(AUDITOR, scopes=frozenset({"ldv.read"})), replace(AUDITOR, role=Role.STAFF)],
    ids=["agency", "citizen", "auditor without the scope", "worker"],
)
async def test_whoever_else_comes_gets_nothing_and_the_attempt_is_in_the_log(requester: Requester) -> None:
    async with an_audit_door(requester=requester) as auditing:
        answer = await auditing.post(YEAR)
        *_, (_, event, record) = await auditing.world.audit()

    assert answer.status_code == 403
    assert (event, json.loads(record)["client"]) == ("access.refused", requester.client)
    assert json.loads(record)["subject"] == "log"


async def test_receipts_are_for_who_is_registered_for_them_and_the_person_sees_who_tried(tmp_path: Path) -> None:
    async with an_audit_door() as auditing:
        wish = {**YEAR, "subject": str(auditing.world.subject), "receipts": True, "article": "AVG 58(1)(e)"}
        without = await auditing.post(wish)
        tried = [
            json.loads(record)["subject"] for _, event, record in await auditing.world.audit() if "refused" in event
        ]
        auditing.beside.come_as(replace(AUDITOR, scopes=AUDITOR.scopes | {"audit.receipts"}))
        answer = await auditing.post(wish)

    assert (without.status_code, "audit.receipts" in without.json()["detail"]) == (403, True)
    assert tried == ["log", str(auditing.world.subject)]
    folder = unpacked(answer, tmp_path)
    told = json.loads((folder / "manifest.json").read_bytes())
    assert (told["filter"]["article"], told["counts"]["receipts"]) == ("AVG 58(1)(e)", {"disclosed": 0})
    assert (folder / "receipts.ndjson").read_bytes() == b""


async def test_it_is_proved_from_the_sizes_that_were_asked_for(tmp_path: Path) -> None:
    async with an_audit_door() as auditing:
        answer = await auditing.post({**YEAR, "since": [2, 10_000]})

    told = json.loads((unpacked(answer, tmp_path) / "manifest.json").read_bytes())
    assert [each["size"] for each in told["consistency"]] == [2]


async def test_an_attempt_that_cannot_be_written_down_is_not_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    async with an_audit_door(requester=a_partner()) as auditing:

        async def away(_line: object) -> None:
            raise Unavailable("store.unavailable", "The database does not answer.")

        monkeypatch.setattr(auditing.door.account.own, "append", away)
        answer = await auditing.post(YEAR)

    assert answer.status_code == 503


async def test_what_is_not_sealed_cannot_be_taken() -> None:
    async with an_audit_door(looks=0) as auditing:
        answer = await auditing.post(YEAR)

    assert answer.status_code == 503
    assert "No checkpoint of the log is signed yet" in answer.json()["detail"]


async def test_a_fault_is_reported_and_leaves_nothing_behind() -> None:
    async def broken(*_arguments: object) -> None:
        raise OSError("no space left on device")

    async with an_audit_door() as auditing:
        object.__setattr__(auditing.door, "take", broken)
        answer = await auditing.post(YEAR)
        wrong = [str(fault) for fault in auditing.beside.wrong]

    assert (answer.status_code, wrong) == (500, ["no space left on device"])
    assert "space" not in answer.text


async def test_one_export_is_made_at_a_time() -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def slow(*_arguments: object) -> None:
        begun.set()
        await may_end.wait()

    async with an_audit_door() as auditing:
        object.__setattr__(auditing.door, "take", slow)
        first = asyncio.create_task(auditing.post(YEAR))
        await begun.wait()
        second = await auditing.post(YEAR)
        may_end.set()
        ended = await first

    assert (second.status_code, second.headers["retry-after"]) == (503, "60")
    assert ended.status_code == 200


async def test_what_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    async def endless(*_arguments: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(audit_exports, "LONGEST_SECONDS", 0.05)
    async with an_audit_door() as auditing:
        object.__setattr__(auditing.door, "take", endless)
        answer = await auditing.post(YEAR)

    assert (answer.status_code, answer.json()["detail"]) == (503, "It took too long. Try again later.")


WRONG: dict[str, tuple[Any, list[tuple[str, str]]]] = {
    "empty": ({}, [("#/from", "missing"), ("#/to", "missing")]),
    "no days": ({"from": "1-1-2026", "to": "2026-02-30"}, [("#/from", "invalid"), ("#/to", "invalid")]),
    "numbers for days": ({"from": 20260101, "to": None}, [("#/to", "missing"), ("#/from", "invalid")]),
    "the last of all days": ({"from": "0001-01-01", "to": "9999-12-31"}, [("#/from", "invalid"), ("#/to", "invalid")]),
    "somebody for an activity": ({**YEAR, "activity": "Jan de Vries, Utrecht"}, [("#/activity", "invalid")]),
    "turned round": ({"from": "2026-02-01", "to": "2026-01-31"}, [("#/to", "before_from")]),
    "unknown member": ({**YEAR, "agencies": "cjib"}, [("#/", "unknown_member")]),
    "unknown agency": ({**YEAR, "agency": "bank"}, [("#/agency", "unknown")]),
    "texts": (
        {**YEAR, "subject": 1, "agency": "", "activity": "x" * 201},
        [("#/subject", "invalid"), ("#/agency", "invalid"), ("#/activity", "invalid")],
    ),
    "form": ({**YEAR, "format": ["csv"]}, [("#/format", "invalid")]),
    "numbers": ({**YEAR, "sample": 0, "seed": True}, [("#/sample", "invalid"), ("#/seed", "invalid")]),
    "sizes": ({**YEAR, "since": [0]}, [("#/since", "invalid")]),
    "too many sizes": ({**YEAR, "since": [*range(1, 102)]}, [("#/since", "invalid")]),
    "receipts of nobody": ({**YEAR, "receipts": True}, [("#/subject", "missing"), ("#/article", "missing")]),
    "receipts on nothing": (
        {**YEAR, "receipts": True, "subject": "s", "article": " "},
        [("#/article", "missing")],
    ),
    "no yes": ({**YEAR, "receipts": 1, "article": "AVG 999990019"}, [("#/receipts", "invalid")]),
    "number in an article": ({**YEAR, "article": "AVG 999990019"}, [("#/article", "number_of_somebody")]),
    "number of somebody": ({**YEAR, "subject": "999990019"}, [("#/subject", "number_of_somebody")]),
}


async def test_every_flaw_of_a_request_is_named_at_once_and_nothing_is_written() -> None:
    async with an_audit_door() as auditing:
        before = len(await auditing.events())
        for content, expected in WRONG.values():
            answer = await auditing.post(content)
            told = answer.json()

            assert answer.status_code == 400, content
            assert [(flaw["location"]["pointer"], flaw["code"]) for flaw in told["errors"]] == expected
            assert "999990019" not in answer.text
        assert len(await auditing.events()) == before
