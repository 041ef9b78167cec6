"""The rows about people: who stands behind a reference, sealed. Asked by `adapters.identity`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import Row, and_, bindparam, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.names import is_name
from adapters.store.prepared import Prepared
from adapters.store.tables import SUBJECT, SUBJECT_INDEX
from adapters.store.unit import Unit, fetched, joined
from consent.parties import SubjectRef


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectRow:
    """One person's row. The two secrets are there together, or gone together when the key was destroyed."""

    ref: SubjectRef
    bsn_sealed: bytes | None = field(repr=False)
    key_wrapped: bytes | None = field(repr=False)
    wrap_id: str
    created_at: datetime


_BY_REF: Final = Prepared(select(SUBJECT).where(SUBJECT.c.ref == bindparam("ref")))


@cache
def _by_index(indexes: int) -> Prepared:
    """Find people under so many indexes at once: one, and one more for each key that is being changed."""
    its = SUBJECT_INDEX.c
    any_of = or_(
        *(and_(its.index_id == bindparam(f"name{n}"), its.bsn_index == bindparam(f"index{n}")) for n in range(indexes))
    )
    return Prepared(select(its.index_id, SUBJECT).join(SUBJECT, SUBJECT.c.ref == its.ref).where(any_of))


class SqlSubjects:
    """Rows about people. Joins the transaction that is open around it, if one is."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def by_index(self, indexes: Mapping[str, bytes]) -> SubjectRow | None:
        """Find who stands under any of these; under two people, the one of the index named first."""
        rows = await fetched(self._engine, _by_index(len(indexes)), **_numbered(indexes))
        found = {row.index_id: row for row in rows}
        return next((_person(found[name]) for name in indexes if name in found), None)

    async def by_ref(self, ref: SubjectRef) -> SubjectRow | None:
        rows = await fetched(self._engine, _BY_REF, ref=str(ref)) if is_name(ref) else []
        return _person(rows[0]) if rows else None

    async def add(
        self,
        *,
        ref: SubjectRef,
        indexes: Mapping[str, bytes],
        bsn_sealed: bytes,
        key_wrapped: bytes,
        wrap_id: str,
        created_at: datetime,
    ) -> SubjectRef:
        """Add a person under all indexes unless they stand under any; give the reference that stands.

        Workers that have one index key in common meet in its row, so no race makes two, though the keys are being
        changed meanwhile.
        """
        row = {
            "ref": ref,
            "bsn_sealed": bsn_sealed,
            "key_wrapped": key_wrapped,
            "wrap_id": wrap_id,
            "created_at": created_at,
        }
        async with joined(self._engine) as unit:
            refs = await _claimed(unit, ref, indexes)
            others = [refs[name] for name in indexes if refs[name] != ref]
            if others:
                await unit.run(delete(SUBJECT_INDEX).where(SUBJECT_INDEX.c.ref == ref))
                return others[0]
            await unit.run(unit.insert(SUBJECT).values(row))
            return ref

    async def destroy_key(self, ref: SubjectRef, *, last: Callable[[], None] | None = None) -> bool:
        """Forget a person's key, number and indexes; what was sealed under the key is unreadable from now on.

        False where there was no key. `last` is done before that stands, when nothing is left but to commit.
        """
        async with joined(self._engine) as unit:
            # The person first: who writes indexes holds their row, and what they wrote is seen by the next statement.
            gone = {"bsn_sealed": None, "key_wrapped": None}
            theirs = update(SUBJECT).where(SUBJECT.c.ref == ref, SUBJECT.c.key_wrapped.is_not(None)).values(gone)
            was_there = (await unit.run(theirs)).rowcount > 0
            await unit.run(delete(SUBJECT_INDEX).where(SUBJECT_INDEX.c.ref == ref))
            if was_there and last is not None:
                unit.before_commit(last)
        return was_there

    async def let_go(self, indexes: Mapping[str, bytes]) -> None:
        """Have these indexes lead to nobody; what stands of the person stays. Only a sandbox does so."""
        async with joined(self._engine) as unit:
            for name, index in indexes.items():
                its = SUBJECT_INDEX.c
                await unit.run(delete(SUBJECT_INDEX).where(its.index_id == name, its.bsn_index == index))


def _person(row: Row[Any]) -> SubjectRow:
    return SubjectRow(
        ref=SubjectRef(row.ref),
        bsn_sealed=row.bsn_sealed,
        key_wrapped=row.key_wrapped,
        wrap_id=row.wrap_id,
        created_at=row.created_at,
    )


def _numbered(indexes: Mapping[str, bytes]) -> dict[str, object]:
    pairs = list(enumerate(indexes.items()))
    return {f"name{n}": name for n, (name, _) in pairs} | {f"index{n}": index for n, (_, index) in pairs}


async def _claimed(unit: Unit, ref: SubjectRef, indexes: Mapping[str, bytes]) -> dict[str, SubjectRef]:
    """Write the person under every index that is free; give who stands under each, by the name of its key."""
    # In one order everywhere: two that wait for each other's rows would wait for ever.
    rows = [{"index_id": name, "bsn_index": index, "ref": ref} for name, index in sorted(indexes.items())]
    adding = unit.insert(SUBJECT_INDEX).values(rows)
    # Writing the same name over itself changes nothing, and makes the row that stands come back.
    standing = adding.on_conflict_do_update(
        index_elements=[SUBJECT_INDEX.c.index_id, SUBJECT_INDEX.c.bsn_index],
        set_={"index_id": adding.excluded.index_id},
    ).returning(SUBJECT_INDEX.c.index_id, SUBJECT_INDEX.c.ref)
    return {row.index_id: SubjectRef(row.ref) for row in (await unit.run(standing)).all()}
