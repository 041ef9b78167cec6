"""No reason code without a place: what the code gives as a reason stands on docs/reasons.md, or where that leads to."""

import ast
import importlib
import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache

import pytest
from api import error_codes, reason_codes
from sources import PACKAGES, ROOT, files, syntax

from adapters.bootstrap import read_rule_book

GRAMMAR = re.compile(r"[a-z][a-z_]*\.[a-z][a-z0-9_]*")

WHY = ("reason", "ground", "Reason", "ErrandReason", "CallFailed", "LineProblem")
"""Names of what a reason is given to, or made by."""

ELSEWHERE = {
    "subscriber": "events.md",
    "line": "payments.md",
    "witness": "audit.md",
    "audit": "audit.md",
}
"""What only subscribers and operators meet has its table where they read: first part of a code → page."""

ENUMS = (
    ("adapters.exports.webhook", "Reason"),
    ("adapters.audit.witnesses", "Reason"),
    ("hub.actions.book_statement", "LineProblem"),
)


def test_the_page_is_what_the_code_says() -> None:
    assert reason_codes.PAGE.read_text(encoding="utf-8") == reason_codes.page()


def test_every_code_has_a_place_of_its_own_and_only_one() -> None:
    places = re.findall(r'<a id="([^"]+)">', reason_codes.PAGE.read_text(encoding="utf-8"))

    assert sorted(places) == sorted(reason_codes.codes())


def test_what_is_given_as_a_reason_anywhere_stands_on_a_page() -> None:
    known = reason_codes.codes() | frozenset(error_codes.said())
    lost = {(code, place) for code, place in _given() if code not in known and not _stands_elsewhere(code)}

    assert lost == set()


@pytest.mark.parametrize(("module", "name"), ENUMS)
def test_reasons_that_have_a_table_elsewhere_stand_there(module: str, name: str) -> None:
    enum: type[StrEnum] = getattr(importlib.import_module(module), name)

    assert [each.value for each in enum if not _stands_elsewhere(each.value)] == []


def test_nothing_is_written_about_a_code_that_is_no_longer_given() -> None:
    written = {code for section in reason_codes.table().values() for code in section}
    text = "".join(path.read_text(encoding="utf-8") for path in files("consent", "hub", "adapters"))

    assert [code for code in sorted(written) if f'"{code}"' not in text] == []


def _given() -> Iterator[tuple[str, str]]:
    """Find codes where a reason is named: `reason="…"`, `policy.reason("…")`, `NAME = "…"` in an enumeration."""
    for path in files(*PACKAGES):
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.keyword) and node.arg in WHY:
                yield from _codes(node.value, path.name)
            elif isinstance(node, ast.Call) and _name(node.func) in WHY:
                for each in (*node.args, *(word.value for word in node.keywords if word.arg == "code")):
                    yield from _codes(each, path.name)
            elif isinstance(node, ast.ClassDef) and node.name.endswith(("Reason", "Ground")):
                for inner in node.body:
                    if isinstance(inner, ast.Assign):
                        yield from _codes(inner.value, path.name)
            elif isinstance(node, ast.Assign) and {_name(each) for each in node.targets} & {*WHY}:
                yield from _codes(node.value, path.name)


def _codes(node: ast.expr, place: str) -> Iterator[tuple[str, str]]:
    """Find the codes in an expression; a name of the rule book looks like one and is none."""
    if isinstance(node, ast.IfExp):
        yield from (*_codes(node.body, place), *_codes(node.orelse, place))
    elif isinstance(node, ast.Constant) and GRAMMAR.fullmatch(str(node.value)) and node.value not in _book():
        yield str(node.value), place


@cache
def _book() -> frozenset[str]:
    return frozenset(read_rule_book())


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _stands_elsewhere(code: str) -> bool:
    page = ELSEWHERE.get(code.partition(".")[0])
    return page is not None and f"`{code}`" in (ROOT / "docs" / page).read_text(encoding="utf-8")
