"""The audit log over all people, for whoever audits; everything else reads one person's rows."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.tables import AUDIT_EVENT
from adapters.store.unit import begun
from consent.parties import SubjectRef


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """One line as it is kept; `record` is canonical JSON."""

    seq: int
    at: datetime
    event: str
    subject: SubjectRef
    record: str


class SqlAuditReader:
    """Reads the log page by page. It asks the database by name for everybody's lines, and can write nothing."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def lines(self, *, after: int, limit: int) -> tuple[AuditLine, ...]:
        """Give the lines that follow a number, in their order; 0 for the beginning."""
        page = select(AUDIT_EVENT).where(AUDIT_EVENT.c.seq > after).order_by(AUDIT_EVENT.c.seq).limit(limit)
        async with begun(self._engine, reads_only=True) as unit:
            await unit.over_everybody()
            rows = (await unit.run(page)).all()
        return tuple(
            AuditLine(seq=row.seq, at=row.at, event=row.event, subject=SubjectRef(row.subject_ref), record=row.record)
            for row in rows
        )
