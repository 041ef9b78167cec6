"""What the store keeps of what stood in files for banks, on every database."""

from dataclasses import replace
from datetime import timedelta

import pytest
from kept import NOON, a_person
from ports.test_arrangement_rows import an_arrangement, begun
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.store import SqlStore
from consent.arrangements import ArrangementId
from hub.errors import Unavailable
from hub.life.bank_files import KeptEntry

FIRST = KeptEntry(file="DD-2", at=NOON, sealed=b"sealed")
SECOND = replace(FIRST, file="DD-1", at=NOON + timedelta(days=1))


async def test_what_stood_in_files_comes_back_oldest_first_and_for_its_own_arrangement(
    store: SqlStore, engine: AsyncEngine
) -> None:
    kept = an_arrangement(await a_person(engine))
    assert await begun(store, kept)
    async with store.transaction(kept.subject) as tx:
        await tx.bank_files.add(kept.id, SECOND)
        await tx.bank_files.add(kept.id, FIRST)

    async with store.transaction(kept.subject) as tx:
        assert await tx.bank_files.of(kept.id) == (FIRST, SECOND)
        assert await tx.bank_files.of(ArrangementId("another")) == ()
    async with store.transaction(await a_person(engine)) as tx:
        assert await tx.bank_files.of(kept.id) == ()


async def test_of_one_arrangement_a_file_has_one_entry(store: SqlStore, engine: AsyncEngine) -> None:
    kept = an_arrangement(await a_person(engine))
    assert await begun(store, kept)
    async with store.transaction(kept.subject) as tx:
        await tx.bank_files.add(kept.id, FIRST)

    with pytest.raises(Unavailable):
        async with store.transaction(kept.subject) as tx:
            await tx.bank_files.add(kept.id, FIRST)
