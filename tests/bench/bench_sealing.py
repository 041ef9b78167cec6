"""How fast lines are written and sealed, and what sealing adds to the processor time of each, for `make bench`.

A benchmark, never a test: machines are noisy. What counts is the ratio between two columns of one run. On PostgreSQL
the processor time is the hub's own, without the server's.
"""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import postgres
from kept import a_person
from sealing import NOBODY, Sealed, write_lines
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store import migrate
from adapters.store.engine import open_engine
from adapters.store.store import SqlStore
from consent.parties import SubjectRef

WRITERS = 8
"""People about whom lines are written at once."""


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


@asynccontextmanager
async def migrated(address: str) -> AsyncIterator[AsyncEngine]:
    engine = open_engine(address)
    await migrate.upgrade(engine)
    yield engine
    await engine.dispose()


async def measured(name: str, addresses: tuple[str, str], lines: int) -> None:
    plain_at, sealed_at = addresses
    async with migrated(plain_at) as engine:
        plain = await written(engine, lines, is_sealed=False)
        count, seconds = await backlog(engine)
    async with migrated(sealed_at) as engine:
        with_tree = await written(engine, lines, is_sealed=True)
    added = (with_tree.processor - plain.processor) * 1_000_000
    sys.stdout.write(
        f"| {name} | {1 / plain.seconds:,.0f} | {1 / with_tree.seconds:,.0f} | {count / seconds:,.0f} "
        f"| {with_tree.processor / plain.processor:.2f} × | {added:+.0f} µs |\n"
    )


def main() -> None:
    """Measure both databases, and print the rows of a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=8_000)
    lines = parser.parse_args().lines
    sys.stdout.write("| Database | Lines a second | … sealed too | Sealed afterwards | CPU a line, × | added |\n")
    sys.stdout.write("| --- | ---: | ---: | ---: | ---: | ---: |\n")
    with TemporaryDirectory() as folder:
        files = tuple(f"sqlite:///{Path(folder) / name}.db" for name in ("plain", "sealed"))
        asyncio.run(measured("SQLite", (files[0], files[1]), lines))
    with postgres.server() as server:

        async def both() -> None:
            addresses = await postgres.create(server), await postgres.create(server)
            await measured("PostgreSQL", addresses, lines)

        asyncio.run(both())


if __name__ == "__main__":
    main()
