"""Nothing is lost and nobody waits for ever when many work at once."""

import asyncio
import sys
import warnings
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from children import ENVIRONMENT
from kept import NOON, a_grant, a_person, a_proposal, a_record, as_owner, audit_log
from sqlalchemy import literal, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.engine import CONNECTIONS
from adapters.store.prepared import Prepared
from adapters.store.store import SqlStore
from adapters.store.subjects import SqlSubjects
from adapters.store.unit import Unit, begun
from consent.grants import Given
from consent.parties import AgencyCode

PROCESSES, ROUNDS = 6, 60


async def _process(address: str, person: str) -> int:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(Path(__file__).parent / "writer.py"), address, person, str(ROUNDS)),
        env=ENVIRONMENT,
    )
    return await process.wait()


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
async def test_six_processes_lose_no_update(store: SqlStore, engine: AsyncEngine, store_url: str) -> None:
    person = await a_person(engine)

    codes = await asyncio.gather(*(_process(store_url, person) for _ in range(PROCESSES)))

    async with store.transaction(person) as tx:
        given = [event.grant.id for event in (await tx.standing()).consents if isinstance(event, Given)]
    assert codes == [0] * PROCESSES
    assert given == [f"grant-{number}" for number in range(PROCESSES * ROUNDS)]
    assert [seq for seq, _, _ in await audit_log(engine)] == [*range(1, PROCESSES * ROUNDS + 1)]


async def test_more_requests_than_connections_all_get_their_turn(store: SqlStore, engine: AsyncEngine) -> None:
    people = [await a_person(engine) for _ in range(CONNECTIONS)]
    subjects = SqlSubjects(engine)

    async def request(number: int) -> None:
        person = people[number % len(people)]
        async with store.transaction(person) as tx:
            await asyncio.sleep(0)
            # As the vault does while a transaction is open: this joins it instead of taking a second connection.
            assert await subjects.by_ref(person) is not None
            await tx.append_audit(a_record(person))

    await asyncio.gather(*map(request, range(4 * CONNECTIONS)))

    async with as_owner(engine) as connection:
        lines = (await connection.execute(text("SELECT count(*), max(seq) FROM audit_event"))).one()
    assert tuple(lines) == (4 * CONNECTIONS, 4 * CONNECTIONS)


async def test_what_is_asked_inside_a_transaction_sees_it_and_outside_does_not(
    store: SqlStore, engine: AsyncEngine
) -> None:
    person = await a_person(engine)
    subjects = SqlSubjects(engine)

    async def request() -> None:
        async with store.transaction(person):
            await subjects.destroy_key(person)
            inside = await subjects.by_ref(person)
            assert inside is not None
            assert inside.key_wrapped is None
            raise LookupError

    with pytest.raises(LookupError):
        await request()

    outside = await subjects.by_ref(person)
    assert outside is not None
    assert outside.key_wrapped is not None


async def test_a_task_that_outlives_its_transaction_does_not_write_in_it(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    ended = asyncio.Event()

    async def afterthought() -> None:
        await ended.wait()
        async with store.transaction(person) as tx:
            await tx.keep_proposal(a_proposal(person, id="later"))

    async with store.transaction(person) as tx:
        task = asyncio.create_task(afterthought())
    ended.set()
    await task

    with pytest.raises(RuntimeError, match="ended"):
        await tx.proposal("later")
    async with store.transaction(person) as tx:
        assert await tx.proposal("later") is not None


async def test_cancelling_in_the_middle_of_a_statement_loses_nothing_that_was_kept(
    store: SqlStore, engine: AsyncEngine
) -> None:
    person = await a_person(engine)
    async with store.transaction(person) as tx:
        await tx.keep_proposal(a_proposal(person, id="kept"))

    async def request() -> None:
        async with store.transaction(person) as tx:
            for number in range(1000):
                agency = AgencyCode(f"agency-{number}")
                await tx.append_consent(Given(grant=a_grant(person, agency=agency), at=NOON))

    for steps in range(1, 20):
        task = asyncio.create_task(request())
        for _ in range(steps):
            await asyncio.sleep(0.001)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    async with store.transaction(person) as tx:
        assert await tx.proposal("kept") is not None
        assert (await tx.standing()).consents == ()


ONE = Prepared(select(literal(1).label("one")))


@pytest.mark.parametrize(
    "ask", [lambda unit: unit.run(select(literal(1))), lambda unit: unit.fetch(ONE)], ids=["run", "fetch"]
)
async def test_a_statement_that_is_cancelled_before_its_turn_was_never_begun(
    engine: AsyncEngine, ask: Callable[[Unit], Coroutine[Any, Any, object]]
) -> None:
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        async with begun(engine) as unit:
            first, second = asyncio.create_task(ask(unit)), asyncio.create_task(ask(unit))
            await asyncio.sleep(0)
            second.cancel()
            await first
            with pytest.raises(asyncio.CancelledError):
                await second
    assert [str(each.message) for each in said] == []


SLOW_TO_END = text("""
    DO $$ BEGIN
        PERFORM pg_sleep(10);
    EXCEPTION WHEN query_canceled THEN
        PERFORM pg_sleep(0.5);
    END $$
""")
"""A statement that goes on for half a second after it was cancelled."""


async def _open_connections(address: str) -> int:
    watching = await asyncpg.connect(address)
    try:
        found: int = await watching.fetchval(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return found
    finally:
        await watching.close()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_statements_that_are_cancelled_together_cost_no_connection(
    engine: AsyncEngine, postgres_url: str
) -> None:
    """The first is still ending when the second is over, and with it the block that holds both."""
    begun_to_wait = asyncio.Event()

    async def request() -> None:
        async with begun(engine) as unit:
            begun_to_wait.set()
            await asyncio.gather(unit.run(SLOW_TO_END), unit.run(text("SELECT 1")))

    cancelled = asyncio.create_task(request())
    await begun_to_wait.wait()
    await asyncio.sleep(0.1)
    cancelled.cancel()
    with pytest.raises(asyncio.CancelledError):
        await cancelled
    async with begun(engine) as unit:
        await asyncio.sleep(1)
        await unit.run(text("SELECT 1"))
    await engine.dispose()

    for _ in range(50):  # the server takes a moment to notice
        if await _open_connections(postgres_url) == 0:
            return
        await asyncio.sleep(0.1)
    pytest.fail("a connection is open that no pool knows")
