"""The second fence, on a real PostgreSQL under the role that serves: the database itself keeps people apart."""

import re
from contextlib import suppress

import pytest
from databases import AS_ROLE
from kept import as_owner
from ports.full_person import a_full_person
from sources import files
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from adapters.store import migrate, privileges
from adapters.store.engine import open_engine
from adapters.store.tables import Table
from adapters.store.transaction import SqlTransaction
from adapters.store.unit import begun
from consent.parties import SubjectRef
from hub.errors import BadInput

pytestmark = pytest.mark.parametrize("database", [AS_ROLE], indirect=True)

ABOUT_PEOPLE = sorted(name for name, table in Table.metadata.tables.items() if "subject_ref" in table.columns)


@pytest.fixture
async def people(engine: AsyncEngine) -> list[SubjectRef]:
    """Two people who have a row in every table."""
    return [await a_full_person(engine) for _ in range(2)]


async def seen(connection: AsyncConnection) -> dict[str, set[str]]:
    """Whose rows this connection sees, by table."""
    return {
        name: set((await connection.execute(text(f"SELECT subject_ref FROM {name}"))).scalars())  # noqa: S608 our own tables
        for name in ABOUT_PEOPLE
    }


def everywhere(*whose: SubjectRef) -> dict[str, set[str]]:
    """These people's rows in every table."""
    return {name: set(whose) for name in ABOUT_PEOPLE}


async def attempt(engine: AsyncEngine, person: SubjectRef, change: str, **values: object) -> int:
    """Try a change as code that errs would, inside one person's transaction; give how many rows it touched."""
    async with begun(engine) as unit:
        await SqlTransaction(unit, person).lock()
        return (await unit._connection.execute(text(change), values)).rowcount


async def used(engine: AsyncEngine, person: SubjectRef, *, ends_well: bool) -> int:
    """Use a connection for a person, and give it back; its number at the database."""
    number = 0
    with suppress(LookupError):
        async with begun(engine) as unit:
            await SqlTransaction(unit, person).lock()
            number = (await unit.run(text("SELECT pg_backend_pid()"))).scalar_one()
            if not ends_well:
                raise LookupError
    return number


async def test_every_table_about_a_person_has_the_fence(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        rows = await connection.execute(
            text(
                "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class "
                "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relrowsecurity"
            )
        )
        fenced = {row.relname: row.relforcerowsecurity for row in rows}

    assert len(ABOUT_PEOPLE) > 4
    assert fenced == dict.fromkeys(ABOUT_PEOPLE, True)


async def test_without_a_person_there_are_no_rows(engine: AsyncEngine, people: list[SubjectRef]) -> None:
    async with as_owner(engine) as connection:
        assert await seen(connection) == everywhere(*people)
    async with engine.connect() as connection:
        assert await seen(connection) == everywhere()


async def test_inside_a_transaction_only_that_persons_rows_are_there(
    engine: AsyncEngine, people: list[SubjectRef]
) -> None:
    for person in people:
        async with begun(engine) as unit:
            await SqlTransaction(unit, person).lock()
            assert await seen(unit._connection) == everywhere(person)


async def test_a_row_of_somebody_else_is_neither_written_changed_nor_removed(
    engine: AsyncEngine, people: list[SubjectRef]
) -> None:
    mine, other = people
    adding = "INSERT INTO kept_proposal VALUES (:ref, 'p', 'x', now(), now() + interval '1 day')"

    with pytest.raises(Exception, match="row-level security"):
        await attempt(engine, mine, adding, ref=other)
    assert await attempt(engine, mine, adding, ref=mine) == 1
    assert await attempt(engine, mine, "UPDATE attempt SET result = 'r' WHERE subject_ref = :ref", ref=other) == 0
    assert await attempt(engine, mine, "UPDATE attempt SET result = 'r'") == 1


@pytest.mark.parametrize("ends_well", [True, False], ids=["commit", "rollback"])
async def test_nothing_of_it_stays_on_a_connection_that_is_used_again(
    engine: AsyncEngine, people: list[SubjectRef], *, ends_well: bool
) -> None:
    numbers, left = set(), []
    for _ in range(3):
        numbers.add(await used(engine, people[0], ends_well=ends_well))
        async with engine.connect() as connection:
            numbers.add((await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one())
            left.append(await seen(connection))

    assert len(numbers) == 1
    assert left == [everywhere()] * 3


@pytest.mark.parametrize("table", ["audit_event", "consent_event"])
@pytest.mark.parametrize("change", ["UPDATE {} SET at = at", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
async def test_who_serves_cannot_even_try_to_change_what_was_written_down(
    engine: AsyncEngine, people: list[SubjectRef], table: str, change: str
) -> None:
    with pytest.raises(Exception, match="permission denied"):
        await attempt(engine, people[0], change.format(table))


async def test_what_the_role_may_is_said_for_every_table_there_is(engine: AsyncEngine, serving_role: str) -> None:
    async with as_owner(engine) as connection:
        given = "SELECT table_name, privilege_type FROM information_schema.table_privileges WHERE grantee = :role"
        rows = await connection.execute(text(given), {"role": serving_role})
        granted: dict[str, set[str]] = {}
        for row in rows:
            granted.setdefault(row.table_name, set()).add(row.privilege_type)

    assert set(privileges.MAY) == {*Table.metadata.tables, "alembic_version"}
    assert granted == {name: set(words.split(", ")) for name, words in privileges.MAY.items()}


async def test_a_role_that_passes_the_fence_is_found(store_url: str, serving_role: str, engine: AsyncEngine) -> None:
    superuser = open_engine(store_url)

    assert await privileges.faults(engine) == []
    said = [re.sub(r"role \S+", "role X", fault) for fault in await privileges.faults(superuser)]
    assert said == [
        "store.role: the role X is a superuser: nothing holds it back",
        "store.role: the role X owns the tables: it could take the fence down",
    ]
    await superuser.dispose()


async def test_a_role_that_is_not_there_is_said(store_url: str, engine: AsyncEngine) -> None:
    owner = open_engine(store_url)

    with pytest.raises(BadInput, match=r"store\.role_unknown"):
        await migrate.upgrade(owner, role="nobody_made_it")
    await owner.dispose()


def test_settings_of_the_database_are_made_in_one_place(database: str) -> None:
    """A plain SET would outlive its transaction, and the next user of the connection would see this one's rows."""
    setting = re.compile(
        r"set_config|hub\.subject|\bSET\s+(?:LOCAL|SESSION|ROLE)\b|[\"']\s*SET\s(?!TRANSACTION)", re.IGNORECASE
    )
    found = {
        path.relative_to(path.parents[2]).as_posix()
        for path in files("adapters", "hub", "consent", "schema", suffixes=(".py",))
        if "migrations/versions" not in path.as_posix() and setting.search(path.read_text(encoding="utf-8"))
    }

    assert found == {f"adapters/store/{name}.py" for name in ("audit_log", "transaction")}
