"""What is taken out of the log passes the check that shares no code with it, and the published query."""

import base64
import json
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from exporting import ORIGIN, a_life, a_note
from taking_out import ALL, SIGNER, Exporting
from verifying import ENTRY, ROOT, codes, told
from whole_logs import MemoryLog

from adapters.exports.audit_export import Order

SQL = (ROOT / "docs" / "audit.sql").read_text(encoding="utf-8")
ORDERS = {
    "everything": ALL,
    "an agency": replace(ALL, agency="duo"),
    "a sample": replace(ALL, sample=3, seed=5),
    "nothing": replace(ALL, subject="nobody"),
}


@pytest.fixture
def exporting(folder: Path) -> Exporting:
    """A log that real keys sign; the auditor has the published key of who makes exports."""
    (folder / "keys.json").write_text(json.dumps(SIGNER.published()), encoding="utf-8")
    return Exporting(MemoryLog.of(a_life(), origin=ORIGIN, sign=a_note), folder / "e")


def queried(export: Path) -> tuple[str, int | None]:
    with pytest.MonkeyPatch.context() as patch, duckdb.connect() as connection:
        patch.chdir(export)
        ((verdict, first_bad, *_),) = connection.execute(SQL).fetchall()
    return verdict, first_bad


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
async def test_an_export_passes_both(exporting: Exporting, folder: Path, order: Order) -> None:
    await exporting.take(order)
    found = told(folder)

    assert codes(found) == []
    assert bytes.fromhex(found["log"]["root"]) == base64.b64decode(exporting.read("manifest.json")["root"])
    assert queried(exporting.folder) == ("good", None)
    for line in (exporting.folder / "records.ndjson").read_bytes().splitlines():
        ENTRY.validate(json.loads(line))


async def test_one_that_was_broken_off_passes_too(exporting: Exporting, folder: Path) -> None:
    def tick(looked_at: int, _size: int) -> None:
        if looked_at == 7:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await exporting.take(tick=tick)
    await exporting.take(resume=True)

    assert codes(told(folder)) == []


async def test_a_line_that_was_changed_in_the_database_is_named_by_both(exporting: Exporting, folder: Path) -> None:
    line = exporting.log.written[4]
    assert line is not None
    exporting.log.written[4] = line.replace(b'"claims.released"', b'"claims.asked"')
    await exporting.take()

    assert ("line.changed", 5) in codes(told(folder))
    assert queried(exporting.folder) == ("not good", 5)


async def test_a_line_that_is_gone_from_the_database_is_named(exporting: Exporting, folder: Path) -> None:
    exporting.log.written[-1] = None
    await exporting.take()

    assert ("line.lost", 12) in codes(told(folder))


async def test_a_file_that_was_changed_afterwards_is_named(exporting: Exporting, folder: Path) -> None:
    await exporting.take()
    shutil.copy(exporting.folder / "policy", exporting.folder / "totals.json")

    assert codes(told(folder)) == [("file.changed", None)]
