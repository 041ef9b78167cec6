"""Reads and writes tables as Parquet through DuckDB: the same rows give the same bytes, on one thread."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from adapters.population.layout import Column
from hub.errors import BadInput, Unavailable

_ALONE: Final = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "threads": 1,
    "preserve_insertion_order": True,
}
"""Nothing is fetched, and one thread writes rows in their order: so bytes do not depend on the machine's cores."""


def lab(module: str) -> Any:  # noqa: ANN401 - a module that need not be there
    """Import a library of the extra `lab`. Raises BadInput that names the extra where it is not there."""
    try:
        return import_module(module)
    except ImportError:
        raise BadInput(
            "population.extra_missing",
            "For populations the extra `lab` must be installed.",
            "In the checkout: .venv/bin/pip install '.[lab]'.",
        ) from None


@contextmanager
def connected() -> Iterator[Any]:
    """Give a database in memory that can do what is asked here, and no more."""
    with lab("duckdb").connect(config=_ALONE) as connection:
        yield connection


def write(path: Path, columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> None:
    """Write rows to a file. Raises Unavailable where the disk does not take them."""
    lists = list(zip(*rows, strict=True)) or [() for _ in columns]
    values = {f"c{place}": list(given) for place, given in enumerate(lists)}
    selected = ", ".join(
        f'unnest(CAST($c{place} AS {column.type}[])) AS "{column.name}"' for place, column in enumerate(columns)
    )
    duckdb = lab("duckdb")
    with connected() as connection:
        try:
            connection.execute(
                f"COPY (SELECT {selected}) TO {quoted(path)} (FORMAT parquet, COMPRESSION zstd)",
                values,
            )
        except duckdb.IOException as fault:
            raise not_written(path, str(fault)) from None


def read(path: Path, columns: Sequence[Column]) -> list[tuple[Any, ...]]:
    """Read the rows of a file, in their order.

    Raises BadInput that names file and column: a file that is cut off or no Parquet, a column that is missing or of
    another type.
    """
    duckdb = lab("duckdb")
    name = f"{path.parent.name}/{path.name}"
    with connected() as connection:
        try:
            found = connection.execute(f"DESCRIBE SELECT * FROM read_parquet({quoted(path)})").fetchall()
            _check_columns(name, {row[0]: row[1] for row in found}, columns)
            selected = ", ".join(f'"{column.name}"' for column in columns)
            rows: list[tuple[Any, ...]] = connection.execute(
                f"SELECT {selected} FROM read_parquet({quoted(path)})"
            ).fetchall()
        except duckdb.Error:
            raise BadInput(
                "population.unreadable",
                f"{name} cannot be read as Parquet: it is cut off, or something else.",
                "Bring the file again.",
            ) from None
    return rows


def _check_columns(name: str, found: dict[str, str], columns: Sequence[Column]) -> None:
    for column in columns:
        if column.name not in found:
            raise BadInput(
                "population.column_missing",
                f"{name} has no column {column.name}.",
                "Bring every column of the layout (docs/policy-lab.md).",
            )
        if found[column.name] != column.type and not (column.nullable and found[column.name] in ("INTEGER", '"NULL"')):
            raise BadInput(
                "population.column_type",
                f"{name}, column {column.name} is {found[column.name]}, not {column.type}.",
                "Bring it in the type of the layout (docs/policy-lab.md).",
            )


def not_written(path: Path, why: str) -> Unavailable:
    """What to say when a disk does not take a file; the system's own word stands at the end of the fault."""
    said = why.rpartition(": ")[2].strip()
    return Unavailable(
        "population.disk",
        f"{path.parent.name}/{path.name} could not be written: {said}.",
        "Make room and run the same command again: what is whole is kept.",
    )


def quoted(path: Path | str) -> str:
    """Write a path as a word of SQL."""
    escaped = str(path).replace("'", "''")
    return f"'{escaped}'"
