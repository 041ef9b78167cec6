"""Give the person their own copy of a receipt: all that is needed to compute the decision again."""

from dataclasses import dataclass
from enum import StrEnum

from consent.parties import Requester
from hub.actions.show_arrangement import ShowArrangement
from hub.audit.events import Trace
from hub.audit.receipt import Receipt


class ReceiptProblem(StrEnum):
    """Why a receipt is not shown. Codes are stable for ever."""

    SHREDDED = "receipt.shredded"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowReceipt:
    """Opening of one's own receipt."""

    show: ShowArrangement

    async def __call__(
        self, requester: Requester, proposal_id: str, *, trace: Trace
    ) -> Receipt | ReceiptProblem | None:
        """Open it. None for somebody else's and for one that never was; shredded where one's own has expired."""
        if shown := await self.show(requester, proposal_id, trace=trace):
            return shown.receipt
        return ReceiptProblem.SHREDDED if await self.show.has_expired(requester, proposal_id) else None
