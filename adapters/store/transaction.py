"""What can be done inside a transaction about one person; implements `hub.ports.Transaction`."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Row, func, literal, or_, select, update

from adapters.store.tables import ATTEMPT, AUDIT_EVENT, AUDIT_HEAD, CONSENT_EVENT, CONSENT_GRANT, KEPT_PROPOSAL, SUBJECT
from adapters.store.unit import Unit
from consent.grants import ConsentEvent, Given, Grant, GrantId, Withdrawn
from consent.parties import AgencyCode, SubjectRef
from consent.purposes import Purpose
from hub.audit import canonical
from hub.audit.events import AuditRecord
from hub.errors import BadInput
from hub.ports import Attempt, KeptProposal

NAME_LENGTH: Final = 200
"""Longest id, client or key that is looked up or kept (characters)."""

GIVEN, WITHDRAWN = "GIVEN", "WITHDRAWN"


class SqlTransaction:
    """Everything about one person that happens together. Made by `SqlStore.transaction`, which commits it."""

    def __init__(self, unit: Unit, subject: SubjectRef) -> None:
        self._unit = unit
        self._subject = subject
        self._lines: list[AuditRecord] = []

    async def lock(self) -> None:
        """Take the person's turn; raises BadInput where there is no such person.

        On PostgreSQL their row is locked until the end, so that nobody reads what is about to change. On SQLite the
        transaction already holds the only write lock.
        """
        if is_name(self._subject):
            await self._unit.about(self._subject)
            mine = select(SUBJECT.c.ref).where(SUBJECT.c.ref == self._subject).with_for_update()
            if (await self._unit.run(mine)).first() is not None:
                return
        raise BadInput("person.unknown", "There is no such person here.", "Name the person again.")

    async def finish(self) -> None:
        """Write the audit lines: last, because from the first of them on everybody else's lines wait."""
        if not self._lines:
            return
        # The row of the last number is the one sequencer: who adds to it holds it until the end.
        numbered = update(AUDIT_HEAD).values(seq=AUDIT_HEAD.c.seq + len(self._lines)).returning(AUDIT_HEAD.c.seq)
        last = (await self._unit.run(numbered)).scalar_one()
        for seq, record in enumerate(self._lines, start=last - len(self._lines) + 1):
            line = {
                "seq": seq,
                "at": record.at,
                "event": str(record.event),
                "subject_ref": str(self._subject),
                "record": canonical.dumps(record).decode(),
            }
            await self._unit.run(self._unit.insert(AUDIT_EVENT).values(line))

    async def consent_events(self) -> tuple[ConsentEvent, ...]:
        its_grant = (CONSENT_GRANT.c.subject_ref == CONSENT_EVENT.c.subject_ref) & (
            CONSENT_GRANT.c.id == CONSENT_EVENT.c.grant_id
        )
        history = (
            select(CONSENT_GRANT, CONSENT_EVENT.c.type, CONSENT_EVENT.c.at)
            .join(CONSENT_EVENT, its_grant)
            .where(CONSENT_EVENT.c.subject_ref == self._subject)
            .order_by(CONSENT_EVENT.c.at, CONSENT_EVENT.c.seq)
        )
        return tuple(_event(row) for row in (await self._unit.run(history)).all())

    async def append_consent(self, event: ConsentEvent) -> None:
        match event:
            case Given(grant=grant, at=at):
                await self._add_grant(grant)
                await self._add_event(grant.id, GIVEN, at)
            case Withdrawn(grant_id=grant_id, at=at):
                await self._mark_withdrawn(grant_id, at)
                await self._add_event(grant_id, WITHDRAWN, at)

    async def append_audit(self, record: AuditRecord) -> None:
        self._must_be_mine(record.subject)
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

    async def proposal(self, proposal_id: str) -> KeptProposal | None:
        mine = (KEPT_PROPOSAL.c.subject_ref == self._subject) & (KEPT_PROPOSAL.c.id == proposal_id)
        row = (await self._unit.run(select(KEPT_PROPOSAL).where(mine))).first() if is_name(proposal_id) else None
        if row is None:
            return None
        return KeptProposal(
            id=row.id, subject=self._subject, sealed=row.sealed, made_at=row.made_at, expires_at=row.expires_at
        )

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

    async def _add_grant(self, grant: Grant) -> None:
        self._must_be_mine(grant.subject)
        row = {
            "subject_ref": self._subject,
            "id": grant.id,
            "recipient": grant.recipient,
            "agency": grant.agency,
            "purpose": grant.purpose,
            "valid_from": grant.valid_from,
            "valid_until": grant.valid_until,
            "withdrawn_at": None,
        }
        added = self._unit.insert(CONSENT_GRANT).values(row).on_conflict_do_nothing().returning(CONSENT_GRANT.c.id)
        if (await self._unit.run(added)).first() is None:
            raise BadInput("consent.already_given", "This was given already.", "Withdraw the earlier grant first.")

    async def _mark_withdrawn(self, grant_id: GrantId, at: datetime) -> None:
        """Note the earliest withdrawal on the grant; somebody else's grant is unknown here."""
        mine = (CONSENT_GRANT.c.subject_ref == self._subject) & (CONSENT_GRANT.c.id == grant_id)
        found = (await self._unit.run(select(CONSENT_GRANT.c.id).where(mine))).first() if is_name(grant_id) else None
        if found is None:
            raise BadInput("consent.unknown_grant", "There is no such grant.", "Read the grants again.")
        later = or_(CONSENT_GRANT.c.withdrawn_at.is_(None), CONSENT_GRANT.c.withdrawn_at > at)
        await self._unit.run(update(CONSENT_GRANT).where(mine, later).values(withdrawn_at=at))

    async def _add_event(self, grant_id: GrantId, kind: str, at: datetime) -> None:
        following = func.coalesce(func.max(CONSENT_EVENT.c.seq), 0) + 1
        line = select(
            literal(str(self._subject)),
            following,
            literal(str(grant_id)),
            literal(kind),
            literal(at, CONSENT_EVENT.c.at.type),
        ).where(CONSENT_EVENT.c.subject_ref == self._subject)
        columns = ["subject_ref", "seq", "grant_id", "type", "at"]
        await self._unit.run(self._unit.insert(CONSENT_EVENT).from_select(columns, line))

    def _must_be_mine(self, subject: SubjectRef) -> None:
        """No transaction spans two persons: that is what lets the store be divided."""
        if subject != self._subject:
            raise BadInput("person.mismatch", "This is about somebody else than the transaction is.")


def is_name(text: str) -> bool:
    """Say whether a text from outside can be an id here; PostgreSQL cannot even look for some characters."""
    return 0 < len(text) <= NAME_LENGTH and text.isprintable()


def _must_be_key(client: str, key: str) -> None:
    if not (is_name(client) and is_name(key)):
        raise BadInput("idempotency.invalid", "That cannot be a key.", f"Use 1 to {NAME_LENGTH} printable characters.")


def _event(row: Row[Any]) -> ConsentEvent:
    if row.type == WITHDRAWN:
        return Withdrawn(grant_id=GrantId(row.id), at=row.at)
    grant = Grant(
        id=GrantId(row.id),
        subject=SubjectRef(row.subject_ref),
        recipient=row.recipient,
        agency=AgencyCode(row.agency),
        purpose=Purpose(row.purpose),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )
    return Given(grant=grant, at=row.at)
