"""Proofs that a line is in the log, from the nodes that are kept; implements `hub.audit.proofs.Proofs`."""

from dataclasses import dataclass

from adapters.store.audit_log import SqlAuditLog
from hub.audit import merkle
from hub.audit.proofs import Placed
from hub.audit.sealed import Enough, inconsistent


@dataclass(frozen=True, slots=True)
class SqlProofs:
    """Proofs under checkpoints that enough witnesses signed."""

    log: SqlAuditLog
    enough: Enough

    async def of(self, seq: int) -> Placed | None:
        signed = await self.log.checkpoint(self.enough, over=seq)
        if signed is None:
            return None
        ranges = merkle.inclusion_ranges(seq - 1, signed.size)
        try:
            path = merkle.hashes(ranges, await self.log.nodes(merkle.needed(ranges)))
        except KeyError:
            raise inconsistent("Nodes of its tree are missing.") from None
        origin = signed.note.partition("\n")[0]
        return Placed(origin=origin, index=seq - 1, path=tuple(path), checkpoint=signed.whole)
