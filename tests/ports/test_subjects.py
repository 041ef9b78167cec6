"""Rows about people: found, added once, forgotten."""

import asyncio
from secrets import token_bytes

import pytest
from kept import NOON, a_person, as_owner
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.identity.directory import SubjectRows
from adapters.store.engine import open_engine
from adapters.store.subjects import SqlSubjects, SubjectRow
from consent.parties import SubjectRef


@pytest.fixture
def subjects(engine: AsyncEngine) -> SqlSubjects:
    return SqlSubjects(engine)


def test_they_are_what_identity_asks_for(subjects: SqlSubjects) -> None:
    port: SubjectRows = subjects

    assert port is subjects


async def test_a_person_is_found_by_index_and_by_reference(subjects: SqlSubjects) -> None:
    row = SubjectRow(
        ref=SubjectRef("ref-1"),
        bsn_sealed=b"\x00sealed\xff",
        key_wrapped=b"\x00wrapped\xff",
        wrap_id="demo-1",
        created_at=NOON,
    )
    indexes = {"index-1": token_bytes(32)}

    added = await subjects.add(
        ref=row.ref,
        indexes=indexes,
        bsn_sealed=b"\x00sealed\xff",
        key_wrapped=b"\x00wrapped\xff",
        wrap_id=row.wrap_id,
        created_at=row.created_at,
    )

    assert added == row.ref
    assert await subjects.by_index(indexes) == row
    assert await subjects.by_ref(row.ref) == row


async def test_who_is_not_there_is_not_found(subjects: SqlSubjects) -> None:
    assert await subjects.by_index({"index-1": token_bytes(32)}) is None
    for stranger in ("nobody", "", "with\x00null", "lone\ud800surrogate"):
        assert await subjects.by_ref(SubjectRef(stranger)) is None


async def test_of_twenty_who_add_the_same_person_all_get_one_reference(subjects: SqlSubjects) -> None:
    indexes = {"index-1": token_bytes(32)}

    async def add(number: int) -> SubjectRef:
        return await subjects.add(
            ref=SubjectRef(f"ref-{number}"),
            indexes=indexes,
            bsn_sealed=b"sealed",
            key_wrapped=b"key",
            wrap_id="demo-1",
            created_at=NOON,
        )

    refs = set(await asyncio.gather(*map(add, range(20))))

    assert len(refs) == 1
    row = await subjects.by_index(indexes)
    assert row is not None
    assert {row.ref} == refs


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
async def test_two_workers_that_add_the_same_person_agree(store_url: str, engine: AsyncEngine) -> None:
    indexes = {"index-1": token_bytes(32)}
    engines = [open_engine(store_url) for _ in range(4)]

    refs = await asyncio.gather(
        *(
            SqlSubjects(each).add(
                ref=SubjectRef(f"ref-{number}"),
                indexes=indexes,
                bsn_sealed=b"sealed",
                key_wrapped=b"key",
                wrap_id="demo-1",
                created_at=NOON,
            )
            for number, each in enumerate(engines)
        )
    )

    assert len(set(refs)) == 1
    for each in engines:
        await each.dispose()


async def test_a_destroyed_key_takes_number_and_indexes_along(subjects: SqlSubjects, engine: AsyncEngine) -> None:
    indexes = {"index-1": token_bytes(32), "index-2": token_bytes(32)}
    person = await subjects.add(
        ref=SubjectRef("ref-1"),
        indexes=indexes,
        bsn_sealed=b"sealed",
        key_wrapped=b"key",
        wrap_id="demo-1",
        created_at=NOON,
    )

    await subjects.destroy_key(person)

    after = await subjects.by_ref(person)
    assert after is not None
    assert (after.key_wrapped, after.bsn_sealed) == (None, None)
    assert await subjects.by_index(indexes) is None
    async with as_owner(engine) as connection:
        assert (await connection.execute(text("SELECT count(*) FROM subject_index"))).scalar_one() == 0


async def test_a_row_says_nothing_of_its_secrets(subjects: SqlSubjects, engine: AsyncEngine) -> None:
    row = await subjects.by_ref(await a_person(engine))

    assert row is not None
    assert "\\x" not in repr(row)
