"""Collect, compute, keep the proposal sealed for a while, and write it down."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from consent.mandates import Act
from hub.actions import law, once
from hub.actions.acting import ConsentProblem, who_acts
from hub.actions.amending import as_it_stands, running
from hub.actions.collect import Collect, Question
from hub.actions.once import Call, Done, OnceProblem
from hub.actions.plan_wish import PlanWish
from hub.actions.preview import Compute, Computed
from hub.actions.show_arrangement import LABEL, ShowArrangement, Shown
from hub.audit import canonical
from hub.audit import receipt as receipts
from hub.audit.commitment import commitment, opening
from hub.audit.events import AuditRecord, Event, record
from hub.domain.arrangement import Proposal
from hub.domain.claim import ClaimKey
from hub.domain.source import Answers
from hub.errors import BadInput
from hub.ports import Clock, Ids, KeptProposal, PersonKey, Store, Transaction, Vault

WISH = "attempt.wish"
"""What the tagged bytes of a wish are; part of what the tag covers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Propose:
    """Making a proposal that can be read again, and later accepted: for the person, or who helps them on a mandate."""

    collect: Collect
    compute: Compute
    show: ShowArrangement
    store: Store
    vault: Vault
    clock: Clock
    ids: Ids

    async def __call__(
        self, question: Question, wish: PlanWish, *, key: str, name_of: Callable[[ClaimKey], str]
    ) -> Shown | Computed | OnceProblem | ConsentProblem:
        """Give the kept proposal, or the refusal or human look that came out instead.

        `name_of` says what the client calls a claim. Raises BadInput for a choice that cannot be; nothing is kept then.
        """
        person_key = await self.vault.key(question.subject)
        call = _call(question, wish, key, person_key)
        async with self.store.transaction(question.subject) as transaction:
            barred = await self._barred(question, transaction)
            if barred is not None:
                return barred
            begun = await once.begin(call, transaction, at=self.clock.now())
        if isinstance(begun, OnceProblem):
            return begun
        if isinstance(begun, Done):
            earlier = await self.show(question.requester, begun.result, trace=question.trace, subject=question.subject)
            return earlier or OnceProblem.EXPIRED
        made = await self._make(question, wish, call, name_of)
        if isinstance(made, BadInput):
            raise made
        return made

    async def _barred(self, question: Question, transaction: Transaction) -> ConsentProblem | None:
        """Say why somebody else may keep no proposal in this person's name; about oneself everybody may try."""
        if question.requester.is_subject(question.subject):
            return None
        who = await who_acts(
            Act.VIEW,
            requester=question.requester,
            subject=question.subject,
            trace=question.trace,
            transaction=transaction,
            at=self.clock.now(),
        )
        return who if isinstance(who, ConsentProblem) else None

    async def _make(
        self, question: Question, wish: PlanWish, call: Call, name_of: Callable[[ClaimKey], str]
    ) -> Shown | Computed | BadInput:
        fetched = await self.collect.fetch(question)
        key = await self.vault.key(question.subject)
        async with self.store.transaction(question.subject) as transaction:
            released = await self.collect.release(question, fetched, transaction)
            computed = await self._computed(released, wish, name_of, transaction, key)
            if isinstance(computed, BadInput) or not isinstance(computed.outcome, Proposal):
                await once.finish(call, transaction, at=self.clock.now(), result=once.NOTHING)
                return computed
            leaving = receipts.closed(computed.receipt)
            written = canonical.dumps(leaving)
            kept = self._seal(question, written, key)
            committed = commitment(bytes.fromhex(opening(key, kept.id)), written)
            await transaction.keep_proposal(kept)
            await transaction.append_audit(_record(question, kept, computed.outcome, committed))
            await once.finish(call, transaction, at=kept.made_at, result=kept.id)
        return Shown(id=kept.id, made_at=kept.made_at, expires_at=kept.expires_at, receipt=leaving)

    async def _computed(
        self,
        answers: Answers,
        wish: PlanWish,
        name_of: Callable[[ClaimKey], str],
        transaction: Transaction,
        key: PersonKey,
    ) -> Computed | BadInput:
        """Compute; a choice that cannot be ends the attempt, so it is given back and raised after that is kept."""
        try:
            life = await running(wish.amends, transaction, key) if wish.amends else None
            if wish.amends and life:
                answers = as_it_stands(answers, life, wish.amends.named(answers, name_of))
            choice = wish.choice_among(answers, name_of)
            if life and choice.payment_day is None:
                choice = replace(choice, payment_day=life.agreed.payment_day)
            return self.compute(answers=answers, scheme=wish.scheme, choice=choice, situation=wish.situation)
        except BadInput as fault:
            return fault

    def _seal(self, question: Question, receipt: bytes, key: PersonKey) -> KeptProposal:
        at = self.clock.now()
        return KeptProposal(
            id=self.ids.new(),
            subject=question.subject,
            sealed=key.seal(LABEL, receipt),
            made_at=at,
            expires_at=at + self._lifetime(),
        )

    def _lifetime(self) -> timedelta:
        policy = law.of_today(self.compute.book, self.clock)
        return timedelta(days=policy.get("harmonised.proposal_days").value)


def _call(question: Question, wish: PlanWish, key: str, person_key: PersonKey) -> Call:
    """What may be kept of the call: the wish holds amounts that could be guessed, so only its tag."""
    return Call(
        client=question.requester.client,
        key=key,
        operation="proposeArrangement",
        given={"scheme": wish.scheme, "wish": person_key.tag(WISH, canonical.dumps(wish))},
    )


def _record(question: Question, kept: KeptProposal, proposal: Proposal, committed: str) -> AuditRecord:
    """Write it down, with what shows later that a receipt is this one, and nothing of what is in it."""
    counted = len(proposal.considered.included)
    return record(
        Event.PROPOSAL_KEPT,
        requester=question.requester,
        subject=question.subject,
        at=kept.made_at,
        trace=question.trace,
        purpose=question.purpose,
        outcome={"proposal": kept.id, "claims": counted, "receipt": committed, **_reform(proposal)},
    )


def _reform(proposal: Proposal) -> dict[str, str]:
    """The name of the reform under which alone it can be, where there is one."""
    reform = proposal.considered.reform
    return {"reform": reform.name} if reform else {}
