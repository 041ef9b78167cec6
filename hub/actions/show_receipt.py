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
from hub.audit.events import Event, Trace
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
class ReceiptCopy:
    """A receipt, with what shows that the log has it.

    `proof` finds its place there, for who asks: None before the log was signed over it.
    """

    receipt: Receipt
    opening: str
    commitment: str
    proof: Callable[[], Awaitable[LoggedReceipt | None]]


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
        proof = partial(self._proof, requester.subject, shown, committed)
        return ReceiptCopy(receipt=shown.receipt, opening=opening, commitment=committed, proof=proof)

    async def _proof(self, subject: SubjectRef, shown: Shown, committed: str) -> LoggedReceipt | None:
        """Find the line that says that it was kept; what older lines do not say of a receipt cannot be proved."""
        async with self.store.transaction(subject) as transaction:
            written = await transaction.audit_lines(at_most=reading.MOST, since=shown.made_at, until=shown.made_at)
        wanted = {"proposal": shown.id, "receipt": committed}
        lines = {line.seq: line.written for line in written}
        for line in await reading.readable(written):
            if line.record.event is Event.PROPOSAL_KEPT and wanted.items() <= line.record.outcome.items():
                return await self._placed(line.seq, lines[line.seq])
        return None

    async def _placed(self, seq: int, line: bytes) -> LoggedReceipt | None:
        placed = await self.proofs.of(seq)
        if placed is None:
            return None
        return LoggedReceipt(entry=entry(placed.origin, seq, line).decode(), placed=placed)
