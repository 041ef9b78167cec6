"""The audit log across people, and the tree over it: what seals, shows and exports it reads and appends here only."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, Select, bindparam, func, insert, literal_column, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.prepared import Prepared
from adapters.store.tables import AUDIT_CHECKPOINT, AUDIT_COSIGNATURE, AUDIT_EVENT, AUDIT_HEAD, AUDIT_NODE, AUDIT_TREE
from adapters.store.unit import Unit, begun, is_inside
from hub.audit.entry import entry
from hub.audit.merkle import Node, completed, cover, leaf_hash
from hub.audit.sealed import Enough, Signed, Standing, inconsistent, other_origin
from hub.ports import WrittenLine

PIECE: Final = 1_000
"""Lines that are read at a time."""

NAMES: Final = 500
"""Nodes that are asked for at a time."""

_WHOLE: Final = Prepared(
    select(
        func.set_config(literal_column("'hub.log'"), literal_column("'whole'"), literal_column("true")).label("whole")
    )
)
"""From here on the database shows everybody's lines of the log; gone at the end of the transaction (SET LOCAL)."""

_TREE: Final = select(AUDIT_TREE.c.origin, AUDIT_TREE.c.size)
_HELD: Final = Prepared(_TREE.with_for_update())
_LINES: Final = Prepared(
    select(AUDIT_EVENT.c.seq, AUDIT_EVENT.c.record)
    .where(AUDIT_EVENT.c.seq >= bindparam("first"), AUDIT_EVENT.c.seq <= bindparam("last"))
    .order_by(AUDIT_EVENT.c.seq)
)
_NODE: Final = Prepared(
    insert(AUDIT_NODE).values({column.name: bindparam(column.name, type_=column.type) for column in AUDIT_NODE.c})
)
_GROW: Final = Prepared(update(AUDIT_TREE).values(origin=bindparam("log"), size=bindparam("grown")))


class SqlAuditLog:
    """Lines, nodes, checkpoints and what witnesses signed. Nothing here is changed, only added to."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def standing(self, enough: Enough) -> Standing:
        async with self._opened(reads_only=True) as unit:
            # What was signed comes first, and both sizes in one statement: a tree that grows meanwhile only grows.
            newest = await _checkpoint(unit, select(AUDIT_CHECKPOINT))
            covering = await _checkpoint(unit, _witnessed(enough))
            both = select(AUDIT_HEAD.c.seq, AUDIT_TREE.c.origin, AUDIT_TREE.c.size).where(
                AUDIT_HEAD.c.id == AUDIT_TREE.c.id
            )
            row = (await unit.run(both)).one()
            covered = covering.size if covering else 0
            first = select(AUDIT_EVENT.c.at).where(AUDIT_EVENT.c.seq == covered + 1)
            waiting_since = (await unit.run(first)).scalar() if row.seq > covered else None
        return Standing(
            lines=row.seq,
            size=row.size,
            origin=row.origin,
            newest=newest,
            covering=covering,
            waiting_since=waiting_since,
        )

    async def seal(self, origin: str, *, at_most: int) -> int:
        async with self._opened() as unit:
            (tree,) = await unit.fetch(_HELD)
            if tree.origin not in {None, origin}:
                raise other_origin()
            lines = await unit.fetch(_LINES, first=tree.size + 1, last=tree.size + at_most)
            if [line.seq for line in lines] != [*range(tree.size + 1, tree.size + len(lines) + 1)]:
                raise inconsistent("A line of it is missing.")
            if lines:
                await self._append(unit, origin, tree.size, [line.record.encode() for line in lines])
        return len(lines)

    async def entries(self, first: int, last: int) -> AsyncIterator[tuple[WrittenLine, ...]]:
        """Give the lines with these numbers, the last included, piece by piece: each in a short transaction.

        One that is gone is left out: whoever takes lines out says which it is, and a refusal would hide that.
        """
        for start in range(first, last + 1, PIECE):
            async with self._opened(reads_only=True) as unit:
                rows = await unit.fetch(_LINES, first=start, last=min(start + PIECE - 1, last))
            if rows:
                yield tuple(WrittenLine(seq=row.seq, written=row.record.encode()) for row in rows)

    async def nodes(self, names: Sequence[Node]) -> Mapping[Node, bytes]:
        async with self._opened(reads_only=True) as unit:
            return await _nodes(unit, names)

    async def put_checkpoint(self, size: int, note: str, at: datetime) -> bool:
        async with self._opened() as unit:
            await unit.fetch(_HELD)  # one at a time, whoever else signs: what is signed only grows
            newest = await _checkpoint(unit, select(AUDIT_CHECKPOINT))
            if newest is not None and newest.size >= size:
                return False
            await unit.run(unit.insert(AUDIT_CHECKPOINT).values(size=size, note=note, signed_at=at))
            return True

    async def put_cosignature(self, size: int, witness: str, lines: str, at: datetime) -> None:
        async with self._opened() as unit:
            row = {"size": size, "witness": witness, "lines": lines, "at": at}
            await unit.run(unit.insert(AUDIT_COSIGNATURE).values(row).on_conflict_do_nothing())

    async def witnessed(self) -> Mapping[str, int]:
        its = AUDIT_COSIGNATURE.c
        async with self._opened(reads_only=True) as unit:
            rows = await unit.run(select(its.witness, func.max(its.size).label("size")).group_by(its.witness))
            return {row.witness: row.size for row in rows}

    async def checkpoint(self, enough: Enough, *, over: int | None = None) -> Signed | None:
        """Give the last checkpoint that enough witnesses signed, or the first such that has line `over` under it."""
        found = _witnessed(enough)
        async with self._opened(reads_only=True) as unit:
            if over is None:
                return await _checkpoint(unit, found)
            return await _checkpoint(unit, found.where(AUDIT_CHECKPOINT.c.size >= over), is_first=True)

    async def _append(self, unit: Unit, origin: str, size: int, lines: Sequence[bytes]) -> None:
        leaves = [leaf_hash(entry(origin, seq, line)) for seq, line in enumerate(lines, start=size + 1)]
        try:
            added = completed(size, leaves, await _nodes(unit, cover(0, size)))
        except KeyError:
            raise inconsistent("Nodes of its tree are missing.") from None
        await unit.add(
            _NODE, [{"level": level, "place": place, "hash": hash_} for (level, place), hash_ in added.items()]
        )
        await unit.fetch(_GROW, log=origin, grown=size + len(lines))

    @asynccontextmanager
    async def _opened(self, *, reads_only: bool = False) -> AsyncIterator[Unit]:
        """Open a transaction that sees everybody's lines. Never one about a person: that would see them too."""
        if is_inside(self._engine):
            raise RuntimeError("the whole log inside somebody's transaction")
        async with begun(self._engine, reads_only=reads_only) as unit:
            if unit.has_many_writers:
                await unit.fetch(_WHOLE)
            yield unit


async def _nodes(unit: Unit, names: Sequence[Node]) -> dict[Node, bytes]:
    its, found = AUDIT_NODE.c, {}
    for start in range(0, len(names), NAMES):
        some = tuple_(its.level, its.place).in_(names[start : start + NAMES])
        rows = await unit.run(select(AUDIT_NODE).where(some))
        found.update({(row.level, row.place): row.hash for row in rows})
    return found


def _witnessed(enough: Enough) -> Select[Any]:
    """Find the checkpoints that enough witnesses signed."""
    its = AUDIT_COSIGNATURE.c
    signed = (
        select(func.count())
        .where(its.size == AUDIT_CHECKPOINT.c.size, its.witness.in_(enough.witnesses))
        .scalar_subquery()
    )
    return select(AUDIT_CHECKPOINT).where(signed >= enough.quorum)


async def _checkpoint(unit: Unit, found: Select[Any], *, is_first: bool = False) -> Signed | None:
    """Give the first of them, or the last, with what witnesses signed under it."""
    size = AUDIT_CHECKPOINT.c.size
    row = (await unit.run(found.order_by(size if is_first else size.desc()).limit(1))).first()
    return None if row is None else await _signed(unit, row)


async def _signed(unit: Unit, row: Row[Any]) -> Signed:
    its = AUDIT_COSIGNATURE.c
    rows = await unit.run(select(its.witness, its.lines).where(its.size == row.size))
    cosigned = {each.witness: each.lines for each in rows}
    return Signed(size=row.size, note=row.note, signed_at=row.signed_at, cosigned=cosigned)
