"""Lines of the audit log about the log itself; implements `hub.actions.export_log.OwnLines`."""

from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.gate import Watch, gated
from hub.audit.events import THE_LOG, AuditRecord


class SqlOwnLines:
    """Each in a transaction of its own, in which nothing about a person can be seen or written.

    `watch` says whether lines may be written, as it does for those about people.
    """

    def __init__(self, engine: AsyncEngine, watch: Watch | None = None) -> None:
        self._engine = engine
        self._watch = watch

    async def append(self, line: AuditRecord) -> None:
        async with gated(self._engine, self._watch, THE_LOG) as transaction:
            await transaction.write_as_the_log()
            await transaction.append_audit(line)
