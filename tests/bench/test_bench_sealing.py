"""The measure of the log in small: that every way runs, and which lines each writes. Nothing is timed."""

from pathlib import Path

from bench import bench_sealing
from bench.bench_sealing import Way
from kept import audit_log
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.audit_log import SqlAuditLog
from adapters.store.transaction import SqlTransaction
from hub.audit.sealed import Enough


async def test_a_row_of_each_table_is_made(tmp_path: Path) -> None:
    first, second, third = (f"sqlite:///{tmp_path / name}.db" for name in ("plain", "sealed", "requests"))
    rates, cost = await bench_sealing.both("SQLite", (first, second, third), lines=16, count=2)

    assert (rates.count("|"), cost.count("|")) == (7, 6)
    assert rates.startswith("| SQLite | ")


async def test_lines_are_left_out_only_while_that_is_measured(tmp_path: Path) -> None:
    append = SqlTransaction.append_audit
    async with bench_sealing.migrated(f"sqlite:///{tmp_path / 'hub.db'}") as engine:
        spent = await bench_sealing.requests(engine, 2)
        events = await _events(engine)

    assert {*spent} == {*Way}
    assert SqlTransaction.append_audit is append
    # Two lines for each request that is written, of two ways in three.
    requests = 2 * bench_sealing.ROUNDS * 2
    assert (events["claims.asked"], events["claims.released"]) == (requests, requests)


async def _events(engine: AsyncEngine) -> dict[str, int]:
    standing = await SqlAuditLog(engine).standing(Enough())
    records = [record for _, _, record in await audit_log(engine)]
    assert standing.size > 0
    return {name: sum(f'"{name}"' in each for each in records) for name in ("claims.asked", "claims.released")}
