"""Proofs of possession that were seen already, for all workers together. Asked by `adapters.identity`."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import BindParameter, bindparam, delete, literal_column, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import Field

from adapters.store.prepared import Prepared
from adapters.store.tables import Table, UtcTime
from adapters.store.unit import begun

SWEPT: Final = 10
"""Rows that are over and go when a new one comes: more than come, so there are never many, and never much work."""


class UsedProof(Table, table=True):
    """One proof, by a digest of its key and its id."""

    digest: bytes = Field(primary_key=True)
    until: datetime = Field(sa_type=UtcTime, index=True)


USED_PROOF: Final = Table.metadata.tables["used_proof"]


_PROOF: Final[dict[str, BindParameter[Any]]] = {name: bindparam(name) for name in ("digest", "until")}
_USE: Final = Prepared(sqlite.insert(USED_PROOF).values(_PROOF).on_conflict_do_nothing().returning(USED_PROOF.c.digest))
_USE_ROW: Final = Prepared(
    postgresql.insert(USED_PROOF).values(_PROOF).on_conflict_do_nothing().returning(USED_PROOF.c.digest)
)

_OVER: Final = (
    select(USED_PROOF.c.digest)
    .where(USED_PROOF.c.until < bindparam("now"))
    .order_by(USED_PROOF.c.until)
    .limit(literal_column(str(SWEPT)))
)
_SWEEP: Final = Prepared(delete(USED_PROOF).where(USED_PROOF.c.digest.in_(_OVER)))
_SWEEP_ROWS: Final = Prepared(
    # Two workers that sweep the same rows would wait for each other.
    delete(USED_PROOF).where(USED_PROOF.c.digest.in_(_OVER.with_for_update(skip_locked=True)))
)


class SqlUsedProofs:
    """Remembers proofs until nobody would take them anyway."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def use(self, digest: bytes, *, until: datetime, now: datetime) -> bool:
        """Say whether this is the first time. One statement and a unique key, so of many at once one hears yes.

        In a transaction of its own: a proof stays used, whatever comes of the request.
        """
        async with begun(self._engine) as unit:
            use, sweep = (_USE_ROW, _SWEEP_ROWS) if unit.has_many_writers else (_USE, _SWEEP)
            is_first = bool(await unit.fetch(use, digest=digest, until=until))
            await unit.fetch(sweep, now=now)
        return is_first
