"""Worked cases as statements of account: claims in, dates and amounts out. A jurist writes them; no Python needed.

A case is a TOML file in the folder of its source document; its name is the fact. It holds `says` (one sentence) and
`article`, then the question with the keys of `hub compute arrangement` (docs/computing.md), then `[expect]`:

- `outcome`, `applied` (the scheme whose rules applied), `route`, `decided_by`, `floor`, `months`, `review_on`;
- `open_after_review` in euros; `interest`, `claims` and `claim_reasons` by case reference;
- `reasons`, `conditions`, `blocked_by`: codes that must be there;
- `beside`: route and months of the first other plan;
- `first`: the parts of a first instalment that reach these debts, in order: reference, component, euros;
- `statement`: a line per instalment (number, due date, euros, then each party's share); `…` skips lines.

What `[expect]` leaves out is not looked at, but a proposal always has its statement.
"""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from adapters.bootstrap import read_rule_book
from adapters.cli import arrangement_input
from adapters.cli.compute_arrangement import answered, decide

FOLDER = Path(__file__).parent
ELSEWHERE = {"beslagvrije_voet", "rente", "uitvoeringsregeling_iw1990", "wahv"}
"""Folders with a runner of their own."""

CASES = sorted(path for path in FOLDER.glob("*/*.toml") if path.parent.name not in ELSEWHERE)
KNOWN_ON = date(2026, 12, 31)
ABOUT = {"says", "article", "expect"}
PLAIN = ("outcome", "applied", "route", "decided_by", "floor", "months", "review_on")
CODES = ("reasons", "conditions", "blocked_by")
EXPECT = {*PLAIN, *CODES, "open_after_review", "interest", "claims", "claim_reasons", "beside", "first", "statement"}


def euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def codes(reasons: list[dict[str, Any]]) -> set[str]:
    return {reason["code"] for reason in reasons}


def line(instalment: dict[str, Any]) -> str:
    shares: dict[str, int] = {}
    for part in instalment["allocations"]:
        shares[part["owner"]] = shares.get(part["owner"], 0) + part["cents"]
    split = " ".join(f"{owner} {euros(cents)}" for owner, cents in shares.items())
    return f"{instalment['number']} {instalment['due_on']} {euros(instalment['cents'])} {split}"


def parts(answer: dict[str, Any], wanted: list[str]) -> list[str]:
    """The parts of the first instalment that go to the debts that are wanted."""
    lines = answer["instalments"][0]["allocations"]
    of_these = {row.split()[0] for row in wanted}
    return [
        f"{part['reference']} {part['component']} {euros(part['cents'])}"
        for part in lines
        if part["reference"] in of_these
    ]


def decided(case: dict[str, Any]) -> dict[str, Any]:
    question = arrangement_input.read({key: value for key, value in case.items() if key not in ABOUT})
    outcome, policy = decide(question, read_rule_book(), today=KNOWN_ON)
    return answered(outcome, policy)


def check_statement(expect: dict[str, Any], answer: dict[str, Any]) -> None:
    written = [" ".join(row.split()) for row in expect["statement"].strip().splitlines()]
    computed = [line(instalment) for instalment in answer["instalments"]]
    assert [row for row in written if row != "…"] == [row for row in computed if row in written]
    assert "…" in written or written == computed


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_case_comes_out_as_written(path: Path) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    expect = {"applied": case["scheme"], **case["expect"]}
    if "review_on" in expect:
        expect["review_on"] = expect["review_on"].isoformat()

    answer = decided(case)
    claims = {claim["reference"]: claim for claim in answer["claims"]}
    interest = {found["reference"]: found["cents"] for found in answer["interest"]}
    beside = answer["alternatives"][0] if answer["alternatives"] else {}

    assert not set(expect) - EXPECT
    assert {key: answer[key] for key in PLAIN if key in expect} == {key: expect[key] for key in PLAIN if key in expect}
    for key in CODES:
        assert set(expect.get(key, [])) <= codes(answer[key])
    for reference, treatment in expect.get("claims", {}).items():
        assert claims[reference]["treatment"] == treatment
    for reference, named in expect.get("claim_reasons", {}).items():
        assert set(named) <= codes(claims[reference]["reasons"])
    for reference, amount in expect.get("interest", {}).items():
        assert euros(interest[reference]) == amount
    assert {key: beside.get(key) for key in expect.get("beside", {})} == expect.get("beside", {})
    if "first" in expect:
        assert parts(answer, expect["first"]) == expect["first"]
    if "open_after_review" in expect:
        assert euros(answer["open_after_review_cents"]) == expect["open_after_review"]
    if answer["outcome"] == "proposal":
        assert "months" in expect
        check_statement(expect, answer)


# ── what the cases show together ──

EVERYWHERE = sorted(FOLDER.rglob("*.toml"))
EXAMPLES = range(1, 19)
READINGS = range(1, 38)
SHOWN_BY_A_TEST = {
    3: "core/test_arrange_claims.py",
    6: "actions/test_collect.py",
    17: "commands/test_compute_arrangement.py",
    36: "core/test_advise_set_off.py",
    37: "core/test_compare.py",
}
"""Readings that no statement of account can show alone: what a scheme names, who sees what, and what stands beside."""


def numbers(article: str) -> set[int]:
    """The readings that an article names: `readings 4`, `readings 4, 12 and 18`."""
    found = re.findall(r"readings (\d+(?:(?:, | and )\d+)*)", article)
    return {int(number) for row in found for number in re.findall(r"\d+", row)}


def test_every_case_says_in_one_sentence_what_it_shows() -> None:
    for path in CASES:
        case = tomllib.loads(path.read_text(encoding="utf-8"))
        assert case["says"].endswith("."), path
        assert case["article"], path


def test_every_worked_example_is_a_case() -> None:
    named = {int(found[1]) for path in EVERYWHERE if (found := re.match(r"e(\d\d)-", path.stem))}
    assert named == set(EXAMPLES)


def test_every_reading_is_shown_by_a_case_or_by_a_test() -> None:
    cases = [tomllib.loads(path.read_text(encoding="utf-8")) for path in EVERYWHERE]
    named = {number for case in cases for number in numbers(case["article"])}

    assert named | set(SHOWN_BY_A_TEST) == set(READINGS)
    for name in SHOWN_BY_A_TEST.values():
        assert (FOLDER.parent / name).is_file(), name


def test_the_example_for_jurists_comes_out_as_written() -> None:
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    (written,) = re.findall(r"```toml\n(.+?)```", page, re.DOTALL)
    case = tomllib.loads(written)

    answer = decided(case)

    assert (answer["outcome"], answer["months"]) == (case["expect"]["outcome"], case["expect"]["months"])
    check_statement(case["expect"], answer)
