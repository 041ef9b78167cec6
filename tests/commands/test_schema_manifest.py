"""`hub schema --manifest` writes what an operator registers, and says where a document cannot be."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from sources import ROOT
from typer.testing import CliRunner

from adapters.cli.main import app
from adapters.cli.terminal import exit_code
from hub.errors import BadInput


def of_folder(path: Path, *options: str):
    return CliRunner().invoke(app, ["schema", "--manifest", str(path), *options])


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
        (None, " holds no .graphql file. Name the folder of your documents."),
        (b"query Codes {\n  nope\n}", ": line 2, column 3: Cannot query field 'nope' on type 'Query'. Mend it there; "),
        (
            b"query Codes {\n  agencies {",
            ": line 2, column 13: Syntax error: Expected Name. Mend it there; ",
        ),
        (b"fragment A on Agency { code }", "codes.graphql: Fragment 'A' is never used."),
        (b"query A { agencies { code } } query B { agencies { code } }", ": it holds several operations. Write one "),
        (b"{ agencies { code } } # \xff", "codes.graphql: it cannot be read as UTF-8. Save it as text in UTF-8."),
    ],
)
def test_what_cannot_be_registered_is_named_with_its_place_and_what_to_do(
    tmp_path: Path, content: bytes | None, says: str
) -> None:
    if content is not None:
        (tmp_path / "codes.graphql").write_bytes(content)
    refused = of_folder(tmp_path)

    assert isinstance(refused.exception, BadInput)
    assert says in str(refused.exception)
    assert "incident" not in str(refused.exception)


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


IN_PARTS = """query Rows($many: Int) {
  agencyAnswers { ... on AgencyAnswers { sources @stream(initialCount: $many) { report { status } } } }
  ... @defer { agencies { code } }
}"""


def test_documents_for_answers_in_parts_fit_a_hub_that_gives_them_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "rows.graphql").write_text(IN_PARTS, encoding="utf-8")
    refused, written = of_folder(tmp_path), of_folder(tmp_path, "--incremental")

    assert isinstance(refused.exception, BadInput)
    assert "Unknown directive '@stream'" in refused.exception.happened
    assert [each["name"] for each in json.loads(written.stdout)["operations"]] == ["Rows"]


def test_a_file_of_fragments_serves_the_documents_beside_it(tmp_path):
    (tmp_path / "names.graphql").write_text("fragment B on Agency { name }\n\nfragment A on Agency { code ...B }\n")
    (tmp_path / "codes.graphql").write_text("query Codes { agencies { ...A } }\n")
    told = json.loads(of_folder(tmp_path).stdout)

    (codes,) = told["operations"]
    assert codes["name"] == "Codes"
    assert codes["body"].startswith("query Codes { agencies { ...A } }\n\nfragment A on Agency {")
    assert "fragment B on Agency" in codes["body"]
