"""The lines that an export discloses, read back one at a time: for the tables that are made of them."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from adapters.exports.audit_columns import row
from hub.audit.extract import is_line


def entries_of(records: Path) -> Iterator[Mapping[str, Any]]:
    """Read `records.ndjson`. What is no line any more stands there for who checks, and in no table."""
    with records.open("rb") as file:
        for written in file:
            try:
                entry = json.loads(written)
            except (ValueError, RecursionError):
                continue
            if is_line(entry.get("record")):
                yield entry


def rows(records: Path) -> Iterator[list[str | int | None]]:
    """Read them as rows of the table."""
    return map(row, entries_of(records))
