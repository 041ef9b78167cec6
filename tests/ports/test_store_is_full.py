"""Where there is no room to write a line down, nothing of what it is about is done, and nothing is released."""

import pytest
from databases import AS_ROLE
from kept import NOON, a_grant, a_person, a_record, as_owner, audit_log
from sealing import NOBODY, ORIGIN, some_lines
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.audit_log import SqlAuditLog
from adapters.store.store import SqlStore
from adapters.store.unit import begun
from consent.grants import Given
from hub.errors import Unavailable


@pytest.mark.parametrize("database", ["memory", AS_ROLE], indirect=True)
async def test_nothing_is_done_that_there_is_no_room_to_write_down(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    await fill(engine, "audit_event")
    released = False

    async def release() -> None:
        nonlocal released
        async with store.transaction(person) as tx:
            await tx.append_consent(Given(grant=a_grant(person, notice="n" * 60_000), at=NOON))
            await tx.append_audit(a_record(person))
        released = True

    with pytest.raises(Unavailable, match=r"store\.unavailable"):
        await release()

    assert not released
    async with store.transaction(person) as tx:
        assert (await tx.standing()).consents == ()
    assert await audit_log(engine) == []


@pytest.mark.parametrize("database", ["memory", AS_ROLE], indirect=True)
async def test_a_tree_that_there_is_no_room_for_stays_as_it_was(store: SqlStore, engine: AsyncEngine) -> None:
    log = SqlAuditLog(engine)
    await some_lines(store, engine, 400)
    await fill(engine, "audit_node")

    with pytest.raises(Unavailable, match=r"store\.unavailable"):
        await log.seal(ORIGIN, at_most=400)
    standing = await log.standing(NOBODY)
    assert (standing.size, standing.origin) == (0, None)


async def fill(engine: AsyncEngine, table: str) -> None:
    """Leave no room: SQLite may take no further page, PostgreSQL says that its disk is full."""
    if engine.dialect.name == "sqlite":
        async with begun(engine) as unit:
            pages = (await unit.run(text("PRAGMA page_count"))).scalar_one()
            await unit.run(text(f"PRAGMA max_page_count = {pages}"))
        return
    async with as_owner(engine) as connection:
        body = "BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '53100'; END"
        await connection.execute(text(f"CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"))
        made = f"CREATE TRIGGER no_room BEFORE INSERT ON {table} EXECUTE FUNCTION no_room()"
        await connection.execute(text(made))
