"""The published query finds in an export what the verifier finds, without any code of ours."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from exporting import Export, a_checkpoint, a_line, entries_of
from verifying import LIFE, ROOT, codes, told

from hub.audit.events import Event

SQL = (ROOT / "docs" / "audit.sql").read_text(encoding="utf-8")
PAGE = (ROOT / "docs" / "verifying.md").read_text(encoding="utf-8")

Lines = list[bytes]


def queried(export: Path) -> tuple[tuple[Any, ...], list[tuple[str, int | None]]]:
    """Run the whole text in the folder of an export, as the page says; give its verdict and its faults."""
    with pytest.MonkeyPatch.context() as patch, duckdb.connect() as connection:
        patch.chdir(export)
        verdict = connection.execute(SQL).fetchall()
        faults = connection.execute("SELECT code, seq FROM faults ORDER BY seq NULLS LAST, code").fetchall()
    (only,) = verdict
    return only, faults


@pytest.mark.parametrize("text", [SQL, PAGE], ids=["in the query", "on the page"])
def test_it_runs_as_it_is_printed_and_adds_nothing_to_the_export(folder: Path, text: str) -> None:
    """Beside the export, where both commands look for it; the first of them needs DuckDB's own command."""
    (by_command,) = re.findall(r"duckdb < (\S+)", text)
    (by_python,) = re.findall(r'python -c "(import duckdb.+)"$', text, re.MULTILINE)
    export = Export(entries=LIFE).put(folder / "e")
    shutil.copy(ROOT / "docs" / "audit.sql", folder)
    ran = subprocess.run([sys.executable, "-c", by_python], cwd=export, capture_output=True, text=True, check=False)

    assert (export / by_command).resolve() == folder / "audit.sql"
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "good" in ran.stdout
    assert "not good" not in ran.stdout
    assert told(folder, export, since=a_checkpoint(LIFE))["notes"] == []


@pytest.mark.parametrize("size", [0, 1, 2, 3, 7, 8, 13])
def test_a_good_export_of_any_size_leads_to_the_root(folder: Path, size: int) -> None:
    entries = entries_of([a_line(Event.ACCESSES_READ)] * size)
    for place, shown in enumerate((None, set(range(1, size + 1, 3)), {size} if size else set(), set[int]())):
        export = Export(entries=entries, shown=shown, leaves=place != 1).put(folder / str(place))
        (verdict, first_bad, count, sealed, told_size, root), faults = queried(export)
        assert (verdict, first_bad, faults) == ("good", None, [])
        assert (count, count + sealed, told_size) == (size if shown is None else len(shown), size, size)
        assert root == told(folder, export)["log"]["root"]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda lines: [*lines[:6], lines[6].replace(b"duo", b"cak"), *lines[7:]], ("line.changed", 7)),
        (lambda lines: lines[:-1], ("line.missing", 12)),
        (lambda lines: [*lines[:4], *lines[5:]], ("line.missing", 5)),
        (lambda lines: [*lines[:3], lines[4], lines[3], *lines[5:]], ("line.out_of_order", 4)),
        (lambda lines: [*lines[:3], lines[3], lines[3], *lines[4:]], ("line.out_of_order", 4)),
        (lambda lines: [*lines[:3], lines[3][:-1], *lines[4:]], ("line.unreadable", 4)),
        (lambda lines: [*lines[:3], lines[3].replace(b"hub", b"hob"), *lines[4:]], ("line.origin", 4)),
        (lambda lines: [*lines[:3], lines[3].replace(b'"seq":4', b'"seq":0'), *lines[4:]], ("line.unreadable", 4)),
    ],
    ids=["changed", "last dropped", "one dropped", "swapped", "twice", "cut", "another log", "number none"],
)
def test_the_query_and_the_verifier_name_the_same_first_line(
    folder: Path, change: Callable[[Lines], Lines], found: tuple[str, int]
) -> None:
    export = Export(entries=LIFE, written=change).put(folder / "e")
    (verdict, first_bad, *_), faults = queried(export)

    assert (verdict, first_bad) == ("not good", found[1])
    assert found in faults
    assert told(folder)["first_bad"] == first_bad


def test_an_edit_that_nothing_lists_still_leads_to_another_root(folder: Path) -> None:
    def change(lines: Lines) -> Lines:
        return [lines[0].replace(b"citizen", b"auditor"), *lines[1:]]

    export = Export(entries=LIFE, written=change, leaves=False).put(folder / "e")

    assert queried(export)[1] == codes(told(folder)) == [("root.differs", None)]


def test_lines_beyond_what_was_signed_and_time_that_falls_are_named(folder: Path) -> None:
    lines = [a_line(Event.ACCESSES_READ, days=days) for days in (1, 0, 2)]
    export = Export(entries=entries_of(lines), note=a_checkpoint(entries_of(lines)[:2])).put(folder / "e")

    assert [fault for fault in queried(export)[1] if fault[1]] == [("time.falls", 2), ("line.beyond", 3)]
    assert codes(told(folder)) == [("time.falls", 2), ("line.beyond", 3)]


def test_lines_that_the_log_lost_are_named_and_without_a_manifest_nothing_is(folder: Path) -> None:
    def lost(manifest: dict[str, Any]) -> dict[str, Any]:
        return {**manifest, "missing": [4, 10]}

    export = Export(entries=LIFE, shown={*range(1, 13)} - {4, 10}, manifest=lost).put(folder / "e")
    assert queried(export)[1] == codes(told(folder)) == [("line.lost", 4), ("line.lost", 10)]

    (export / "manifest.json").unlink()
    assert queried(export)[1] == []


def test_a_hash_over_lines_that_are_shown_too_overlaps(folder: Path) -> None:
    export = Export(entries=LIFE, shown={1, 12}).put(folder / "e")
    rows = (export / "tree.ndjson").read_bytes().splitlines(keepends=True)
    (export / "tree.ndjson").write_bytes(b"".join([rows[0], *rows]))

    assert ("tree.overlap", 2) in queried(export)[1]
