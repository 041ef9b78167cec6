"""A database that is away for a while: nothing is lost, and the work goes on by itself when it is back."""

import asyncio
from typing import Any

import asyncpg
import postgres
from living import a_life_world
from working import executor, until

from hub.errors import Unavailable
from hub.life.kept import WorkKind
from hub.life.states import State


async def _set_away(server: str, database: str, *, away: bool) -> None:
    """Let nobody in, and throw out whoever is; or let them in again."""
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(f'ALTER DATABASE "{database}" ALLOW_CONNECTIONS {"false" if away else "true"}')
        if away:
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", database
            )
    finally:
        await connection.close()


async def test_work_goes_on_by_itself_when_the_database_is_back(postgres_server: str, empty_postgres_url: str) -> None:
    url, database = empty_postgres_url, postgres.name_of(empty_postgres_url)
    async with a_life_world(url=url) as hub:
        acts: dict[WorkKind, Any] = {WorkKind.ERRAND: hub.bring, WorkKind.LOOK: hub.look}
        alive = await hub.accepted()
        async with executor(url, hub.world.engine, acts, hub.world.clock, interval_s=1):
            await _set_away(postgres_server, database, away=True)
            await asyncio.sleep(3)
            assert hub.brought("duo") == []
            await _set_away(postgres_server, database, away=False)

            async def all_is_told() -> bool:
                try:
                    return await hub.waiting() == []
                except Unavailable:
                    return False

            await until(all_is_told, seconds=40, pause=0.5)

        assert (await hub.stands(alive.kept.id)).life.state is State.ACTIVE
        assert {len(set(map(str, desk.brought))) for desk in hub.desks.values()} == {0, 1}
