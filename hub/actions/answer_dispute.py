"""The agency answers a dispute: it was right, it is put right, or, by a worker, it was not."""

from dataclasses import dataclass, replace
from typing import Final

from consent.parties import Requester, Role
from consent.purposes import Purpose
from consent.verdict import Ground
from hub.actions import law, once
from hub.actions.acting import refused
from hub.actions.decide_review import SCOPE
from hub.actions.disputing import ANSWER, Open, all_of, forgetting, opened
from hub.actions.once import Call, Done, OnceProblem
from hub.actions.show_accepted import Look
from hub.audit import canonical
from hub.audit.events import Event, record
from hub.life.kept import Work
from hub.ports import Clock, PersonKey, Store, Transaction, Vault
from hub.review.dispute import Answered, DisputeAnswer, answer
from hub.review.events import Speaker
from hub.review.problem import DisputeProblem
from hub.review.words import Carries
from hub.rules.reader import Book

WORDS: Final = "attempt.dispute_answer"
"""What the tagged bytes of an answer are; part of what the tag covers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """Which dispute an agency answers, how, and why."""

    look: Look
    dispute: str
    key: str
    answered: Answered
    says: str


Came = Open | DisputeProblem | Ground | OnceProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDispute:
    """Answering. What the agency states of the claim from then on comes with its next answer, like everything else."""

    store: Store
    vault: Vault
    clock: Clock
    book: Book
    carries_number: Carries

    async def __call__(self, asked: Answering) -> Came:
        """Answer; the same call again gives the dispute as it stands. Somebody else's and one that never was: alike."""
        subject = asked.look.subject
        key = await self.vault.key(subject)
        async with self.store.transaction(subject) as transaction:
            mine = await all_of(transaction, key)
            found = next((each for each in mine if each.kept.id == asked.dispute), None)
            ground = _barred(asked.look.requester, found)
            if ground is not None or found is None:
                return await self._refused(asked, ground or Ground.ROLE_HAS_NO_BASIS, transaction)
            call = _call(asked, key)
            begun = await once.begin(call, transaction, at=self.clock.now())
            if begun is not None:
                return found if isinstance(begun, Done) else begun
            after = await self._answer(asked, found, transaction, key)
            result = asked.dispute if isinstance(after, Open) else once.NOTHING
            await once.finish(call, transaction, at=self.clock.now(), result=result)
        return after

    async def _answer(
        self, asked: Answering, found: Open, transaction: Transaction, key: PersonKey
    ) -> Open | DisputeProblem:
        if found.kept.withdrawn_at is not None:
            return DisputeProblem.WITHDRAWN
        requester = asked.look.requester
        made = answer(
            found.answer,
            asked.answered,
            by=Speaker(agency=requester.agency, worker=requester.worker),
            on=self.clock.today(),
            says=asked.says,
            carries_number=self.carries_number,
        )
        if isinstance(made, DisputeProblem):
            return made
        return await self._written(asked, found, made, transaction, key)

    async def _written(
        self, asked: Answering, found: Open, made: DisputeAnswer, transaction: Transaction, key: PersonKey
    ) -> Open:
        """Write it down; who answers has heard of it. And have it removed when nothing hangs on it any more."""
        at, kept = self.clock.now(), found.kept
        after = replace(
            kept,
            told_at=kept.told_at or at,
            reason=None,
            answer=key.seal(ANSWER, canonical.dumps(made)),
            answered_at=at,
        )
        await transaction.disputes.put(after)
        await transaction.arrangements.drop_work(kept.id)
        await transaction.arrangements.put_work(self._removal(after.id, asked))
        await transaction.append_audit(
            record(
                Event.DISPUTE_ANSWERED,
                requester=asked.look.requester,
                subject=asked.look.subject,
                at=at,
                trace=asked.look.trace,
                case=asked.look.case,
                outcome={"dispute": kept.id, "answer": made.answered.value},
            )
        )
        return opened(after, key)

    def _removal(self, dispute: str, asked: Answering) -> Work:
        policy = law.of_today(self.book, self.clock)
        return forgetting(dispute, asked.look.subject, policy, self.clock.today())

    async def _refused(self, asked: Answering, ground: Ground, transaction: Transaction) -> DisputeProblem | Ground:
        look = asked.look
        await transaction.append_audit(refused(ground, look.requester, look.subject, self.clock.now(), look.trace))
        return ground if ground is Ground.PURPOSE_NOT_REGISTERED else DisputeProblem.UNKNOWN


def _barred(requester: Requester, found: Open | None) -> Ground | None:
    """Say why somebody does not answer here; None: they may. A worker needs the role for it, as for reviews."""
    is_theirs = found is not None and found.kept.agency == requester.agency
    has_role = requester.role is Role.AGENCY or (requester.role is Role.STAFF and SCOPE in requester.scopes)
    if not has_role:
        return Ground.ROLE_HAS_NO_BASIS
    if Purpose.EXECUTION not in requester.purposes:
        return Ground.PURPOSE_NOT_REGISTERED
    return None if is_theirs else Ground.ROLE_HAS_NO_BASIS


def _call(asked: Answering, key: PersonKey) -> Call:
    said = key.tag(WORDS, asked.says.encode())
    return Call(
        client=asked.look.requester.client,
        key=asked.key,
        operation="recordDisputeAnswer",
        given={"dispute": asked.dispute, "answered": asked.answered, "said": said},
    )
