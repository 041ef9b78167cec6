"""What stands in a block of the documentation is done as it stands there; what cannot be done here says why.

Blocks that a test beside their own subject runs are found by its name (`BY_OTHERS`).
"""

import ast
import shutil
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import pytest
from api.desk import a_desk, contract
from audit.cosigners import a_cosigner
from pages.pages import DOCS, blocks, pages
from pydantic import ValidationError
from sources import ROOT, syntax
from typer.testing import CliRunner

from adapters.agencies import registry
from adapters.cli.main import app
from adapters.population import reform
from adapters.settings import Settings
from consent import register
from schema.execute import Engine

CONFIGURED: Final = ("answers-in-parts", "audit", "events", "logging-in", "operating", "payments", "portal")
"""Pages whose TOML is a part of `hub.toml`."""

KEYS: Final = {"keys": {"wrap_id": "wrap-1", "wrap": "x", "index": "y"}}
"""What every configuration has."""

FEW: Final = 42
"""People in the place of a hundred thousand."""

BY_OTHERS: Final = {
    ("README", "sh"): "tests/journeys/test_readme.py",
    ("README", "json"): "tests/journeys/test_readme.py",
    ("computing", "sh"): "tests/commands/test_computing_page.py",
    ("computing", "json"): "tests/commands/test_computing_page.py",
    ("conforming", "sh"): "tests/journeys/test_readme.py",
    ("connecting", "toml"): "tests/identity/test_connecting_page.py",
    ("consent", "sh"): "tests/journeys/test_readme.py",
    ("consent-receipts", "python"): "tests/commands/test_verify.py",
    ("decisions-and-logs", "sh"): "tests/journeys/test_decisions_page.py",
    ("decisions-and-logs", "json"): "tests/journeys/test_decisions_page.py",
    ("errors", "graphql"): "tests/api/test_error_examples.py",
    ("errors", "json"): "tests/doors/test_error_codes.py",
    ("events", "json"): "tests/exports/test_cloud_events.py",
    ("exports", "sh"): "tests/commands/test_export_log.py",  # its curl: tests/journeys/test_readme.py
    ("own-data", "sh"): "tests/journeys/test_readme.py",
    ("sandbox", "sh"): "tests/partner/test_sandbox.py",
    ("verifying", "sh"): "tests/journeys/test_readme.py",
}
"""Blocks that the test of their own subject runs, or holds against what comes out: page and language → test."""

HERE: Final = {
    ("answers-in-parts", "graphql"),
    ("asking", "sh"),
    ("consent", "toml"),
    ("consent-receipts", "graphql"),
    ("policy-lab", ""),
    ("policy-lab", "python"),
    ("policy-lab", "toml"),
    *((page, "toml") for page in CONFIGURED),
}
"""What the tests below do."""

NOT_RUN: Final = {
    ("CONTRIBUTING", ""): "make setup and make test are what runs this",
    ("README", ""): "make demo; tests/commands/test_commands.py runs what is behind it",
    ("asking", "json"): "an answer, cut short",
    ("audit", ""): "another organization's witness; tests/audit has one of its own",
    ("changing-a-rule", "sh"): "somebody's own SSH key; tests/commands/test_rules_approvals.py has one",
    ("changing-a-rule", "toml"): "signatures, cut short",
    ("conforming", ""): "an agency's own service; tests/agencies/test_conform.py has one",
    ("consent-receipts", "sh"): "a receipt that was saved; tests/commands/test_verify.py has one",
    ("contract", "graphql"): "lines that a gateway adds to the contract; tests/api/test_federation.py",
    ("events", ""): "a subscriber of production; tests/exports has one",
    ("exchange", ""): "a municipality's own arrangement; tests/exchange has one",
    ("operating", ""): "production's own database and roles; tests/ports and tests/deploy have them",
    ("payments", ""): "a bank's files; tests/payments has some",
    ("receipts", "sh"): "a receipt that was saved, and the suite itself; tests/commands/test_replay.py",
    ("sandbox", ""): "a header, no command; tests/partner/test_sandbox.py sends each",
    ("threat-model", ""): "a drawing",
    ("verifying", ""): "an auditor's own keys and earlier checkpoint; tests/commands and tests/exports have them",
    ("work", ""): "an operator's own errands; tests/commands/test_work.py has some",
}
"""What is not run from its page, and why."""

RUNNABLE: Final = ("", "sh", "toml", "json", "graphql", "python")


def of(page: str, language: str) -> list[str]:
    """Give the blocks of a page of docs in a language."""
    return [text for found, text in blocks(DOCS / f"{page}.md") if found == language]


def test_every_block_is_done_somewhere_or_says_why_not() -> None:
    found = {
        (page.stem, language)
        for page in pages()
        if page.parent in {ROOT, DOCS}
        for language, _ in blocks(page)
        if language in RUNNABLE
    }
    said = [*HERE, *BY_OTHERS, *NOT_RUN]

    assert found == set(said)
    assert len(said) == len(set(said))


@pytest.mark.parametrize(("block", "test"), BY_OTHERS.items(), ids=str)
def test_a_test_that_runs_a_block_names_its_page(block: tuple[str, str], test: str) -> None:
    assert any(f"{block[0]}.md" in text for text in _texts(ROOT / test))


def _texts(path: Path) -> Iterator[str]:
    """Give the texts that a test works with: what a comment or a docstring names, nobody opens."""
    tree = syntax(path)
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


@pytest.mark.parametrize("page", CONFIGURED)
def test_a_piece_of_configuration_is_one_that_the_hub_reads(page: str) -> None:
    for text in of(page, "toml"):
        written = tomllib.loads(text.replace("witness.example/w1+…", a_cosigner(1)))
        Settings.model_validate({**KEYS, **written})

        # What is read is all that is written: a word that the hub does not know would have been refused.
        for table in (name for name, value in written.items() if isinstance(value, dict)):
            with pytest.raises(ValidationError):
                Settings.model_validate({**KEYS, **written, table: {**written[table], "no-such": [1]}})


def test_the_activity_of_an_operator_stands_in_the_register() -> None:
    (text,) = of("consent", "toml")
    ours = (files("consent") / "register.toml").read_text(encoding="utf-8")

    read = register.read([ours, text], agencies=registry.AGENCIES)

    assert "joint-collection" in {activity.code for activity in read.activities}


def test_a_reform_of_the_lab_is_one() -> None:
    (text,) = of("policy-lab", "toml")

    assert [laid.parameter for laid in reform.read(text, "longer").values] == [
        "betalingsregeling_rijk.longest_standard"
    ]


async def test_a_document_of_a_page_is_answered() -> None:
    (receipts,) = of("consent-receipts", "graphql")
    (rows,) = of("answers-in-parts", "graphql")
    async with a_desk(consents=False) as desk:
        given = await desk.root(receipts)
        desk.engine = Engine.of(contract(), desk.incidents, incremental=True)
        answers = await desk.root(rows)

    assert [each["event"] for each in given["grants"][0]["receipts"]] == ["GIVEN"]
    assert {each["report"]["agency"]["code"] for each in answers["sources"]} == {*registry.AGENCIES}


def test_a_folder_of_documents_becomes_a_manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (command,) = of("asking", "sh")
    said, _, printed_to = command.partition(" > ")
    shutil.copytree(ROOT / "schema" / "operations", tmp_path / "my-operations")
    monkeypatch.chdir(tmp_path)
    ran = CliRunner().invoke(app, said.split()[1:], catch_exceptions=False)

    assert printed_to.strip() == "my-documents.json"
    assert ran.stdout == (ROOT / "schema" / "operations" / "manifest.json").read_text(encoding="utf-8")


def test_the_lab_goes_from_people_to_a_report_and_answers_its_three_questions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands, again = ([line.split() for line in text.splitlines()] for text in of("policy-lab", ""))
    monkeypatch.chdir(tmp_path)
    for words in commands:
        few = [str(FEW) if word.isdigit() and int(word) > FEW else word for word in words[1:]]
        alone = ("--workers", "0") if words[2] == "run" else ()
        ran = CliRunner().invoke(app, [*few, *alone], catch_exceptions=False)
        assert ran.exit_code == 0, ran.output
    answers = list(_answers())

    assert again == commands[:3]
    assert (tmp_path / "results" / "report.html").is_file()
    assert [bool(answer) for answer in answers] == [True, True, True]


def _answers() -> Iterator[list[Any]]:
    for text in of("policy-lab", "python"):
        seen: dict[str, Any] = {}
        exec(text, seen)  # noqa: S102 what the page shows is what is run
        answer = seen["answer"]
        yield answer.rows() if hasattr(answer, "rows") else answer.fetchall()
