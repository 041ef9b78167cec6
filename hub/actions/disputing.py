"""Disputes inside a transaction about their person: opened with their key, and written down."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from consent.mandates import Act, By
from consent.parties import AgencyCode, Requester, SubjectRef
from hub.actions.acting import ConsentProblem, who_acts
from hub.audit import canonical
from hub.audit.events import Trace
from hub.ports import Clock, PersonKey, Transaction
from hub.review.dispute import Dispute, DisputeAnswer
from hub.review.disputes import KeptDispute

DISPUTE: Final = "dispute.sealed"
ANSWER: Final = "dispute.answer"
"""What the sealed bytes are; part of what the seal protects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A dispute on record, opened."""

    kept: KeptDispute
    dispute: Dispute
    answer: DisputeAnswer | None


def opened(kept: KeptDispute, key: PersonKey) -> Open:
    """Open one."""
    dispute: Dispute = canonical.loads(Dispute, key.open(DISPUTE, kept.sealed))
    answer: DisputeAnswer | None = None
    if kept.answer is not None:
        answer = canonical.loads(DisputeAnswer, key.open(ANSWER, kept.answer))
    return Open(kept=kept, dispute=dispute, answer=answer)


async def all_of(transaction: Transaction, key: PersonKey) -> tuple[Open, ...]:
    """Open all of a person's, oldest first."""
    return tuple(opened(kept, key) for kept in await transaction.disputes.all())


async def who_asks(
    requester: Requester,
    subject: SubjectRef,
    trace: Trace,
    transaction: Transaction,
    clock: Clock,
    *,
    agencies: Collection[AgencyCode] = (),
) -> By | ConsentProblem:
    """Say who speaks for the person: themselves always, or whoever may accept for them at these agencies."""
    return await who_acts(
        Act.ACCEPT,
        requester=requester,
        subject=subject,
        trace=trace,
        transaction=transaction,
        at=clock.now(),
        taking_back=True,
        agencies=agencies,
    )
