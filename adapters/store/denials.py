"""Tokens and clients that stopped counting before their time. Asked by `adapters.identity`."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import Field

from adapters.store.tables import Table, UtcTime
from adapters.store.unit import joined


class DeniedToken(Table, table=True):
    """One token, or all of a client, by a digest that names neither."""

    digest: bytes = Field(primary_key=True)
    until: datetime = Field(sa_type=UtcTime, index=True)


DENIED_TOKEN: Final = Table.metadata.tables["denied_token"]


class SqlDenials:
    """The deny list."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def denied(self, digests: Sequence[bytes], now: datetime) -> Collection[bytes]:
        """Give those of them that are denied at this moment."""
        standing = select(DENIED_TOKEN.c.digest).where(DENIED_TOKEN.c.digest.in_(digests), DENIED_TOKEN.c.until > now)
        async with joined(self._engine, reads_only=True) as unit:
            return frozenset((await unit.run(standing)).scalars())

    async def deny(self, digest: bytes, *, until: datetime, now: datetime) -> None:
        """Deny until a moment, whatever was said before; what is over goes."""
        async with joined(self._engine) as unit:
            adding = unit.insert(DENIED_TOKEN).values(digest=digest, until=until)
            changing = adding.on_conflict_do_update(
                index_elements=[DENIED_TOKEN.c.digest], set_={"until": adding.excluded.until}
            )
            await unit.run(changing)
            await unit.run(delete(DENIED_TOKEN).where(DENIED_TOKEN.c.until <= now))
