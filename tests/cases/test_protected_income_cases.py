"""Worked cases of the protected income, in folders by year: the input and output of `hub compute bvv` as TOML.

A case is `says` (one sentence), `article`, `[in]` with the command's keys and `[expect]` with those of its answer;
what `[expect]` leaves out is not looked at, `warnings` are codes that must be there, no limit is "".
"""

import json
import tomllib
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from adapters.cli.main import app
from hub.domain.household import Household

FOLDER = Path(__file__).parent / "beslagvrije_voet"
CASES = sorted(FOLDER.glob("*/*.toml"))
MAXIMA = [
    (row["from"], household, amount)
    for row in tomllib.loads((FOLDER / "printed_maxima.toml").read_text(encoding="utf-8"))["maxima"]
    for household, amount in row.items()
    if household != "from"
]


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_case_comes_out_as_written(path: Path) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    given = json.dumps({**case["in"], "on": case["in"]["on"].isoformat()})

    ran = CliRunner().invoke(app, ["compute", "bvv", "--json"], input=given, catch_exceptions=False)
    answer = json.loads(ran.stdout)

    assert answer["capped_by"] == (case["expect"].pop("capped_by") or None)
    assert {*case["expect"].pop("warnings", [])} <= {warning["code"] for warning in answer["warnings"]}
    assert {key: answer[key] for key in case["expect"]} == case["expect"]


@pytest.mark.parametrize(("on", "household", "printed"), MAXIMA, ids=str)
def test_a_high_income_keeps_the_printed_maximum(on: date, household: str, printed: str) -> None:
    given = {"on": on.isoformat(), "household": household, "taxable_income_year": "250000", "registered_address": True}

    ran = CliRunner().invoke(app, ["compute", "bvv", "--json"], input=json.dumps(given), catch_exceptions=False)
    answer = json.loads(ran.stdout)

    assert answer["bvv_cents"] == answer["maximum_cents"] == int(printed.replace(".", ""))
    assert answer["before_cap_cents"] >= answer["maximum_cents"]


def test_every_half_year_has_the_maximum_of_every_household() -> None:
    assert len(MAXIMA) == 12 * len(Household)


def test_every_case_says_in_one_sentence_what_it_shows() -> None:
    assert len(CASES) >= 8
    for path in CASES:
        case = tomllib.loads(path.read_text(encoding="utf-8"))
        assert case["says"].endswith("."), path
        assert case["article"], path
