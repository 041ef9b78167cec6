"""Lines of the audit log about the log itself; implements `hub.actions.export_log.OwnLines`."""

from typing import Final

from sqlalchemy import bindparam, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.prepared import Prepared
from adapters.store.store import Watch
from adapters.store.transaction import SqlTransaction
from adapters.store.unit import begun
from hub.audit.events import THE_LOG, AuditRecord

_AS_THE_LOG: Final = Prepared(
    select(func.set_config(literal_column("'hub.subject'"), bindparam("subject"), literal_column("true")).label("ref"))
)
"""On PostgreSQL rows are written in somebody's name only; these are in nobody's."""


class SqlOwnLines:
    """Each in a transaction of its own, in which nothing about a person can be seen or written.

    `watch` says whether lines may be written, as it does for those about people.
    """

    def __init__(self, engine: AsyncEngine, watch: Watch | None = None) -> None:
        self._engine = engine
        self._watch = watch

    async def append(self, line: AuditRecord) -> None:
        if self._watch is not None:
            await self._watch.look()
            self._watch.must_be_open()
        async with begun(self._engine) as unit:
            if unit.has_many_writers:
                await unit.fetch(_AS_THE_LOG, subject=str(THE_LOG))
            transaction = SqlTransaction(unit, THE_LOG)
            await transaction.append_audit(line)
            await transaction.finish()
        if self._watch is not None:
            self._watch.wake()
