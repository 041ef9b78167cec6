"""Disputes on record: one person's, inside a transaction about them."""

from typing import Any

from sqlalchemy import Row, delete, select

from adapters.store.review_tables import DISPUTE
from adapters.store.unit import Unit
from consent.parties import AgencyCode, SubjectRef
from hub.review.disputes import KeptDispute


class DisputeRows:
    """The rows about one person's disputes."""

    def __init__(self, unit: Unit, subject: SubjectRef) -> None:
        self._unit = unit
        self._subject = subject

    async def all(self) -> tuple[KeptDispute, ...]:
        mine = select(DISPUTE).where(DISPUTE.c.subject_ref == self._subject)
        return tuple(map(_dispute, await self._unit.run(mine.order_by(DISPUTE.c.made_at, DISPUTE.c.id))))

    async def put(self, kept: KeptDispute) -> None:
        """Write a new one, or what came of it; what is disputed never changes."""
        came = {
            "tries": kept.tries,
            "reason": kept.reason,
            "told_at": kept.told_at,
            "answer": kept.answer,
            "answered_at": kept.answered_at,
            "withdrawn_at": kept.withdrawn_at,
            "withdrawal_told_at": kept.withdrawal_told_at,
        }
        row = {
            "subject_ref": str(self._subject),
            "id": kept.id,
            "agency": kept.agency,
            "trace_id": kept.trace_id,
            "sealed": kept.sealed,
            "made_at": kept.made_at,
            **came,
        }
        adding = self._unit.insert(DISPUTE).values(row)
        await self._unit.run(
            adding.on_conflict_do_update(index_elements=[DISPUTE.c.subject_ref, DISPUTE.c.id], set_=came)
        )

    async def forget(self, dispute: str) -> None:
        await self._unit.run(delete(DISPUTE).where(DISPUTE.c.subject_ref == self._subject, DISPUTE.c.id == dispute))


def _dispute(row: Row[Any]) -> KeptDispute:
    return KeptDispute(
        id=row.id,
        subject=SubjectRef(row.subject_ref),
        agency=AgencyCode(row.agency),
        trace_id=row.trace_id,
        sealed=row.sealed,
        made_at=row.made_at,
        tries=row.tries,
        reason=row.reason,
        told_at=row.told_at,
        answer=row.answer,
        answered_at=row.answered_at,
        withdrawn_at=row.withdrawn_at,
        withdrawal_told_at=row.withdrawal_told_at,
    )
