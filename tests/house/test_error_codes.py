"""No code without a page and a test that provokes it: what the code says, the table and docs/errors.md are one."""

import ast
import re

import pytest
from api import error_codes
from sources import ROOT, syntax

UNPLAYED = {
    "arrangement.changed_meanwhile": "two at the same moment; its test lays them apart in the store",
    "body.cut_off": "whoever ended the connection reads no answer",
    "consent.already_given": "two at the same moment; its test lays them apart in the store",
    "errand.unknown": "an agency answers it; its test asks a simulated one",
    "issuer.unavailable": "an issuer that is away; its test has one",
    "review.changed_meanwhile": "two at the same moment; its test lays them apart in the store",
}
"""Examples that are words alone, and why nothing plays them."""


def test_every_code_has_a_row_and_no_row_is_left_over() -> None:
    assert sorted(error_codes.table()) == sorted(error_codes.said())


def test_every_row_says_what_is_wrong_and_what_to_do() -> None:
    assert [code for code in error_codes.said() if not all(error_codes.row(code)[:2])] == []


def test_every_code_has_an_example() -> None:
    assert [code for code in error_codes.said() if not error_codes.example(code)] == []


def test_what_no_test_plays_says_why() -> None:
    rows = error_codes.table()
    words = {code for code, written in rows.items() if not set(error_codes.LANGUAGES) & set(written)}

    assert words == set(UNPLAYED)


def test_every_code_stands_in_one_group_of_the_page() -> None:
    firsts = [first for words in error_codes.GROUPS.values() for first in words.split()]

    assert sorted(firsts) == sorted({code.partition(".")[0] for code in error_codes.said()})


@pytest.mark.parametrize("code", sorted(error_codes.said()))
def test_a_code_has_a_test_that_names_it(code: str) -> None:
    name, _, test = error_codes.row(code)[2].partition("::")
    path = ROOT / name
    tree = syntax(path)
    defined = (ast.FunctionDef, ast.AsyncFunctionDef)

    assert test in {node.name for node in ast.walk(tree) if isinstance(node, defined)}
    text = path.read_text(encoding="utf-8")
    assert any(re.search(spelled, text) for spelled in _spellings(code))


def test_the_page_is_what_the_code_says() -> None:
    assert error_codes.PAGE.read_text(encoding="utf-8") == error_codes.page()


def test_nothing_is_left_out_that_is_not_there() -> None:
    """Whoever leaves a code out says why, and the code is one."""
    found = {*dict(error_codes._raised()), *error_codes._bare()}
    groups = {code.partition(".")[0] for code in found} | found

    assert [name for name in error_codes.NOT_OUTWARD if name not in groups] == []


def _spellings(code: str) -> list[str]:
    """How a test may name a code: in quotation marks, as a pattern, or by its name in an enumeration."""
    members = [member.name for enum in error_codes.ENUMS for member in enum if member.value == code]
    texts = [rf"""["']{re.escape(code)}["' :]""", re.escape(code.replace(".", r"\."))]
    return [*texts, *(rf"\.{name}\b" for name in members)]
