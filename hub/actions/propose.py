"""Collect, compute, keep the proposal sealed for a while, and write it down."""

from dataclasses import dataclass
from datetime import timedelta

from hub.actions import once
from hub.actions.collect import Collect, Question
from hub.actions.once import Call, Done, OnceProblem
from hub.actions.preview import Compute, Computed
from hub.actions.show_arrangement import LABEL, ShowArrangement, Shown
from hub.audit import canonical
from hub.audit.events import Event, record
from hub.domain.arrangement import Choice, Proposal
from hub.domain.scheme import SchemeCode
from hub.ports import Clock, Ids, KeptProposal, PersonKey, Store, Vault
from hub.rules.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Propose:
    """Making a proposal that can be read again, and later accepted. Only the person asks for it."""

    collect: Collect
    compute: Compute
    show: ShowArrangement
    store: Store
    vault: Vault
    clock: Clock
    ids: Ids

    async def __call__(
        self, question: Question, *, scheme: SchemeCode, choice: Choice, key: str
    ) -> Shown | Computed | OnceProblem:
        """Give the kept proposal, or the refusal or human look that came out instead."""
        call = Call(
            client=question.requester.client,
            key=key,
            operation="proposeArrangement",
            given={"scheme": scheme, "choice": choice},
        )
        async with self.store.transaction(question.subject) as transaction:
            begun = await once.begin(call, transaction, at=self.clock.now())
        if isinstance(begun, OnceProblem):
            return begun
        if isinstance(begun, Done):
            kept = await self.show(question.requester, begun.result, trace_id=question.trace_id)
            return kept or OnceProblem.EXPIRED
        return await self._make(question, scheme, choice, call)

    async def _make(self, question: Question, scheme: SchemeCode, choice: Choice, call: Call) -> Shown | Computed:
        fetched = await self.collect.fetch(question)
        key = await self.vault.key(question.subject)
        async with self.store.transaction(question.subject) as transaction:
            answers = await self.collect.release(question, fetched, transaction)
            computed = self.compute(answers=answers, scheme=scheme, choice=choice)
            if not isinstance(computed.receipt.outcome, Proposal):
                await once.finish(call, transaction, at=self.clock.now(), result=once.NOTHING)
                return computed
            kept = self._seal(question, computed, key)
            await transaction.keep_proposal(kept)
            await transaction.append_audit(
                record(
                    Event.PROPOSAL_KEPT,
                    requester=question.requester,
                    subject=question.subject,
                    at=kept.made_at,
                    trace_id=question.trace_id,
                    purpose=question.purpose,
                    outcome={"proposal": kept.id, "claims": len(computed.receipt.outcome.considered.included)},
                )
            )
            await once.finish(call, transaction, at=kept.made_at, result=kept.id)
        return Shown(
            id=kept.id,
            made_at=kept.made_at,
            expires_at=kept.expires_at,
            receipt=computed.receipt,
        )

    def _seal(self, question: Question, computed: Computed, key: PersonKey) -> KeptProposal:
        at = self.clock.now()
        return KeptProposal(
            id=self.ids.new(),
            subject=question.subject,
            sealed=key.seal(LABEL, canonical.dumps(computed.receipt)),
            made_at=at,
            expires_at=at + self._lifetime(),
        )

    def _lifetime(self) -> timedelta:
        today = self.clock.today()
        policy = Policy(on=today, known_on=today, book=self.compute.book)
        return timedelta(days=policy.get("harmonised.proposal_days").value)
