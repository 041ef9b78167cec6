"""A person accepts a proposal: only if the agencies still state what it counts on, and once."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from consent.arrangements import ArrangementId
from consent.mandates import Act, By
from consent.parties import AgencyCode, Requester, SubjectRef
from consent.purposes import Purpose
from hub.actions import law, once
from hub.actions.acting import ConsentProblem, who_acts
from hub.actions.collect import Collect, Question
from hub.actions.errands import Errands
from hub.actions.living import Alive, Living
from hub.actions.once import Call, Done, OnceProblem
from hub.actions.preview import Compute
from hub.actions.still_so import Changed, again, concerned, opened, still_so
from hub.audit import canonical
from hub.audit.events import AuditRecord, Event, Trace, record
from hub.audit.receipt import Receipt
from hub.domain.arrangement import Proposal
from hub.domain.errand import ErrandKind
from hub.domain.source import Answers
from hub.life.accept import accept
from hub.life.actor import Actor, ActorKind
from hub.life.beside import beside
from hub.life.events import Accepted
from hub.life.kept import KeptArrangement
from hub.life.life import begun
from hub.life.paying import BY_TRANSFER, Paying
from hub.life.problem import LifeProblem
from hub.life.rules import Rules
from hub.life.states import State
from hub.ports import Clock, ClosingDays, Ids, PersonKey, Store, Transaction, Vault
from hub.rules.policy import Policy

PAYING: Final = "attempt.paying"
"""What the tagged bytes of a way of paying are; part of what the tag covers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """Who accepts which proposal, how they pay, and under which key."""

    requester: Requester
    subject: SubjectRef
    proposal: str
    trace: Trace
    key: str
    paying: Paying = BY_TRANSFER


Accepting = Alive | Changed | LifeProblem | ConsentProblem | OnceProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptArrangement:
    """Accepting. The arrangement, the request to the agency and the line of the log are written together, or not.

    `is_account` says whether an account's number can be one.
    """

    collect: Collect
    compute: Compute
    store: Store
    vault: Vault
    clock: Clock
    ids: Ids
    closing: ClosingDays
    is_account: Callable[[str], bool]

    async def __call__(self, asked: Acceptance) -> Accepting:
        """Accept; the same call again gives the same arrangement."""
        key = await self.vault.key(asked.subject)
        call = Call(
            client=asked.requester.client,
            key=asked.key,
            operation="acceptArrangement",
            given={"proposal": asked.proposal, "paying": key.tag(PAYING, canonical.dumps(asked.paying))},
        )
        async with self.store.transaction(asked.subject) as transaction:
            begun_call = await self._begin(asked, call, transaction, key)
        if not isinstance(begun_call, Receipt):
            return begun_call
        question = self._question(asked)
        fetched = await self.collect.fetch(question)
        async with self.store.transaction(asked.subject) as transaction:
            if before := await once.done(call, transaction):
                return await self._as_before(before, transaction, key)
            answers = await self.collect.release(question, fetched, transaction)
            found = await self._accept(asked, begun_call, answers, transaction, key)
            result = found.kept.id if isinstance(found, Alive) else once.NOTHING
            await once.finish(call, transaction, at=self.clock.now(), result=result)
        return found

    async def _begin(
        self, asked: Acceptance, call: Call, transaction: Transaction, key: PersonKey
    ) -> Receipt | Accepting:
        """See that it may be done and was not done before; give what the proposal was computed from."""
        at = self.clock.now()
        who = await self._who(asked, transaction, at)
        if isinstance(who, ConsentProblem):
            return who
        begun_call = await once.begin(call, transaction, at=at)
        if isinstance(begun_call, OnceProblem):
            return begun_call
        if isinstance(begun_call, Done):
            return await self._as_before(begun_call, transaction, key)
        receipt = await opened(asked.proposal, transaction, key, at)
        if isinstance(receipt, LifeProblem):
            await once.finish(call, transaction, at=at, result=once.NOTHING)
        return receipt

    async def _as_before(self, done: Done, transaction: Transaction, key: PersonKey) -> Alive | OnceProblem:
        return await self._living(transaction, key).find(done.result) or OnceProblem.EXPIRED

    async def _accept(
        self, asked: Acceptance, receipt: Receipt, answers: Answers, transaction: Transaction, key: PersonKey
    ) -> Alive | Changed | LifeProblem | ConsentProblem:
        at = self.clock.now()
        who = await self._who(asked, transaction, at, concerned(receipt.outcome))
        if isinstance(who, ConsentProblem):
            return who
        if await transaction.proposal(asked.proposal) is None:
            return LifeProblem.PROPOSAL_EXPIRED
        proposal = still_so(receipt.outcome, again(receipt, answers, self.compute))
        if not isinstance(proposal, Proposal):
            return proposal
        policy = law.of_today(self.compute.book, self.clock)
        accepted = self._accepted(proposal, receipt, by_of(who), asked.paying, policy)
        if isinstance(accepted, LifeProblem):
            return accepted
        fits = beside(accepted.agreed, await transaction.arrangements.all(), policy)
        alive = self._alive(asked, accepted, policy, at)
        if not fits or not await self._living(transaction, key).begin(alive.kept, accepted):
            return LifeProblem.OPEN_ALREADY
        await Errands(transaction=transaction, key=key, ids=self.ids, trace=asked.trace).ask(
            alive, ErrandKind.REQUEST, at
        )
        await transaction.accept_proposal(asked.proposal, at)
        await transaction.append_audit(_line(asked, who, alive, at))
        return alive

    async def _who(
        self, asked: Acceptance, transaction: Transaction, at: datetime, agencies: Collection[AgencyCode] = ()
    ) -> By | ConsentProblem:
        """Say who accepts: the person, or whoever may in their place, at every agency in it (decision 31)."""
        return await who_acts(
            Act.ACCEPT,
            requester=asked.requester,
            subject=asked.subject,
            trace=asked.trace,
            transaction=transaction,
            at=at,
            agencies=agencies,
        )

    def _accepted(
        self, proposal: Proposal, receipt: Receipt, by: Actor, paying: Paying, policy: Policy
    ) -> Accepted | LifeProblem:
        if paying.account and not self.is_account(paying.account.iban):
            return LifeProblem.ACCOUNT_INVALID
        day = receipt.inputs.choice.payment_day or policy.get("harmonised.payment_day").value
        return accept(proposal, by=by, on=self.clock.today(), payment_day=day, policy=policy, paying=paying)

    def _alive(self, asked: Acceptance, accepted: Accepted, policy: Policy, at: datetime) -> Alive:
        found = Rules(accepted.agreed, policy).find("arrangement")
        kept = KeptArrangement(
            id=ArrangementId(self.ids.new()),
            subject=asked.subject,
            proposal=asked.proposal,
            scheme=accepted.agreed.scheme,
            executes=accepted.agreed.executes,
            owners=accepted.agreed.owners,
            article=found.article if found else policy.scheme(accepted.agreed.scheme).participants[0].article,
            trace_id=asked.trace.trace_id,
            state=State.ACCEPTED,
            version=1,
            accepted_at=at,
        )
        return Alive(kept=kept, life=begun(accepted))

    def _question(self, asked: Acceptance) -> Question:
        return Question(
            requester=asked.requester,
            subject=asked.subject,
            purpose=Purpose.PROPOSAL,
            as_of=self.clock.today(),
            trace=asked.trace,
        )

    def _living(self, transaction: Transaction, key: PersonKey) -> Living:
        return Living(transaction=transaction, key=key, closed=self.closing.days())


def by_of(who: By) -> Actor:
    """A person, or whoever acts for them; who that was stands on the log."""
    return Actor(kind=ActorKind.PERSON, says=who.representative)


def _line(asked: Acceptance, who: By, alive: Alive, at: datetime) -> AuditRecord:
    return record(
        Event.ARRANGEMENT_ACCEPTED,
        requester=asked.requester,
        subject=asked.subject,
        at=at,
        trace=asked.trace,
        mandate=who.mandate,
        outcome={**alive.named, "proposal": asked.proposal, "claims": len(alive.life.claims)},
    )
