"""The examples of `docs/computing.md` are what comes out."""

import json

import pytest
from commands.fitting import DOCS, examples, fits, schema
from typer.testing import CliRunner

from adapters.cli.main import app

PAGE = (DOCS / "computing.md").read_text(encoding="utf-8")
EXAMPLES = examples(PAGE)


@pytest.mark.parametrize(("command", "given", "printed"), EXAMPLES)
def test_an_example_of_the_page_is_what_comes_out(command, given, printed):
    """Of `reasons` the page shows the first ones."""
    ran = CliRunner().invoke(app, ["compute", command, "--json"], input=given, catch_exceptions=False)
    answer, shown = json.loads(ran.stdout), json.loads(printed)
    if "reasons" in shown:
        assert shown["reasons"] == answer["reasons"][: len(shown["reasons"])]
        answer["reasons"] = shown["reasons"]

    assert fits(schema(f"{command}.input"), json.loads(given))
    assert printed == json.dumps(answer, indent=2, ensure_ascii=False) + "\n"


def test_the_page_has_examples_that_can_be_run():
    assert {"bvv", "capacity"} <= {command for command, _, _ in EXAMPLES}
    assert PAGE.count("<<'IN'") == len(EXAMPLES)
