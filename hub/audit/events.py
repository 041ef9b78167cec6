"""The closed list of what is written down before anything is released. No amounts, no case numbers, no names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from consent.parties import Requester, SubjectRef
from consent.purposes import Purpose
from consent.verdict import Refused, Verdict
from hub.domain.written import LATER


class Event(StrEnum):
    """What happened; grammar `noun.verb`, stable for ever."""

    CONSENT_GIVEN = "consent.given"
    CONSENT_NARROWED = "consent.narrowed"
    CONSENT_WITHDRAWN = "consent.withdrawn"
    CONSENT_READ = "consent.read"
    CONSENT_ASKED = "consent.asked"
    CONSENT_ANSWERED = "consent.answered"
    MANDATE_GIVEN = "mandate.given"
    MANDATE_ENDED = "mandate.ended"
    MANDATE_READ = "mandate.read"
    CLAIMS_ASKED = "claims.asked"
    CLAIMS_RELEASED = "claims.released"
    PROPOSAL_KEPT = "proposal.kept"
    PROPOSAL_READ = "proposal.read"
    ARRANGEMENT_ACCEPTED = "arrangement.accepted"
    ARRANGEMENT_MOVED = "arrangement.moved"
    ARRANGEMENT_READ = "arrangement.read"
    ERRAND_BROUGHT = "errand.brought"
    ERRAND_ANSWERED = "errand.answered"
    ERRAND_RETRIED = "errand.retried"
    ERRAND_GIVEN_UP = "errand.given_up"
    EVENT_SENT = "event.sent"
    EVENT_REPLAYED = "event.replayed"
    COLLECTION_EXPORTED = "collection.exported"
    COLLECTION_REJECTED = "collection.rejected"
    PAYOUT_EXPORTED = "payout.exported"
    ARRANGEMENT_EXPORTED = "arrangement.exported"
    REVIEW_REQUESTED = "review.requested"
    REVIEW_OPENED = "review.opened"
    REVIEW_READ = "review.read"
    REVIEW_SAID = "review.said"
    REVIEW_DECIDED = "review.decided"
    REVIEW_WITHDRAWN = "review.withdrawn"
    REVIEW_REMOVED = "review.removed"
    DISPUTE_MADE = "dispute.made"
    DISPUTE_READ = "dispute.read"
    DISPUTE_BROUGHT = "dispute.brought"
    DISPUTE_RETRIED = "dispute.retried"
    DISPUTE_GIVEN_UP = "dispute.given_up"
    DISPUTE_ANSWERED = "dispute.answered"
    DISPUTE_WITHDRAWN = "dispute.withdrawn"
    DISPUTE_REMOVED = "dispute.removed"
    CAPACITY_COMPUTED = "capacity.computed"
    ACCESS_REFUSED = "access.refused"
    ACCESS_EVALUATED = "access.evaluated"
    ACCESSES_READ = "accesses.read"
    PERSON_NAMED = "person.named"
    PERSON_ERASED = "person.erased"
    PERSON_EXPORTED = "person.exported"
    KEY_DESTROYED_AGAIN = "key.destroyed_again"
    RECORDS_REMOVED = "records.removed"
    LOG_EXPORTED = "log.exported"


HUB = "hub"
"""Client, role and recipient of what the hub does by itself."""

THE_LOG = SubjectRef("log")
"""Stands where a line is about the log itself and so about nobody: no person has such a reference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What ties every record of one request together, across parties (W3C Trace Context; FSC logging).

    `parent_span_id` is the caller's span, where one came in. `span_id` names the hub's own step in it, where that must
    be known before it is written down: `hub.audit.spans` makes it.
    """

    trace_id: str
    parent_span_id: str | None = None
    fsc_transaction_id: str | None = None
    span_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was decided about one agency's data, in words that stay readable when the classes have moved on.

    `rests_on` names the grant, mandate or arrangement; `ground` is the code of a refusal.
    """

    permitted: bool
    activity: str | None = None
    basis: str | None = None
    article: str | None = None
    categories: tuple[str, ...] = ()
    rests_on: str | None = None
    mandate: str | None = None
    ground: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What decides: this version of the code, with clients and agencies configured like this (a fingerprint)."""

    version: str
    configuration: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """One evaluation in an enforcement point's call: who would receive, what for, and what was decided per agency.

    `place` is where it stood in the call. `recipient` is an organization by its number, or the person; `agency` the one
    that was asked about (None: every one), `activity` the one that was named.
    """

    place: int
    permitted: bool = False
    recipient: str | None = None
    client: str | None = None
    purpose: str | None = None
    agency: str | None = None
    activity: str | None = None
    decided: Mapping[str, Decided] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRecord:
    """One line of the audit log, about one person.

    `client`, `role`, `oin` and `worker` say who it was, `recipient` who receives; `representative` and `mandate` are
    there where somebody acted for the person.
    `decided` says per agency what was decided, under the register with this fingerprint, on so many facts on record
    (`facts`), by this version of the code in this configuration. `evaluated` says the same of each evaluation that an
    enforcement point asked for, of a batch where `semantic` says how it was to be run.
    `case` is the reason and number that a worker gave. `grounds` and `outcome` hold codes, ids and counts.
    `span_id` is there where others were told of the step: by it their logs are joined with this one. What belongs to
    one step bears the same.
    `seq` is given by the store's one sequencer and is not part of what a caller writes.
    """

    at: datetime
    event: Event
    subject: SubjectRef
    client: str
    role: str
    recipient: str
    trace_id: str
    parent_span_id: str | None = None
    span_id: str | None = field(default=None, metadata=LATER)
    fsc_transaction_id: str | None = None
    oin: str | None = None
    worker: str | None = None
    representative: str | None = None
    mandate: str | None = None
    acr: str | None = None
    case: str | None = None
    purpose: str | None = None
    register: str | None = None
    version: str | None = None
    configuration: str | None = None
    facts: int | None = None
    decided: Mapping[str, Decided] = field(default_factory=dict)
    evaluated: tuple[Evaluated, ...] = ()
    semantic: str | None = None
    grounds: Mapping[str, str] = field(default_factory=dict)
    outcome: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def decisions(self) -> tuple[tuple[str, Decided], ...]:
        """Everything that was decided in this line, with the agency whose data it was about."""
        each = (self.decided, *(evaluated.decided for evaluated in self.evaluated))
        return tuple(pair for decided in each for pair in sorted(decided.items()))


def record(  # noqa: PLR0913 a line of the log has as many parts as it has
    event: Event,
    *,
    requester: Requester,
    subject: SubjectRef,
    at: datetime,
    trace: Trace,
    recipient: str | None = None,
    mandate: str | None = None,
    case: str | None = None,
    purpose: Purpose | None = None,
    register: str | None = None,
    edition: Edition | None = None,
    facts: int | None = None,
    verdicts: Sequence[Verdict] = (),
    grounds: Mapping[str, str] | None = None,
    outcome: Mapping[str, str | int] | None = None,
) -> AuditRecord:
    """Write down what a requester did. The recipient is the requester unless another one is named."""
    said = said_of(verdicts)
    who = _who(event, requester, subject, at, trace)
    return replace(
        who,
        recipient=recipient or who.recipient,
        mandate=mandate or _mandate(said),
        case=case,
        purpose=purpose,
        register=register,
        version=edition.version if edition else None,
        configuration=edition.configuration if edition else None,
        facts=facts,
        decided=said,
        grounds=grounds or {},
        outcome=outcome or {},
    )


def by_itself(
    event: Event, *, subject: SubjectRef, at: datetime, trace_id: str, outcome: Mapping[str, str | int]
) -> AuditRecord:
    """Write down what happened because its time had come, or because an agency answered: nobody asked just then."""
    return AuditRecord(
        at=at,
        event=event,
        subject=subject,
        client=HUB,
        role=HUB,
        recipient=HUB,
        trace_id=trace_id,
        outcome=outcome,
    )


def within(trace: Trace, record: AuditRecord) -> AuditRecord:
    """The same line as part of a trace: of its step, and under the one that caused it."""
    return replace(record, trace_id=trace.trace_id, parent_span_id=trace.parent_span_id, span_id=trace.span_id)


def said_of(verdicts: Sequence[Verdict]) -> dict[str, Decided]:
    """Write down what was decided, agency by agency."""
    return {str(verdict.agency): _decided(verdict) for verdict in verdicts}


def _who(event: Event, requester: Requester, subject: SubjectRef, at: datetime, trace: Trace) -> AuditRecord:
    return AuditRecord(
        at=at,
        event=event,
        subject=subject,
        client=requester.client,
        role=requester.role.value,
        recipient=requester.recipient,
        trace_id=trace.trace_id,
        parent_span_id=trace.parent_span_id,
        span_id=trace.span_id,
        fsc_transaction_id=trace.fsc_transaction_id,
        oin=requester.oin,
        worker=requester.worker,
        representative=requester.representative,
        acr=requester.acr,
    )


def _mandate(decided: Mapping[str, Decided]) -> str | None:
    """The mandate that was used, where one was."""
    return next((said.mandate for said in decided.values() if said.mandate), None)


def _decided(verdict: Verdict) -> Decided:
    if isinstance(verdict, Refused):
        return Decided(permitted=False, activity=verdict.activity, article=verdict.article, ground=verdict.ground.value)
    return Decided(
        permitted=True,
        activity=verdict.activity,
        basis=verdict.basis.value,
        article=verdict.article,
        categories=tuple(sorted(verdict.categories)),
        rests_on=verdict.grant or verdict.arrangement or verdict.mandate,
        mandate=verdict.mandate,
    )
