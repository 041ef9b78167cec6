"""Take a review away when nothing can be done against its decision any more (decision 34)."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from consent.parties import SubjectRef
from hub.audit.events import Event, by_itself
from hub.domain.advice import LegalRemedy
from hub.life.kept import Work, WorkKind
from hub.ports import Clock, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetReview:
    """Forgetting. The log keeps that there was one, and that it went. Needs nobody's key, and twice is no fault."""

    store: Store
    clock: Clock

    async def __call__(self, review: str, subject: SubjectRef) -> None:
        """Take it away."""
        async with self.store.transaction(subject) as transaction:
            kept = next((each for each in await transaction.reviews.all() if each.id == review), None)
            await transaction.reviews.forget(review)
            await transaction.arrangements.drop_work(_removal_id(WorkKind.FORGET_REVIEW, review))
            if kept is not None:
                await transaction.append_audit(
                    by_itself(
                        Event.REVIEW_REMOVED,
                        subject=subject,
                        at=self.clock.now(),
                        trace_id=kept.trace_id,
                        outcome={"review": review},
                    )
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetDispute:
    """The same for a dispute, answered or not: nobody is told of it any more."""

    store: Store
    clock: Clock

    async def __call__(self, dispute: str, subject: SubjectRef) -> None:
        """Take it away."""
        async with self.store.transaction(subject) as transaction:
            kept = next((each for each in await transaction.disputes.all() if each.id == dispute), None)
            await transaction.disputes.forget(dispute)
            await transaction.arrangements.drop_work(_removal_id(WorkKind.FORGET_DISPUTE, dispute))
            await transaction.arrangements.drop_work(dispute)
            if kept is not None:
                await transaction.append_audit(
                    by_itself(
                        Event.DISPUTE_REMOVED,
                        subject=subject,
                        at=self.clock.now(),
                        trace_id=kept.trace_id,
                        outcome={"dispute": dispute},
                    )
                )


def removal(kind: WorkKind, about: str, subject: SubjectRef, remedy: LegalRemedy) -> Work:
    """Take a review or a dispute away on the day after the last on which something can be done."""
    last_day = remedy.ends_on
    assert last_day is not None  # noqa: S101 every remedy against a decision has a term; a test reads the book
    return Work(
        id=_removal_id(kind, about),
        kind=kind,
        subject=subject,
        about=about,
        due_at=datetime.combine(last_day + timedelta(days=1), time(), UTC),
    )


def _removal_id(kind: WorkKind, about: str) -> str:
    return f"{kind.value.replace('_', '-')}:{about}"
