"""Events for subscribers across people, by their numbers: what an operator looks into. Nothing of what they say."""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import Row, bindparam, select
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.names import is_name
from adapters.store.outgoing_rows import delivery_of
from adapters.store.outgoing_tables import EVENT_DELIVERY
from adapters.store.prepared import Prepared
from adapters.store.unit import begun, fetched
from consent.parties import SubjectRef
from hub.life.outgoing import Numbered, Standing

_FIND: Final = Prepared(select(EVENT_DELIVERY).where(EVENT_DELIVERY.c.id == bindparam("id")))


class SqlEventNumbers:
    """The rows that say how sending stands."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def numbered(
        self, *, subscriber: str | None = None, since: int = 1, states: Collection[Standing], at_most: int
    ) -> tuple[Numbered, ...]:
        its = EVENT_DELIVERY.c
        found = select(EVENT_DELIVERY).where(its.seq >= since, its.state.in_([state.value for state in states]))
        if subscriber is not None:
            found = found.where(its.subscriber == subscriber)
        async with begun(self._engine, reads_only=True) as unit:
            rows = await unit.run(found.order_by(its.subscriber, its.seq).limit(at_most))
        return tuple(map(_numbered, rows))

    async def find(self, event_id: str) -> Numbered | None:
        rows = await fetched(self._engine, _FIND, id=event_id) if is_name(event_id) else []
        return _numbered(rows[0]) if rows else None


def _numbered(row: Row[Any]) -> Numbered:
    return Numbered(
        id=row.id,
        subject=SubjectRef(row.ref),
        subscriber=row.subscriber,
        seq=row.seq,
        delivery=delivery_of(row),
    )
