"""The page for auditors and the schemas say what is really in an export."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from sources import ROOT
from taking_out import NOVEMBER, Exporting, formed
from whole_logs import MemoryLog, a_line, some_lines

from adapters.exports.audit_columns import COLUMNS
from hub.audit.events import Event

PAGE = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")


@pytest.fixture
async def exporting(tmp_path: Path) -> Exporting:
    decided = a_line(event=Event.REVIEW_DECIDED, outcome={"review": "r-1", "agency": "cjib", "decision": "refused"})
    exporting = Exporting(MemoryLog.of([decided, *some_lines(20)]), tmp_path / "export")
    whose = replace(NOVEMBER, subject="person-1", receipts=True, article="AVG 58(1)(e)", since=frozenset({7}))
    order = formed("csv", "parquet", "xlsx", "ldv", "adl", order=whose)
    exporting.log.written[5] = None
    await exporting.take(order)
    return exporting


def rows(heading: str) -> dict[str, str]:
    """The rows of the first table under a heading, by what stands first in each."""
    _, _, rest = PAGE.partition(f"## {heading}\n")
    section, _, _ = rest.partition("\n## ")
    return dict(re.findall(r"^\| `([^`]+)` \| (.+?) \|$", section, re.MULTILINE))


async def test_every_file_has_its_row_and_every_row_its_file(exporting: Exporting) -> None:
    assert {*rows("What is in the folder")} == exporting.names


def test_every_column_is_explained_as_the_package_does() -> None:
    assert rows("Columns") == {column.name: column.says for column in COLUMNS}


@pytest.mark.parametrize("name", ["manifest", "totals"])
async def test_what_is_written_is_of_the_published_form(exporting: Exporting, name: str) -> None:
    schema = json.loads((ROOT / "docs" / "schemas" / f"export.{name}.json").read_text(encoding="utf-8"))
    told = exporting.read(f"{name}.json")

    Draft202012Validator(schema, format_checker=FormatChecker()).validate(told)
    assert told["consistency" if name == "manifest" else "events"]
