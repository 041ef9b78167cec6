"""`hub schema --against` says what changed in the contract, and fails where something breaks unannounced."""

import json
from difflib import ndiff
from pathlib import Path

import pytest
from graphql import build_schema
from sources import ROOT
from typer.testing import CliRunner

from adapters.cli.main import app
from adapters.cli.terminal import exit_code
from hub.errors import BadInput

TEXT = (ROOT / "schema" / "schema.graphql").read_text(encoding="utf-8")


def against(path: Path, *options: str):
    return CliRunner().invoke(app, ["schema", "--against", str(path), "--on", "2026-11-28", *options])


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A contract that had one field more and one less."""
    path = tmp_path / "older.graphql"
    path.write_text(TEXT.replace("  code: String!\n", "  was: String!\n", 1), encoding="utf-8")
    return path


def test_the_contract_against_itself_changes_nothing():
    ran = against(ROOT / "schema" / "schema.graphql")

    assert (ran.exit_code, ran.stdout) == (0, "")


def test_what_only_grew_is_told_and_in_order(tmp_path):
    path = tmp_path / "older.graphql"
    path.write_text(TEXT.replace('\n\n  """Its name."""\n  name: String!', "", 1), encoding="utf-8")

    ran = against(path)

    assert (ran.exit_code, ran.stdout) == (0, "safe FIELD_ADDED: Field Agency.name was added.\n")


def test_what_breaks_is_a_finding(older):
    ran = against(older)

    assert ran.exit_code == 1
    assert ran.stdout.startswith("breaking FIELD_REMOVED: Field AccessRefused.was was removed.\n")


def test_a_program_reads_the_same(older):
    ran = against(older, "--json")

    worst, *_ = json.loads(ran.stdout)
    assert ran.exit_code == 1
    assert worst == {
        "severity": "breaking",
        "code": "FIELD_REMOVED",
        "says": "Field AccessRefused.was was removed.",
        "excuse": None,
        "fault": True,
    }


@pytest.mark.parametrize(
    "text", [None, "no contract", "type Query { a: Nothing }"], ids=["missing", "words", "unsound"]
)
def test_what_holds_no_contract_is_refused_in_a_word(tmp_path, text):
    path = tmp_path / "older.graphql"
    if text is not None:
        path.write_text(text, encoding="utf-8")

    ran = against(path)

    assert isinstance(ran.exception, BadInput)
    assert ran.exception.code == "schema.unreadable"


def test_the_text_can_be_had_as_json():
    ran = CliRunner().invoke(app, ["schema", "--json"])

    assert json.loads(ran.stdout) == {"sdl": TEXT}


def test_the_contract_of_a_hub_that_answers_in_parts_has_the_two_directives_beside_all_else():
    shown = CliRunner().invoke(app, ["schema", "--incremental"]).stdout
    both, usual = build_schema(shown), build_schema(TEXT)

    assert {each.name for each in both.directives} == {each.name for each in usual.directives} | {"defer", "stream"}
    assert [line for line in ndiff(TEXT.splitlines(), shown.splitlines()) if line.startswith("- ")] == []


@pytest.mark.parametrize(
    "options",
    [
        ["--on", "2026-11-28"],
        ["--on", "2026-11-28", "--manifest", "schema/operations"],
        ["--against", "schema/schema.graphql", "--manifest", "schema/operations"],
    ],
)
def test_options_of_which_one_would_not_be_heard_are_refused(options: list[str]) -> None:
    ran = CliRunner().invoke(app, ["schema", *options])

    assert isinstance(ran.exception, BadInput)
    assert (ran.exception.code, exit_code(ran.exception), ran.stdout) == ("schema.options", 2, "")
