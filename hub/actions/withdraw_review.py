"""A person takes back what they asked somebody to look at, for as long as nothing was decided."""

from dataclasses import dataclass
from datetime import datetime

from consent.mandates import By
from consent.parties import Requester, SubjectRef
from hub.actions import law, once
from hub.actions.acting import ConsentProblem
from hub.actions.disputing import who_asks
from hub.actions.forget_review import removal
from hub.actions.once import Call, Done, OnceProblem
from hub.actions.reviewing import Reviewing, Standing, close
from hub.advise import legal_routes
from hub.audit.events import Event, Trace, record
from hub.life.kept import WorkKind
from hub.ports import Clock, Store, Transaction, Vault
from hub.review.events import Speaker, Withdrawn
from hub.review.problem import ReviewProblem
from hub.rules.reader import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """Who takes back which review."""

    requester: Requester
    subject: SubjectRef
    trace: Trace
    review: str
    key: str


Withdrawing = Standing | ReviewProblem | ConsentProblem | OnceProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawReview:
    """Taking back. It goes from the queues at once, and is forgotten as one is that was decided on the same day."""

    store: Store
    vault: Vault
    clock: Clock
    book: Book

    async def __call__(self, asked: Withdrawal) -> Withdrawing:
        """Take it back; the same call again gives the review as it stands."""
        requester, subject = asked.requester, asked.subject
        key = await self.vault.key(subject)
        async with self.store.transaction(subject) as transaction:
            reviewing = Reviewing(transaction=transaction, key=key)
            standing = await reviewing.find(asked.review)
            agencies = standing.review.matter.agencies if standing else ()
            who = await who_asks(requester, subject, asked.trace, transaction, self.clock, agencies=agencies)
            if isinstance(who, ConsentProblem):
                return who
            if standing is None:
                return ReviewProblem.UNKNOWN
            call = _call(asked)
            begun = await once.begin(call, transaction, at=self.clock.now())
            if begun is not None:
                return standing if isinstance(begun, Done) else begun
            after = await self._withdraw(asked, standing, who, reviewing)
            result = asked.review if isinstance(after, Standing) else once.NOTHING
            await once.finish(call, transaction, at=self.clock.now(), result=result)
        return after

    async def _withdraw(
        self, asked: Withdrawal, standing: Standing, who: By, reviewing: Reviewing
    ) -> Standing | ReviewProblem:
        if standing.review.opened:
            return ReviewProblem.NOBODY_APPLIED
        at = self.clock.now()
        withdrawn = Withdrawn(on=self.clock.today(), by=Speaker(representative=who.representative))
        after = await reviewing.add(standing, withdrawn, at)
        if isinstance(after, Standing):
            await self._written(asked, after, who, reviewing.transaction, at)
        return after

    async def _written(
        self, asked: Withdrawal, after: Standing, who: By, transaction: Transaction, at: datetime
    ) -> None:
        """Close the queues, write the line, and have it removed in time (decision 34)."""
        await close(after, transaction)
        policy = law.of_today(self.book, self.clock)
        rules = policy.scheme(after.review.matter.scheme).rules
        remedy = legal_routes.against_decision(rules, policy, self.clock.today())
        forgetting = removal(WorkKind.FORGET_REVIEW, after.kept.id, after.kept.subject, remedy)
        await transaction.arrangements.put_work(forgetting)
        await transaction.append_audit(
            record(
                Event.REVIEW_WITHDRAWN,
                requester=asked.requester,
                subject=asked.subject,
                at=at,
                trace=asked.trace,
                mandate=who.mandate,
                outcome={"review": after.kept.id},
            )
        )


def _call(asked: Withdrawal) -> Call:
    given = {"review": asked.review}
    return Call(client=asked.requester.client, key=asked.key, operation="withdrawHumanReview", given=given)
