"""Sessions of people who logged in, begun log-ins, used logout tokens. Asked by `adapters.identity.login`.

Nothing here can be read or tried against anything: ids stand as hashes, contents sealed, persons as keyed hashes.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, delete, or_, select, update
from sqlalchemy import Table as SqlTable
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import Field

from adapters.store.tables import Table, UtcTime
from adapters.store.unit import Unit, joined

MOST_REMOVED: Final = 100
"""Rows that have ended and are removed as one comes: more than come, so they never pile up, and the work is bounded."""


class Session(Table, table=True):
    """One session. `renewing_until` is set while somebody renews its tokens; `notes` are the application's, sealed."""

    id_hash: bytes = Field(primary_key=True)
    sealed: bytes
    subject_hash: str = Field(index=True)
    session_hash: str | None = Field(index=True)
    created_at: datetime = Field(sa_type=UtcTime)
    seen_at: datetime = Field(sa_type=UtcTime, index=True)
    expires_at: datetime = Field(sa_type=UtcTime, index=True)
    renewing_until: datetime | None = Field(sa_type=UtcTime)
    notes: bytes | None


class PendingLogin(Table, table=True):
    """A log-in that was begun and not finished."""

    key_hash: bytes = Field(primary_key=True)
    sealed: bytes
    expires_at: datetime = Field(sa_type=UtcTime, index=True)


class UsedLogoutToken(Table, table=True):
    """A logout token that did its work, until it could not come again."""

    token_hash: str = Field(primary_key=True)
    expires_at: datetime = Field(sa_type=UtcTime, index=True)


SESSION: Final = Table.metadata.tables["session"]
PENDING: Final = Table.metadata.tables["pending_login"]
USED: Final = Table.metadata.tables["used_logout_token"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    sealed: bytes = field(repr=False)
    seen_at: datetime
    notes: bytes | None = field(repr=False)


class SqlSessions:
    """Implements the `SessionStore` of `adapters.identity.login.sessions`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def add_pending(self, key_hash: bytes, *, sealed: bytes, now: datetime, expires_at: datetime) -> None:
        async with joined(self._engine) as unit:
            await _remove(unit, PENDING, PENDING.c.expires_at <= now)
            row = {"key_hash": key_hash, "sealed": sealed, "expires_at": expires_at}
            await unit.run(unit.insert(PENDING).values(row))

    async def take_pending(self, key_hash: bytes, *, now: datetime) -> bytes | None:
        """Give a begun log-in and remove it. One statement: of two who ask at once, one gets it."""
        taking = delete(PENDING).where(PENDING.c.key_hash == key_hash).returning(PENDING.c.sealed, PENDING.c.expires_at)
        async with joined(self._engine) as unit:
            row = (await unit.run(taking)).first()
        return None if row is None or row.expires_at <= now else bytes(row.sealed)

    async def add(
        self,
        id_hash: bytes,
        *,
        sealed: bytes,
        subject_hash: str,
        session_hash: str | None,
        now: datetime,
        idle_since: datetime,
        expires_at: datetime,
    ) -> None:
        row = {
            "id_hash": id_hash,
            "sealed": sealed,
            "subject_hash": subject_hash,
            "session_hash": session_hash,
            "created_at": now,
            "seen_at": now,
            "expires_at": expires_at,
            "renewing_until": None,
            "notes": None,
        }
        async with joined(self._engine) as unit:
            await _remove(unit, SESSION, or_(SESSION.c.expires_at <= now, SESSION.c.seen_at <= idle_since))
            await unit.run(unit.insert(SESSION).values(row))

    async def find(self, id_hash: bytes, *, now: datetime, idle_since: datetime) -> SessionRow | None:
        async with joined(self._engine, reads_only=True) as unit:
            row = (await unit.run(_what_stands(id_hash, now, idle_since))).mappings().first()
        return None if row is None else SessionRow(**row)

    async def touch(self, id_hash: bytes, *, now: datetime) -> None:
        async with joined(self._engine) as unit:
            await unit.run(
                update(SESSION).where(SESSION.c.id_hash == id_hash, SESSION.c.seen_at < now).values(seen_at=now)
            )

    async def claim_renewal(self, id_hash: bytes, *, now: datetime, until: datetime) -> bool:
        free = or_(SESSION.c.renewing_until.is_(None), SESSION.c.renewing_until <= now)
        claiming = update(SESSION).where(SESSION.c.id_hash == id_hash, free).values(renewing_until=until)
        async with joined(self._engine) as unit:
            return (await unit.run(claiming)).rowcount == 1

    async def replace(self, id_hash: bytes, *, sealed: bytes) -> None:
        async with joined(self._engine) as unit:
            await unit.run(
                update(SESSION).where(SESSION.c.id_hash == id_hash).values(sealed=sealed, renewing_until=None)
            )

    async def note(
        self, id_hash: bytes, *, notes: bytes, instead_of: bytes | None = None, always: bool = False
    ) -> bool:
        """Keep notes in one statement, so that of two changes at once one sees that it came too late."""
        which = SESSION.c.id_hash == id_hash
        if not always:
            which = and_(which, SESSION.c.notes.is_not_distinct_from(instead_of))
        async with joined(self._engine) as unit:
            return (await unit.run(update(SESSION).where(which).values(notes=notes))).rowcount == 1

    async def end(self, id_hash: bytes) -> None:
        await self._end(SESSION.c.id_hash == id_hash)

    async def end_of_subject(self, subject_hash: str) -> int:
        return await self._end(SESSION.c.subject_hash == subject_hash)

    async def end_of_session(self, session_hash: str, *, subject_hash: str | None) -> int:
        unnamed = and_(SESSION.c.session_hash.is_(None), SESSION.c.subject_hash == subject_hash)
        return await self._end(or_(SESSION.c.session_hash == session_hash, unnamed))

    async def use_logout_token(self, token_hash: str, *, now: datetime, expires_at: datetime) -> bool:
        """Remember a token; say whether it is new. One statement, so no race uses it twice."""
        async with joined(self._engine) as unit:
            await _remove(unit, USED, USED.c.expires_at <= now)
            adding = unit.insert(USED).values({"token_hash": token_hash, "expires_at": expires_at})
            return (await unit.run(adding.on_conflict_do_nothing())).rowcount == 1

    async def _end(self, which: ColumnElement[bool]) -> int:
        async with joined(self._engine) as unit:
            return (await unit.run(delete(SESSION).where(which))).rowcount


def _what_stands(id_hash: bytes, now: datetime, idle_since: datetime) -> Select[tuple[object, ...]]:
    stands = and_(SESSION.c.id_hash == id_hash, SESSION.c.expires_at > now, SESSION.c.seen_at > idle_since)
    return select(SESSION.c.sealed, SESSION.c.seen_at, SESSION.c.notes).where(stands)


async def _remove(unit: Unit, table: SqlTable, has_ended: ColumnElement[bool]) -> None:
    """Remove some of what has ended."""
    key = next(iter(table.primary_key.columns))
    some = select(key).where(has_ended).limit(MOST_REMOVED)
    if unit.has_many_writers:  # what another worker is removing is left to it
        some = some.with_for_update(skip_locked=True)
    await unit.run(delete(table).where(key.in_(some)))
