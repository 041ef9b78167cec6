"""Ask all permitted agencies at once, within consent and a time budget; release only what is still permitted."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from consent import decide
from consent.grants import ConsentEvent
from consent.parties import AgencyCode, Requester, Role, SubjectRef
from consent.purposes import Purpose
from consent.verdict import Permitted, Refused, Verdict
from hub.audit.events import AuditRecord, Event, record
from hub.domain.source import Answers, SourceReport, SourceStatus
from hub.ports import ClaimSource, Clock, Store, Transaction

REQUEST_BUDGET = timedelta(seconds=10)
"""Longest time for all agencies together (decision 11)."""

SOURCE_BUDGET = timedelta(seconds=3)
"""Longest time for one agency (decision 11)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Who asks about whom, for what, as it stood when. `trace_id` ties every record of one request together."""

    requester: Requester
    subject: SubjectRef
    purpose: Purpose
    as_of: date
    trace_id: str
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Collect:
    """Fetching of claims: `fetch` asks the agencies, `release` decides again in a transaction and writes it down."""

    sources: Sequence[ClaimSource]
    store: Store
    clock: Clock

    async def __call__(self, question: Question) -> Answers:
        """Fetch and release: what the requester may see now, one report per agency."""
        fetched = await self.fetch(question)
        async with self.store.transaction(question.subject) as transaction:
            return await self.release(question, fetched, transaction)

    async def fetch(self, question: Question) -> Answers:
        """Ask every permitted agency at once. What comes back must pass `release` before anybody sees it."""
        async with self.store.transaction(question.subject) as transaction:
            events = await transaction.consent_events()
        verdicts = self._decide(question, events)
        reports = await asyncio.gather(
            *(self._ask(source, verdict, question) for source, verdict in zip(self.sources, verdicts, strict=True))
        )
        return Answers(reports=tuple(reports))

    async def release(self, question: Question, fetched: Answers, transaction: Transaction) -> Answers:
        """Decide again on the consents in this transaction, drop what is refused, and write the audit line.

        The answer may leave only after the transaction has been committed.
        """
        verdicts = self._decide(question, await transaction.consent_events())
        permitted = {verdict.agency for verdict in verdicts if isinstance(verdict, Permitted)}
        reports = tuple(
            _withheld(verdict, question)
            if isinstance(verdict, Refused)
            else _visible(report, question, permitted, len(verdicts))
            for report, verdict in zip(fetched.reports, verdicts, strict=True)
        )
        await transaction.append_audit(self._record(question, verdicts, reports))
        return Answers(reports=reports)

    def _decide(self, question: Question, events: Sequence[ConsentEvent]) -> tuple[Verdict, ...]:
        return decide.decide(
            requester=question.requester,
            subject=question.subject,
            purpose=question.purpose,
            agencies=[source.agency for source in self.sources],
            events=events,
            at=self.clock.now(),
        )

    async def _ask(self, source: ClaimSource, verdict: Verdict, question: Question) -> SourceReport:
        if isinstance(verdict, Refused):
            return _withheld(verdict, question)
        try:
            async with asyncio.timeout(REQUEST_BUDGET.total_seconds()):
                return await source.ask(
                    question.subject, as_of=question.as_of, known_at=question.known_at, within=SOURCE_BUDGET
                )
        except TimeoutError:
            return SourceReport(
                agency=source.agency.code,
                status=SourceStatus.UNREACHABLE,
                as_of=question.as_of,
                reason="source.timed_out",
            )

    def _record(self, question: Question, verdicts: Sequence[Verdict], reports: Sequence[SourceReport]) -> AuditRecord:
        return record(
            Event.CLAIMS_RELEASED,
            requester=question.requester,
            subject=question.subject,
            at=self.clock.now(),
            trace_id=question.trace_id,
            purpose=question.purpose,
            grounds=_grounds(verdicts),
            outcome={report.agency: f"{report.status.value}:{len(report.claims)}" for report in reports},
        )


def _grounds(verdicts: Sequence[Verdict]) -> Mapping[str, str]:
    """Per agency the grant that let it be asked, or the ground on which it was not."""
    return {
        verdict.agency: verdict.ground.value
        if isinstance(verdict, Refused)
        else f"{verdict.basis.value}:{verdict.grant_id}"
        for verdict in verdicts
    }


def _withheld(verdict: Refused, question: Question) -> SourceReport:
    return SourceReport(
        agency=verdict.agency,
        status=SourceStatus.WITHHELD,
        as_of=question.as_of,
        reason=verdict.ground.value,
        article=verdict.article,
    )


_OF_CLAIMS = (SourceStatus.ANSWERED, SourceStatus.CONTRADICTORY, SourceStatus.NOT_UNDERSTOOD)
"""Statuses that depend on what stands in the answer, and so on claims that a partner may not know of."""


def _visible(report: SourceReport, question: Question, permitted: set[AgencyCode], asked: int) -> SourceReport:
    """A person sees all of an answer; an organization only claims whose owner is permitted too (readings 6).

    Where some owner is not permitted the report says that it may be partial, whether anything was left out or not:
    otherwise the difference would tell. What is stated about the person is for planning only.
    """
    if question.requester.role is Role.CITIZEN:
        return report
    person = report.person if question.purpose is Purpose.PROPOSAL else {}
    if len(permitted) == asked:
        return replace(report, person=person)
    claims = tuple(claim for claim in report.claims if claim.owner in permitted)
    if report.status not in _OF_CLAIMS:
        return replace(report, claims=claims, person=person)
    reason = "consent.other_owners_withheld"
    return replace(report, claims=claims, person=person, status=SourceStatus.WITHHELD, reason=reason)
