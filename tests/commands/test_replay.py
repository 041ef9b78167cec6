"""`hub replay`: a receipt in, one verdict out; no rule book, no server, no database."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from builders import a_claim, a_policy, told
from reforming import NAME, WIDE, a_reformed_policy
from typer.testing import CliRunner

from adapters import bootstrap
from adapters.cli import replay as command
from adapters.cli.main import app
from adapters.system import VERSION
from hub.actions import preview
from hub.audit import canonical
from hub.audit import receipt as receipts
from hub.domain.arrangement import Choice
from hub.errors import BadInput

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "receipts.md").read_text(encoding="utf-8")
ANSWER = json.loads((ROOT / "docs" / "schemas" / "replay.output.json").read_text(encoding="utf-8"))


def a_receipt(version=VERSION, scheme="rijk-2025", policy=None) -> bytes:
    return canonical.dumps(
        receipts.closed(
            preview.decide(
                answers=told(a_claim(20000), a_claim(5000, owner="duo", reference="D-1")),
                scheme=scheme,
                choice=Choice(),
                situation=None,
                policy=policy or a_policy(),
                version=version,
            ).receipt
        )
    )


def replayed(*arguments, text=b""):
    return CliRunner().invoke(app, ["replay", *map(str, arguments)], input=text)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    file = tmp_path / "receipt.json"
    file.write_bytes(a_receipt())
    return file


def test_the_same_comes_out_without_a_rule_book(kept, monkeypatch):
    monkeypatch.setattr(bootstrap, "read_rule_book", lambda: pytest.fail("the rule book was read"))
    ran = replayed(kept, "--json")

    assert ran.exit_code == 0
    answer = {"same": True, "receipt_version": VERSION, "computed_version": VERSION, "differences": []}
    assert json.loads(ran.stdout) == answer
    assert set(ANSWER["required"]) == set(answer) == set(ANSWER["properties"]) - {"reform"}


def test_what_only_a_reform_makes_possible_is_said_to_be_no_law(monkeypatch):
    monkeypatch.setattr(bootstrap, "read_rule_book", lambda: pytest.fail("the rule book was read"))
    written = a_receipt(scheme=WIDE, policy=a_reformed_policy())
    in_words = replayed("-", text=written).stdout
    answer = json.loads(replayed("-", "--json", text=written).stdout)

    assert in_words.startswith(f"This is no law: it can only be under reform {NAME}.\nThe same: ")
    assert (answer["same"], answer["reform"]) == (True, NAME)
    assert set(answer) == set(ANSWER["properties"])


def test_a_receipt_may_come_from_standard_input():
    ran = replayed("-", text=a_receipt())

    assert ran.exit_code == 0
    assert ran.stdout == f"The same: made with version {VERSION}, computed again with version {VERSION}.\n"


def test_both_versions_are_named():
    ran = replayed("-", text=a_receipt("0.0.1"))
    assert ran.stdout == f"The same: made with version 0.0.1, computed again with version {VERSION}.\n"


def test_what_differs_is_named_and_the_command_ends_with_a_finding():
    text = a_receipt().replace(b'"due_on":"2027-01-01"', b'"due_on":"2027-01-02"', 1)
    ran = replayed("-", text=text)
    for_a_program = replayed("-", "--json", text=text)

    assert ran.exit_code == for_a_program.exit_code == 1
    assert ran.stdout.splitlines()[:2] == [
        "outcome was changed after the receipt was made",
        "outcome.instalments[0].due_on comes out otherwise now",
    ]
    differences = json.loads(for_a_program.stdout)["differences"]
    assert {each["how"] for each in differences} == {"changed", "computed_otherwise"}
    assert ANSWER["properties"]["differences"]["items"]["properties"]["how"]["enum"] == [
        "changed",
        "computed_otherwise",
    ]


def test_what_cannot_be_read_says_so_and_names_no_file(tmp_path, monkeypatch):
    for ran in (replayed(tmp_path), replayed(tmp_path / "Jan.json"), replayed("-", text=b"{}")):
        assert isinstance(ran.exception, BadInput)
        assert ran.exception.code == "receipt.unreadable"
        assert "Jan" not in str(ran.exception)
        assert ran.stdout == ""
    monkeypatch.setattr(command, "MOST_BYTES", 10)
    assert "too long" in str(replayed("-", text=a_receipt()).exception)


@pytest.mark.parametrize(("text", "code"), [(a_receipt(), 0), (b"{}", 2)], ids=["same", "unreadable"])
def test_the_exit_code_says_how_it_went(text, code):
    command_line = [sys.executable, "-m", "adapters.cli.main", "replay", "-", "--json"]
    ran = subprocess.run(command_line, input=text, capture_output=True, check=False, cwd=ROOT)

    assert ran.returncode == code
    assert bool(ran.stdout) is not bool(ran.stderr)
    assert ran.stderr.startswith(b"receipt.unreadable: " if code else b"")


def test_the_page_names_every_part_of_a_receipt():
    receipt = json.loads(a_receipt())
    for part in [*receipt, *(f"inputs.{name}" for name in receipt["inputs"])]:
        assert part == "is" or part.endswith(".is") or f"`{part}`" in PAGE, part
