"""A proof counts once, however many workers see it at once; and the table does not grow."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from hashlib import sha256

import pytest
from kept import NOON
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.identity.dpop import UsedProofs
from adapters.store.engine import open_engine
from adapters.store.proofs import SWEPT, USED_PROOF, SqlUsedProofs

COPIES = 24
UNTIL = NOON + timedelta(seconds=120)
DIGEST = sha256(b"proof").digest()


@asynccontextmanager
async def workers(store_url: str, number: int) -> AsyncIterator[list[SqlUsedProofs]]:
    """As many workers on one database, each with connections of its own."""
    engines = [open_engine(store_url) for _ in range(number)]
    try:
        yield [SqlUsedProofs(engine) for engine in engines]
    finally:
        for engine in engines:
            await engine.dispose()


async def count(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return (await connection.execute(select(func.count()).select_from(USED_PROOF))).scalar_one()


def test_it_is_what_identity_asks_for(engine: AsyncEngine) -> None:
    port: UsedProofs = SqlUsedProofs(engine)

    assert isinstance(port, SqlUsedProofs)


async def test_a_proof_is_new_once(engine: AsyncEngine) -> None:
    proofs = SqlUsedProofs(engine)

    assert await proofs.use(DIGEST, until=UNTIL, now=NOON)
    assert not await proofs.use(DIGEST, until=UNTIL, now=NOON)
    assert await proofs.use(sha256(b"another").digest(), until=UNTIL, now=NOON)


async def test_of_24_copies_at_once_one_wins(engine: AsyncEngine) -> None:
    proofs = SqlUsedProofs(engine)

    answers = await asyncio.gather(*(proofs.use(DIGEST, until=UNTIL, now=NOON) for _ in range(COPIES)))

    assert answers.count(True) == 1


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.parametrize("over", [0, 40], ids=["nothing to sweep", "old rows to sweep"])
async def test_of_24_copies_over_two_workers_one_wins(store_url: str, engine: AsyncEngine, over: int) -> None:
    for number in range(over):
        old = sha256(str(number).encode()).digest()
        await SqlUsedProofs(engine).use(old, until=NOON - timedelta(seconds=1), now=NOON - timedelta(seconds=2))
    async with workers(store_url, 2) as both:
        answers = await asyncio.gather(
            *(both[number % 2].use(DIGEST, until=UNTIL, now=NOON) for number in range(COPIES))
        )

    assert answers.count(True) == 1


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
async def test_different_proofs_at_once_do_not_hinder_each_other(store_url: str, engine: AsyncEngine) -> None:
    digests = [sha256(str(number).encode()).digest() for number in range(48)]
    async with workers(store_url, 2) as both:
        answers = await asyncio.gather(
            *(both[number % 2].use(digest, until=UNTIL, now=NOON) for number, digest in enumerate(digests))
        )

    assert all(answers)
    assert await count(engine) == 48


async def test_what_is_over_goes_as_new_ones_come_a_few_at_a_time(engine: AsyncEngine) -> None:
    proofs = SqlUsedProofs(engine)
    for number in range(2 * SWEPT):
        await proofs.use(sha256(str(number).encode()).digest(), until=UNTIL, now=NOON)
    later = UNTIL + timedelta(seconds=1)

    counts = []
    for number in range(3):
        await proofs.use(sha256(f"later {number}".encode()).digest(), until=later + timedelta(60), now=later)
        counts.append(await count(engine))

    assert counts == [SWEPT + 1, 2, 3]


async def test_what_still_counts_stays(engine: AsyncEngine) -> None:
    proofs = SqlUsedProofs(engine)
    await proofs.use(DIGEST, until=UNTIL, now=NOON)
    await proofs.use(sha256(b"another").digest(), until=UNTIL + timedelta(60), now=UNTIL)

    assert not await proofs.use(DIGEST, until=UNTIL, now=UNTIL)
