"""What the hub needs from outside, as Protocols named after the role. Implementations live in `adapters`."""

from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from consent.grants import Given, GrantId, Narrowed, Withdrawn
from consent.mandates import MandateEvent
from consent.parties import Agency, Requester, SubjectRef
from consent.requests import ConsentRequest
from consent.standing import Standing
from hub.audit.events import AuditRecord, Trace
from hub.audit.own_rows import OwnRows
from hub.domain.errand import Answered, Errand
from hub.domain.source import SourceReport
from hub.life.arrangements import Arrangements
from hub.life.bank_files import BankFiles
from hub.life.expiring import ExpiringRows
from hub.life.outgoing import Outgoing
from hub.review.disputes import Disputes
from hub.review.reviews import Reviews


class Clock(Protocol):
    """What time it is. Read once per action."""

    def now(self) -> datetime:
        """Give the moment, in UTC."""
        ...

    def today(self) -> date:
        """Give the calendar date in the Netherlands."""
        ...


class ClosingDays(Protocol):
    """The days on which no money moves between banks (T2, the ECB's calendar); weekends need not be among them."""

    def days(self) -> Collection[date]:
        """Give those of the years that an arrangement may touch."""
        ...


class Ids(Protocol):
    """Identifiers that tell nothing."""

    def new(self) -> str:
        """Give a fresh random id."""
        ...


class ClaimSource(Protocol):
    """One agency, ready to be asked about a person."""

    @property
    def agency(self) -> Agency:
        """Which agency this is."""
        ...

    async def ask(
        self, subject: SubjectRef, *, as_of: date, known_at: datetime | None, within: timedelta, trace: Trace
    ) -> SourceReport:
        """Fetch the person's claims as they stood at the end of a day, inside a time budget and a trace.

        Never raises for what an agency does or fails to do: that is the report's status. `known_at` limits to what
        the agency had registered by then; an agency that does not say when gives NOT_SUPPORTED with
        `asof.knowledge_unavailable`. Does not check consent.
        """
        ...


class ArrangementDesk(Protocol):
    """One agency's desk for arrangements: it is asked and told, and decides for itself (decision 37)."""

    @property
    def agency(self) -> Agency:
        """Which agency this is."""
        ...

    async def bring(self, errand: Errand, subject: SubjectRef, *, within: timedelta, trace: Trace) -> Answered:
        """Bring an errand about a person, once, inside a time budget and a trace.

        Never raises for what an agency does or fails to do: that is the answer, and what is not certain is
        UNREACHABLE with a reason. The errand may have been carried out all the same; brought again under its key, it
        counts once. Does not check whether the person agreed, or whether it is law.
        """
        ...

    async def ask_again(self, key: str, *, within: timedelta, trace: Trace) -> Answered:
        """Ask how an errand stands that the agency RECEIVED; asking changes nothing.

        Never raises, as `bring`. One that the agency no longer knows is UNREACHABLE: it is to be brought again.
        """
        ...


class LookUpPace(Protocol):
    """How often agencies may be asked about one person."""

    def count(self, requester: Requester, subject: SubjectRef) -> None:
        """Count one look-up. Raises BadInput `person.asked_too_often` where there were too many."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptProposal:
    """A proposal as it is stored: everything about amounts is inside `sealed`."""

    id: str
    subject: SubjectRef
    sealed: bytes
    made_at: datetime
    expires_at: datetime
    accepted_at: datetime | None = None

    def is_over(self, at: datetime) -> bool:
        """Say whether it is kept no longer. What was accepted is kept with what came of it (decision 34)."""
        return self.accepted_at is None and self.expires_at <= at


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A mutation under an idempotency key: `fingerprint` of what was asked, `result` once it is done."""

    client: str
    key: str
    operation: str
    fingerprint: str
    started_at: datetime
    result: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """One line of the audit log with its number."""

    seq: int
    record: AuditRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenLine:
    """One line of the audit log as it is kept: canonical bytes, not read yet. `hub.actions.reading` reads them."""

    seq: int
    written: bytes


class Transaction(Protocol):
    """Everything that happens here happens, or none of it. About one person; no two run at once for that person."""

    @property
    def arrangements(self) -> Arrangements:
        """The arrangements of this person."""
        ...

    @property
    def bank_files(self) -> BankFiles:
        """What stood in files for banks about this person."""
        ...

    @property
    def outgoing(self) -> Outgoing:
        """What subscribers are told about this person."""
        ...

    @property
    def reviews(self) -> Reviews:
        """The reviews that this person asked for."""
        ...

    @property
    def disputes(self) -> Disputes:
        """What this person disputes."""
        ...

    @property
    def own_rows(self) -> OwnRows:
        """Everything that is kept about this person."""
        ...

    @property
    def expiring(self) -> ExpiringRows:
        """What is kept about this person for a time only."""
        ...

    async def standing(self) -> Standing:
        """All that is on record about the person's consents and mandates, oldest first.

        A row that cannot be read is left out: it opens no door.
        """
        ...

    async def append_consent(self, event: Given | Narrowed | Withdrawn) -> None:
        """Add one consent event; history is never changed."""
        ...

    async def mark_used(self, grants: Sequence[GrantId], at: datetime) -> None:
        """Note that data was released on these grants; the latest use is kept."""
        ...

    async def append_mandate(self, event: MandateEvent) -> None:
        """Add a mandate, or its end."""
        ...

    async def consent_requests(self) -> tuple[ConsentRequest, ...]:
        """Every request for the person's consent, oldest first; one that cannot be read is left out."""
        ...

    async def put_consent_request(self, request: ConsentRequest) -> None:
        """Write a request, or the same one with its answer. An answer that stands is never changed."""
        ...

    async def append_audit(self, record: AuditRecord) -> None:
        """Write one line to the audit log, with the next number, no gaps."""
        ...

    async def audit_lines(
        self, *, at_most: int, since: datetime | None = None, until: datetime | None = None
    ) -> tuple[WrittenLine, ...]:
        """The newest lines about this person between two moments, both included, the newest first.

        As it was when the transaction began. Nothing is read of what stands in a line: that takes long, and is done
        when the person's turn is over.
        """
        ...

    async def keep_proposal(self, proposal: KeptProposal) -> None:
        """Store a sealed proposal."""
        ...

    async def accept_proposal(self, proposal_id: str, at: datetime) -> None:
        """Write down that this person accepted it; the first time counts. From then on it does not expire."""
        ...

    async def proposal(self, proposal_id: str) -> KeptProposal | None:
        """Fetch this person's proposal; None for one of somebody else, exactly as for one that never was."""
        ...

    async def had_proposal(self, proposal_id: str) -> bool:
        """Say whether the log has it that a proposal of this person was kept. It is removed when its time is over."""
        ...

    async def attempt(self, client: str, key: str) -> Attempt | None:
        """Fetch what is known under an idempotency key of this client for this person."""
        ...

    async def put_attempt(self, attempt: Attempt) -> None:
        """Write the attempt: a new one, or the same key with its result."""
        ...


class Store(Protocol):
    """Where grants, sealed proposals and the audit log are kept."""

    def transaction(self, subject: SubjectRef) -> AbstractAsyncContextManager[Transaction]:
        """Open a transaction about one person. Commits at the end of the block, rolls back on any exception."""
        ...


class PersonKey(Protocol):
    """One person's key, fetched before a transaction opens so that sealing inside it touches no database."""

    def seal(self, label: str, plain: bytes) -> bytes:
        """Encrypt; `label` binds the bytes to what they are (a table and column)."""
        ...

    def open(self, label: str, sealed: bytes) -> bytes:
        """Decrypt. Raises Unavailable when the bytes were changed or belong elsewhere."""
        ...

    def tag(self, label: str, plain: bytes) -> str:
        """Give 64 hexadecimal digits that tell these bytes from others, and nobody without the key what they are."""
        ...


class Signer(Protocol):
    """The hub's own signature, which anybody can check with its published key."""

    def sign(self, payload: bytes, *, typ: str) -> str:
        """Sign as a compact JWS; `typ` says what the payload is, so that it passes for nothing else."""
        ...


class Vault(Protocol):
    """One key per person. What it sealed can be read by nobody once that key is destroyed."""

    async def key(self, subject: SubjectRef) -> PersonKey:
        """Fetch a person's key. Raises Unavailable when it is gone."""
        ...

    async def destroy(self, subject: SubjectRef) -> bool:
        """Destroy a person's key: what it sealed is unreadable, and they cannot be found by their number.

        Inside the person's transaction it happens with the rest of it, or not at all; no backup of the database brings
        it back into use. A key fetched before still works for whoever holds it. False where there was none to destroy.
        """
        ...
