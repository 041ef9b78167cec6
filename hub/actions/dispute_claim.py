"""A person disputes what an agency states about a claim; the plan is computed with it and without it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from consent.mandates import By
from consent.parties import Requester, SubjectRef
from hub.actions import law, once
from hub.actions.acting import ConsentProblem
from hub.actions.collect import Collect, Question
from hub.actions.disputing import DISPUTE, Open, all_of, forgetting, opened, waits, who_asks
from hub.actions.once import Call, Done, OnceProblem
from hub.actions.plan_wish import PlanWish
from hub.actions.preview import Compute, Computed
from hub.audit import canonical
from hub.audit.events import AuditRecord, Event, Trace, record
from hub.domain.claim import Claim, ClaimKey
from hub.domain.source import Answers
from hub.life.kept import Work, WorkKind
from hub.ports import Clock, Ids, PersonKey, Store, Transaction, Vault
from hub.review.dispute import Dispute, Wrong, bare, unfit_words, without
from hub.review.disputes import KeptDispute
from hub.review.events import Speaker
from hub.review.problem import DisputeProblem
from hub.review.term import decide_by
from hub.review.words import Carries

MOST_OPEN: Final = 10
"""How many disputes of one person wait at once."""

WORDS: Final = "attempt.dispute"
"""What the tagged bytes of a dispute are; part of what the tag covers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputing:
    """Who disputes which claim, by the name that the client knows it by, and for which plan that matters."""

    requester: Requester
    subject: SubjectRef
    trace: Trace
    key: str
    claim: str
    wrong: Wrong
    words: str
    question: Question
    wish: PlanWish
    name_of: Callable[[ClaimKey], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputed:
    """The dispute, and what comes out with the claim and as if it were not there."""

    open: Open
    with_it: Computed
    without_it: Computed


Came = Disputed | DisputeProblem | ConsentProblem | OnceProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeClaim:
    """Disputing. The dispute and the work to tell the agency are written together, or neither is.

    It is removed although nobody answers, when one that was answered in time would be.

    It stops nothing by itself, and takes no remedy's place: both plans are a look ahead, and nothing of them is kept.
    """

    collect: Collect
    compute: Compute
    store: Store
    vault: Vault
    clock: Clock
    ids: Ids
    carries_number: Carries

    async def __call__(self, asked: Disputing) -> Came:
        """Dispute it; the same call again gives the same dispute, and the plans of now."""
        key = await self.vault.key(asked.subject)
        call = _call(asked, key)
        async with self.store.transaction(asked.subject) as transaction:
            begun = await self._begin(asked, call, transaction)
        if not isinstance(begun, By | Done):
            return begun
        fetched = await self.collect.fetch(asked.question)
        async with self.store.transaction(asked.subject) as transaction:
            answers = await self.collect.release(asked.question, fetched, transaction)
            before = begun if isinstance(begun, Done) else await once.done(call, transaction)
            found = await self._written(asked, before, answers, transaction, key)
            if before is None:
                result = found.kept.id if isinstance(found, Open) else once.NOTHING
                await once.finish(call, transaction, at=self.clock.now(), result=result)
        return self._looked_ahead(asked, answers, found) if isinstance(found, Open) else found

    async def _begin(self, asked: Disputing, call: Call, transaction: Transaction) -> By | Done | Came:
        who = await who_asks(asked.requester, asked.subject, asked.trace, transaction, self.clock)
        if isinstance(who, ConsentProblem):
            return who
        begun = await once.begin(call, transaction, at=self.clock.now())
        if begun is not None:
            return begun
        if wrong := unfit_words(asked.words, self.carries_number):
            await once.finish(call, transaction, at=self.clock.now(), result=once.NOTHING)
            return wrong
        return who

    async def _written(
        self, asked: Disputing, before: Done | None, answers: Answers, transaction: Transaction, key: PersonKey
    ) -> Open | DisputeProblem | ConsentProblem:
        """Give what was made under this key before, or write it down."""
        mine = await all_of(transaction, key)
        if before is not None:
            made = next((each for each in mine if each.kept.id == before.result), None)
            return made or DisputeProblem.UNKNOWN
        claim = next((each for each in answers.claims if asked.name_of(each.key) == asked.claim), None)
        owner = (claim.key.owner,) if claim else ()
        who = await who_asks(asked.requester, asked.subject, asked.trace, transaction, self.clock, agencies=owner)
        if isinstance(who, ConsentProblem):
            return who
        if claim is None:
            return DisputeProblem.CLAIM_UNKNOWN
        policy, on = law.of_today(self.compute.book, self.clock), self.clock.today()
        open_ = [each for each in mine if waits(each, policy, on)]
        if any(each.dispute.key == claim.key for each in open_):
            return DisputeProblem.DISPUTED_ALREADY
        if len(open_) >= MOST_OPEN:
            return DisputeProblem.TOO_MANY
        return await self._make(asked, who, claim, transaction, key)

    async def _make(self, asked: Disputing, who: By, claim: Claim, transaction: Transaction, key: PersonKey) -> Open:
        at, on = self.clock.now(), self.clock.today()
        dispute = Dispute(
            on=on,
            by=Speaker(representative=who.representative),
            claim=bare(claim),
            wrong=asked.wrong,
            words=asked.words.strip(),
        )
        kept = KeptDispute(
            id=self.ids.new(),
            subject=asked.subject,
            agency=claim.owner,
            trace_id=asked.trace.trace_id,
            sealed=key.seal(DISPUTE, canonical.dumps(dispute)),
            made_at=at,
        )
        await transaction.disputes.put(kept)
        await transaction.arrangements.put_work(waiting(kept, at))
        policy = law.of_today(self.compute.book, self.clock)
        unanswered = forgetting(kept.id, kept.subject, policy, decide_by(on, policy)[0])
        await transaction.arrangements.put_work(unanswered)
        await transaction.append_audit(_line(asked, who, kept, at))
        return opened(kept, key)

    def _looked_ahead(self, asked: Disputing, answers: Answers, found: Open) -> Disputed:
        """Compute twice."""
        wish = asked.wish
        both = [
            self.compute(answers=told, scheme=wish.scheme, choice=wish.choice, situation=wish.situation)
            for told in (answers, without(answers, found.dispute.key))
        ]
        return Disputed(open=found, with_it=both[0], without_it=both[1])


def waiting(kept: KeptDispute, due_at: datetime | None) -> Work:
    """The work that tells the agency of a dispute, under its id; None: when an operator says so."""
    return Work(id=kept.id, kind=WorkKind.DISPUTE, subject=kept.subject, about=kept.id, due_at=due_at)


def _call(asked: Disputing, key: PersonKey) -> Call:
    """What may be kept of the call: what the person tells could be guessed, so only its tag."""
    said = key.tag(WORDS, canonical.dumps([asked.claim, asked.wrong, asked.words, asked.wish]))
    return Call(client=asked.requester.client, key=asked.key, operation="disputeClaim", given={"said": said})


def _line(asked: Disputing, who: By, kept: KeptDispute, at: datetime) -> AuditRecord:
    return record(
        Event.DISPUTE_MADE,
        requester=asked.requester,
        subject=asked.subject,
        at=at,
        trace=asked.trace,
        mandate=who.mandate,
        outcome={"dispute": kept.id, "agency": kept.agency},
    )
