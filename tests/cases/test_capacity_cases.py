"""Worked cases of the tax capacity and remission, in folders by year: `hub compute capacity` as TOML.

A case is `says` (one sentence), `article`, `[in]` with the command's keys and `[expect]` with those of its answer;
what `[expect]` leaves out is not looked at. `reasons` are codes that must be there, `refused_because` all its codes;
a `remission` of nothing is one that was not asked for.
"""

import json
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from adapters.cli.main import app

FOLDER = Path(__file__).parent / "uitvoeringsregeling_iw1990"
CASES = sorted(FOLDER.glob("*/*.toml"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_case_comes_out_as_written(path: Path) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    given = json.dumps({**case["in"], "on": case["in"]["on"].isoformat()})
    expect = case["expect"]

    ran = CliRunner().invoke(app, ["compute", "capacity", "--json"], input=given, catch_exceptions=False)
    answer = json.loads(ran.stdout)
    codes = {key: [reason["code"] for reason in answer[key]] for key in ("reasons", "refused_because")}

    assert {*expect.pop("reasons", [])} <= {*codes["reasons"]}
    assert codes["refused_because"] == expect.pop("refused_because", [])
    assert answer.pop("remission") == (expect.pop("remission") or {"granted": None, "cents": None})
    assert {key: answer[key] for key in expect} == expect


def test_every_case_says_in_one_sentence_what_it_shows() -> None:
    assert len(CASES) >= 14
    for path in CASES:
        case = tomllib.loads(path.read_text(encoding="utf-8"))
        assert case["says"].endswith("."), path
        assert case["article"], path
