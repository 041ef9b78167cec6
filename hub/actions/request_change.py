"""A person asks for other terms, or that a claim joins: only on what the agencies still state, and once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from consent.mandates import Act, By
from consent.parties import AgencyCode, Requester, SubjectRef
from consent.purposes import Purpose
from hub.actions import law, once
from hub.actions.accept_arrangement import by_of
from hub.actions.acting import ConsentProblem, who_acts
from hub.actions.amending import as_it_stands
from hub.actions.collect import Collect, Question
from hub.actions.errands import Errands
from hub.actions.given_up import without_given_up
from hub.actions.living import Alive, Living
from hub.actions.once import Call, OnceProblem
from hub.actions.preview import Compute
from hub.actions.still_so import Changed, again, concerned, opened, still_so
from hub.audit.events import AuditRecord, Event, Trace, record
from hub.audit.receipt import Receipt
from hub.domain.arrangement import Outcome, Proposal
from hub.domain.claim import ClaimKey, add_up
from hub.domain.errand import ErrandKind
from hub.domain.source import Answers
from hub.life.amend import ask_change
from hub.life.life import Life
from hub.life.problem import LifeProblem
from hub.ports import Clock, ClosingDays, Ids, PersonKey, Store, Transaction, Vault

Requesting = Alive | Changed | LifeProblem | ConsentProblem | OnceProblem

OPERATION = "requestChange"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Who wants which arrangement to become which proposal, and under which key."""

    requester: Requester
    subject: SubjectRef
    arrangement: str
    proposal: str
    trace: Trace
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestChange:
    """Asking. The wish, the errand to the agency and the line of the log are written together, or not."""

    collect: Collect
    compute: Compute
    store: Store
    vault: Vault
    clock: Clock
    ids: Ids
    closing: ClosingDays

    async def __call__(self, asked: Wanted) -> Requesting:
        """Ask; the same call again gives how it stands."""
        key = await self.vault.key(asked.subject)
        call = _call(asked)
        async with self.store.transaction(asked.subject) as transaction:
            begun = await self._begin(asked, call, transaction, key)
        if not isinstance(begun, Receipt):
            return begun
        question = self._question(asked)
        fetched = await self.collect.fetch(question)
        async with self.store.transaction(asked.subject) as transaction:
            if await once.done(call, transaction):
                return await self._as_it_stands(asked, transaction, key)
            answers = await self.collect.release(question, fetched, transaction)
            came = await self._ask(asked, begun, answers, transaction, key)
            result = came.kept.id if isinstance(came, Alive) else once.NOTHING
            await once.finish(call, transaction, at=self.clock.now(), result=result)
        return came

    async def _begin(self, asked: Wanted, call: Call, transaction: Transaction, key: PersonKey) -> Receipt | Requesting:
        """See that it may be done and was not done before; give what the proposal was computed from."""
        at = self.clock.now()
        alive = await self._living(transaction, key).find(asked.arrangement)
        who = await self._who(asked, transaction, at, alive.agencies if alive else ())
        if isinstance(who, ConsentProblem):
            return who
        if alive is None:
            return LifeProblem.UNKNOWN
        begun = await once.begin(call, transaction, at=at)
        if begun is not None:
            return begun if isinstance(begun, OnceProblem) else alive
        receipt = await opened(asked.proposal, transaction, key, at)
        if isinstance(receipt, LifeProblem):
            await once.finish(call, transaction, at=at, result=once.NOTHING)
        return receipt

    async def _as_it_stands(self, asked: Wanted, transaction: Transaction, key: PersonKey) -> Alive:
        alive = await self._living(transaction, key).find(asked.arrangement)
        assert alive is not None  # noqa: S101 it was there when this began, and none goes
        return alive

    async def _ask(
        self, asked: Wanted, receipt: Receipt, answers: Answers, transaction: Transaction, key: PersonKey
    ) -> Requesting:
        at = self.clock.now()
        alive = await self._as_it_stands(asked, transaction, key)
        who = await self._who(asked, transaction, at, alive.agencies | concerned(receipt.outcome))
        if isinstance(who, ConsentProblem):
            return who
        if await transaction.proposal(asked.proposal) is None:
            return LifeProblem.PROPOSAL_EXPIRED
        stands, over = await without_given_up(alive, transaction, self.clock.today())
        counted = as_it_stands(answers, alive.life, joining(alive.life, receipt.outcome))
        proposal = still_so(receipt.outcome, again(receipt, counted, self.compute))
        if not isinstance(proposal, Proposal):
            return proposal
        wish = ask_change(
            stands.life,
            proposal,
            named=asked.proposal,
            payment_day=receipt.inputs.choice.payment_day,
            by=by_of(who),
            on=self.clock.today(),
            policy=law.of_agreed(self.compute.book, self.clock, alive.life.agreed),
        )
        if isinstance(wish, LifeProblem):
            return wish
        after = await self._living(transaction, key).add(alive, [*over, wish], at)
        assert isinstance(after, Alive)  # noqa: S101 whoever runs may ask
        await Errands(transaction=transaction, key=key, ids=self.ids, trace=asked.trace).ask(
            after, ErrandKind.CHANGE, at
        )
        await transaction.accept_proposal(asked.proposal, at)
        await transaction.append_audit(_line(asked, who, after, at))
        return after

    async def _who(
        self, asked: Wanted, transaction: Transaction, at: datetime, agencies: Collection[AgencyCode] = ()
    ) -> By | ConsentProblem:
        """Say who asks: the person, or whoever may in their place, at every agency in it (decision 31)."""
        return await who_acts(
            Act.ACCEPT,
            requester=asked.requester,
            subject=asked.subject,
            trace=asked.trace,
            transaction=transaction,
            at=at,
            agencies=agencies,
        )

    def _question(self, asked: Wanted) -> Question:
        return Question(
            requester=asked.requester,
            subject=asked.subject,
            purpose=Purpose.PROPOSAL,
            as_of=self.clock.today(),
            trace=asked.trace,
        )

    def _living(self, transaction: Transaction, key: PersonKey) -> Living:
        return Living(transaction=transaction, key=key, closed=self.closing.days())


def joining(life: Life, outcome: Outcome) -> frozenset[ClaimKey]:
    """The claims of a plan that are not in the arrangement, and those that are in the plan with what they grew by."""
    known = {claim.key: claim.open for claim in life.claims}
    return frozenset(
        claim.key
        for claim in outcome.considered.included
        if claim.key not in known
        or (claim.key in life.outside and claim.open == add_up([known[claim.key], life.outside[claim.key]]))
    )


def _call(asked: Wanted) -> Call:
    return Call(
        client=asked.requester.client,
        key=asked.key,
        operation=OPERATION,
        given={"arrangement": asked.arrangement, "proposal": asked.proposal},
    )


def _line(asked: Wanted, who: By, alive: Alive, at: datetime) -> AuditRecord:
    return record(
        Event.ARRANGEMENT_MOVED,
        requester=asked.requester,
        subject=asked.subject,
        at=at,
        trace=asked.trace,
        mandate=who.mandate,
        outcome={**alive.named, "operation": OPERATION, "state": alive.life.state.value},
    )
