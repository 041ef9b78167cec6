"""What stands on which of the hub's keys, and rows that change over to a new one. Asked by `adapters.identity`."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.subjects import SubjectRow
from adapters.store.tables import SUBJECT, SUBJECT_INDEX
from adapters.store.unit import Unit, begun
from consent.parties import SubjectRef


class SqlKeyRows:
    """The rows of everybody whose key was not destroyed, a few at a time, while others serve."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def behind(
        self, *, wrap_id: str, index_id: str, after: SubjectRef | None, limit: int
    ) -> tuple[SubjectRow, ...]:
        """Give the next people whose key is wrapped otherwise, or who do not stand under this index."""
        page = (
            select(SUBJECT)
            .where(_lives(), SUBJECT.c.ref > (after or ""), (SUBJECT.c.wrap_id != wrap_id) | ~_stands_under(index_id))
            .order_by(SUBJECT.c.ref)
            .limit(limit)
        )
        async with begun(self._engine, reads_only=True) as unit:
            rows = (await unit.run(page)).mappings().all()
        return tuple(SubjectRow(**row) for row in rows)

    async def renew(
        self, people: Mapping[SubjectRef, tuple[bytes, bytes, bytes]], *, wrap_id: str, index_id: str
    ) -> int:
        """Write each person's key as it is wrapped now, and their index; give how many changed.

        `people` are the wrapped key that was read, the one to write, and the index. Left out, for another round: who
        was destroyed or changed since, and on PostgreSQL who is at work just now.
        """
        async with begun(self._engine) as unit:
            held = await _held(unit, tuple(people))
            done = 0
            for ref, wrapped in held.items():
                was, becomes, index = people[ref]
                if wrapped != was:
                    continue
                if becomes != was:
                    renewed = {"key_wrapped": becomes, "wrap_id": wrap_id}
                    await unit.run(update(SUBJECT).where(SUBJECT.c.ref == ref).values(renewed))
                row = {"index_id": index_id, "bsn_index": index, "ref": ref}
                added = await unit.run(unit.insert(SUBJECT_INDEX).values(row).on_conflict_do_nothing())
                done += becomes != was or added.rowcount > 0
        return done

    async def living(self, refs: Sequence[SubjectRef]) -> tuple[SubjectRef, ...]:
        """Give those of these people whose key was not destroyed."""
        alive = select(SUBJECT.c.ref).where(_lives(), SUBJECT.c.ref.in_(refs)).order_by(SUBJECT.c.ref)
        async with begun(self._engine, reads_only=True) as unit:
            rows = await unit.run(alive)
        return tuple(SubjectRef(row.ref) for row in rows)

    async def by_wrap(self) -> dict[str, int]:
        """Count the people by the key that wraps theirs."""
        return await self._counted(select(SUBJECT.c.wrap_id, func.count()).where(_lives()).group_by(SUBJECT.c.wrap_id))

    async def by_index(self) -> dict[str, int]:
        """Count the people by the key under which they can be found; one person may stand under several."""
        its = SUBJECT_INDEX.c.index_id
        return await self._counted(select(its, func.count()).group_by(its))

    async def without(self, index_id: str) -> int:
        """Count the people who cannot be found under this key."""
        missing = select(func.count()).select_from(SUBJECT).where(_lives(), ~_stands_under(index_id))
        async with begun(self._engine, reads_only=True) as unit:
            count: int = (await unit.run(missing)).scalar_one()
        return count

    async def drop_index(self, index_id: str, *, limit: int) -> int:
        """Remove rows of one index key; give how many went, 0 when none is left."""
        its = SUBJECT_INDEX.c
        some = select(its.bsn_index).where(its.index_id == index_id).limit(limit)
        async with begun(self._engine) as unit:
            gone = await unit.run(delete(SUBJECT_INDEX).where(its.index_id == index_id, its.bsn_index.in_(some)))
        return gone.rowcount

    async def _counted(self, counting: Select[Any]) -> dict[str, int]:
        async with begun(self._engine, reads_only=True) as unit:
            rows = (await unit.run(counting)).all()
        return dict(tuple(row) for row in rows)


async def _held(unit: Unit, refs: Sequence[SubjectRef]) -> dict[SubjectRef, bytes]:
    """Take the rows of those who live and are not at work; nobody destroys them before this transaction ends."""
    theirs = select(SUBJECT.c.ref, SUBJECT.c.key_wrapped).where(_lives(), SUBJECT.c.ref.in_(refs))
    # Who waits for nobody closes no circle of people who wait. FOR NO KEY UPDATE: their other rows may be written.
    taken = theirs.with_for_update(skip_locked=True, key_share=True)
    return {SubjectRef(row.ref): row.key_wrapped for row in (await unit.run(taken)).all()}


def _lives() -> ColumnElement[bool]:
    return SUBJECT.c.key_wrapped.is_not(None)


def _stands_under(index_id: str) -> ColumnElement[bool]:
    return exists().where(and_(SUBJECT_INDEX.c.ref == SUBJECT.c.ref, SUBJECT_INDEX.c.index_id == index_id))
