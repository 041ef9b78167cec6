"""The lines as CSV (RFC 4180): for Excel, and for what auditors use beside it."""

import csv
import re
from pathlib import Path
from typing import Final

from adapters.exports.audit_columns import COLUMNS
from adapters.exports.audit_rows import rows

FILE: Final = "records.csv"

ENCODING: Final = "utf-8-sig"
"""With a byte order mark: without one Excel takes the file for the machine's old code page, and says nothing of it.
Whatever else reads CSV knows the mark, and passes it over."""

_ACTS: Final = re.compile(
    r"(^|[;\t\r\n])(\s*)(?=[=+\-@＝＋－＠])|^(?=[\t\r\n])"  # noqa: RUF001 - the wide ones act too
)
"""Before what a spreadsheet computes or runs. Excel in Dutch begins a cell at a semicolon too, which CSV does not
quote, and at a break of the line; blanks before it do not help."""


def inert(cell: str | int | None) -> str | int | None:
    """Give a cell in which no spreadsheet finds a formula: with an apostrophe before whatever could be one."""
    return _ACTS.sub(lambda found: f"{found[1] or ''}'{found[2] or ''}", cell) if isinstance(cell, str) else cell


def write(folder: Path, entries: Path) -> None:
    """Write the table from the lines that an export discloses."""
    with (folder / FILE).open("w", encoding=ENCODING, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(column.name for column in COLUMNS)
        writer.writerows(map(inert, cells) for cells in rows(entries))
