"""`hub verify` on a folder: an export checked by the command, and its decisions computed again."""

import json
from pathlib import Path
from typing import Any

import pytest
from builders import a_claim, a_policy, told
from exporting import Export, a_checkpoint, a_life, entries_of, kept, sign_again
from typer.testing import CliRunner
from verifying import OUTPUT, an_auditors_folder

from adapters.cli.main import app
from hub.actions import preview
from hub.audit import canonical
from hub.audit import receipt as receipts
from hub.domain.arrangement import Choice
from hub.errors import BadInput


def a_receipt(*claims: Any) -> bytes:
    made = preview.decide(
        answers=told(*claims), scheme="rijk-2025", choice=Choice(), situation=None, policy=a_policy(), version="1"
    )
    return canonical.dumps(receipts.closed(made.receipt))


MADE = [a_receipt(a_claim(20000)), a_receipt(a_claim(5000), a_claim(7000, owner="duo", reference="D-1"))]
ENTRIES = entries_of([*a_life(), kept(MADE[0], days=9), kept(MADE[1], days=9), kept(MADE[1], days=10)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return an_auditors_folder(tmp_path)


def verified(folder: Path, *more: str) -> Any:
    given = ["verify", str(folder / "e"), "--policy", str(folder / "policy"), "--keys", str(folder / "keys.json")]
    return CliRunner().invoke(app, [*given, *more])


def replayed(folder: Path, disclosed: dict[int, bytes]) -> dict[str, Any]:
    Export(entries=ENTRIES, receipts=disclosed).put(folder / "e")
    ran = verified(folder, "--replay", "--json")
    found: dict[str, Any] = json.loads(ran.stdout)
    OUTPUT.validate(found)
    assert ran.exit_code == (0 if found["good"] else 1)
    return found


def test_a_folder_is_checked_as_an_export(folder: Path) -> None:
    Export(entries=ENTRIES).put(folder / "e")
    (folder / "old").write_text(a_checkpoint(ENTRIES[:4]), encoding="utf-8")
    ran = verified(folder, "--since", str(folder / "old"))

    assert ran.exit_code == 0
    assert ran.stdout.startswith("✓ Good: ")
    assert "Decisions" not in ran.stdout


def test_what_is_wrong_ends_with_one(folder: Path) -> None:
    Export(entries=ENTRIES, written=lambda lines: lines[:-1]).put(folder / "e")
    ran = verified(folder)

    assert ran.exit_code == 1
    assert ran.stdout.startswith("✗ Not good. The first bad line is number 15.")


def test_disclosed_decisions_are_computed_again_and_the_rest_is_counted(folder: Path) -> None:
    found = replayed(folder, {13: MADE[0], 14: MADE[1]})

    assert (found["good"], found["replayed"]) == (True, {"same": 2, "sealed": 1})
    assert "Decisions  2 computed again, the same; 1 sealed" in verified(folder, "--replay").stdout


def test_a_receipt_that_the_log_did_not_commit_to_is_named(folder: Path) -> None:
    found = replayed(folder, {13: MADE[1], 14: MADE[1], 15: MADE[1]})

    assert [(fault["code"], fault["seq"]) for fault in found["faults"]] == [("receipt.not_committed", 13)]
    assert (found["first_bad"], found["replayed"]) == (13, {"same": 2, "sealed": 0})


def test_a_decision_that_was_changed_before_it_was_kept_is_named_with_its_place(folder: Path) -> None:
    forged = MADE[0].replace(b'"cents":20000', b'"cents":10000')
    assert forged != MADE[0]
    Export(entries=entries_of([kept(forged)]), receipts={1: forged}).put(folder / "e")
    found = json.loads(verified(folder, "--replay", "--json").stdout)

    assert found["faults"][0]["code"] == "receipt.changed"
    assert found["faults"][0]["says"].startswith("A receipt was changed after it was made: ")
    assert (found["first_bad"], found["replayed"]) == (1, {"same": 0, "sealed": 0})


def test_a_receipt_about_no_line_and_one_that_is_none_are_named(folder: Path) -> None:
    Export(entries=entries_of([kept(b"{}"), kept(MADE[0])]), receipts={1: b"{}"}).put(folder / "e")
    unreadable = json.loads(verified(folder, "--replay", "--json").stdout)
    unlisted = replayed(folder, {2: MADE[0], 13: MADE[0], 16: MADE[0]})

    assert [(fault["code"], fault["seq"]) for fault in unreadable["faults"]] == [("receipt.unreadable", 1)]
    found = [(fault["code"], fault["seq"]) for fault in unlisted["faults"]]
    assert found == [("receipt.unlisted", 2), ("receipt.unlisted", 16)]


@pytest.mark.parametrize(
    "line",
    [b"none", b"[]", b'{"seq":0}', b'{"seq":1e999}', b'{"seq":"13"}', b"[" * 100_000, b"\xff"],
    ids=["no JSON", "a list", "none", "endless", "a text", "deep", "no text"],
)
def test_a_disclosed_line_without_a_number_hides_no_fault_that_was_found(folder: Path, line: bytes) -> None:
    Export(entries=ENTRIES, receipts={13: MADE[0]}, written=lambda lines: lines[:-1]).put(folder / "e")
    receipts_file = folder / "e" / "receipts.ndjson"
    receipts_file.write_bytes(line + b"\n" + receipts_file.read_bytes())
    sign_again(folder / "e")
    ran = verified(folder, "--replay", "--json")
    found = json.loads(ran.stdout)

    assert [fault["code"] for fault in found["faults"]] == ["line.missing", "receipt.unreadable"]
    assert (ran.exit_code, found["first_bad"], found["replayed"]) == (1, 15, {"same": 1, "sealed": 1})


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (["nowhere"], "keys.missing"),
        (["nowhere", "--policy", "policy"], "export.unreadable"),
        (["e", "--policy", "nowhere"], "policy.unreadable"),
        (["nowhere", "--since-policy", "policy"], "export.unreadable"),
        (["e", "--since", "policy"], "since.unreadable"),
        (["e", "--since", "e/checkpoint", "--since-policy", "nowhere"], "policy.unreadable"),
    ],
)
def test_what_cannot_be_checked_is_told_by_code(
    folder: Path, monkeypatch: pytest.MonkeyPatch, given: list[str], code: str
) -> None:
    Export(entries=ENTRIES).put(folder / "e")
    monkeypatch.chdir(folder)
    ran = CliRunner().invoke(app, ["verify", *given])

    assert isinstance(ran.exception, BadInput)
    assert (ran.exception.code, ran.stdout) == (code, "")
