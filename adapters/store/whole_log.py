"""The whole audit log for who exports it; implements `hub.audit.whole_log.WholeLog`."""

from collections.abc import AsyncIterator, Mapping, Sequence

from adapters.store.audit_log import SqlAuditLog
from hub.audit.merkle import Node
from hub.audit.sealed import Enough
from hub.audit.whole_log import Numbered, Sealed


class SqlWholeLog:
    """Reads in short transactions: whoever writes meanwhile does not wait for an export."""

    def __init__(self, log: SqlAuditLog, enough: Enough) -> None:
        self._log = log
        self._enough = enough

    async def sealed(self) -> Sealed | None:
        found = await self._log.checkpoint(self._enough)
        return None if found is None else Sealed.of(found.whole)

    async def lines(self, first: int, last: int) -> AsyncIterator[Sequence[Numbered]]:
        async for piece in self._log.entries(first, last):
            yield [(line.seq, line.written) for line in piece]

    async def nodes(self, names: Sequence[Node]) -> Mapping[Node, bytes]:
        return await self._log.nodes(names)
