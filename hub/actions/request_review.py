"""A person asks that a person at the agency looks: an application, received today, with a term to decide in."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from consent.mandates import By
from consent.parties import AgencyCode, Requester, SubjectRef
from hub.actions import law, once
from hub.actions.acting import ConsentProblem
from hub.actions.collect import Collect, Question
from hub.actions.disputing import who_asks
from hub.actions.living import Living
from hub.actions.once import Call, Done, OnceProblem
from hub.actions.plan_wish import PlanWish
from hub.actions.preview import Compute
from hub.actions.reviewing import Reviewing, Standing
from hub.actions.show_arrangement import LABEL as PROPOSAL
from hub.audit import canonical
from hub.audit.events import AuditRecord, Event, Trace, record
from hub.audit.receipt import Receipt
from hub.domain.arrangement import Considered, Proposal
from hub.domain.claim import ClaimKey
from hub.domain.reasons import Reason
from hub.domain.source import Answers
from hub.errors import BadInput
from hub.ports import Clock, Ids, PersonKey, Store, Transaction, Vault
from hub.review.events import About, Applied, Matter, Speaker
from hub.review.kept import KeptReview
from hub.review.problem import ReviewProblem
from hub.review.states import State
from hub.review.term import decide_by
from hub.review.words import Carries, unfit

MOST_OPEN: Final = 10
"""How many reviews of one person wait in their term at once; a queue that anybody can fill serves nobody."""

WORDS: Final = "attempt.review"
"""What the tagged bytes of an application are; part of what the tag covers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutOutcome:
    """What came out instead of a plan. It is computed again: nobody is believed who says what the hub decided."""

    question: Question
    wish: PlanWish
    name_of: Callable[[ClaimKey], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutKept:
    """A kept proposal, or an arrangement that was accepted, by its id."""

    about: About
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """Who asks for a person, about what, in which words."""

    requester: Requester
    subject: SubjectRef
    trace: Trace
    key: str
    about: AboutOutcome | AboutKept
    words: str


Requesting = Standing | ReviewProblem | ConsentProblem | OnceProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReview:
    """Requesting. The application, its place in the agency's queue and the line of the log are written together.

    A request stops nothing by itself (decision 36). It is never kept from the person, whoever else decides for them.
    """

    collect: Collect
    compute: Compute
    store: Store
    vault: Vault
    clock: Clock
    ids: Ids
    carries_number: Carries

    async def __call__(self, asked: Application) -> Requesting:
        """Ask; the same call again gives the same review. Raises BadInput for a choice that cannot be."""
        key = await self.vault.key(asked.subject)
        call = _call(asked, key)
        async with self.store.transaction(asked.subject) as transaction:
            begun = await self._begin(asked, call, transaction, key)
        if not isinstance(begun, By):
            return begun
        answers = await self.collect.fetch(asked.about.question) if isinstance(asked.about, AboutOutcome) else None
        async with self.store.transaction(asked.subject) as transaction:
            if before := await once.done(call, transaction):
                return await self._as_before(before, transaction, key)
            matter = await self._matter(asked.about, answers, transaction, key)
            made = await self._apply(asked, matter, transaction, key) if isinstance(matter, Matter) else matter
            result = made.kept.id if isinstance(made, Standing) else once.NOTHING
            await once.finish(call, transaction, at=self.clock.now(), result=result)
        if isinstance(made, BadInput):
            raise made
        return made

    async def _begin(self, asked: Application, call: Call, transaction: Transaction, key: PersonKey) -> By | Requesting:
        """See that it may be done and was not done before."""
        who = await self._who(asked, transaction)
        if isinstance(who, ConsentProblem):
            return who
        begun = await once.begin(call, transaction, at=self.clock.now())
        if isinstance(begun, Done):
            return await self._as_before(begun, transaction, key)
        if begun is not None:
            return begun
        if wrong := unfit(asked.words, self.carries_number):
            await once.finish(call, transaction, at=self.clock.now(), result=once.NOTHING)
            return wrong
        return who

    async def _who(
        self, asked: Application, transaction: Transaction, agencies: Collection[AgencyCode] = ()
    ) -> By | ConsentProblem:
        return await who_asks(asked.requester, asked.subject, asked.trace, transaction, self.clock, agencies=agencies)

    async def _as_before(self, done: Done, transaction: Transaction, key: PersonKey) -> Requesting:
        return await Reviewing(transaction=transaction, key=key).find(done.result) or ReviewProblem.UNKNOWN

    async def _matter(
        self, about: AboutOutcome | AboutKept, answers: Answers | None, transaction: Transaction, key: PersonKey
    ) -> Matter | ReviewProblem | BadInput:
        """Say what is to be looked at, and which agency is competent."""
        if isinstance(about, AboutOutcome):
            return await self._of_outcome(about, answers or Answers(reports=()), transaction)
        if about.about is About.PROPOSAL:
            return await self._of_proposal(about.id, transaction, key)
        alive = await Living(transaction=transaction, key=key, closed=()).find(about.id)
        if alive is None:
            return ReviewProblem.ARRANGEMENT_UNKNOWN
        kept = alive.kept
        return Matter(
            about=About.ARRANGEMENT, scheme=kept.scheme, agency=kept.executes, concerns=kept.id, owners=kept.owners
        )

    async def _of_outcome(
        self, about: AboutOutcome, fetched: Answers, transaction: Transaction
    ) -> Matter | ReviewProblem | BadInput:
        """A choice that cannot be is given back, and raised when what was released has been written down."""
        answers, wish = await self.collect.release(about.question, fetched, transaction), about.wish
        try:
            choice = wish.choice_among(answers, about.name_of)
        except BadInput as fault:
            return fault
        outcome = self.compute(answers=answers, scheme=wish.scheme, choice=choice, situation=wish.situation).outcome
        if isinstance(outcome, Proposal):
            return ReviewProblem.PROPOSAL_POSSIBLE
        return _matter_of(outcome.considered, About.OUTCOME, None, outcome.reasons)

    async def _of_proposal(self, proposal: str, transaction: Transaction, key: PersonKey) -> Matter | ReviewProblem:
        kept = await transaction.proposal(proposal)
        if kept is None:
            was_there = await transaction.had_proposal(proposal)
            return ReviewProblem.PROPOSAL_EXPIRED if was_there else ReviewProblem.PROPOSAL_UNKNOWN
        if kept.expires_at <= self.clock.now():
            return ReviewProblem.PROPOSAL_EXPIRED
        receipt: Receipt = canonical.loads(Receipt, key.open(PROPOSAL, kept.sealed))
        outcome = receipt.outcome
        return _matter_of(outcome.considered, About.PROPOSAL, proposal, outcome.reasons)

    async def _apply(self, asked: Application, matter: Matter, transaction: Transaction, key: PersonKey) -> Requesting:
        who = await self._who(asked, transaction, matter.agencies)
        if isinstance(who, ConsentProblem):
            return who
        at, on = self.clock.now(), self.clock.today()
        if sum(kept.waits(on) for kept in await transaction.reviews.all()) >= MOST_OPEN:
            return ReviewProblem.TOO_MANY
        until, reason = decide_by(on, law.of_today(self.compute.book, self.clock))
        by = Speaker(representative=who.representative)
        applied = Applied(on=on, by=by, matter=matter, words=asked.words, decide_by=until, reason=reason)
        kept = KeptReview(
            id=self.ids.new(),
            subject=asked.subject,
            agency=matter.agency,
            trace_id=asked.trace.trace_id,
            state=State.RECEIVED,
            version=1,
            received_at=at,
            decide_by=until,
        )
        await transaction.append_audit(_line(asked, who, kept, at))
        return await Reviewing(transaction=transaction, key=key).begin(kept, applied)


def _matter_of(
    considered: Considered, about: About, concerns: str | None, reasons: tuple[Reason, ...]
) -> Matter | ReviewProblem:
    """What is no law has no competent agency: nobody can decide on it (decision 26)."""
    if not considered.is_law:
        return ReviewProblem.NOT_LAW
    if considered.executes is None:
        return ReviewProblem.NO_AGENCY
    grounds = tuple(Reason(code=reason.code, article=reason.article) for reason in reasons)
    return Matter(about=about, scheme=considered.scheme, agency=considered.executes, concerns=concerns, grounds=grounds)


def _call(asked: Application, key: PersonKey) -> Call:
    """What may be kept of the call: what the person tells could be guessed, so only its tag."""
    about = asked.about
    told = (
        {"scheme": about.wish.scheme, "wish": key.tag(WORDS, canonical.dumps(about.wish))}
        if isinstance(about, AboutOutcome)
        else {"about": about.about, "id": about.id}
    )
    words = key.tag(WORDS, asked.words.encode())
    return Call(
        client=asked.requester.client, key=asked.key, operation="requestHumanReview", given={**told, "words": words}
    )


def _line(asked: Application, who: By, kept: KeptReview, at: datetime) -> AuditRecord:
    return record(
        Event.REVIEW_REQUESTED,
        requester=asked.requester,
        subject=asked.subject,
        at=at,
        trace=asked.trace,
        mandate=who.mandate,
        outcome={"review": kept.id, "agency": kept.agency},
    )
