"""Worked cases of the protected income, in folders by year: the input and output of `hub compute bvv` as TOML.

A case is `says` (one sentence), `article`, `[in]` with the command's keys and `[expect]` with those of its answer;
what `[expect]` leaves out is not looked at, `warnings` are codes that must be there, no limit is "".
"""

import json
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from adapters.cli.main import app

FOLDER = Path(__file__).parent / "beslagvrije_voet"
CASES = sorted(FOLDER.glob("*/*.toml"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_case_comes_out_as_written(path: Path) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    given = json.dumps({**case["in"], "on": case["in"]["on"].isoformat()})

    ran = CliRunner().invoke(app, ["compute", "bvv", "--json"], input=given, catch_exceptions=False)
    answer = json.loads(ran.stdout)

    assert answer["capped_by"] == (case["expect"].pop("capped_by") or None)
    assert {*case["expect"].pop("warnings", [])} <= {warning["code"] for warning in answer["warnings"]}
    assert {key: answer[key] for key in case["expect"]} == case["expect"]


def test_every_case_says_in_one_sentence_what_it_shows() -> None:
    assert len(CASES) >= 8
    for path in CASES:
        case = tomllib.loads(path.read_text(encoding="utf-8"))
        assert case["says"].endswith("."), path
        assert case["article"], path
