"""How much waits in the database, all workers together, for whoever watches: numbers, and nothing about anybody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from adapters.store.arrangement_tables import WORK
from adapters.store.outgoing_tables import EVENT_DELIVERY
from adapters.store.prepared import Prepared
from adapters.store.unit import fetched
from hub.life.outgoing import Standing

HELD: Final = "held"
DUE: Final = "due"

_WORK: Final = Prepared(
    select(
        WORK.c.kind,
        WORK.c.due_at.is_(None).label("held"),
        func.count().label("many"),
        func.min(WORK.c.due_at).label("oldest"),
    )
    .where(or_(WORK.c.due_at.is_(None), WORK.c.due_at <= bindparam("at")))
    .group_by(WORK.c.kind, WORK.c.due_at.is_(None))
)
_EVENTS: Final = Prepared(
    select(EVENT_DELIVERY.c.subscriber, EVENT_DELIVERY.c.state, func.count().label("many"))
    .where(EVENT_DELIVERY.c.state != Standing.DELIVERED.value)
    .group_by(EVENT_DELIVERY.c.subscriber, EVENT_DELIVERY.c.state)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Work by kind and state, since when the oldest of it is due, and events by subscriber and state."""

    work: dict[tuple[str, str], int]
    oldest: datetime | None
    events: dict[tuple[str, str], int]


async def waiting(engine: AsyncEngine, at: datetime) -> Waiting:
    """Count what is due or held, and what subscribers have not taken. Raises Unavailable."""
    work = await fetched(engine, _WORK, at=at)
    events = await fetched(engine, _EVENTS)
    return Waiting(
        work={(row.kind, HELD if row.held else DUE): row.many for row in work},
        oldest=min((row.oldest for row in work if row.oldest), default=None),
        events={(row.subscriber, row.state): row.many for row in events},
    )


def connections(engine: AsyncEngine) -> tuple[int, int]:
    """How many connections of this process are at work, and how many are open beside them."""
    pool = engine.pool
    if not isinstance(pool, AsyncAdaptedQueuePool):
        return 0, 0
    return pool.checkedout(), pool.checkedin()
