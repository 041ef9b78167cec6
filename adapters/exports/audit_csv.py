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

_ACTS: Final = re.compile(r"[=+\-@\t\r\n＝＋－＠]")  # noqa: RUF001 - the wide ones act too
"""What a cell begins with that a spreadsheet computes or runs."""


def inert(cell: str | int | None) -> str | int | None:
    """Give a cell that no spreadsheet takes for a formula: with an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and _ACTS.match(cell) else cell


def write(folder: Path, entries: Path) -> None:
    """Write the table from the lines that an export discloses."""
    with (folder / FILE).open("w", encoding=ENCODING, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(column.name for column in COLUMNS)
        writer.writerows(map(inert, cells) for cells in rows(entries))
