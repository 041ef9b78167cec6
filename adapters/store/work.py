"""Work that waits, across people and without anybody's key. Asked by `adapters.workflow` and by operators."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.arrangement_tables import WORK
from adapters.store.names import is_name
from adapters.store.prepared import Prepared
from adapters.store.unit import begun, fetched
from consent.parties import SubjectRef
from hub.life.kept import Work, WorkKind

_DUE: Final = Prepared(
    select(WORK).where(WORK.c.due_at <= bindparam("at")).order_by(WORK.c.due_at, WORK.c.id).limit(bindparam("at_most"))
)
_FIND: Final = Prepared(select(WORK).where(WORK.c.id == bindparam("id")))
_STEERED: Final = (WorkKind.ERRAND.value, WorkKind.DISPUTE.value)
"""What an operator can do something about: listed although it is to come."""

_WAITING: Final = Prepared(
    select(WORK)
    .where(
        or_(*(WORK.c.kind == kind for kind in _STEERED), WORK.c.due_at <= bindparam("at")),
        # Nobody waits for this, and there is one for everybody.
        WORK.c.kind != WorkKind.FORGET_EXPIRED.value,
    )
    .order_by(WORK.c.due_at.is_not(None), WORK.c.due_at, WORK.c.id)
    .limit(bindparam("at_most"))
)


class SqlWork:
    """The rows of work, which say whose turn it is and nothing about anybody."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def due(self, at: datetime, *, at_most: int) -> tuple[Work, ...]:
        """Give what is due at a moment, oldest first."""
        return tuple(map(_work, await fetched(self._engine, _DUE, at=at, at_most=at_most)))

    async def waiting(self, at: datetime, *, at_most: int) -> tuple[Work, ...]:
        return tuple(map(_work, await fetched(self._engine, _WAITING, at=at, at_most=at_most)))

    async def find(self, work_id: str) -> Work | None:
        rows = await fetched(self._engine, _FIND, id=work_id) if is_name(work_id) else []
        return _work(rows[0]) if rows else None

    async def put_off(self, work: Work, until: datetime) -> bool:
        """Let it be due later; False where it was moved or done meanwhile, and so stays as it is."""
        same = (WORK.c.id == work.id) & (WORK.c.turn == work.turn) & (WORK.c.due_at == work.due_at)
        later = update(WORK).where(same).values(due_at=until, turn=WORK.c.turn + 1).returning(WORK.c.id)
        async with begun(self._engine) as unit:
            return (await unit.run(later)).first() is not None


def _work(row: Row[Any]) -> Work:
    return Work(
        id=row.id,
        kind=WorkKind(row.kind),
        subject=SubjectRef(row.ref),
        about=row.about,
        due_at=row.due_at,
        turn=row.turn,
    )
