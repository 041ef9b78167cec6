"""Worked cases as statements of account: claims in, dates and amounts out. A jurist writes them; no Python needed.

What a case file holds stands in README.md beside this file, with every key of `[expect]`. What `[expect]` leaves out is
not looked at. A mistake in a case is one line that says what is wrong, without a traceback.
"""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from adapters.bootstrap import read_rule_book
from adapters.cli import arrangement_input
from adapters.cli.compute_arrangement import answered, decide
from hub.errors import HubError

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


def read(path: Path) -> dict[str, Any]:
    """A case, with its mistakes in the file itself told in one line."""
    try:
        case = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as fault:
        pytest.fail(f"{path.name}: not readable as TOML: {fault}", pytrace=False)
    for key in (*sorted(ABOUT), "scheme"):
        if key not in case:
            pytest.fail(f"{path.name}: {key} is missing; see tests/cases/README.md", pytrace=False)
    if unknown := sorted(set(case["expect"]) - EXPECT):
        pytest.fail(f"{path.name}: expect.{unknown[0]} is not known; see tests/cases/README.md", pytrace=False)
    return case


def decided(case: dict[str, Any]) -> dict[str, Any]:
    try:
        question = arrangement_input.read({key: value for key, value in case.items() if key not in ABOUT})
        outcome, policy = decide(question, read_rule_book(), today=KNOWN_ON)
    except HubError as fault:
        pytest.fail(str(fault), pytrace=False)
    return answered(outcome, policy)


def differs(what: str, written: object, computed: object) -> Iterator[str]:
    if written != computed:
        yield f"{what}: written {written}, computed {computed}"


def lacks(what: str, written: list[str], reasons: list[dict[str, Any]]) -> Iterator[str]:
    for code in written:
        if code not in codes(reasons):
            yield f"{what}: {code} is written, and not among {', '.join(sorted(codes(reasons))) or 'none'}"


def statement_differs(expect: dict[str, Any], answer: dict[str, Any]) -> Iterator[str]:
    written = [" ".join(row.split()) for row in expect["statement"].strip().splitlines()]
    computed = [line(instalment) for instalment in answer["instalments"]]
    named = [row for row in written if row != "…"]
    for row in named:
        if row not in computed:
            same = (other for other in computed if other.split()[0] == row.split()[0])
            yield f"statement: written {row}, computed {next(same, 'no such line')}"
    if "…" not in written and len(written) != len(computed):
        yield f"statement: {len(written)} lines are written, {len(computed)} are computed; … skips lines"
    elif set(named) <= set(computed) and named != [row for row in computed if row in named]:
        yield "statement: the lines do not stand in the order of the plan"


def of_claims(expect: dict[str, Any], answer: dict[str, Any]) -> Iterator[str]:
    claims = {claim["reference"]: claim for claim in answer["claims"]}
    interest = {found["reference"]: found["cents"] for found in answer["interest"]}
    for reference, treatment in expect.get("claims", {}).items():
        yield from differs(f"claims.{reference}", treatment, claims.get(reference, {}).get("treatment"))
    for reference, named in expect.get("claim_reasons", {}).items():
        yield from lacks(f"claim_reasons.{reference}", named, claims.get(reference, {}).get("reasons", []))
    for reference, amount in expect.get("interest", {}).items():
        cents = interest.get(reference)
        yield from differs(f"interest.{reference}", amount, cents if cents is None else euros(cents))


def differences(case: dict[str, Any], answer: dict[str, Any]) -> Iterator[str]:
    """Each thing that is written and does not come out, in a line of its own."""
    expect = {"applied": case["scheme"], **case["expect"]}
    if isinstance(expect.get("review_on"), date):
        expect["review_on"] = expect["review_on"].isoformat()
    for key in PLAIN:
        if key in expect:
            yield from differs(key, expect[key], answer[key])
    for key in CODES:
        yield from lacks(key, expect.get(key, []), answer[key])
    yield from of_claims(expect, answer)
    beside = answer["alternatives"][0] if answer["alternatives"] else {}
    for key, value in expect.get("beside", {}).items():
        yield from differs(f"beside.{key}", value, beside.get(key))
    if "first" in expect:
        yield from differs("first", expect["first"], parts(answer, expect["first"]) if answer["instalments"] else [])
    if "open_after_review" in expect:
        cents = answer["open_after_review_cents"]
        yield from differs("open_after_review", expect["open_after_review"], cents if cents is None else euros(cents))
    if "statement" in expect:
        yield from statement_differs(expect, answer)


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_case_comes_out_as_written(path: Path) -> None:
    case = read(path)
    if wrong := list(differences(case, decided(case))):
        pytest.fail("\n".join(wrong), pytrace=False)


EXAMPLE = FOLDER / "betalingsregeling_rijk" / "e04-exactly-120-euros-is-six-months.toml"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("[expect]", "[expect", "not readable as TOML"),
        ("article =", "articles =", "article is missing"),
        ("[expect]", "[expect]\nterm = 6", "expect.term is not known"),
        ("principal =", "price =", "claims[0].price is not known here"),
        ("traffic_fine", "parking_fine", "must be one of"),
        ("months = 6", "months = 7", "months: written 7, computed 6"),
        ('outcome = "proposal"', 'outcome = "refusal"', "outcome: written refusal, computed proposal"),
        ("[expect]", '[expect]\nreasons = ["no.reason"]', "reasons: no.reason is written, and not among"),
        ("2027-02-01 20.00", "2027-02-02 20.00", "statement: written 2 2027-02-02"),
        ("[expect]", '[expect]\ninterest = { A = "1.00" }', "interest.A: written 1.00, computed None"),
    ],
)
def test_a_mistake_in_a_case_is_told_in_one_line(tmp_path: Path, before: str, after: str, said: str) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / EXAMPLE.name
    path.write_text(text.replace(before, after, 1), encoding="utf-8")

    with pytest.raises(pytest.fail.Exception) as told:
        test_the_case_comes_out_as_written(path)

    assert said in str(told.value)
    assert len(str(told.value).splitlines()) == 1


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

    assert list(differences(case, answer)) == []


def test_the_page_for_jurists_names_every_key_of_what_must_come_out() -> None:
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| (`.+?) \|", page, re.MULTILINE)

    assert {key for row in table for key in re.findall(r"`(\w+)`", row)} == EXPECT
