"""An older copy of the database is put back: a witness that remembers shows it, and the page says how to go on."""

import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from audit.growing import ORIGIN, a_served_witness, log_signer
from kept import NOON, a_person, as_owner
from migrated import bring_up
from ports.test_whole_log import filled, sealed
from sealing import Moments, write_lines
from sources import ROOT
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.audit.asking import Asking
from adapters.audit.sealing import Sealing
from adapters.audit.signing import CheckpointSigner
from adapters.audit.watch import Watch
from adapters.audit.witnesses import Witnesses, WitnessPlace
from adapters.store.audit_log import SqlAuditLog
from adapters.store.engine import open_engine
from adapters.store.store import SqlStore
from consent.parties import SubjectRef
from hub.audit.sealed import Enough
from hub.errors import Unavailable

PAGE = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8")
ANEW = re.findall(r"^ *```sql\n(.*?)^ *```$", PAGE, re.MULTILINE | re.DOTALL)


async def a_day(
    file: Path, place: WitnessPlace, wall: Moments, *, lines: int, person: SubjectRef | None = None
) -> tuple[Watch, SubjectRef]:
    """Open the database, write lines about a person, have them signed and witnessed, and close it."""
    engine, asked = open_engine(f"sqlite:///{file}"), Witnesses([place])
    wall.forward(minutes=2)
    await bring_up(engine)
    log, enough = SqlAuditLog(engine), Enough(witnesses=(place.name,), quorum=1)
    watch = Watch(log, enough, behind_after=timedelta(hours=1), now=wall, wall=wall)
    asking = Asking(log=log, watch=watch, witnesses=asked, enough=enough, again_after=timedelta(minutes=1), wall=wall)
    sealing = Sealing(
        log=log,
        watch=watch,
        origin=ORIGIN,
        signer=CheckpointSigner(log_signer()),
        asking=asking,
        checkpoint_every=timedelta(minutes=1),
        wall=wall,
    )
    store = SqlStore(engine, watch=watch)
    try:
        person = person or await a_person(engine)
        await write_lines(store, person, lines)
        await sealing.once()
        await asking.ended()
        await watch.see()
        return watch, person
    finally:
        await engine.dispose()


async def test_a_witness_that_saw_more_shows_an_older_copy_and_nothing_more_is_written(tmp_path: Path) -> None:
    file, copy, wall = tmp_path / "hub.db", tmp_path / "copy.db", Moments()
    async with a_served_witness(tmp_path / "one.json") as (place, witness):
        first, person = await a_day(file, place, wall, lines=3)
        shutil.copy(file, copy)
        grown, _ = await a_day(file, place, wall, lines=2, person=person)
        assert [watch.state()["witnessed"] for watch in (first, grown)] == [3, 5]

        shutil.copy(copy, file)
        with structlog.testing.capture_logs() as logged:
            restored, _ = await a_day(file, place, wall, lines=1, person=person)
        assert witness.memory.seen(ORIGIN).size == 5

    assert "audit.forked" in [line["event"] for line in logged]
    assert restored.state()["state"] == "audit.inconsistent"
    with pytest.raises(Unavailable, match=r"audit\.inconsistent"):
        restored.must_be_open()


async def test_a_copy_that_lost_nothing_goes_on_by_itself(tmp_path: Path) -> None:
    file, copy, wall = tmp_path / "hub.db", tmp_path / "copy.db", Moments()
    async with a_served_witness(tmp_path / "one.json") as (place, _):
        _, person = await a_day(file, place, wall, lines=3)
        shutil.copy(file, copy)
        shutil.copy(copy, file)
        restored, _ = await a_day(file, place, wall, lines=1, person=person)

    assert (restored.state()["state"], restored.state()["witnessed"]) == ("ok", 4)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_the_statements_on_the_page_begin_the_tree_anew_under_another_name(engine: AsyncEngine) -> None:
    (statements,) = ANEW
    lines = await filled(engine)
    await sealed(engine, "one")
    log = SqlAuditLog(engine)
    with pytest.raises(Unavailable, match=r"audit\.other_origin"):
        await log.seal("log.example/audit-2", at_most=99)

    async with as_owner(engine) as connection:
        for statement in filter(str.strip, statements.split(";")):
            await connection.execute(text(statement))

    assert await log.seal("log.example/audit-2", at_most=99) == len(lines)
    standing = await log.standing(Enough())
    assert (standing.lines, standing.size, standing.origin, standing.newest) == (4, 4, "log.example/audit-2", None)
    await log.put_checkpoint(4, "log.example/audit-2\n4\n", NOON)
    for table in ("audit_node", "audit_checkpoint", "audit_event"):
        with pytest.raises(Exception, match="append-only"):
            await _delete(engine, table)


async def _delete(engine: AsyncEngine, table: str) -> None:
    async with as_owner(engine) as connection:
        await connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608 our own names
