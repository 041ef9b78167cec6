"""A database that is not there, or goes away, is one known fault; it tells nothing, and ends by itself."""

import asyncio
import traceback
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from kept import NOON, a_grant, a_person, a_proposal
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store import engine as engines
from adapters.store import migrate
from adapters.store.engine import open_engine
from adapters.store.store import SqlStore
from adapters.store.subjects import SqlSubjects
from consent.grants import Given
from consent.parties import SubjectRef
from hub.errors import BadInput, Unavailable

SOMEBODY = SubjectRef("somebody")


@pytest.fixture
async def deaf_server() -> AsyncIterator[str]:
    """Something that takes connections and never says a word."""

    async def stay_silent(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await asyncio.sleep(60)
        finally:
            writer.close()

    server = await asyncio.start_server(stay_silent, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()[:2]
    yield f"postgresql://hub:geheim@{host}:{port}/hub"
    server.close()


async def _fault(address: str) -> Unavailable:
    engine = open_engine(address)
    with pytest.raises(Unavailable) as away:
        async with SqlStore(engine).transaction(SOMEBODY):
            pass
    await engine.dispose()
    return away.value


async def test_nobody_listens(unused_tcp_port: int) -> None:
    fault = await _fault(f"postgresql://hub:geheim@127.0.0.1:{unused_tcp_port}/hub")

    assert fault.code == "store.unavailable"
    assert "geheim" not in "".join(traceback.format_exception(fault))


async def test_a_server_that_says_nothing_is_given_up(deaf_server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "CONNECT_SECONDS", 1)

    assert (await _fault(deaf_server)).code == "store.unavailable"


async def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    fault = await _fault(f"sqlite:///{tmp_path / 'no such folder' / 'hub.db'}")

    assert fault.code == "store.unavailable"
    assert "no such folder" not in "".join(traceback.format_exception(fault))
    await asyncio.sleep(0.1)  # the driver's thread says good-bye to this loop, which must still be there


async def test_a_database_that_was_never_migrated(empty_postgres_url: str, tmp_path: Path) -> None:
    for address in (empty_postgres_url, f"sqlite:///{tmp_path / 'empty.db'}"):
        assert (await _fault(address)).code == "store.unavailable"


@pytest.mark.parametrize("address", ["mysql://hub:geheim@host/hub", "not an address", "", "postgresql+psycopg://host"])
def test_an_address_of_no_known_database_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(BadInput) as refused:
        open_engine(address)

    assert refused.value.code == "store.unknown_address"
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_when_the_server_drops_us_nothing_is_half_done_and_the_next_request_works(
    store: SqlStore, engine: AsyncEngine, store_url: str
) -> None:
    person = await a_person(engine)

    async def request() -> None:
        async with store.transaction(person) as tx:
            await tx.append_consent(Given(grant=a_grant(person), at=NOON))
            await _drop_everybody(store_url)
            await tx.keep_proposal(a_proposal(person))

    with pytest.raises(Unavailable, match=r"store\.unavailable"):
        await request()

    async with store.transaction(person) as tx:
        assert (await tx.standing()).consents == ()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_whoever_goes_on_after_a_failed_statement_cannot_commit(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    async with engine.begin() as connection:
        await connection.execute(text("DROP TABLE kept_proposal"))

    async def request() -> None:
        async with store.transaction(person) as tx:
            await tx.append_consent(Given(grant=a_grant(person), at=NOON))
            with pytest.raises(Unavailable):
                await tx.keep_proposal(a_proposal(person))

    with pytest.raises(Unavailable):
        await request()

    async with store.transaction(person) as tx:
        assert (await tx.standing()).consents == ()


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
async def test_waiting_for_somebody_elses_transaction_has_an_end(
    store: SqlStore, engine: AsyncEngine, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await a_person(engine)
    monkeypatch.setattr(engines, "LOCK_WAIT_SECONDS", 1)
    impatient = open_engine(store_url)

    async def second() -> None:
        async with SqlStore(impatient).transaction(person):
            pass

    async with store.transaction(person):
        with pytest.raises(Unavailable):
            await asyncio.create_task(second())
    await impatient.dispose()


async def test_somebodys_row_can_be_read_while_they_are_being_written(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)

    async with store.transaction(person):
        assert await SqlSubjects(engine).by_ref(person) is not None
        if engine.dialect.name == "postgresql":
            assert await migrate.is_current(engine)


async def _drop_everybody(address: str) -> None:
    connection = await asyncpg.connect(address)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await connection.close()
