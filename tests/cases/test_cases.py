"""Worked cases as statements of account: claims in, dates and amounts out. A jurist writes them; no Python needed.

A case is a TOML file: `says` (one sentence with the article), `on`, `scheme`, `[[claims]]` in cents, and `[expect]`.
The `statement` has a line per instalment (number, due date, amount, then each party's share); `…` skips lines.
"""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from asking import codes
from builders import a_claim, decided, told

from hub.domain.arrangement import Instalment, NeedsHuman, Proposal, Refusal
from hub.domain.facts import Answer, FactName

FOLDER = Path(__file__).parent
CASES = sorted(FOLDER.glob("*/*.toml"))
KINDS = {"proposal": Proposal, "refusal": Refusal, "needs_human": NeedsHuman}


def the_claims(case: dict[str, Any]) -> list[Any]:
    def made(row: dict[str, Any]) -> Any:
        said = {FactName(name): Answer(word) for name, word in row.pop("facts", {}).items()}
        return a_claim(row.pop("principal"), said=said, **row)

    return [made(dict(row)) for row in case.get("claims", [])]


def line(instalment: Instalment) -> str:
    shares: dict[str, int] = {}
    for allocation in instalment.allocations:
        shares[allocation.key.owner] = shares.get(allocation.key.owner, 0) + allocation.amount
    split = " ".join(f"{owner} {amount}" for owner, amount in shares.items())
    return f"{instalment.number} {instalment.due_on} {instalment.amount} {split}"


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_case_comes_out_as_written(path: Path) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    expect = case["expect"]

    outcome: Any = decided(told(*the_claims(case)), scheme=case["scheme"], on=case["on"])

    assert type(outcome).__name__ == KINDS[expect["outcome"]].__name__
    assert outcome.considered.scheme == expect.get("applied", case["scheme"])
    for code in expect.get("reasons", []):
        assert code in codes(outcome.reasons)
    if isinstance(outcome, Proposal):
        written = [" ".join(row.split()) for row in expect["statement"].strip().splitlines()]
        computed = [line(instalment) for instalment in outcome.instalments]
        assert expect["months"] == len(computed)
        assert [row for row in written if row != "…"] == [row for row in computed if row in written]
        assert "…" in written or written == computed


def test_every_case_says_in_one_sentence_what_it_shows() -> None:
    for path in CASES:
        case = tomllib.loads(path.read_text(encoding="utf-8"))
        assert case["says"].endswith("."), path
        assert case["article"], path
