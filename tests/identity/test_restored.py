"""A restored backup brings a key back that was destroyed: nobody can use it, and it is destroyed again."""

import asyncio
import threading
import time
from pathlib import Path

import pytest
from hub_world import TRACE, StillClock
from identity.rings import a_ring, key_settings, numbers
from kept import a_record, audit_log
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.identity.destroyed import DestroyedKeys
from adapters.identity.directory import Directory
from adapters.identity.keys import KeyRing
from adapters.identity.restored import Restored
from adapters.identity.rotation import Rotation
from adapters.identity.vault import KeyVault
from adapters.settings import KeySettings
from adapters.store.key_rows import SqlKeyRows
from adapters.store.store import SqlStore
from adapters.store.subjects import SqlSubjects
from consent.parties import SubjectRef
from hub.actions.destroy_again import DestroyAgain
from hub.errors import BadInput, Unavailable

LABEL = "proposal/sealed"
BSN, BYSTANDER = numbers(2)


class Hub:
    """A hub with a list of destroyed keys, and a person whose row can be put back as a backup would."""

    def __init__(self, engine: AsyncEngine, file: Path) -> None:
        self.engine, self.file = engine, file
        self.listed = DestroyedKeys(file, now=StillClock().now)
        self.ring = self.a_ring(1)
        self.subjects, self.store = SqlSubjects(engine), SqlStore(engine)
        self.directory = Directory(self.subjects, self.ring, StillClock())
        self.vault = KeyVault(self.subjects, self.ring)
        self.restored = Restored(SqlKeyRows(engine), self.listed)
        self.again = DestroyAgain(
            back=self.restored, store=self.store, vault=self.vault, clock=StillClock(), trace=lambda: TRACE.trace_id
        )

    def a_ring(self, number: int, *others: int) -> KeyRing:
        settings = KeySettings.model_validate(key_settings(number, *others))
        return KeyRing.from_settings(settings, destroyed=self.listed)

    async def erased_and_restored(self) -> tuple[SubjectRef, bytes]:
        """Destroy a person's key, and put their rows back; give them and what their key sealed."""
        person = await self.directory.ref_of(BSN)
        sealed = (await self.vault.key(person)).seal(LABEL, b"4242")
        row, indexes = await self.subjects.by_ref(person), self.ring.bsn_indexes(BSN)
        async with self.store.transaction(person):
            assert await self.vault.destroy(person)
        assert row is not None
        async with self.engine.begin() as connection:
            await connection.execute(
                text("UPDATE subject SET bsn_sealed = :bsn, key_wrapped = :key WHERE ref = :ref"),
                {"bsn": row.bsn_sealed, "key": row.key_wrapped, "ref": person},
            )
            for name, index in indexes.items():
                await connection.execute(
                    text("INSERT INTO subject_index (index_id, bsn_index, ref) VALUES (:name, :index, :ref)"),
                    {"name": name, "index": index, "ref": person},
                )
        assert await self.directory.find(BSN) == person
        return person, sealed


@pytest.fixture
def hub(engine: AsyncEngine, tmp_path: Path) -> Hub:
    file = tmp_path / "destroyed-keys"
    file.touch()
    return Hub(engine, file)


async def test_a_key_that_came_back_opens_nothing_before_it_is_destroyed_again(hub: Hub) -> None:
    person, _ = await hub.erased_and_restored()

    assert await hub.restored.people() == (person,)
    with pytest.raises(Unavailable, match=r"vault\.unreadable"):
        await hub.vault.key(person)
    with pytest.raises(Unavailable, match=r"vault\.unreadable"):
        await hub.directory.bsn_of(person)
    with pytest.raises(BadInput, match=r"keys\.brought_back: .* 1 keys"):
        await hub.restored.must_be_nobody()


async def test_without_the_list_it_would_open(hub: Hub) -> None:
    person, sealed = await hub.erased_and_restored()
    blind = KeyVault(hub.subjects, a_ring(1))

    assert (await blind.key(person)).open(LABEL, sealed) == b"4242"
    assert await Restored(SqlKeyRows(hub.engine), None).people() == ()


async def test_it_is_destroyed_again_and_that_stands_in_the_log(hub: Hub) -> None:
    bystander = await hub.directory.ref_of(BYSTANDER)
    person, sealed = await hub.erased_and_restored()

    assert await hub.again() == 1
    assert await hub.again() == 0

    assert await hub.directory.find(BSN) is None
    await hub.restored.must_be_nobody()
    row = await hub.subjects.by_ref(person)
    assert row is not None
    assert (row.key_wrapped, row.bsn_sealed) == (None, None)
    with pytest.raises(Unavailable, match=r"vault\.unreadable"):
        (await KeyVault(hub.subjects, a_ring(1)).key(person)).open(LABEL, sealed)
    ((_, subject, line),) = await audit_log(hub.engine)
    assert subject == person
    assert '"event":"key.destroyed_again"' in line
    assert await hub.directory.bsn_of(bystander) == BYSTANDER.digits
    assert hub.listed.all() == (person,)


async def test_changing_keys_does_not_wrap_it_anew(hub: Hub) -> None:
    person, _ = await hub.erased_and_restored()
    bystander = await hub.directory.ref_of(BYSTANDER)

    assert await Rotation(SqlKeyRows(hub.engine), hub.a_ring(2, 1)).run(lambda _: None) == 1

    row, other = await hub.subjects.by_ref(person), await hub.subjects.by_ref(bystander)
    assert row is not None
    assert other is not None
    assert (row.wrap_id, other.wrap_id) == ("wrap-1", "wrap-2")
    assert hub.a_ring(2, 1).bsn_indexes(BSN)["index-2"] not in await indexes(hub.engine)


async def test_a_key_is_on_the_list_before_it_is_gone_in_the_database(hub: Hub) -> None:
    person = await hub.directory.ref_of(BSN)
    hub.file.unlink()

    async def erase() -> None:
        async with hub.store.transaction(person) as transaction:
            await transaction.append_audit(a_record(person))
            await hub.vault.destroy(person)

    with pytest.raises(Unavailable, match=r"keys\.list_unavailable"):
        await erase()

    assert await audit_log(hub.engine) == []
    hub.file.touch()
    assert await hub.directory.bsn_of(person) == BSN.digits


async def test_where_nothing_is_done_after_all_nobody_is_on_the_list(hub: Hub) -> None:
    person = await hub.directory.ref_of(BSN)

    async def and_then_fail() -> None:
        async with hub.store.transaction(person):
            await hub.vault.destroy(person)
            raise RuntimeError("something else")

    with pytest.raises(RuntimeError):
        await and_then_fail()

    assert hub.listed.all() == ()
    assert await hub.directory.bsn_of(person) == BSN.digits


async def test_who_goes_away_while_the_list_is_written_is_erased_all_the_same(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await hub.directory.ref_of(BSN)
    writing, add = threading.Event(), hub.listed.add

    def slowly(subject: SubjectRef) -> None:
        writing.set()
        time.sleep(0.2)
        add(subject)

    monkeypatch.setattr(hub.listed, "add", slowly)

    async def erase() -> None:
        async with hub.store.transaction(person):
            await hub.vault.destroy(person)

    erasing = asyncio.ensure_future(erase())
    await asyncio.to_thread(writing.wait, 5)
    erasing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await erasing

    assert hub.listed.all() == (person,)
    assert await hub.restored.people() == ()
    assert await hub.directory.find(BSN) is None


async def test_nobody_is_listed_who_was_not_here_or_was_destroyed_before(hub: Hub) -> None:
    person = await hub.directory.ref_of(BSN)

    assert [await hub.vault.destroy(each) for each in (person, person, SubjectRef("nobody"))] == [True, False, False]
    assert hub.listed.all() == (person,)


async def test_more_people_than_one_statement_asks_for_are_all_found(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.identity.restored.AT_ONCE", 2)
    people = [await hub.directory.ref_of(bsn) for bsn in numbers(5)]
    for person in people:
        hub.listed.add(person)

    assert sorted(await hub.restored.people()) == sorted(people)
    assert await hub.again() == 5


async def indexes(engine: AsyncEngine) -> list[bytes]:
    async with engine.connect() as connection:
        return [bytes(row[0]) for row in await connection.execute(text("SELECT bsn_index FROM subject_index"))]
