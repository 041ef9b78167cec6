"""How fast lines are written and sealed, and what the log adds to a request, for `make bench`.

A benchmark, never a test: machines are noisy. What counts is the ratio between two columns of one run. On PostgreSQL
the processor time is the hub's own, without the server's. The requests are overviews without HTTP: two transactions
that look consent up and release what agencies say, as `hub.actions.collect` does it, with their two lines of the log
left out, written, and sealed and signed beside it.
"""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

import hub_world
import postgres
from builders import AGENCIES, a_claim, a_report, an_agency
from hub_world import StandingSource, StillClock, World
from kept import a_person
from sealing import NOBODY, Sealed, write_lines
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store import migrate
from adapters.store.engine import open_engine
from adapters.store.store import SqlStore
from adapters.store.transaction import SqlTransaction
from consent.parties import SubjectRef

WRITERS = 8
"""People about whom lines are written at once."""

ROUNDS = 3
"""The ways take turns; the median round counts."""


class Way(StrEnum):
    """What becomes of the lines of a request."""

    LEFT_OUT = "left out"
    WRITTEN = "written"
    SEALED = "sealed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What a run came to, per line: `seconds` on the clock, `processor` of this process."""

    seconds: float
    processor: float


async def written(engine: AsyncEngine, lines: int, *, is_sealed: bool) -> Pace:
    """Write lines, one in each transaction; sealed, until the last is in the tree and signed."""
    sealed = Sealed(engine)
    store = sealed.store if is_sealed else SqlStore(engine)
    people = [await a_person(engine) for _ in range(WRITERS)]
    began, worked = perf_counter(), process_time()
    if is_sealed:
        async with sealed.sealing.running():
            await _write(store, people, lines)
        assert (await sealed.log.standing(NOBODY)).newest is not None
    else:
        await _write(store, people, lines)
    return Pace(seconds=(perf_counter() - began) / lines, processor=(process_time() - worked) / lines)


async def _write(store: SqlStore, people: list[SubjectRef], lines: int) -> None:
    await asyncio.gather(*(write_lines(store, person, lines // WRITERS) for person in people))


async def backlog(engine: AsyncEngine) -> tuple[int, float]:
    """Seal in one go what was written without; give how many lines that were, and the seconds it took."""
    sealed = Sealed(engine)
    before = await sealed.log.standing(NOBODY)
    began = perf_counter()
    await sealed.once()
    return before.lines - before.size, perf_counter() - began


async def requests(engine: AsyncEngine, count: int) -> dict[Way, float]:
    """Answer overviews in every way in turn; give the processor seconds of one, by way."""
    sealed = Sealed(engine)
    with swapped(hub_world, "SqlStore", lambda at: SqlStore(at, watch=sealed.watch)):
        world = _world(engine, await a_person(engine))
    await world.give(world.wish())
    spent: dict[Way, list[float]] = {way: [] for way in Way}
    for _ in range(ROUNDS):
        for way in Way:
            await sealed.once()
            spent[way].append(await _answered(world, sealed, way, count))
    return {way: median(each) for way, each in spent.items()}


async def _answered(world: World, sealed: Sealed, way: Way, count: int) -> float:
    async def nothing(*_arguments: object) -> None:
        """Write no line."""

    append = nothing if way is Way.LEFT_OUT else SqlTransaction.append_audit
    with swapped(SqlTransaction, "append_audit", append):
        began = process_time()
        if way is Way.SEALED:
            async with sealed.sealing.running():
                await _asked(world, count)
        else:
            await _asked(world, count)
        return (process_time() - began) / count


@contextmanager
def swapped(owner: Any, name: str, value: object) -> Iterator[None]:
    """Put something else in a place for a while."""
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


async def _asked(world: World, count: int) -> None:
    for _ in range(count):
        await world.collect(world.question())


def _world(engine: AsyncEngine, person: SubjectRef) -> World:
    owed = a_report("cjib", a_claim(20000))
    sources = {
        code: StandingSource(agency=an_agency(code), report=owed if code == "cjib" else a_report(code))
        for code in AGENCIES
    }
    return World(engine=engine, subject=person, sources=sources, clock=StillClock())


@asynccontextmanager
async def migrated(address: str) -> AsyncIterator[AsyncEngine]:
    engine = open_engine(address)
    await migrate.upgrade(engine)
    yield engine
    await engine.dispose()


async def rates(name: str, addresses: tuple[str, str], lines: int) -> str:
    """Give a row of the first table."""
    plain_at, sealed_at = addresses
    async with migrated(plain_at) as engine:
        plain = await written(engine, lines, is_sealed=False)
        count, seconds = await backlog(engine)
    async with migrated(sealed_at) as engine:
        with_tree = await written(engine, lines, is_sealed=True)
    added = (with_tree.processor - plain.processor) * 1_000_000
    return (
        f"| {name} | {1 / plain.seconds:,.0f} | {1 / with_tree.seconds:,.0f} | {count / seconds:,.0f} "
        f"| {with_tree.processor / plain.processor:.2f} × | {added:+.0f} µs |\n"
    )


async def overhead(name: str, address: str, count: int) -> str:
    """Give a row of the second table."""
    async with migrated(address) as engine:
        spent = {way: seconds * 1_000_000 for way, seconds in (await requests(engine, count)).items()}
    bare, lines, sealed = (spent[way] for way in Way)
    return (
        f"| {name} | {bare:,.0f} µs | {lines - bare:+,.0f} µs | {sealed - lines:+,.0f} µs | {sealed / bare:.2f} × |\n"
    )


async def both(name: str, addresses: tuple[str, str, str], lines: int, count: int) -> tuple[str, str]:
    first, second, third = addresses
    return await rates(name, (first, second), lines), await overhead(name, third, count)


def main() -> None:
    """Measure both databases, and print the rows of both tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=8_000)
    parser.add_argument("--requests", type=int, default=1_500)
    given = parser.parse_args()
    rows = []
    with TemporaryDirectory() as folder:
        first, second, third = (f"sqlite:///{Path(folder) / name}.db" for name in ("plain", "sealed", "requests"))
        rows.append(asyncio.run(both("SQLite", (first, second, third), given.lines, given.requests)))
    with postgres.server() as server:

        async def on_postgresql() -> tuple[str, str]:
            addresses = await postgres.create(server), await postgres.create(server), await postgres.create(server)
            return await both("PostgreSQL", addresses, given.lines, given.requests)

        rows.append(asyncio.run(on_postgresql()))
    sys.stdout.write("| Database | Lines a second | … sealed too | Sealed afterwards | CPU a line, × | added |\n")
    sys.stdout.write("| --- | ---: | ---: | ---: | ---: | ---: |\n")
    sys.stdout.writelines(rate for rate, _ in rows)
    sys.stdout.write(
        "\n| Database | CPU of a request without its lines | two lines add | sealing them adds | all, × |\n"
    )
    sys.stdout.write("| --- | ---: | ---: | ---: | ---: |\n")
    sys.stdout.writelines(cost for _, cost in rows)


if __name__ == "__main__":
    main()
