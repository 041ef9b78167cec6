"""Give the person their own copy of a receipt: all to compute the decision again, and to find it in the log."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from consent.parties import Requester, SubjectRef
from hub.actions import reading
from hub.actions.show_arrangement import ShowArrangement, Shown
from hub.audit import canonical, commitment
from hub.audit.entry import entry
from hub.audit.events import AuditRecord, Event, Trace
from hub.audit.proofs import Placed, Proofs
from hub.audit.receipt import Receipt
from hub.ports import Store, Vault


class ReceiptProblem(StrEnum):
    """Why a receipt is not shown. Codes are stable for ever."""

    SHREDDED = "receipt.shredded"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedReceipt:
    """The line of the log that a receipt was committed to in, and its place there."""

    entry: str
    placed: Placed


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line of the log, read, and its very bytes."""

    seq: int
    record: AuditRecord
    written: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptCopy:
    """A receipt, with what shows that the log has it.

    `proof` finds its place there, for who asks: None before the log was signed over it. `trace_id` is the trace in
    which it was made; None: the log does not say.
    """

    receipt: Receipt
    opening: str
    commitment: str
    proof: Callable[[], Awaitable[LoggedReceipt | None]]
    trace_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowReceipt:
    """Opening of one's own receipt."""

    show: ShowArrangement
    store: Store
    vault: Vault
    proofs: Proofs

    async def __call__(
        self, requester: Requester, proposal_id: str, *, trace: Trace
    ) -> ReceiptCopy | ReceiptProblem | None:
        """Open it. None for somebody else's and for one that never was; shredded where one's own has expired."""
        shown = await self.show(requester, proposal_id, trace=trace)
        if shown is None or requester.subject is None:
            return ReceiptProblem.SHREDDED if await self.show.has_expired(requester, proposal_id) else None
        key = await self.vault.key(requester.subject)
        opening = commitment.opening(key, proposal_id)
        committed = commitment.commitment(bytes.fromhex(opening), canonical.dumps(shown.receipt))
        line = await self._line(requester.subject, shown)
        return ReceiptCopy(
            receipt=shown.receipt,
            opening=opening,
            commitment=committed,
            proof=partial(self._proof, line, committed),
            trace_id=line.record.trace_id if line else None,
        )

    async def _line(self, subject: SubjectRef, shown: Shown) -> _Line | None:
        """Find the line that says that it was kept."""
        async with self.store.transaction(subject) as transaction:
            written = await transaction.audit_lines(at_most=reading.MOST, since=shown.made_at, until=shown.made_at)
        lines = {line.seq: line.written for line in written}
        for line in await reading.readable(written):
            if line.record.event is Event.PROPOSAL_KEPT and line.record.outcome.get("proposal") == shown.id:
                return _Line(seq=line.seq, record=line.record, written=lines[line.seq])
        return None

    async def _proof(self, line: _Line | None, committed: str) -> LoggedReceipt | None:
        """Prove it by its line; what an older line does not say of a receipt cannot be proved."""
        if line is None or line.record.outcome.get("receipt") != committed:
            return None
        return await self._placed(line.seq, line.written)

    async def _placed(self, seq: int, line: bytes) -> LoggedReceipt | None:
        placed = await self.proofs.of(seq)
        if placed is None:
            return None
        return LoggedReceipt(entry=entry(placed.origin, seq, line).decode(), placed=placed)
