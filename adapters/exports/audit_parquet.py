"""The lines as Parquet, for who asks many of them at once. Written by DuckDB, which the extra `audit` brings."""

from pathlib import Path
from typing import Final

from adapters.exports.audit_columns import OF_RECORD, Column
from adapters.exports.missing_extra import needed

FILE: Final = "records.parquet"
MODULE: Final = "duckdb"

_TYPES: Final = {"integer": "BIGINT", "datetime": "TIMESTAMPTZ", "string": "VARCHAR"}

_ALONE: Final = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
"""What is asked here needs no extension, and nothing is to be fetched."""

LONGEST_LINE: Final = 64 * 1024 * 1024
"""Longest line that is read (bytes)."""


def write(folder: Path, entries: Path) -> None:
    """Write the table from the lines that an export discloses. Raises BadInput where the extra is not installed."""
    duckdb = needed(MODULE, "parquet")
    with duckdb.connect(config=_ALONE) as connection:
        wanted = ", ".join(["seq", *map(_selected, OF_RECORD)])
        shape = "{seq: 'BIGINT', record: 'JSON'}"
        source = (
            f"read_json({_quoted(entries)}, format='newline_delimited', columns={shape}, "
            f"maximum_object_size={LONGEST_LINE}, ignore_errors=true)"
        )
        connection.execute(
            f"COPY (SELECT {wanted} FROM {source} ORDER BY seq) "  # noqa: S608 columns are ours, paths are quoted
            f"TO {_quoted(folder / FILE)} (FORMAT parquet, COMPRESSION zstd)"
        )


def _selected(column: Column) -> str:
    if column.nested:
        return f"nullif(nullif(CAST(record->'{column.name}' AS VARCHAR), '{{}}'), '[]') AS \"{column.name}\""
    return f"CAST(record->>'{column.name}' AS {_TYPES[column.kind]}) AS \"{column.name}\""


def _quoted(path: Path) -> str:
    escaped = str(path.resolve()).replace("'", "''")
    return f"'{escaped}'"
