"""The rows about people: who stands behind a reference, sealed. Asked by `adapters.identity`."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.consent_rows import is_name
from adapters.store.tables import SUBJECT
from adapters.store.unit import joined
from consent.parties import SubjectRef


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectRow:
    """One person's row. The three secrets are there together, or gone together when the key was destroyed."""

    ref: SubjectRef
    bsn_index: bytes | None = field(repr=False)
    bsn_sealed: bytes | None = field(repr=False)
    key_wrapped: bytes | None = field(repr=False)
    wrap_id: str
    created_at: datetime


class SqlSubjects:
    """Rows about people. Joins the transaction that is open around it, if one is."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def by_index(self, bsn_index: bytes) -> SubjectRow | None:
        return await self._one(SUBJECT.c.bsn_index == bsn_index)

    async def by_ref(self, ref: SubjectRef) -> SubjectRow | None:
        return await self._one(SUBJECT.c.ref == ref) if is_name(ref) else None

    async def add(
        self,
        *,
        ref: SubjectRef,
        bsn_index: bytes,
        bsn_sealed: bytes,
        key_wrapped: bytes,
        wrap_id: str,
        created_at: datetime,
    ) -> SubjectRef:
        """Add a person unless they are there; give the reference that stands. One statement, so no race makes two."""
        row = {
            "ref": ref,
            "bsn_index": bsn_index,
            "bsn_sealed": bsn_sealed,
            "key_wrapped": key_wrapped,
            "wrap_id": wrap_id,
            "created_at": created_at,
        }
        async with joined(self._engine) as unit:
            adding = unit.insert(SUBJECT).values(row)
            # Writing the same index over itself changes nothing, and makes the row that stands come back.
            standing = adding.on_conflict_do_update(
                index_elements=[SUBJECT.c.bsn_index], set_={"bsn_index": adding.excluded.bsn_index}
            )
            return SubjectRef((await unit.run(standing.returning(SUBJECT.c.ref))).scalar_one())

    async def destroy_key(self, ref: SubjectRef) -> None:
        """Forget a person's key, number and index; what was sealed under the key is unreadable from now on."""
        gone = {"bsn_index": None, "bsn_sealed": None, "key_wrapped": None}
        async with joined(self._engine) as unit:
            await unit.run(update(SUBJECT).where(SUBJECT.c.ref == ref).values(gone))

    async def _one(self, which: ColumnElement[bool]) -> SubjectRow | None:
        async with joined(self._engine, reads_only=True) as unit:
            row = (await unit.run(select(SUBJECT).where(which))).mappings().first()
        return None if row is None else SubjectRow(**row)
