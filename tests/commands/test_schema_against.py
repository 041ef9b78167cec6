"""`hub schema --against` says what changed in the contract, and fails where something breaks unannounced."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
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


def of_folder(path: Path):
    return CliRunner().invoke(app, ["schema", "--manifest", str(path)])


def test_a_folder_of_documents_becomes_a_manifest_that_the_hub_registers(tmp_path: Path) -> None:
    (tmp_path / "codes.graphql").write_text("query Codes { agencies { code } }", encoding="utf-8")
    written = of_folder(tmp_path)

    assert written.exit_code == 0
    (operation,) = json.loads(written.stdout)["operations"]
    assert (operation["name"], operation["type"]) == ("Codes", "query")
    assert operation["id"] == sha256(operation["body"].encode()).hexdigest()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "holds no .graphql file"),
        ("{ nope }", "codes.graphql: "),
        ("query A { agencies { code } } query B { agencies { code } }", "codes.graphql: The document holds several"),
    ],
)
def test_what_cannot_be_registered_is_named(tmp_path: Path, content: str | None, says: str) -> None:
    if content is not None:
        (tmp_path / "codes.graphql").write_text(content, encoding="utf-8")
    refused = of_folder(tmp_path)

    assert isinstance(refused.exception, BadInput)
    assert says in refused.exception.happened


@pytest.mark.parametrize("second", ["mutation Codes { __typename }", "query Codes { agencies { name } }"])
def test_two_operations_of_one_name_are_refused_and_both_files_named(tmp_path: Path, second: str) -> None:
    (tmp_path / "codes.graphql").write_text("query Codes { agencies { code } }", encoding="utf-8")
    (tmp_path / "names.graphql").write_text(second, encoding="utf-8")
    refused = of_folder(tmp_path)

    assert isinstance(refused.exception, BadInput)
    assert (refused.exception.code, exit_code(refused.exception)) == ("documents.same_name", 2)
    assert "codes.graphql and names.graphql both hold an operation named Codes" in refused.exception.happened
    assert refused.stdout == ""


def test_an_operation_without_a_name_has_its_files_name_which_another_may_not_bear(tmp_path: Path) -> None:
    (tmp_path / "a.graphql").write_text("query codes { agencies { code } }", encoding="utf-8")
    (tmp_path / "codes.graphql").write_text("{ agencies { name } }", encoding="utf-8")
    refused = of_folder(tmp_path)

    assert isinstance(refused.exception, BadInput)
    assert "a.graphql and codes.graphql" in refused.exception.happened


def test_documents_in_folders_within_the_folder_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    for place in ("codes.graphql", "more/codes.graphql"):
        (tmp_path / place).write_text("query Codes { agencies { code } }", encoding="utf-8")

    assert len(json.loads(of_folder(tmp_path).stdout)["operations"]) == 1


def test_the_stored_operations_stand_in_their_manifest() -> None:
    written = (ROOT / "schema" / "operations" / "manifest.json").read_text(encoding="utf-8")

    assert json.loads(of_folder(ROOT / "schema" / "operations").stdout) == json.loads(written)
