"""What a request costs with more workers, and with more in the database: as much, one hopes."""

import asyncio
from collections.abc import Callable
from typing import Final

import asyncpg
from bench.contenders import Ours
from bench.our_hub import Setting
from bench.rounds import Effort, measure
from bench.surroundings import Surroundings

from adapters.store.tables import CONSENT_GRANT, SUBJECT

FEW: Final = 1_000
MANY: Final = 100_000
"""Stored grants between which the cost is compared; a million takes minutes: `--grants 1000000`."""

GRANTS_A_PERSON: Final = 10
"""Five agencies, for an overview and for a plan."""


def workers_ratio(world: Surroundings, row: Ours, effort: Effort, tell: Callable[[str], None]) -> float:
    """Processor time a request with two workers, as much as with one."""
    one = row.running(world.hub(row.setting), world.people)
    with world.own_hub(Setting(config=row.setting.config, workers=2)) as hub:
        two = row.running(hub, world.people)
        alone, together = measure({"one worker": one, "two workers": two}, effort, tell)
    return together.cpu_us / alone.cpu_us


def grants_ratio(world: Surroundings, row: Ours, effort: Effort, many: int, tell: Callable[[str], None]) -> float:
    """Processor time a request with many stored grants, as much as with few. On PostgreSQL, where they will be."""
    stores = {count: world.database() for count in (FEW, many)}
    setting = Setting(config=row.setting.config)
    with (
        world.own_hub(setting, store=stores[FEW]) as beside_few,
        world.own_hub(setting, store=stores[many]) as beside_many,
    ):
        for count, store in stores.items():
            asyncio.run(fill(store, count))
        hubs = {f"{FEW} grants": beside_few, f"{many} grants": beside_many}
        few, more = measure({name: row.running(hub, world.people) for name, hub in hubs.items()}, effort, tell)
    return more.cpu_us / few.cpu_us


async def fill(store: str, count: int) -> None:
    """Store the grants of more people, each a copy of a person who is there."""
    connection = await asyncpg.connect(store)
    try:
        somebody = await connection.fetchval("SELECT min(subject_ref) FROM consent_grant")
        people = await connection.execute(_copied(SUBJECT.name, SUBJECT.c.keys(), "ref"), somebody, count)
        grants = _copied(CONSENT_GRANT.name, CONSENT_GRANT.c.keys(), "subject_ref")
        stored = await connection.execute(grants, somebody, count)
        if (people, stored) != (f"INSERT 0 {count // GRANTS_A_PERSON}", f"INSERT 0 {count}"):
            raise RuntimeError(f"{people}, {stored} where {count} grants were to be stored")
        await connection.execute("ANALYZE")
    finally:
        await connection.close()


def _copied(table: str, columns: list[str], person: str) -> str:
    """Copy the rows of somebody ($1) for as many people as have so many grants ($2)."""
    others = ", ".join(f'"{name}"' for name in columns if name != person)
    return (
        f'INSERT INTO "{table}" ("{person}", {others}) '  # noqa: S608 the names of our own tables
        f"SELECT 'stored-' || number, {others} "
        f'FROM "{table}", generate_series(1, $2::int / {GRANTS_A_PERSON}) AS number WHERE "{person}" = $1'
    )
