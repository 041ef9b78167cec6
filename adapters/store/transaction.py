"""What can be done inside a transaction about one person; implements `hub.ports.Transaction`."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Insert, bindparam, func, insert, literal_column, select, update

from adapters.store.arrangement_rows import ArrangementRows
from adapters.store.bank_file_rows import BankFileRows
from adapters.store.consent_rows import ConsentRows
from adapters.store.dispute_rows import DisputeRows
from adapters.store.expiring_rows import SOONEST, ExpiringRows
from adapters.store.names import NAME_LENGTH, is_name
from adapters.store.outgoing_rows import OutgoingRows
from adapters.store.own_data import OwnDataRows
from adapters.store.prepared import Prepared
from adapters.store.review_rows import ReviewRows
from adapters.store.tables import ATTEMPT, AUDIT_EVENT, AUDIT_HEAD, KEPT_PROPOSAL, SUBJECT
from adapters.store.unit import Unit
from consent.grants import Given, GrantId, Narrowed, Withdrawn
from consent.mandates import MandateEvent, MandateGiven
from consent.parties import SubjectRef
from consent.requests import ConsentRequest
from consent.standing import Standing
from hub.audit import canonical
from hub.audit.events import AuditRecord, Event
from hub.errors import BadInput
from hub.life.outgoing import Subscriber
from hub.ports import Attempt, KeptProposal, WrittenLine

_MINE: Final = SUBJECT.c.ref == bindparam("subject")

_LOCK: Final = Prepared(select(SUBJECT.c.ref).where(_MINE))
"""On SQLite the transaction already holds the only write lock."""

_LOCK_ROWS: Final = Prepared(
    select(func.set_config(literal_column("'hub.subject'"), SUBJECT.c.ref, literal_column("true")).label("ref"))
    .where(_MINE)
    .with_for_update()
)
"""From here on nobody else takes this person's turn, and the database shows and takes their rows only.

Gone at the end of the transaction, whoever gets the connection next (SET LOCAL).
"""

_AS_NOBODY: Final = Prepared(
    select(func.set_config(literal_column("'hub.subject'"), bindparam("subject"), literal_column("true")).label("ref"))
)
"""On PostgreSQL rows are written in somebody's name only; lines about the log itself are in nobody's."""

_NEXT: Final = update(AUDIT_HEAD).values(seq=AUDIT_HEAD.c.seq + 1).returning(AUDIT_HEAD.c.seq)
"""The row of the last number is the one sequencer: who adds to it holds it until the end."""

_NUMBER: Final = Prepared(_NEXT)
_PARTS: Final = {column.name: bindparam(column.name, type_=column.type) for column in AUDIT_EVENT.c}
_LINE: Final = Prepared(insert(AUDIT_EVENT).values(_PARTS))


def _numbered_line() -> Insert:
    """Number a line and write it, in one statement."""
    head = _NEXT.cte("head")
    parts = {**_PARTS, "seq": head.c.seq}
    return insert(AUDIT_EVENT).from_select([*parts], select(*parts.values()))


_NUMBERED_LINE: Final = Prepared(_numbered_line())
"""For PostgreSQL; SQLite cannot change one table on the way to another."""

_NUMBERED_LINE_TOLD: Final = Prepared(_numbered_line().returning(AUDIT_EVENT.c.seq))
"""The same, where somebody wants to know the number."""

NumberedRecord = tuple[int, AuditRecord]
"""A line that was written, with its number."""


class SqlTransaction:
    """Everything about one person that happens together. Made by `adapters.store.gate`, which commits it.

    `may_write` raises what stands against writing a line to the audit log; without one, nothing does.
    """

    def __init__(
        self,
        unit: Unit,
        subject: SubjectRef,
        subscribers: Sequence[Subscriber] = (),
        *,
        may_write: Callable[[], None] | None = None,
    ) -> None:
        self._unit = unit
        self._may_write = may_write
        self._subject = subject
        self.arrangements = ArrangementRows(unit, subject)
        self.expiring = ExpiringRows(unit, subject)
        self.outgoing = OutgoingRows(unit, self.arrangements, self.expiring, subject, subscribers)
        self.bank_files = BankFileRows(unit, subject)
        self.reviews = ReviewRows(unit, subject)
        self.disputes = DisputeRows(unit, subject)
        self.own_rows = OwnDataRows(unit, subject)
        self._consent = ConsentRows(unit, subject, self.arrangements)
        self._lines: list[AuditRecord] = []

    async def lock(self) -> None:
        """Take the person's turn; raises BadInput where there is no such person.

        On PostgreSQL their row is locked until the end, so that nobody reads what is about to change. On SQLite the
        transaction already holds the only write lock.
        """
        if is_name(self._subject):
            lock = _LOCK_ROWS if self._unit.has_many_writers else _LOCK
            if await self._unit.fetch(lock, subject=str(self._subject)):
                return
        raise BadInput("person.unknown", "There is no such person here.", "Name the person again.")

    async def write_as_the_log(self) -> None:
        """Let lines be written that are about nobody. From here on nothing about a person can be seen or written."""
        if self._unit.has_many_writers:
            await self._unit.fetch(_AS_NOBODY, subject=str(self._subject))

    @property
    def has_lines(self) -> bool:
        """Whether there is something to write down."""
        return bool(self._lines)

    async def finish(self, *, tell: bool = False) -> Sequence[NumberedRecord]:
        """Write what is numbered: last, because from the first number on everybody else's wait.

        Gives the lines with their numbers where somebody wants to be told.
        """
        await self.outgoing.finish()
        await self.expiring.finish()
        numbered: list[NumberedRecord] = []
        for record in self._lines:
            line = {
                "at": record.at,
                "event": str(record.event),
                "subject_ref": str(self._subject),
                "record": canonical.dumps(record).decode(),
            }
            if not self._unit.has_many_writers:
                (head,) = await self._unit.fetch(_NUMBER)
                await self._unit.fetch(_LINE, seq=head.seq, **line)
                numbered.append((head.seq, record))
            elif tell:
                (row,) = await self._unit.fetch(_NUMBERED_LINE_TOLD, **line)
                numbered.append((row.seq, record))
            else:
                await self._unit.fetch(_NUMBERED_LINE, **line)
        return numbered

    async def standing(self) -> Standing:
        return await self._consent.standing()

    async def append_consent(self, event: Given | Narrowed | Withdrawn) -> None:
        if isinstance(event, Given):
            self._must_be_mine(event.grant.subject)
        await self._consent.append(event)

    async def mark_used(self, grants: Sequence[GrantId], at: datetime) -> None:
        await self._consent.mark_used(grants, at)

    async def append_mandate(self, event: MandateEvent) -> None:
        if isinstance(event, MandateGiven):
            self._must_be_mine(event.mandate.subject)
        await self._consent.append_mandate(event)

    async def consent_requests(self) -> tuple[ConsentRequest, ...]:
        return await self._consent.requests()

    async def put_consent_request(self, request: ConsentRequest) -> None:
        self._must_be_mine(request.subject)
        await self._consent.put_request(request)
        self.expiring.soon(request.expires_at)

    async def audit_lines(
        self, *, at_most: int, since: datetime | None = None, until: datetime | None = None
    ) -> tuple[WrittenLine, ...]:
        lines = select(AUDIT_EVENT.c.seq, AUDIT_EVENT.c.record).where(AUDIT_EVENT.c.subject_ref == self._subject)
        if since is not None:
            lines = lines.where(AUDIT_EVENT.c.at >= since)
        if until is not None:
            lines = lines.where(AUDIT_EVENT.c.at <= until)
        # By moment, since who reads on does so by moment: an action that waited has a later number than its moment.
        newest = lines.order_by(AUDIT_EVENT.c.at.desc(), AUDIT_EVENT.c.seq.desc()).limit(at_most)
        rows = (await self._unit.run(newest)).all()
        return tuple(WrittenLine(seq=row.seq, written=row.record.encode()) for row in rows)

    async def append_audit(self, record: AuditRecord) -> None:
        """Write one line, when the transaction ends. Raises Unavailable where the log takes none now."""
        self._must_be_mine(record.subject)
        if self._may_write is not None:
            self._may_write()
        self._lines.append(replace(record, at=record.at.astimezone(UTC)))

    async def keep_proposal(self, proposal: KeptProposal) -> None:
        self._must_be_mine(proposal.subject)
        row = {
            "subject_ref": self._subject,
            "id": proposal.id,
            "sealed": proposal.sealed,
            "made_at": proposal.made_at,
            "expires_at": proposal.expires_at,
        }
        added = self._unit.insert(KEPT_PROPOSAL).values(row).on_conflict_do_nothing().returning(KEPT_PROPOSAL.c.id)
        if (await self._unit.run(added)).first() is None:
            raise BadInput("proposal.already_kept", "A proposal with this id is kept already.", "Make a new one.")
        self.expiring.soon(proposal.expires_at)

    async def accept_proposal(self, proposal_id: str, at: datetime) -> None:
        its = KEPT_PROPOSAL.c
        mine = (its.subject_ref == self._subject) & (its.id == proposal_id) & its.accepted_at.is_(None)
        await self._unit.run(update(KEPT_PROPOSAL).where(mine).values(accepted_at=at))

    async def proposal(self, proposal_id: str) -> KeptProposal | None:
        mine = (KEPT_PROPOSAL.c.subject_ref == self._subject) & (KEPT_PROPOSAL.c.id == proposal_id)
        row = (await self._unit.run(select(KEPT_PROPOSAL).where(mine))).first() if is_name(proposal_id) else None
        if row is None:
            return None
        return KeptProposal(
            id=row.id,
            subject=self._subject,
            sealed=row.sealed,
            made_at=row.made_at,
            expires_at=row.expires_at,
            accepted_at=row.accepted_at,
        )

    async def had_proposal(self, proposal_id: str) -> bool:
        mine = (AUDIT_EVENT.c.subject_ref == self._subject) & (AUDIT_EVENT.c.event == Event.PROPOSAL_KEPT.value)
        rows = await self._unit.run(select(AUDIT_EVENT.c.record).where(mine))
        return any(json.loads(row.record)["outcome"].get("proposal") == proposal_id for row in rows)

    async def attempt(self, client: str, key: str) -> Attempt | None:
        _must_be_key(client, key)
        mine = (ATTEMPT.c.subject_ref == self._subject) & (ATTEMPT.c.client == client) & (ATTEMPT.c.key == key)
        row = (await self._unit.run(select(ATTEMPT).where(mine))).first()
        if row is None:
            return None
        return Attempt(
            client=row.client,
            key=row.key,
            operation=row.operation,
            fingerprint=row.fingerprint,
            started_at=row.started_at,
            result=row.result,
        )

    async def put_attempt(self, attempt: Attempt) -> None:
        """Write the attempt, or the same one begun again or with its result; the key of another request is refused."""
        _must_be_key(attempt.client, attempt.key)
        row = {
            "subject_ref": self._subject,
            "client": attempt.client,
            "key": attempt.key,
            "operation": attempt.operation,
            "fingerprint": attempt.fingerprint,
            "started_at": attempt.started_at,
            "result": attempt.result,
        }
        adding = self._unit.insert(ATTEMPT).values(row)
        written = adding.on_conflict_do_update(
            index_elements=[ATTEMPT.c.subject_ref, ATTEMPT.c.client, ATTEMPT.c.key],
            set_={"started_at": adding.excluded.started_at, "result": adding.excluded.result},
            where=(ATTEMPT.c.operation == adding.excluded.operation)
            & (ATTEMPT.c.fingerprint == adding.excluded.fingerprint),
        )
        if (await self._unit.run(written.returning(ATTEMPT.c.key))).first() is None:
            raise BadInput("idempotency.reused", "This key belongs to another request.", "Use a fresh key.")
        self.expiring.soon(attempt.started_at + SOONEST)

    def _must_be_mine(self, subject: SubjectRef) -> None:
        """No transaction spans two persons: that is what lets the store be divided."""
        if subject != self._subject:
            raise BadInput("person.mismatch", "This is about somebody else than the transaction is.")


def _must_be_key(client: str, key: str) -> None:
    if not (is_name(client) and is_name(key)):
        raise BadInput("idempotency.invalid", "That cannot be a key.", f"Use 1 to {NAME_LENGTH} printable characters.")
