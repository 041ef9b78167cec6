"""Several workers sign one log before real witnesses: what is signed only grows, and nobody is alarmed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from audit.growing import ORIGIN, a_served_witness, log_signer
from databases import AS_ROLE
from kept import NOON
from sealing import some_lines, write_lines
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.audit.asking import Asking
from adapters.audit.sealing import Sealing
from adapters.audit.signing import CheckpointSigner
from adapters.audit.watch import Watch
from adapters.audit.witnesses import Reason, Said, Witnesses, WitnessPlace
from adapters.store.audit_log import SqlAuditLog
from adapters.store.store import SqlStore
from hub.audit.sealed import Enough
from hub.errors import Unavailable

pytestmark = pytest.mark.parametrize("database", ["memory", AS_ROLE], indirect=True)

A_MINUTE = timedelta(minutes=1)


class Ticking:
    """One clock for all workers: it goes on as it is read."""

    at = NOON

    def __call__(self) -> datetime:
        Ticking.at += timedelta(milliseconds=100)
        return Ticking.at


class Held(Witnesses):
    """Witnesses who are asked once the gate opens: the question of a worker that is slow."""

    gate: asyncio.Event | None = None

    async def ask(self, *asked: Any, **named: Any) -> tuple[Said, ...]:
        if self.gate is not None:
            await self.gate.wait()
        return await super().ask(*asked, **named)


@dataclass
class Worker:
    """One process that seals and asks, with what it needs of its own."""

    log: SqlAuditLog
    watch: Watch
    witnesses: Held
    asking: Asking
    sealing: Sealing
    store: SqlStore


def worker(engine: AsyncEngine, places: list[WitnessPlace], *, every: timedelta = A_MINUTE, quorum: int = 2) -> Worker:
    log = SqlAuditLog(engine)
    enough = Enough(witnesses=tuple(place.name for place in places), quorum=quorum)
    watch = Watch(log, enough, behind_after=timedelta(hours=1), now=lambda: NOON, wall=Ticking())
    witnesses = Held(places)
    asking = Asking(log=log, watch=watch, witnesses=witnesses, enough=enough, again_after=every, wall=Ticking())
    sealing = Sealing(
        log=log,
        watch=watch,
        origin=ORIGIN,
        signer=CheckpointSigner(log_signer()),
        asking=asking,
        checkpoint_every=every,
        wall=Ticking(),
    )
    return Worker(log, watch, witnesses, asking, sealing, SqlStore(engine, watch=watch))


@asynccontextmanager
async def two_witnesses(folder: Path) -> AsyncIterator[list[WitnessPlace]]:
    async with (
        a_served_witness(folder / "1.json", name="one") as (one, _),
        a_served_witness(folder / "2.json", name="two") as (two, _),
    ):
        yield [one, two]


async def test_a_smaller_checkpoint_is_never_kept_after_a_larger_one(engine: AsyncEngine) -> None:
    log = SqlAuditLog(engine)

    kept = [await log.put_checkpoint(size, f"note {size}", NOON) for size in (4, 2, 4, 5)]

    assert kept == [True, False, False, True]


async def test_a_question_that_was_overtaken_is_no_fork(engine: AsyncEngine, tmp_path: Path) -> None:
    async with two_witnesses(tmp_path) as places:
        slow, other = worker(engine, places), worker(engine, places)
        slow.witnesses.gate = asyncio.Event()
        person = await some_lines(slow.store, engine, 2)
        await slow.sealing.once()
        await asyncio.sleep(0)
        await write_lines(other.store, person, 2)
        await other.sealing.once(is_last=True)
        await other.asking.ended()
        slow.witnesses.gate.set()
        await slow.asking.ended()
        states = [each.watch.state()["state"] for each in (slow, other)]

    assert states == ["ok", "ok"]
    assert await other.log.witnessed() == {"one": 4, "two": 4}


async def test_workers_who_sign_all_the_time_go_on(engine: AsyncEngine, tmp_path: Path) -> None:
    async with two_witnesses(tmp_path) as places:
        workers = [worker(engine, places, every=timedelta(milliseconds=50)) for _ in range(3)]
        person = await some_lines(workers[0].store, engine, 1)
        for _ in range(15):
            await write_lines(workers[0].store, person, 1)
            await asyncio.gather(*(each.sealing.once() for each in workers))
        for each in workers:
            await each.asking.ended()
        states = [each.watch.state()["state"] for each in workers]

    assert states == ["ok", "ok", "ok"]


async def test_one_of_more_witnesses_than_are_needed_stops_nobody_by_its_word(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    async with two_witnesses(tmp_path) as places:
        alone, all_of_them = worker(engine, places, quorum=1), worker(engine, places)
        await some_lines(alone.store, engine, 2)
        await alone.sealing.once()
        await alone.asking.ended()
        for one in (alone, all_of_them):
            said = [Said(witness="one", reason=Reason.FORKED)]
            if one is alone:
                await one.asking._keep(2, said)
                continue
            with pytest.raises(Unavailable, match=r"audit\.inconsistent"):
                await one.asking._keep(2, said)
