"""A worker of the competent agency decides on a review: with a reason of their own, an article, and the way on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from consent.parties import Requester, Role
from consent.purposes import Purpose
from consent.verdict import Ground
from hub.actions import law, once
from hub.actions.acting import refused
from hub.actions.forget_review import removal
from hub.actions.living import Living
from hub.actions.once import Call, Done, OnceProblem
from hub.actions.reviewing import Reviewing, Standing, close
from hub.actions.show_accepted import Look
from hub.audit.events import Event, record
from hub.life.kept import WorkKind
from hub.life.states import State as Arranged
from hub.ports import Clock, PersonKey, Store, Transaction, Vault
from hub.review.decide import decide
from hub.review.events import About, Decided, Decision, Speaker
from hub.review.problem import ReviewProblem
from hub.review.words import Carries
from hub.rules.reader import Book

SCOPE: Final = "reviews.decide"
"""The named role: a worker without it looks into the queue and decides nothing (decision 27)."""

WORDS: Final = "attempt.decision"
"""What the tagged bytes of a decision are; part of what the tag covers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Which review a worker decides on, how, and why; `look` says who they are and in which case."""

    look: Look
    review: str
    key: str
    decision: Decision
    says: str
    article: str


Deciding = Standing | ReviewProblem | Ground | OnceProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideReview:
    """Deciding. An arrangement is ended by the command for that; here it is only said that it was."""

    store: Store
    vault: Vault
    clock: Clock
    book: Book
    carries_number: Carries

    async def __call__(self, verdict: Verdict) -> Deciding:
        """Decide; the same call again gives the review as it stands. Somebody else's and one that never was: alike."""
        subject = verdict.look.subject
        key = await self.vault.key(subject)
        async with self.store.transaction(subject) as transaction:
            reviewing = Reviewing(transaction=transaction, key=key)
            standing = await reviewing.find(verdict.review)
            ground = _barred(verdict.look.requester, standing)
            if ground is not None or standing is None:
                return await self._refused(verdict, ground or Ground.ROLE_HAS_NO_BASIS, transaction)
            call = _call(verdict, key)
            begun = await once.begin(call, transaction, at=self.clock.now())
            if begun is not None:
                return standing if isinstance(begun, Done) else begun
            after = await self._decide(verdict, standing, reviewing)
            result = verdict.review if isinstance(after, Standing) else once.NOTHING
            await once.finish(call, transaction, at=self.clock.now(), result=result)
        return after

    async def _decide(self, verdict: Verdict, standing: Standing, reviewing: Reviewing) -> Standing | ReviewProblem:
        requester = verdict.look.requester
        decided = decide(
            standing.review,
            verdict.decision,
            by=Speaker(agency=requester.agency, worker=requester.worker),
            on=self.clock.today(),
            says=verdict.says,
            article=verdict.article,
            has_ended=await _has_ended(standing, reviewing),
            carries_number=self.carries_number,
            policy=law.of_today(self.book, self.clock),
        )
        if isinstance(decided, ReviewProblem):
            return decided
        at = self.clock.now()
        after = await reviewing.add(standing, decided, at)
        if isinstance(after, Standing):
            await self._written(verdict, after, decided, reviewing.transaction, at)
        return after

    async def _written(
        self, verdict: Verdict, after: Standing, decided: Decided, transaction: Transaction, at: datetime
    ) -> None:
        """Close the queues, write the line, and have it removed once nothing can be done against it (decision 34)."""
        await close(after, transaction)
        forgetting = removal(WorkKind.FORGET_REVIEW, after.kept.id, after.kept.subject, decided.remedy)
        await transaction.arrangements.put_work(forgetting)
        await transaction.append_audit(
            record(
                Event.REVIEW_DECIDED,
                requester=verdict.look.requester,
                subject=verdict.look.subject,
                at=at,
                trace=verdict.look.trace,
                case=verdict.look.case,
                outcome={
                    "review": after.kept.id,
                    "agency": after.kept.agency,
                    "decision": decided.decision.value,
                    "article": decided.article,
                },
            )
        )

    async def _refused(self, verdict: Verdict, ground: Ground, transaction: Transaction) -> ReviewProblem | Ground:
        """Say no more than that there is no such review, but for who is not registered; and write it down."""
        look = verdict.look
        await transaction.append_audit(refused(ground, look.requester, look.subject, self.clock.now(), look.trace))
        return ground if ground is Ground.PURPOSE_NOT_REGISTERED else ReviewProblem.UNKNOWN


def _barred(requester: Requester, standing: Standing | None) -> Ground | None:
    """Say why somebody does not decide here; None: they may."""
    if requester.role is not Role.STAFF or SCOPE not in requester.scopes:
        return Ground.ROLE_HAS_NO_BASIS
    if Purpose.EXECUTION not in requester.purposes:
        return Ground.PURPOSE_NOT_REGISTERED
    is_theirs = standing is not None and standing.kept.agency == requester.agency
    return None if is_theirs else Ground.ROLE_HAS_NO_BASIS


async def _has_ended(standing: Standing, reviewing: Reviewing) -> bool:
    matter = standing.review.matter
    if matter.about is not About.ARRANGEMENT:
        return False
    alive = await Living(transaction=reviewing.transaction, key=reviewing.key, closed=()).find(matter.concerns or "")
    return alive is not None and alive.life.state is Arranged.ENDED


def _call(verdict: Verdict, key: PersonKey) -> Call:
    said = key.tag(WORDS, repr((verdict.says, verdict.article)).encode())
    return Call(
        client=verdict.look.requester.client,
        key=verdict.key,
        operation="decideHumanReview",
        given={"review": verdict.review, "decision": verdict.decision, "said": said},
    )
