"""The whole audit log for who exports it; implements `hub.audit.whole_log.WholeLog`."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Final

from sqlalchemy import bindparam, func, literal_column, select, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.prepared import Prepared
from adapters.store.tables import AUDIT_CHECKPOINT, AUDIT_COSIGNATURE, AUDIT_EVENT, AUDIT_NODE
from adapters.store.unit import Unit, begun
from hub.audit.merkle import Node
from hub.audit.whole_log import Numbered, Sealed

PIECE: Final = 1_000
"""Lines that are read at a time."""

NAMES: Final = 500
"""Nodes that are asked for at a time."""

_WHOLE: Final = Prepared(
    select(
        func.set_config(literal_column("'hub.log'"), literal_column("'whole'"), literal_column("true")).label("whole")
    )
)
"""From here on PostgreSQL shows everybody's lines of the log; gone at the end of the transaction (SET LOCAL)."""

_LINES: Final = Prepared(
    select(AUDIT_EVENT.c.seq, AUDIT_EVENT.c.record)
    .where(AUDIT_EVENT.c.seq >= bindparam("first"), AUDIT_EVENT.c.seq <= bindparam("last"))
    .order_by(AUDIT_EVENT.c.seq)
)


class SqlWholeLog:
    """Reads in short transactions: whoever writes meanwhile does not wait for an export.

    A checkpoint counts once `quorum` of these `witnesses` have signed it.
    """

    def __init__(self, engine: AsyncEngine, *, witnesses: Sequence[str] = (), quorum: int = 0) -> None:
        self._engine = engine
        self._witnesses = tuple(witnesses)
        self._quorum = quorum

    async def sealed(self) -> Sealed | None:
        note, its = AUDIT_CHECKPOINT.c, AUDIT_COSIGNATURE.c
        mine = its.size == note.size
        count = select(func.count()).where(mine, its.witness.in_(self._witnesses)).scalar_subquery()
        last = select(note.size, note.note).where(count >= self._quorum).order_by(note.size.desc()).limit(1)
        async with self._opened() as unit:
            found = (await unit.run(last)).first()
            if found is None:
                return None
            under = await unit.run(select(its.lines).where(its.size == found.size).order_by(its.witness))
            return Sealed.of(found.note + "".join(row.lines for row in under))

    async def lines(self, first: int, last: int) -> AsyncIterator[Sequence[Numbered]]:
        """Give what is there. A line that is not is for the export to say: a refusal would hide which one."""
        for start in range(first, last + 1, PIECE):
            async with self._opened() as unit:
                rows = await unit.fetch(_LINES, first=start, last=min(start + PIECE - 1, last))
            if rows:
                yield [(row.seq, row.record.encode()) for row in rows]

    async def nodes(self, names: Sequence[Node]) -> Mapping[Node, bytes]:
        its, found = AUDIT_NODE.c, dict[Node, bytes]()
        async with self._opened() as unit:
            for start in range(0, len(names), NAMES):
                some = tuple_(its.level, its.place).in_(names[start : start + NAMES])
                for row in await unit.run(select(AUDIT_NODE).where(some)):
                    found[row.level, row.place] = row.hash
        return found

    @asynccontextmanager
    async def _opened(self) -> AsyncIterator[Unit]:
        async with begun(self._engine, reads_only=True) as unit:
            if unit.has_many_writers:
                await unit.fetch(_WHOLE)
            yield unit
