"""Keys change while the hub serves: nobody is lost, nobody is doubled, everything sealed still opens."""

import asyncio
from collections.abc import Sequence

import pytest
from identity.forging import StillClock
from identity.rings import a_ring, numbers
from kept import a_person
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.identity import rotation
from adapters.identity.directory import Directory
from adapters.identity.keys import KeyRing
from adapters.identity.rotation import KeyRows, KeyUse, Rotation
from adapters.identity.vault import KeyVault
from adapters.store.engine import open_engine
from adapters.store.key_rows import SqlKeyRows
from adapters.store.store import SqlStore
from adapters.store.subjects import SqlSubjects
from consent.parties import SubjectRef
from hub.errors import BadInput, Unavailable

PEOPLE = 7
LABEL = "proposal/sealed"


def a_directory(engine: AsyncEngine, ring: KeyRing) -> Directory:
    return Directory(SqlSubjects(engine), ring, StillClock())


def a_vault(engine: AsyncEngine, ring: KeyRing) -> KeyVault:
    return KeyVault(SqlSubjects(engine), ring)


def a_rotation(engine: AsyncEngine, ring: KeyRing) -> Rotation:
    return Rotation(SqlKeyRows(engine), ring)


async def people(engine: AsyncEngine, ring: KeyRing, amount: int = PEOPLE) -> list[SubjectRef]:
    directory = a_directory(engine, ring)
    return [await directory.ref_of(bsn) for bsn in numbers(amount)]


async def found(engine: AsyncEngine, ring: KeyRing, amount: int = PEOPLE) -> Sequence[SubjectRef | None]:
    directory = a_directory(engine, ring)
    return [await directory.find(bsn) for bsn in numbers(amount)]


def silent(_so_far: int) -> None:
    """Tell nobody how far it is."""


async def in_all(engine: AsyncEngine, table: str) -> int:
    async with engine.connect() as connection:
        count: int = (await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one()  # noqa: S608 a test's own word
        return count


def test_the_rows_are_what_rotation_asks_for(engine: AsyncEngine) -> None:
    port: KeyRows = SqlKeyRows(engine)

    assert isinstance(port, SqlKeyRows)


async def test_after_rotation_the_new_keys_alone_find_and_open_everybody(engine: AsyncEngine) -> None:
    refs = await people(engine, a_ring(1))
    sealed = [(await a_vault(engine, a_ring(1)).key(ref)).seal(LABEL, b"kept") for ref in refs]
    names = [a_ring(1, pairwise=None).pairwise(ref, "portal") for ref in refs]

    assert await a_rotation(engine, a_ring(2, 1)).run(silent) == PEOPLE

    new = a_ring(2)
    assert await found(engine, new) == refs
    assert [await a_directory(engine, new).bsn_of(ref) for ref in refs] == [bsn.digits for bsn in numbers(PEOPLE)]
    assert [
        (await a_vault(engine, new).key(ref)).open(LABEL, each) for ref, each in zip(refs, sealed, strict=True)
    ] == [b"kept"] * PEOPLE
    assert [await a_directory(engine, new).from_pairwise(name, "portal") for name in names] == refs
    assert [a_directory(engine, new).pairwise(ref, "portal") for ref in refs] == names
    assert new.opaque("claim", "cjib", "1") == a_ring(1, pairwise=None).opaque("claim", "cjib", "1")


async def test_rotating_again_changes_nothing(engine: AsyncEngine) -> None:
    await people(engine, a_ring(1))
    await a_rotation(engine, a_ring(2, 1)).run(silent)

    assert await a_rotation(engine, a_ring(2, 1)).run(silent) == 0


async def test_it_goes_in_small_batches_and_says_how_far_it_is(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 3)
    await people(engine, a_ring(1))
    told: list[int] = []

    await a_rotation(engine, a_ring(2, 1)).run(told.append)

    assert told == [3, 6, 7]


async def test_workers_between_two_steps_meet_in_the_key_they_share(engine: AsyncEngine) -> None:
    old, between, new = (a_directory(engine, ring) for ring in (a_ring(1), a_ring(2, 1), a_ring(1, 2)))
    bsns = numbers(20)

    refs = [
        set(await asyncio.gather(*(worker.ref_of(bsn) for worker in (old, between, new, between, old)))) for bsn in bsns
    ]

    assert [len(each) for each in refs] == [1] * len(bsns)
    assert await in_all(engine, "subject") == len(bsns)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
async def test_workers_of_two_steps_that_add_at_once_make_one_person(store_url: str, engine: AsyncEngine) -> None:
    engines = [open_engine(store_url) for _ in range(4)]
    rings = [a_ring(1), a_ring(2, 1), a_ring(1, 2), a_ring(2, 1)]
    workers = [a_directory(each, ring) for each, ring in zip(engines, rings, strict=True)]
    bsns = numbers(25)

    refs = await asyncio.gather(*(worker.ref_of(bsn) for bsn in bsns for worker in workers))

    assert len(set(refs)) == len(bsns) == await in_all(engine, "subject")
    for each in engines:
        await each.dispose()


async def test_who_was_added_under_another_key_leaves_no_row_behind(engine: AsyncEngine) -> None:
    (ref,) = await people(engine, a_ring(1), 1)
    subjects = SqlSubjects(engine)
    (bsn,) = numbers(1)

    stands = await subjects.add(
        ref=SubjectRef("late"),
        indexes=a_ring(2, 1).bsn_indexes(bsn),
        bsn_sealed=b"sealed",
        key_wrapped=b"key",
        wrap_id="wrap-2",
        created_at=StillClock().now(),
    )

    assert stands == ref
    assert (await in_all(engine, "subject"), await in_all(engine, "subject_index")) == (1, 1)


async def test_somebody_forgotten_stays_forgotten(engine: AsyncEngine) -> None:
    gone, *stay = await people(engine, a_ring(1))
    await a_vault(engine, a_ring(1)).destroy(gone)

    assert await a_rotation(engine, a_ring(2, 1)).run(silent) == len(stay)

    assert (await found(engine, a_ring(2, 1)))[0] is None
    assert await in_all(engine, "subject_index") == 2 * len(stay)
    with pytest.raises(Unavailable, match=r"vault\.unreadable"):
        await a_vault(engine, a_ring(2, 1)).key(gone)


async def test_who_is_forgotten_between_reading_and_writing_is_not_written(engine: AsyncEngine) -> None:
    (gone,) = await people(engine, a_ring(1), 1)
    rows = SqlKeyRows(engine)
    (row,) = await rows.behind(wrap_id="wrap-2", index_id="index-2", after=None, limit=9)
    assert row.key_wrapped is not None
    await a_vault(engine, a_ring(1)).destroy(gone)

    assert await rows.renew({gone: (row.key_wrapped, b"new", b"index")}, wrap_id="wrap-2", index_id="index-2") == 0

    after = await SqlSubjects(engine).by_ref(gone)
    assert after is not None
    assert after.key_wrapped is None
    assert await in_all(engine, "subject_index") == 0


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_who_is_at_work_is_left_out_and_taken_the_next_time(engine: AsyncEngine, store: SqlStore) -> None:
    busy, *_ = await people(engine, a_ring(1))

    async with store.transaction(busy):
        changed = await asyncio.wait_for(a_rotation(engine, a_ring(2, 1)).run(silent), timeout=5)

    assert changed == PEOPLE - 1
    assert await a_rotation(engine, a_ring(2, 1)).run(silent) == 1


async def test_a_person_on_a_key_that_nobody_has_is_named_and_stays_as_they_are(engine: AsyncEngine) -> None:
    stranger = await a_person(engine)
    await people(engine, a_ring(1))
    before = await SqlSubjects(engine).by_ref(stranger)
    turning = a_rotation(engine, a_ring(2, 1))

    assert await turning.run(silent) == PEOPLE

    assert await SqlSubjects(engine).by_ref(stranger) == before
    assert await turning.standing() == (
        KeyUse(use="wrap", id="wrap-2", people=PEOPLE, state="in use"),
        KeyUse(use="wrap", id="wrap-1", people=0, state="may go"),
        KeyUse(use="wrap", id="demo-1", people=1, state="not configured"),
        KeyUse(use="index", id="index-2", people=PEOPLE, state="in use"),
        KeyUse(use="index", id="index-1", people=PEOPLE + 1, state="needed"),
    )


async def test_an_index_key_goes_when_nobody_needs_it_and_not_before(engine: AsyncEngine) -> None:
    refs = await people(engine, a_ring(1))

    for ring, code in ((a_ring(2, 1), "keys.listed"), (a_ring(1), "keys.listed"), (a_ring(2), "keys.needed")):
        with pytest.raises(BadInput) as refused:
            await a_rotation(engine, ring).drop("index-1")
        assert refused.value.code == code
    await a_rotation(engine, a_ring(2, 1)).run(silent)
    assert {use.id: use.state for use in await a_rotation(engine, a_ring(2, 1)).standing()} == {
        "wrap-2": "in use",
        "wrap-1": "may go",
        "index-2": "in use",
        "index-1": "may go",
    }

    assert await a_rotation(engine, a_ring(2)).drop("index-1") == PEOPLE

    assert await found(engine, a_ring(2)) == refs
    assert await in_all(engine, "subject_index") == PEOPLE
