"""A person takes a dispute back: it marks the claim no more, and the agency is told, where it may have heard of it."""

from dataclasses import dataclass, replace
from datetime import datetime

from consent.mandates import By
from consent.parties import Requester, SubjectRef
from hub.actions import law, once
from hub.actions.acting import ConsentProblem
from hub.actions.dispute_claim import waiting
from hub.actions.disputing import Open, all_of, forgetting, opened, who_asks
from hub.actions.errands import A_LITTLE
from hub.actions.once import Call, Done, OnceProblem
from hub.audit.events import Event, Trace, record
from hub.ports import Clock, PersonKey, Store, Transaction, Vault
from hub.review.disputes import KeptDispute
from hub.review.problem import DisputeProblem
from hub.rules.reader import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeWithdrawal:
    """Who takes back which dispute."""

    requester: Requester
    subject: SubjectRef
    trace: Trace
    dispute: str
    key: str


Withdrawing = Open | DisputeProblem | ConsentProblem | OnceProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawDispute:
    """Taking back. That the agency is to be told is written with it, or neither is; it goes like one answered then."""

    store: Store
    vault: Vault
    clock: Clock
    book: Book

    async def __call__(self, asked: DisputeWithdrawal) -> Withdrawing:
        """Take it back; done before, under whatever key, it gives the dispute as it stands."""
        requester, subject = asked.requester, asked.subject
        key = await self.vault.key(subject)
        async with self.store.transaction(subject) as transaction:
            mine = await all_of(transaction, key)
            found = next((each for each in mine if each.kept.id == asked.dispute), None)
            agencies = (found.kept.agency,) if found else ()
            who = await who_asks(requester, subject, asked.trace, transaction, self.clock, agencies=agencies)
            if isinstance(who, ConsentProblem):
                return who
            if found is None:
                return DisputeProblem.UNKNOWN
            call = _call(asked)
            begun = await once.begin(call, transaction, at=self.clock.now())
            if begun is not None:
                return found if isinstance(begun, Done) else begun
            after = await self._withdraw(asked, found, who, transaction, key)
            result = asked.dispute if isinstance(after, Open) else once.NOTHING
            await once.finish(call, transaction, at=self.clock.now(), result=result)
        return after

    async def _withdraw(
        self, asked: DisputeWithdrawal, found: Open, who: By, transaction: Transaction, key: PersonKey
    ) -> Open | DisputeProblem:
        if found.answer is not None:
            return DisputeProblem.ANSWERED_ALREADY
        if found.kept.withdrawn_at is not None:
            return found
        at = self.clock.now()
        withdrawn = replace(found.kept, withdrawn_at=at, reason=None)
        await transaction.disputes.put(withdrawn)
        await _tell(withdrawn, transaction, at)
        policy = law.of_today(self.book, self.clock)
        gone = forgetting(withdrawn.id, withdrawn.subject, policy, self.clock.today())
        await transaction.arrangements.put_work(gone)
        await transaction.append_audit(
            record(
                Event.DISPUTE_WITHDRAWN,
                requester=asked.requester,
                subject=asked.subject,
                at=at,
                trace=asked.trace,
                mandate=who.mandate,
                outcome={"dispute": withdrawn.id, "agency": withdrawn.agency},
            )
        )
        return opened(withdrawn, key)


async def _tell(withdrawn: KeptDispute, transaction: Transaction, at: datetime) -> None:
    """Have the agency told; one that never heard of it need not be."""
    if not withdrawn.needs_telling:
        await transaction.arrangements.drop_work(withdrawn.id)
        return
    # It may be on its way there now: that it was taken back must not overtake it.
    first_try = at + A_LITTLE if withdrawn.told_at is None else at
    await transaction.arrangements.put_work(waiting(withdrawn, first_try))


def _call(asked: DisputeWithdrawal) -> Call:
    given = {"dispute": asked.dispute}
    return Call(client=asked.requester.client, key=asked.key, operation="withdrawDispute", given=given)
