"""The pages about security name evidence that is there, and no threat or control without any."""

import ast
import re

import pytest
from sources import ROOT, syntax

PAGES = ("SECURITY.md", "docs/threat-model.md")
PLACE = re.compile(r"`([\w.-]+(?:/[\w.-]+)*/?(?:::\w+)?)`")


def _rows(page: str) -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    lines = [line.strip("| ") for line in text.splitlines() if line.startswith("| ")]
    return [line for line in lines if not line.startswith(("Item |", "Control |", "Threat |", "---", "| Threat"))]


def _exists(place: str) -> bool:
    name, _, test = place.partition("::")
    path = ROOT / name
    if not test:
        return path.exists()
    defined = (ast.FunctionDef, ast.AsyncFunctionDef)
    return path.is_file() and test in {node.name for node in ast.walk(syntax(path)) if isinstance(node, defined)}


@pytest.mark.parametrize("page", PAGES)
def test_every_row_ends_with_evidence_that_is_there(page: str) -> None:
    evidence = {row: PLACE.findall(row.rpartition(" | ")[2]) for row in _rows(page)}

    assert len(evidence) > 20
    assert [row for row, places in evidence.items() if not places and not row.endswith("this page")] == []
    assert sorted({place for places in evidence.values() for place in places if not _exists(place)}) == []


def test_what_is_said_of_the_log_is_still_so() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")

    assert "not yet" not in text
    assert "Merkle" in text
