"""The tree over the log: every line is put into it once, in order, by whoever comes first."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest
from children import ENVIRONMENT
from databases import AS_ROLE
from effort import PROVING
from kept import NOON, a_person, as_owner
from sealing import NOBODY, ORIGIN, root_as_kept, root_by_hand, some_lines, write_lines
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store import audit_log
from adapters.store.audit_log import SqlAuditLog
from adapters.store.audit_proofs import SqlProofs
from adapters.store.store import SqlStore
from adapters.store.unit import begun
from consent.parties import SubjectRef
from hub.audit.merkle import cover, root_of_inclusion
from hub.audit.sealed import Enough
from hub.errors import Unavailable

ROUNDS = 25 if PROVING else 2
BOTH = Enough(witnesses=("auditor", "partner"), quorum=2)


@pytest.mark.parametrize("sizes", [[1, 2, 3, 5, 10], [16, 5]], ids=str)
@pytest.mark.parametrize("database", ["memory", AS_ROLE], indirect=True)
async def test_lines_sealed_in_any_batches_have_the_root_of_all(
    store: SqlStore, engine: AsyncEngine, sizes: list[int]
) -> None:
    log = SqlAuditLog(engine)
    await some_lines(store, engine, 21)

    sealed = [await log.seal(ORIGIN, at_most=size) for size in sizes]

    assert sealed == sizes
    assert await log.seal(ORIGIN, at_most=5) == 0
    assert await root_as_kept(log) == await root_by_hand(engine)


async def test_an_empty_log_is_sealed_without_a_name(engine: AsyncEngine) -> None:
    log = SqlAuditLog(engine)

    assert await log.seal(ORIGIN, at_most=5) == 0
    standing = await log.standing(NOBODY)
    assert (standing.lines, standing.size, standing.origin, standing.waiting_since) == (0, 0, None, None)


async def test_many_who_seal_at_once_leave_no_gap_and_nothing_twice(store: SqlStore, engine: AsyncEngine) -> None:
    log = SqlAuditLog(engine)
    person = await a_person(engine)
    done = asyncio.Event()

    async def seal() -> int:
        count = 0
        while not done.is_set() or await log.seal(ORIGIN, at_most=3):
            count += await log.seal(ORIGIN, at_most=3)
        return count

    async def write() -> None:
        await asyncio.gather(*(write_lines(store, person, 10) for _ in range(4)))
        done.set()

    await asyncio.gather(write(), *(seal() for _ in range(4)))

    assert (await log.standing(NOBODY)).size == 40
    assert await root_as_kept(log) == await root_by_hand(engine)


async def test_the_log_of_another_name_is_not_gone_on_with(store: SqlStore, engine: AsyncEngine) -> None:
    log = SqlAuditLog(engine)
    person = await some_lines(store, engine, 1)
    await log.seal(ORIGIN, at_most=5)
    await write_lines(store, person, 1)

    with pytest.raises(Unavailable, match=r"audit\.other_origin"):
        await log.seal("other.example/log", at_most=5)
    assert (await log.standing(NOBODY)).size == 1


@pytest.mark.parametrize(
    "damage",
    ["DELETE FROM audit_event WHERE seq = 2", "DELETE FROM audit_node WHERE level = 0"],
    ids=["a line is gone", "a node is gone"],
)
async def test_what_has_a_hole_is_not_sealed(store: SqlStore, engine: AsyncEngine, damage: str) -> None:
    log = SqlAuditLog(engine)
    person = await some_lines(store, engine, 1)
    await log.seal(ORIGIN, at_most=1)
    await write_lines(store, person, 3)
    await _by_force(engine, damage)

    with pytest.raises(Unavailable, match=r"audit\.inconsistent"):
        await log.seal(ORIGIN, at_most=5)
    assert (await log.standing(NOBODY)).size == 1


async def test_lines_come_in_pieces_and_whole(
    store: SqlStore, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_log, "PIECE", 3)
    log = SqlAuditLog(engine)
    await some_lines(store, engine, 8)

    pieces = [[line.seq for line in piece] async for piece in log.entries(2, 8)]

    assert pieces == [[2, 3, 4], [5, 6, 7], [8]]
    assert [[line.seq for line in piece] async for piece in log.entries(7, 12)] == [[7, 8]]


async def test_nodes_are_given_in_any_number(
    store: SqlStore, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_log, "NAMES", 2)
    log = SqlAuditLog(engine)
    await some_lines(store, engine, 7)
    await log.seal(ORIGIN, at_most=7)

    found = await log.nodes([*cover(0, 7), (0, 3), (1, 1), (5, 5)])

    assert {*found} == {*cover(0, 7), (0, 3), (1, 1)}


async def test_a_checkpoint_counts_once_enough_of_the_named_witnesses_signed(
    store: SqlStore, engine: AsyncEngine
) -> None:
    log = SqlAuditLog(engine)
    await some_lines(store, engine, 5)
    await log.seal(ORIGIN, at_most=5)
    for size in (2, 4):
        assert await log.put_checkpoint(size, f"note {size}\n\n", NOON)
    assert not await log.put_checkpoint(4, "another\n\n", NOON)

    await log.put_cosignature(2, "auditor", "— auditor 1\n", NOON)
    await log.put_cosignature(2, "a stranger", "— stranger 1\n", NOON)
    assert await log.checkpoint(BOTH) is None
    await log.put_cosignature(2, "partner", "— partner 1\n", NOON)
    await log.put_cosignature(2, "partner", "— partner changed\n", NOON)

    covering = await log.checkpoint(BOTH)
    assert covering is not None
    assert covering.whole == "note 2\n\n— stranger 1\n— auditor 1\n— partner 1\n"
    standing = await log.standing(BOTH)
    assert (standing.lines, standing.covering, standing.waiting_since) == (5, covering, NOON)
    assert standing.newest is not None
    assert standing.newest.lacks(BOTH) == ("auditor", "partner")
    assert await log.witnessed() == {"auditor": 2, "partner": 2, "a stranger": 2}
    assert await log.checkpoint(BOTH, over=2) == covering
    assert await log.checkpoint(BOTH, over=3) is None
    first, last = await log.checkpoint(NOBODY, over=1), await log.checkpoint(NOBODY)
    assert (first and first.size, last and last.size) == (2, 4)


async def test_the_place_of_a_line_is_proved_under_the_first_checkpoint_that_counts(
    store: SqlStore, engine: AsyncEngine
) -> None:
    log = SqlAuditLog(engine)
    proofs = SqlProofs(log, Enough(witnesses=("auditor",), quorum=1))
    await some_lines(store, engine, 6)
    await log.seal(ORIGIN, at_most=6)
    for size in (5, 6):
        await log.put_checkpoint(size, f"{ORIGIN}\n{size}\n\n", NOON)
    assert await proofs.of(5) is None
    await log.put_cosignature(6, "auditor", "— auditor 1\n", NOON)

    placed = await proofs.of(5)

    assert placed is not None
    assert (placed.origin, placed.index) == (ORIGIN, 4)
    assert placed.checkpoint == f"{ORIGIN}\n6\n\n— auditor 1\n"
    leaf = (await log.nodes([(0, 4)]))[0, 4]
    assert root_of_inclusion(leaf, 4, 6, placed.path) == await root_by_hand(engine)
    await _by_force(engine, "DELETE FROM audit_node WHERE level = 2")
    with pytest.raises(Unavailable, match=r"audit\.inconsistent"):
        await proofs.of(5)


async def test_everybodys_lines_are_seen_by_the_log_alone(store: SqlStore, engine: AsyncEngine) -> None:
    """The setting that shows them ends with the transaction, whoever gets the connection next."""
    log = SqlAuditLog(engine)
    person, other = await some_lines(store, engine, 2), await some_lines(store, engine, 3)
    assert [len(piece) async for piece in log.entries(1, 5)] == [5]

    async with store.transaction(person) as tx:
        assert len(await tx.audit_lines(at_most=9)) == 2
        with pytest.raises(RuntimeError, match="inside somebody's transaction"):
            await log.seal(ORIGIN, at_most=9)
    async with store.transaction(other) as tx:
        assert len(await tx.audit_lines(at_most=9)) == 3


@pytest.mark.parametrize("database", [AS_ROLE], indirect=True)
async def test_on_a_connection_that_showed_everybodys_lines_nobody_sees_them_later(
    store: SqlStore, engine: AsyncEngine
) -> None:
    log = SqlAuditLog(engine)
    await some_lines(store, engine, 2)
    await log.standing(NOBODY)

    async with begun(engine, reads_only=True) as unit:
        seen = (await unit.run(text("SELECT count(*) FROM audit_event"))).scalar_one()

    assert seen == 0


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
async def test_processes_killed_before_they_seal_lose_no_line(
    store: SqlStore, engine: AsyncEngine, store_url: str
) -> None:
    log = SqlAuditLog(engine)
    person = await a_person(engine)

    for _ in range(ROUNDS):
        told = await asyncio.gather(*(_killed_while_writing(store_url, person) for _ in range(2)))
        standing = await log.standing(NOBODY)
        assert standing.lines >= sum(told)
        while await log.seal(ORIGIN, at_most=7):
            pass
        assert (await log.standing(NOBODY)).size == standing.lines
    assert await root_as_kept(log) == await root_by_hand(engine)


async def _killed_while_writing(store_url: str, person: SubjectRef) -> int:
    """Start a process that writes and seals, and kill it in the middle; give the number of lines it said it wrote."""
    script = Path(__file__).parent / "sealing_writer.py"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(script), store_url, person), env=ENVIRONMENT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    lines = [await process.stdout.readline() for _ in range(15)]
    os.kill(process.pid, signal.SIGKILL)
    await process.wait()
    assert all(lines)
    return len(lines)


async def _by_force(engine: AsyncEngine, statement: str) -> None:
    """Change what nobody may change, as somebody can who owns the database."""
    table = statement.split()[2]
    async with as_owner(engine) as connection:
        if engine.dialect.name == "postgresql":
            await connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        else:
            await connection.execute(text(f"DROP TRIGGER {table}_refuse_delete"))
        await connection.execute(text(statement))
