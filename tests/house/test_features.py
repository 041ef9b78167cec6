"""The table of features has every row of the field comparison, and names only what is there."""

import ast
import re

from sources import ROOT, syntax

from hub.rules.reader import read_book

ROWS = {
    cells[0]: cells[1:]
    for line in (ROOT / "docs" / "features.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ")
    and re.fullmatch("[A-Z][0-9]{2}", (cells := [cell.strip() for cell in line[1:-1].split("|")])[0])
}
# The rows of the field comparison: so many of each letter, without a gap.
COUNTS = {"S": 38, "E": 20, "I": 14, "T": 9, "N": 10}
PLACE = re.compile(r"`((?:adapters|consent|docs|hub|schema|tests)/[^`]*)`")


def test_every_row_stands_in_the_table_in_order() -> None:
    assert list(ROWS) == [f"{letter}{number:02}" for letter, count in COUNTS.items() for number in range(1, count + 1)]


def test_every_measure_of_the_book_stands_in_the_table() -> None:
    measures = [name.partition(".")[2].upper() for name in read_book(ROOT / "hub/rules/book") if "measures." in name]

    assert measures
    assert [row for row in ROWS if row.startswith("S")] == sorted(measures)


def test_every_row_says_how_far_it_is_where_it_lives_and_which_test_shows_it() -> None:
    bare = [
        row
        for row, (_, state, lives, shown) in ROWS.items()
        if not (re.match("yes|begun|no: ", state) and PLACE.search(lives) and "::" in shown)
    ]

    assert bare == []


def test_every_place_and_every_test_that_is_named_exists() -> None:
    named = {place for row in ROWS.values() for cell in row for place in PLACE.findall(cell)}

    assert sorted(place for place in named if not _exists(place)) == []


def _exists(place: str) -> bool:
    """Say whether a file or folder is there, and in it the test that is named after `::`."""
    name, _, test = place.partition("::")
    path = ROOT / name
    if not test:
        return path.exists()
    defined = (ast.FunctionDef, ast.AsyncFunctionDef)
    return path.is_file() and test in {node.name for node in ast.walk(syntax(path)) if isinstance(node, defined)}
