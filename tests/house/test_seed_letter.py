"""The table of the letter's measures is whole, and names only what is there."""

import ast
import re

from sources import ROOT, syntax

from hub.rules.reader import read_book

ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "seed-letter.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| S")
]
PLACE = re.compile(r"`((?:adapters|consent|docs|hub|schema|tests)/[^`]*)`")


def test_every_measure_of_the_book_stands_in_the_table_in_order() -> None:
    measures = [name.partition(".")[2].upper() for name in read_book(ROOT / "hub/rules/book") if "measures." in name]

    assert measures
    assert [row[0] for row in ROWS] == sorted(measures)


def test_every_row_says_where_it_lives_and_which_test_shows_it() -> None:
    bare = [row[0] for row in ROWS if not (PLACE.search(row[2]) and PLACE.search(row[4]))]

    assert bare == []


def test_every_place_and_every_test_that_is_named_exists() -> None:
    named = {place for row in ROWS for cell in row for place in PLACE.findall(cell)}

    assert sorted(place for place in named if not _exists(place)) == []


def _exists(place: str) -> bool:
    """Say whether a file or folder is there, and in it the test that is named after `::`."""
    name, _, test = place.partition("::")
    path = ROOT / name
    if not test:
        return path.exists()
    defined = (ast.FunctionDef, ast.AsyncFunctionDef)
    return path.is_file() and test in {node.name for node in ast.walk(syntax(path)) if isinstance(node, defined)}
