"""The lines as a workbook, for who has nothing but a spreadsheet. Every text is a text, whatever it begins with."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count, islice
from pathlib import Path
from typing import Any, Final

from adapters.exports.audit_columns import COLUMNS
from adapters.exports.audit_rows import rows
from adapters.exports.missing_extra import needed

FILE: Final = "records.xlsx"
MODULE: Final = "xlsxwriter"

MOST_ROWS: Final = 1_048_575
"""Rows of a sheet under its head; what does not fit stands on another one."""

LONGEST_CELL: Final = 32_767
ELSEWHERE: Final = "too long for a cell: see records.ndjson"

Cells = Sequence[str | int | None]


def write(folder: Path, entries: Path, *, told: Sequence[tuple[str, str]], totals: Mapping[str, Any]) -> None:
    """Write the workbook: what this is (`told`), the control totals, and the lines."""
    workbook = needed(MODULE, "xlsx").Workbook(str(folder / FILE), {"constant_memory": True})
    try:
        _sheet(workbook, "read me", [*told, ("", ""), *((column.name, column.says) for column in COLUMNS)])
        _sheet(workbook, "totals", _table(("agency", "month", "of", "what", "count"), totals["agencies"]))
        _sheet(workbook, "decisions", _table(("agency", "month", "decision", "article", "count"), totals["decisions"]))
        _records(workbook, rows(entries))
    finally:
        workbook.close()


def _records(workbook: Any, lines: Iterator[Cells]) -> None:  # noqa: ANN401 - the library has no types
    head = [column.name for column in COLUMNS]
    for number in count(1):
        some = islice(lines, MOST_ROWS)
        first = next(some, None)
        if first is None and number > 1:
            return
        _sheet(workbook, "records" if number == 1 else f"records {number}", _with_head(head, first, some))
        if first is None:
            return


def _with_head(head: Cells, first: Cells | None, some: Iterator[Cells]) -> Iterator[Cells]:
    yield head
    if first is not None:
        yield first
    yield from some


def _table(names: Sequence[str], found: Sequence[Mapping[str, Any]]) -> list[Cells]:
    return [names, *([each[name] for name in names] for each in found)]


def _sheet(workbook: Any, name: str, lines: Any) -> None:  # noqa: ANN401 - the library has no types
    sheet = workbook.add_worksheet(name)
    for place, cells in enumerate(lines):
        for column, cell in enumerate(cells):
            if type(cell) is int:
                sheet.write_number(place, column, cell)
            elif cell:
                sheet.write_string(place, column, cell if len(cell) <= LONGEST_CELL else ELSEWHERE)
