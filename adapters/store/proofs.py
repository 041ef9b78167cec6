"""Proofs of possession that were seen already, for all workers together. Asked by `adapters.identity`."""

from datetime import datetime
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import Field

from adapters.store.tables import Table, UtcTime
from adapters.store.unit import begun

SWEPT: Final = 10
"""Rows that are over and go when a new one comes: more than come, so there are never many, and never much work."""


class UsedProof(Table, table=True):
    """One proof, by a digest of its key and its id."""

    digest: bytes = Field(primary_key=True)
    until: datetime = Field(sa_type=UtcTime, index=True)


USED_PROOF: Final = Table.metadata.tables["used_proof"]


class SqlUsedProofs:
    """Remembers proofs until nobody would take them anyway."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def use(self, digest: bytes, *, until: datetime, now: datetime) -> bool:
        """Say whether this is the first time. One statement and a unique key, so of many at once one hears yes.

        In a transaction of its own: a proof stays used, whatever comes of the request.
        """
        over = (
            select(USED_PROOF.c.digest)
            .where(USED_PROOF.c.until < now)
            .order_by(USED_PROOF.c.until)
            .limit(SWEPT)
            .with_for_update(skip_locked=True)  # two workers that sweep the same rows would wait for each other
        )
        async with begun(self._engine) as unit:
            adding = unit.insert(USED_PROOF).values(digest=digest, until=until).on_conflict_do_nothing()
            is_first = (await unit.run(adding.returning(USED_PROOF.c.digest))).first() is not None
            await unit.run(delete(USED_PROOF).where(USED_PROOF.c.digest.in_(over)))
        return is_first
