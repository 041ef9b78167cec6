"""How long it takes a person with a long log to take their own data home, with no network in between; run it by hand.

A benchmark, never a test: machines are noisy. The lines are those of looks at an overview of five agencies, the longest
that come often. What is measured is all that the hub does, without a network: reading, opening, writing JSON.
"""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import orjson
import postgres
from living import OWED, a_life_world
from taking_home import taken, taking

from adapters.web.own_data import parts
from hub.actions import reading

AT_ONCE = 1_000
"""Lines that are written in one transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """What one export came to."""

    first_s: float
    whole_s: float
    size: int


async def measured(url: str, lines: int) -> Took:
    """Take home from a hub in which somebody looked so often."""
    async with a_life_world(OWED, url=url) as hub:
        world = hub.world
        await hub.running()
        await world.collect(world.question())
        async with world.store.transaction(world.subject) as transaction:
            (written,) = await transaction.audit_lines(at_most=1)
        (line,) = await reading.readable([written])
        for _ in range(0, lines, AT_ONCE):
            async with world.store.transaction(world.subject) as transaction:
                for _ in range(AT_ONCE):
                    await transaction.append_audit(line.record)
        began = perf_counter()
        data = await taken(world)
        head = orjson.dumps(dict(data.kinds))
        first = perf_counter() - began
        size = await _size(parts(head, taking(world).lines(world.subject)))
        return Took(first_s=first, whole_s=perf_counter() - began, size=size)


async def _size(written: AsyncIterator[bytes]) -> int:
    return sum([len(part) async for part in written])


def main() -> None:
    """Measure both databases, and print the rows of a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=10_000)
    lines = parser.parse_args().lines
    sys.stdout.write("| Database | Lines | Until the first byte | Until the last | Size |\n")
    sys.stdout.write("| --- | ---: | ---: | ---: | ---: |\n")
    with TemporaryDirectory() as folder:
        _print("SQLite", lines, asyncio.run(measured(f"sqlite:///{Path(folder) / 'hub.db'}", lines)))
    with postgres.server() as server:

        async def there() -> Took:
            return await measured(await postgres.create(server), lines)

        _print("PostgreSQL", lines, asyncio.run(there()))


def _print(name: str, lines: int, took: Took) -> None:
    sys.stdout.write(
        f"| {name} | {lines:,} | {took.first_s:.2f} s | {took.whole_s:.2f} s | {took.size / 1_000_000:.1f} MB |\n"
    )


if __name__ == "__main__":
    main()
