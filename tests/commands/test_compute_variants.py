"""`hub compute variants`: what a policy maker sees, and what a program gets."""

import json

from typer.testing import CliRunner

from adapters.cli import variants_table
from adapters.cli.main import app
from hub.errors import BadInput


def run(*arguments: str):
    return CliRunner().invoke(app, ["compute", "variants", "--on", "2026-11-23", *arguments])


def test_a_program_gets_the_same_comparison_in_the_words_of_the_contract():
    ran = run("--persona", "anna", "--persona", "tess", "--json")
    told = json.loads(ran.stdout)

    assert ran.exit_code == 0
    assert set(told) == {"anna", "tess"}
    assert [variant["roomLeft"] for variant in told["anna"]["variants"]] == [-8339, -8339, 0, 0]
    assert told["anna"]["room"] == {"amount": 10201, "complete": True}
    assert told["tess"]["room"] is None


def test_an_unknown_persona_is_a_mistake_that_names_the_known_ones():
    ran = run("--persona", "nobody")

    assert isinstance(ran.exception, BadInput)
    assert ran.exception.code == "persona.unknown"
    assert "anna" in str(ran.exception)
    assert "nobody" not in str(ran.exception)


def test_too_little_to_live_on_and_nothing_to_pay_are_said_in_words():
    said = run("--persona", "anna", "--persona", "tess").stdout

    assert "-€83.39: too little" in said
    assert "nothing to pay" in said


def test_each_change_of_law_and_each_missing_plan_is_said_once():
    comparison = json.loads(run("--persona", "noor", "--json").stdout)["noor"]
    laid = variants_table.grid(comparison)

    assert len(laid.notes) == len(set(laid.notes)) == 7
    assert all("[" in note for note in laid.notes)
