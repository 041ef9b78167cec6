"""Disputes inside a transaction about their person: opened with their key, and written down."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from consent.mandates import Act, By
from consent.parties import AgencyCode, Requester, SubjectRef
from hub.actions.acting import ConsentProblem, who_acts
from hub.actions.forget_review import removal
from hub.advise import legal_routes
from hub.audit import canonical
from hub.audit.events import Trace
from hub.life.kept import Work, WorkKind
from hub.ports import Clock, PersonKey, Transaction
from hub.review.dispute import Dispute, DisputeAnswer
from hub.review.disputes import KeptDispute
from hub.review.term import decide_by
from hub.rules.policy import Policy

_ANY_RULES: Final = "other"
"""A dispute is about no scheme: the general remedy says how long it may matter what came of it."""

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


def forgetting(dispute: str, subject: SubjectRef, policy: Policy, over_on: date) -> Work:
    """Have it removed as a review would be that was decided on the day on which this was over (decision 34)."""
    remedy = legal_routes.against_decision(_ANY_RULES, policy, over_on)
    return removal(WorkKind.FORGET_DISPUTE, dispute, subject, remedy)


def waits(each: Open, policy: Policy, on: date) -> bool:
    """Say whether the agency is to answer and has time left: no longer than to decide on an application of that day.

    One that nobody could tell it of, or that it is late with, must not keep a person from disputing again.
    """
    kept = each.kept
    return kept.is_open and not kept.is_given_up and on <= decide_by(each.dispute.on, policy)[0]


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
