"""The lines as tables: in each form the same cells, and none that a spreadsheet would run."""

import csv
import json
import sys
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from taking_out import Exporting, formed
from whole_logs import FIRST, YES, MemoryLog, a_line, some_lines

from adapters.exports import audit_xlsx
from adapters.exports.audit_columns import COLUMNS
from adapters.exports.audit_csv import inert
from hub.errors import BadInput

LONG_AGO = FIRST - timedelta(days=365)
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\N{FULLWIDTH EQUALS SIGN}1")
EVIL = [a_line(case=case, worker=f"w-{number}") for number, case in enumerate(FORMULAS)]
LINES = [
    a_line(decided={"cjib": YES}, outcome={"cjib": "answered: 2", "claims": 2}, facts=3, case='Één, "twee"\n; drie'),
    *EVIL,
]


@pytest.fixture
def exporting(tmp_path: Path) -> Exporting:
    return Exporting(MemoryLog.of(LINES), tmp_path / "export")


def read_csv(folder: Path) -> list[dict[str, str]]:
    with (folder / "records.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def duck(question: str, *values: str) -> list[tuple[Any, ...]]:
    """Ask DuckDB, which knows nothing of our code."""
    with duckdb.connect() as connection:
        found: list[tuple[Any, ...]] = connection.execute(question, list(values)).fetchall()
        return found


async def test_csv_has_a_row_per_line_with_the_columns_that_are_described(exporting: Exporting) -> None:
    await exporting.take(formed("csv"))
    first, *_ = read_csv(exporting.folder)
    package = exporting.read("datapackage.json")
    (described,) = [each for each in package["resources"] if each["path"] == "records.csv"]

    assert (exporting.folder / "records.csv").read_bytes().startswith(b"\xef\xbb\xbfseq,at,event,")
    assert [*first] == [each["name"] for each in described["schema"]["fields"]] == [each.name for each in COLUMNS]
    assert (first["seq"], first["at"], first["facts"]) == ("1", "2026-10-31T22:30:00+00:00", "3")
    assert (first["case"], first["worker"]) == ('Één, "twee"\n; drie', "")
    assert json.loads(first["outcome"]) == {"cjib": "answered: 2", "claims": 2}
    assert json.loads(first["decided"])["cjib"]["permitted"] is True
    assert first["evaluated"] == ""


async def test_no_cell_of_csv_is_a_formula(exporting: Exporting) -> None:
    await exporting.take(formed("csv"))
    _, *rows = read_csv(exporting.folder)

    assert [row["case"] for row in rows] == [f"'{formula}" for formula in FORMULAS]


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("a;=1+1", "a;'=1+1"),
        ("a; \t=1+1", "a;' \t=1+1"),
        (" =1+1", "' =1+1"),
        ("x\n@SUM(A1)", "x\n'@SUM(A1)"),
        ("\tx", "'\tx"),
    ],
)
def test_no_formula_hides_behind_what_some_spreadsheet_parts_cells_at(cell: str, written: str) -> None:
    assert inert(cell) == written


@pytest.mark.parametrize("cell", ["a=1", "", "'", "2026-10-31", None, -1])
def test_what_is_no_formula_stays_as_it_is(cell: str | int | None) -> None:
    assert inert(cell) == cell


async def test_every_file_of_the_package_is_there(exporting: Exporting) -> None:
    await exporting.take(formed("csv"))
    paths = [each["path"] for each in exporting.read("datapackage.json")["resources"]]

    assert set(paths) == exporting.names - {"manifest.json", "manifest.json.jws", "datapackage.json"} - {
        "checkpoint",
        "policy",
    }


async def test_parquet_has_the_types_and_the_texts_as_they_are(exporting: Exporting) -> None:
    await exporting.take(formed("parquet"))
    file = str(exporting.folder / "records.parquet")
    columns = duck("SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(?))", file)

    assert [name for name, _ in columns] == [column.name for column in COLUMNS]
    assert dict(columns)["at"] == "TIMESTAMP WITH TIME ZONE"
    assert dict(columns)["seq"] == dict(columns)["facts"] == "BIGINT"
    (first,) = duck('SELECT epoch_ms("at"), facts, "case", outcome, evaluated FROM read_parquet(?) WHERE seq = 1', file)
    assert datetime.fromtimestamp(first[0] // 1000, UTC) == FIRST
    assert first[1:3] == (3, 'Één, "twee"\n; drie')
    assert json.loads(first[3]) == {"cjib": "answered: 2", "claims": 2}
    assert first[4] is None
    assert [case for (case,) in duck('SELECT "case" FROM read_parquet(?) WHERE seq > 1 ORDER BY seq', file)] == [
        *FORMULAS
    ]


def sheets(file: Path) -> dict[str, str]:
    """The sheets of a workbook, as XML."""
    with zipfile.ZipFile(file) as book:
        return {name: book.read(name).decode() for name in book.namelist() if "/worksheets/" in name}


async def test_a_workbook_says_what_it_is_and_has_no_formula(exporting: Exporting) -> None:
    await exporting.take(formed("xlsx"))
    found = sheets(exporting.folder / "records.xlsx")
    with zipfile.ZipFile(exporting.folder / "records.xlsx") as book:
        names = book.read("xl/workbook.xml").decode()

    assert ['name="read me"' in names, 'name="totals"' in names, 'name="records"' in names] == [True] * 3
    assert len(found) == 4
    assert all("<f>" not in sheet and "<hyperlink" not in sheet for sheet in found.values())
    assert "hub verify FOLDER" in found["xl/worksheets/sheet1.xml"]
    assert ">=1+1<" in found["xl/worksheets/sheet4.xml"]
    assert '<c r="A2"><v>1</v></c>' in found["xl/worksheets/sheet4.xml"]


@pytest.mark.parametrize(("lines", "expected"), [(0, [1]), (2, [3]), (3, [4]), (4, [4, 2]), (6, [4, 4])])
async def test_what_does_not_fit_on_a_sheet_stands_on_the_next_with_its_head(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: int, expected: Sequence[int]
) -> None:
    monkeypatch.setattr(audit_xlsx, "MOST_ROWS", 3)
    exporting = Exporting(MemoryLog.of(some_lines(lines) or [a_line(at=LONG_AGO)]), tmp_path / "export")
    await exporting.take(formed("xlsx"))
    rows = [sheet.count("<row ") for _, sheet in sorted(sheets(exporting.folder / "records.xlsx").items())][3:]

    assert rows == expected


async def test_a_text_that_fits_in_no_cell_is_not_cut_short(tmp_path: Path) -> None:
    exporting = Exporting(MemoryLog.of([a_line(case="x" * 40_000)]), tmp_path / "export")
    await exporting.take(formed("xlsx"))

    assert (
        "too long for a cell: see records.ndjson"
        in sheets(exporting.folder / "records.xlsx")["xl/worksheets/sheet4.xml"]
    )


@pytest.mark.parametrize(("form", "module"), [("parquet", "duckdb"), ("xlsx", "xlsxwriter")])
async def test_without_the_extra_nothing_is_read_and_the_extra_is_named(
    exporting: Exporting, monkeypatch: pytest.MonkeyPatch, form: str, module: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(BadInput) as raised:
        await exporting.take(formed(form))

    assert raised.value.code == "export.extra_missing"
    assert "pip install '.[audit]'" in raised.value.todo
    assert (exporting.log.read, exporting.account.lines) == (0, [])
