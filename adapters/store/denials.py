"""Tokens and clients that stopped counting before their time. Asked by `adapters.identity`."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Final

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import Field

from adapters.store.prepared import Prepared
from adapters.store.tables import Table, UtcTime
from adapters.store.unit import fetched, joined


class DeniedToken(Table, table=True):
    """One token, or all of a client, by a digest that names neither."""

    digest: bytes = Field(primary_key=True)
    until: datetime = Field(sa_type=UtcTime, index=True)


DENIED_TOKEN: Final = Table.metadata.tables["denied_token"]


@cache
def _standing(digests: int) -> Prepared:
    """Find which of so many are denied: a token and its client."""
    these = DENIED_TOKEN.c.digest.in_([bindparam(f"digest{n}") for n in range(digests)])
    return Prepared(select(DENIED_TOKEN.c.digest).where(these, DENIED_TOKEN.c.until > bindparam("now")))


class SqlDenials:
    """The deny list."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def denied(self, digests: Sequence[bytes], now: datetime) -> Collection[bytes]:
        """Give those of them that are denied at this moment."""
        given = {f"digest{n}": digest for n, digest in enumerate(digests)}
        return frozenset(row.digest for row in await fetched(self._engine, _standing(len(digests)), now=now, **given))

    async def deny(self, digest: bytes, *, until: datetime, now: datetime) -> None:
        """Deny until a moment, whatever was said before; what is over goes."""
        async with joined(self._engine) as unit:
            adding = unit.insert(DENIED_TOKEN).values(digest=digest, until=until)
            changing = adding.on_conflict_do_update(
                index_elements=[DENIED_TOKEN.c.digest], set_={"until": adding.excluded.until}
            )
            await unit.run(changing)
            await unit.run(delete(DENIED_TOKEN).where(DENIED_TOKEN.c.until <= now))
