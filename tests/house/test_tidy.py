import ast
import re
from pathlib import Path

import pytest
from sources import BELOW_ADAPTERS, CLIENT, CODE, DECIDING, PACKAGES, ROOT, at, dotted, files, nodes, syntax, written

DUSTBINS = {"utils", "helpers", "common", "base", "manager", "misc", "core", "types"}

# Joined here so that this file does not find itself.
LEFTOVER = re.compile(rf"\b({'|'.join(('TO' + 'DO', 'FIX' + 'ME', 'X' * 3))})\b")
PACKAGE_HOST = re.compile(
    "|".join(
        re.escape(host)
        for host in ("pypi" + ".org", "python" + "hosted.org", "npm" + "js.", "deb.deb" + "ian.org", "crates" + ".io")
    )
)
MACHINE_PATH = re.compile(r"(?<![\w./-])/(home|root|Users|work|tmp|opt|srv|mnt)/\w")
NINE_DIGITS = re.compile(r"(?<![0-9A-Za-z])\d{9}(?![0-9A-Za-z])")


ALONE = ROOT / "adapters/exports/verify_export.py"
"""An auditor takes this one file home, and reads it whole: it may be as long as what it has to check."""


def _limits(path: Path) -> tuple[int, int]:
    """Lines a file, lines a function: the half that decides must be read by more people."""
    if path == ALONE:
        return (1_200, 40)
    return (300, 40) if path.relative_to(ROOT).parts[0] in DECIDING else (400, 60)


def test_files_are_short() -> None:
    long = [
        at(path, lines, f"longest allowed: {_limits(path)[0]}")
        for path in files(*CODE)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > _limits(path)[0]
    ]

    assert long == []


def test_functions_fit_a_screen() -> None:
    long = [
        at(path, node, f"{node.name} has {lines} lines, longest allowed: {_limits(path)[1]}")
        for path, node in nodes(*CODE)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > _limits(path)[1]
    ]

    assert long == []


def test_no_module_is_a_dustbin() -> None:
    packages_allowed = {ROOT / "schema/types"}  # one file per GraphQL type
    modules = [path for folder in PACKAGES for path in (ROOT / folder).rglob("*") if CLIENT not in path.parents]

    dustbins = [
        path.relative_to(ROOT)
        for path in modules
        if path.stem in DUSTBINS and (path.suffix == ".py" or path.is_dir()) and path not in packages_allowed
    ]

    assert dustbins == []


def test_a_signboard_holds_one_docstring_and_no_code() -> None:
    wrong = [
        path.relative_to(ROOT)
        for path in files(*PACKAGES)
        if path.name == "__init__.py" and (len(syntax(path).body) != 1 or not ast.get_docstring(syntax(path)))
    ]

    assert wrong == []


def test_nothing_is_left_over() -> None:
    notes = [
        at(path, line, found[0])
        for path, text in written()
        if path.suffix != ".lock"
        for line, content in enumerate(text.splitlines(), start=1)
        if (found := LEFTOVER.search(content))
    ]
    prints = [
        at(path, node, "print(): typer and rich speak to people, structlog to operators")
        for path, node in nodes(*CODE)
        if isinstance(node, ast.Call) and dotted(node.func) in {"print", "breakpoint", "pprint"}
    ]

    assert notes + prints == []


@pytest.mark.parametrize("pattern", [PACKAGE_HOST, MACHINE_PATH], ids=["package host", "path of one machine"])
def test_no_file_knows_where_it_was_made(pattern: re.Pattern[str]) -> None:
    known = [
        at(path, line, found[0])
        for path, text in written()
        for line, content in enumerate(text.splitlines(), start=1)
        if (found := pattern.search(content))
    ]

    assert known == []


def _is_bsn(digits: str) -> bool:
    """The eleven-test of a Dutch citizen service number."""
    weighed = sum(int(digit) * weight for digit, weight in zip(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True))
    return digits.strip("0") != "" and weighed % 11 == 0


def test_no_bsn_outside_the_test_range_stands_anywhere() -> None:
    real = [
        at(path, line, "nine digits that could be somebody")
        for path, text in written()
        for line, content in enumerate(text.splitlines(), start=1)
        for digits in NINE_DIGITS.findall(content)
        if _is_bsn(digits) and not digits.startswith("99999")
    ]

    assert real == []


def test_every_module_of_the_deciding_half_and_the_contract_says_what_it_is_for() -> None:
    silent = [path.relative_to(ROOT) for path in files(*BELOW_ADAPTERS) if not ast.get_docstring(syntax(path))]

    assert silent == []
