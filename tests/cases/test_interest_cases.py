"""Worked cases of interest: one claim and its payments in, windows and cents out. A jurist writes them.

A case is a TOML file: `says` (one sentence), `article`, `on`, `[claim]` in cents, `[[payments]]` (day and cents of
principal) and `[expect]` with `cents` ("unknown" where it cannot be told) and `windows`, a line each: first day, day
after the last, days, cents that interest runs over, percent a year.
"""

import tomllib
from pathlib import Path

import pytest
from builders import a_claim, a_policy
from plans import a_plan, in_parts

from hub.arrange.interest import forecast

FOLDER = Path(__file__).parent / "rente"
CASES = sorted(FOLDER.glob("*/*.toml"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_interest_comes_out_as_written(path: Path) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    expect = case["expect"]
    row = dict(case["claim"])
    claim = a_claim(row.pop("principal"), collector=row["owner"], **row)

    paid = in_parts(claim, *((line["on"], line["cents"]) for line in case["payments"]))
    (found,) = forecast(a_plan(claim, on=case["on"], paid=paid), a_policy(case["on"]))

    assert found.amount == (None if expect["cents"] == "unknown" else expect["cents"])
    assert [f"{window.begins} {window.ends} {window.days} {window.base} {window.rate}" for window in found.windows] == [
        " ".join(line.split()) for line in expect["windows"].strip().splitlines()
    ]
    assert all(reason.article for reason in found.reasons)
    assert case["says"].endswith(".")
    assert case["article"]
