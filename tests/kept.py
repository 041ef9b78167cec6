"""Builders of what the store keeps, with sensible defaults."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_bytes, token_urlsafe
from typing import Any

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from adapters.store.subjects import SqlSubjects
from consent.activities import ActivityId
from consent.grants import Grant, GrantId
from consent.parties import SELF, AgencyCode, SubjectRef
from consent.purposes import Category, Purpose
from hub.audit.events import AuditRecord, Event
from hub.ports import Attempt, KeptProposal

NOON = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC)


async def a_person(engine: AsyncEngine) -> SubjectRef:
    """Add somebody; what stands in their row is random here."""
    return await SqlSubjects(engine).add(
        ref=SubjectRef(token_urlsafe(16)),
        indexes={"index-1": token_bytes(32)},
        bsn_sealed=token_bytes(40),
        key_wrapped=token_bytes(60),
        wrap_id="demo-1",
        created_at=NOON,
    )


def a_grant(subject: SubjectRef, **changes: Any) -> Grant:
    grant = Grant(
        id=GrantId(token_urlsafe(16)),
        subject=subject,
        recipient=SELF,
        agency=AgencyCode("example"),
        purpose=Purpose.OVERVIEW,
        categories=frozenset({Category.CLAIMS}),
        activity=ActivityId("overview-self:1"),
        notice="nl:0",
        valid_from=NOON,
        valid_until=NOON + timedelta(days=365),
    )
    return replace(grant, **changes)


def a_proposal(subject: SubjectRef, **changes: Any) -> KeptProposal:
    proposal = KeptProposal(
        id=token_urlsafe(16),
        subject=subject,
        sealed=b"sealed",
        made_at=NOON,
        expires_at=NOON + timedelta(days=14),
    )
    return replace(proposal, **changes)


def an_attempt(**changes: Any) -> Attempt:
    attempt = Attempt(
        client="portal", key="key-1", operation="giveConsent", fingerprint="sha256:abc", started_at=NOON, result=None
    )
    return replace(attempt, **changes)


def a_record(subject: SubjectRef, **changes: Any) -> AuditRecord:
    record = AuditRecord(
        at=NOON,
        event=Event.CLAIMS_RELEASED,
        subject=subject,
        client="portal",
        role="citizen",
        recipient=SELF,
        trace_id="4bf92f3577b34da6a3ce929d0e0e4736",
        purpose="overview",
        grounds={"example": "consent"},
        outcome={"example": "ANSWERED", "claims": 2},
    )
    return replace(record, **changes)


@asynccontextmanager
async def as_owner(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Open a transaction as who owns the tables, whatever role the connections take."""
    async with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            await connection.execute(text("SET LOCAL ROLE NONE"))
        yield connection


async def whole_database(engine: AsyncEngine, address: str) -> bytes:
    """Give all that is kept: every column of every table and, where there are any, the bytes of the database's files.

    Texts come in UTF-8 and bytes as they are, so that both can be searched.
    """
    async with as_owner(engine) as connection:
        names = await connection.run_sync(_tables)
        content = [
            value if isinstance(value, bytes) else str(value).encode()
            for name in names
            for row in (await connection.execute(text(f"SELECT * FROM {name}"))).all()  # noqa: S608 the catalogue's names
            for value in row
        ]
    if address.startswith("sqlite:///"):
        # With what the journal still holds, and what the workflow engine keeps: they lie beside the file.
        path = Path(address.removeprefix("sqlite:///"))
        content += [each.read_bytes() for each in sorted(path.parent.glob(f"{path.name}*"))]
    return b"\n".join(content)


def _tables(connection: Connection) -> list[str]:
    """Name every table, the workflow engine's too."""
    found = inspect(connection)
    return [
        f'"{schema}"."{name}"'
        for schema in found.get_schema_names()
        if schema != "information_schema"
        for name in found.get_table_names(schema)
    ]


async def audit_log(engine: AsyncEngine) -> list[tuple[int, str, str]]:
    """Give number, person and record of every audit line, in their order."""
    async with as_owner(engine) as connection:
        rows = await connection.execute(text("SELECT seq, subject_ref, record FROM audit_event ORDER BY seq"))
        return [(row.seq, row.subject_ref, row.record) for row in rows]
