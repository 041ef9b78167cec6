"""Tell an agency that one of its claims is disputed, or no more: until it has it, under one key."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from consent.parties import AgencyCode, SubjectRef
from hub.actions.bring_errand import WITHIN, pause_after
from hub.actions.dispute_claim import waiting
from hub.actions.disputing import opened
from hub.audit import spans
from hub.audit.events import Event, Trace, by_itself, within
from hub.ports import Clock, PersonKey, Store, Transaction, Vault
from hub.review.disputes import DisputeDesk, KeptDispute, Notice, Taken


@dataclass(frozen=True, slots=True, kw_only=True)
class TellDispute:
    """Telling. Run twice at once, or again after a crash, the agency counts it once. Only an operator gives it up."""

    desks: Mapping[AgencyCode, DisputeDesk]
    store: Store
    vault: Vault
    clock: Clock

    async def __call__(self, dispute: str, subject: SubjectRef) -> None:
        """Tell it, and write down whether the agency has it; otherwise it is told again later, or waits."""
        async with self.store.transaction(subject) as transaction:
            kept = await _found(dispute, transaction)
            if kept is None or not kept.needs_telling:
                await transaction.arrangements.drop_work(dispute)
                return
            trace = spans.step(Trace(trace_id=kept.trace_id), kept.id, kept.tries + 1)
            kept = await self._begun(kept, trace, transaction)
        taken = await self._told(kept, await self.vault.key(subject), trace)
        async with self.store.transaction(subject) as transaction:
            meanwhile = await _found(dispute, transaction)
            if meanwhile is not None:
                await self._written(meanwhile, kept, taken, transaction)

    async def _begun(self, kept: KeptDispute, trace: Trace, transaction: Transaction) -> KeptDispute:
        """Write down that it is told, before it is: whatever comes of it, the agency may have heard of it."""
        begun = replace(kept, tries=kept.tries + 1)
        await transaction.disputes.put(begun)
        if (desk := self.desks.get(kept.agency)) is not None:
            line = by_itself(
                Event.DISPUTE_BROUGHT,
                subject=kept.subject,
                at=self.clock.now(),
                trace_id=kept.trace_id,
                outcome={
                    "dispute": kept.id,
                    "agency": kept.agency,
                    "tells": "withdrawn" if kept.withdrawn_at else "disputed",
                },
            )
            await transaction.append_audit(replace(within(trace, line), recipient=str(desk.agency.oin)))
        return begun

    async def _told(self, kept: KeptDispute, key: PersonKey, trace: Trace) -> Taken:
        desk = self.desks.get(kept.agency)
        if desk is None:
            return Taken(taken=False, reason="source.not_configured", may_retry=False)
        if kept.withdrawn_at is not None:
            return await desk.tell_withdrawn(kept.id, within=WITHIN, trace=trace)
        dispute = opened(kept, key).dispute
        notice = Notice(
            key=kept.id,
            agency=kept.agency,
            reference=dispute.key.reference,
            wrong=dispute.wrong.value,
            words=dispute.words,
            on=dispute.on,
        )
        return await desk.tell(notice, kept.subject, within=WITHIN, trace=trace)

    async def _written(self, kept: KeptDispute, told: KeptDispute, taken: Taken, transaction: Transaction) -> None:
        """Write down what came of it. Taken back meanwhile, other work tells the agency that."""
        at = self.clock.now()
        if kept.withdrawn_at != told.withdrawn_at:
            if taken.taken:
                await transaction.disputes.put(replace(kept, told_at=at))
            return
        if taken.taken:
            await transaction.disputes.put(_heard(kept, at))
            await transaction.arrangements.drop_work(kept.id)
            return
        if not kept.needs_telling:
            return
        await transaction.disputes.put(replace(kept, reason=taken.reason))
        again = at + max(pause_after(kept.tries), taken.after or pause_after(1)) if taken.may_retry else None
        await transaction.arrangements.put_work(waiting(kept, again))


async def _found(dispute: str, transaction: Transaction) -> KeptDispute | None:
    return next((kept for kept in await transaction.disputes.all() if kept.id == dispute), None)


def _heard(kept: KeptDispute, at: datetime) -> KeptDispute:
    """The dispute as it stands when the agency has heard what was to be told last."""
    if kept.withdrawn_at is None:
        return replace(kept, told_at=kept.told_at or at, reason=None)
    return replace(kept, withdrawal_told_at=at, reason=None)
