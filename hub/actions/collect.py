"""Ask all permitted agencies at once, within consent and a time budget; release only what is still permitted."""

import asyncio
from collections.abc import AsyncGenerator, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from consent import decide
from consent.grants import GrantId, Used
from consent.parties import AgencyCode, Requester, Role, SubjectRef
from consent.purposes import Category, Purpose
from consent.register import Register
from consent.standing import Standing
from consent.verdict import Permitted, Refused, Verdict
from hub.actions.visible import permitted_of, told, visible, withheld
from hub.audit import spans
from hub.audit.commitment import mark
from hub.audit.events import AuditRecord, Edition, Event, Trace, record
from hub.domain.source import Answers, SourceReport, SourceStatus
from hub.errors import BadInput
from hub.ports import ClaimSource, Clock, Ids, LookUpPace, Store, Transaction, Vault

REQUEST_BUDGET = timedelta(seconds=10)
"""Longest time for all agencies together (decision 11)."""

SOURCE_BUDGET = timedelta(seconds=3)
"""Longest time for one agency (decision 11)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Who asks about whom, for what, as it stood when. `trace` ties every record of one request together.

    `case` is why a worker looks, and in which case: without it a worker sees nothing. `ends_at` is when whoever asks
    stops waiting: no agency is given longer. It is no part of what is asked.
    """

    requester: Requester
    subject: SubjectRef
    purpose: Purpose
    as_of: date
    trace: Trace
    known_at: datetime | None = None
    case: str | None = None
    ends_at: datetime | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Refuse a worker's question without a reason: every look-up must be accounted for."""
        if self.requester.role is Role.STAFF and not (self.case or "").strip():
            raise BadInput("case.missing", "A worker must say why they look.", "Send `case` with a reason and number.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Collect:
    """Fetching of claims: `fetch` asks the agencies, `release` decides again in a transaction and writes it down."""

    sources: Sequence[ClaimSource]
    store: Store
    vault: Vault
    clock: Clock
    register: Register
    ids: Ids
    edition: Edition | None = None
    pace: LookUpPace | None = None

    async def __call__(self, question: Question) -> Answers:
        """Fetch and release: what the requester may see now, one report per agency."""
        (answers,) = await self.together([question])
        return answers

    async def together(self, questions: Sequence[Question]) -> tuple[Answers, ...]:
        """Answer questions about one person on one look at the record, before the agencies are asked and after."""
        fetched = await self._fetch(questions)
        released: list[Answers] = []
        async with self.store.transaction(questions[0].subject) as transaction:
            standing = await transaction.standing()
            for question, answers in zip(questions, fetched, strict=True):
                answer, standing = await self._release(question, answers, standing, transaction)
                released.append(answer)
        return tuple(released)

    async def one_by_one(self, question: Question) -> AsyncGenerator[SourceReport, None]:
        """Ask like `together`, and release each agency's answer by itself, in the order in which they come.

        What comes out has been committed. Consent that ends meanwhile withholds what has not come out yet. Whoever
        closes this, or is cancelled, stops the agencies that have not answered.
        """
        ((begun, verdicts),) = await self._begin([question])
        asking = [
            asyncio.create_task(self._ask(source, verdict, begun))
            for source, verdict in zip(self.sources, verdicts, strict=True)
        ]
        ours: set[GrantId] = set()
        try:
            for coming in asyncio.as_completed(asking):
                yield await self._release_one(begun, await coming, ours)
        finally:
            for task in asking:
                task.cancel()
            await asyncio.gather(*asking, return_exceptions=True)

    async def fetch(self, question: Question) -> Answers:
        """Ask every permitted agency at once. What comes back must pass `release` before anybody sees it."""
        (answers,) = await self._fetch([question])
        return answers

    async def release(self, question: Question, fetched: Answers, transaction: Transaction) -> Answers:
        """Decide again on what is on record in this transaction, drop what is refused, and write the audit line.

        The answer may leave only after the transaction has been committed.
        """
        answer, _ = await self._release(question, fetched, await transaction.standing(), transaction)
        return answer

    async def _release_one(self, question: Question, fetched: SourceReport, ours: set[GrantId]) -> SourceReport:
        """Release one agency's answer in a transaction of its own. `ours`: the grants that this question used."""
        answers = await self._marked(question, (fetched,))
        async with self.store.transaction(question.subject) as transaction:
            standing = await transaction.standing()
            answer, after = await self._release(question, answers, standing, transaction, ours)
        ours.update(event.grant_id for event in after.consents[len(standing.consents) :] if isinstance(event, Used))
        return answer.reports[0]

    async def _release(
        self,
        question: Question,
        fetched: Answers,
        standing: Standing,
        transaction: Transaction,
        ours: Collection[GrantId] = (),
    ) -> tuple[Answers, Standing]:
        """Release, and give the record with what was used: a grant for once serves one of several questions.

        `ours` are grants that this very question used before: they still serve it.
        """
        at = standing.moment(self.clock.now())
        verdicts = self._decide(question, standing.without_uses(ours), at)
        permitted = permitted_of(verdicts)
        answered = {report.agency for report in fetched.reports}
        decided = [verdict for verdict in verdicts if verdict.agency in answered]
        reports = tuple(
            withheld(verdict, question.as_of)
            if isinstance(verdict, Refused)
            else visible(report, question.requester, permitted, len(verdicts))
            for report, verdict in zip(fetched.reports, decided, strict=True)
        )
        used = _used(fetched, permitted)
        await transaction.mark_used(used, at)
        outcome = {name: said for report in reports for name, said in _said(report, fetched.marks)}
        await transaction.append_audit(
            self._record(Event.CLAIMS_RELEASED, _released(question, fetched), standing, decided, at, outcome=outcome)
        )
        return Answers(reports=reports), standing.after(Used(grant_id=grant, at=at) for grant in used)

    async def _fetch(self, questions: Sequence[Question]) -> tuple[Answers, ...]:
        """Begin, and ask for all questions at once."""
        decided = await self._begin(questions)
        return tuple(await asyncio.gather(*(self._ask_all(question, verdicts) for question, verdicts in decided)))

    async def _begin(self, questions: Sequence[Question]) -> list[tuple[Question, tuple[Verdict, ...]]]:
        """Decide on one look at the record, and write it down, before anybody is asked; each question in its step."""
        if self.pace is not None:
            for question in questions:
                self.pace.count(question.requester, question.subject)
        async with self.store.transaction(questions[0].subject) as transaction:
            standing = await transaction.standing()
            at = standing.moment(self.clock.now())
            decided = [
                (_in_step(question, self.ids.new()), self._decide(question, standing, at)) for question in questions
            ]
            for question, verdicts in decided:
                line = self._record(Event.CLAIMS_ASKED, question, standing, verdicts, at)
                await transaction.append_audit(line)
        return decided

    def _decide(self, question: Question, standing: Standing, at: datetime) -> tuple[Verdict, ...]:
        return decide.decide(
            requester=question.requester,
            subject=question.subject,
            activities=self.register.serving(question.purpose, question.requester, on=at.date()),
            categories=frozenset(Category),
            agencies=[source.agency for source in self.sources],
            standing=standing,
            at=at,
        )

    async def _ask_all(self, question: Question, verdicts: Sequence[Verdict]) -> Answers:
        reports = await asyncio.gather(
            *(self._ask(source, verdict, question) for source, verdict in zip(self.sources, verdicts, strict=True))
        )
        return await self._marked(question, reports)

    async def _marked(self, question: Question, reports: Sequence[SourceReport]) -> Answers:
        """Join the answers, each with what the log will have of its bytes. Raises Unavailable where the key is gone."""
        read = {report.agency: report.received.digest for report in reports if report.received}
        marks: Mapping[AgencyCode, str] = {}
        if read:
            key = await self.vault.key(question.subject)
            marks = {agency: mark(key, digest) for agency, digest in read.items()}
        return Answers(reports=tuple(reports), span_id=question.trace.span_id, marks=marks)

    async def _ask(self, source: ClaimSource, verdict: Verdict, question: Question) -> SourceReport:
        if isinstance(verdict, Refused):
            return withheld(verdict, question.as_of)
        left = self._left(question)
        if not left:
            return _timed_out(source.agency.code, question)
        try:
            async with asyncio.timeout(left.total_seconds()):
                return await source.ask(
                    question.subject,
                    as_of=question.as_of,
                    known_at=question.known_at,
                    within=min(SOURCE_BUDGET, left),
                    trace=spans.call(question.trace, source.agency.code),
                )
        except TimeoutError:
            return _timed_out(source.agency.code, question)

    def _left(self, question: Question) -> timedelta:
        """How long the agencies have: our own longest, or what is left to whoever asks."""
        if question.ends_at is None:
            return REQUEST_BUDGET
        return min(REQUEST_BUDGET, max(timedelta(), question.ends_at - self.clock.now()))

    def _record(
        self,
        event: Event,
        question: Question,
        standing: Standing,
        verdicts: Sequence[Verdict],
        at: datetime,
        *,
        outcome: Mapping[str, str] | None = None,
    ) -> AuditRecord:
        return record(
            event,
            requester=question.requester,
            subject=question.subject,
            at=at,
            trace=question.trace,
            case=question.case,
            purpose=question.purpose,
            register=self.register.fingerprint,
            edition=self.edition,
            facts=standing.size,
            verdicts=verdicts,
            outcome=outcome,
        )


def _in_step(question: Question, fresh: str) -> Question:
    """The question in a step of its own: the same one may be asked twice in one trace, and in one moment."""
    return replace(question, trace=spans.step(question.trace, fresh))


def _released(question: Question, fetched: Answers) -> Question:
    """The question in the step in which its answers came."""
    return replace(question, trace=replace(question.trace, span_id=fetched.span_id))


def _said(report: SourceReport, marks: Mapping[AgencyCode, str]) -> Iterator[tuple[str, str]]:
    """Write down how an agency answered, with how many claims; of what was read, whether it was signed and its bytes.

    Those are an HMAC under the person's key: amounts could be guessed from a plain hash (decision 20).
    """
    read = "" if report.signed is None else ":signed" if report.signed else ":unsigned"
    yield report.agency, f"{report.status.value}:{len(report.claims)}{read}"
    if read and report.agency in marks:
        yield f"{report.agency}.received", marks[report.agency]


def _timed_out(agency: AgencyCode, question: Question) -> SourceReport:
    return SourceReport(agency=agency, status=SourceStatus.UNREACHABLE, as_of=question.as_of, reason="source.timed_out")


def _used(fetched: Answers, permitted: Mapping[AgencyCode, Permitted]) -> list[GrantId]:
    """The grants on which data leaves: an agency that told nothing does not use up a grant for once."""
    verdicts = [permitted.get(report.agency) for report in fetched.reports if told(report)]
    return [verdict.grant for verdict in verdicts if verdict and verdict.grant]
