"""Work done as it is done in production: by DBOS, on a real database, at a pace for tests."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.store import SqlStore
from adapters.store.work import SqlWork
from adapters.workflow.doing import Act, Doing, DueWork
from adapters.workflow.executor import Executor, Place
from adapters.workflow.pace import Pace
from hub.actions.forget_expired import ForgetExpired
from hub.life.expiring import Retention
from hub.life.kept import WorkKind
from hub.ports import Clock

SHORT = Retention(attempts=timedelta(days=1), consent_requests=timedelta(days=1), events=timedelta(days=1))

QUICK = Pace(interval_s=30, poll_s=0.05, first_pause_s=0.05, attempt_s=10)
"""Looks happen when a test says so, and no wait is long."""


def wall() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 DBOS stamps its rows with the time there is


@asynccontextmanager
async def executor(
    url: str,
    engine: AsyncEngine,
    acts: Mapping[WorkKind, Act],
    clock: Clock,
    *,
    role: str | None = None,
    due: DueWork | None = None,
    **pace: Any,
) -> AsyncIterator[Executor]:
    """An executor that is running."""
    paced = replace(QUICK, **pace)
    # Whoever moves the clock by a day has this to do, whatever the test is about.
    forget = ForgetExpired(store=SqlStore(engine), clock=clock, retention=SHORT, trace=lambda: token_hex(16))
    made = Executor(
        Place(store_url=url, role=role, executor=f"test-{token_hex(4)}"),
        doing=Doing({WorkKind.FORGET_EXPIRED: forget, **acts}, longest_s=paced.attempt_s),
        due=due or SqlWork(engine),
        clock=clock,
        wall=wall,
        pace=paced,
    )
    async with made.running():
        yield made


async def until(is_so: Callable[[], Awaitable[bool]], *, seconds: float = 20, pause: float = 0.02) -> None:
    """Wait until something is so; a test that waits in vain fails here."""
    async with asyncio.timeout(seconds):
        while not await is_so():  # noqa: ASYNC110 it is another process, or a thread, that makes it so
            await asyncio.sleep(pause)


async def at_rest(running: Executor, engine: AsyncEngine, clock: Clock) -> None:
    """Have all done that is due, and what becomes due by it."""

    async def nothing_is_due() -> bool:
        if not await SqlWork(engine).due(clock.now(), at_most=1):
            return True
        await running.look()
        return False

    await until(nothing_is_due)
