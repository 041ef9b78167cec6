"""The tables. What is about a person carries `subject_ref`, first in its key: the store can be divided by person."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import ClassVar, Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import declared_attr
from sqlalchemy.types import TypeEngine
from sqlmodel import Field, SQLModel


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC: the database's own type on PostgreSQL, sortable text with its offset on SQLite.

    SQLite has no such type, and SQLAlchemy's stand-in drops the zone. A moment without a zone is refused.
    """

    impl: TypeEngine[datetime] | type[TypeEngine[datetime]] = DateTime(timezone=True)
    cache_ok: bool | None = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime] | TypeEngine[str]:
        return String(32) if dialect.name == "sqlite" else DateTime(timezone=True)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | str | None:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError("a moment without a zone")
        moment = value.astimezone(UTC)
        return moment.isoformat(timespec="microseconds") if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | str | None, dialect: Dialect) -> datetime | None:
        del dialect
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return None if moment is None else moment.astimezone(UTC)


class Table(SQLModel):
    """What the tables have in common: the catalogue that the migrations are compared with."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )

    @declared_attr.directive
    def __tablename__(cls) -> str | Callable[..., str]:  # noqa: N805 SQLAlchemy calls it with the class
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


class Subject(Table, table=True):
    """A person: their key, wrapped, and their number, sealed under it. Once the key is destroyed all of it is gone."""

    __table_args__ = (CheckConstraint("(bsn_sealed IS NULL) = (key_wrapped IS NULL)", name="whole"),)

    ref: str = Field(primary_key=True)
    bsn_sealed: bytes | None
    key_wrapped: bytes | None
    wrap_id: str
    created_at: datetime = Field(sa_type=UtcTime)


class SubjectIndex(Table, table=True):
    """By what a person is found: one row per index key. Unique, so that nobody is added twice under one key.

    Not `subject_ref`: this table is asked before it is known who the person is.
    """

    __table_args__ = (
        # Looked at when the transaction ends: only once every index is ours is the person added.
        ForeignKeyConstraint(["ref"], ["subject.ref"], deferrable=True, initially="DEFERRED"),
        UniqueConstraint("ref", "index_id"),
    )

    index_id: str = Field(primary_key=True)
    bsn_index: bytes = Field(primary_key=True)
    ref: str


class ConsentGrant(Table, table=True):
    """What a person allows one recipient. `withdrawn_at` follows from the events and is there for the index.

    `used_at` is the latest use. Lists of words stand in one text, with blanks between.
    """

    __table_args__ = (
        ForeignKeyConstraint(["subject_ref"], ["subject.ref"]),
        CheckConstraint("valid_from < valid_until", name="period"),
        Index(
            "uq_consent_grant_one_not_withdrawn",
            *("subject_ref", "recipient", "agency", "purpose"),
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
            sqlite_where=text("withdrawn_at IS NULL"),
        ),
    )

    subject_ref: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    recipient: str
    agency: str
    purpose: str
    categories: str
    activity: str
    notice: str
    use: str
    valid_from: datetime = Field(sa_type=UtcTime)
    valid_until: datetime = Field(sa_type=UtcTime)
    used_at: datetime | None = Field(sa_type=UtcTime)
    withdrawn_at: datetime | None = Field(sa_type=UtcTime)


class ConsentEvent(Table, table=True):
    """One fact in a person's consent history, numbered per person without gaps. Triggers refuse to change it."""

    __table_args__ = (
        # With the person in the key, an event can never hang on somebody else's grant.
        ForeignKeyConstraint(["subject_ref", "grant_id"], ["consent_grant.subject_ref", "consent_grant.id"]),
        CheckConstraint("type IN ('GIVEN', 'NARROWED', 'WITHDRAWN')", name="type"),
        CheckConstraint("seq > 0", name="seq"),
    )

    subject_ref: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    grant_id: str
    type: str
    at: datetime = Field(sa_type=UtcTime)
    made_by: str = Field(sa_type=Text)
    categories: str | None
    valid_until: datetime | None = Field(sa_type=UtcTime)


class MandateEvent(Table, table=True):
    """One fact about who acts for a person. Triggers refuse to change it. `record` holds the mandate; null: its end."""

    __table_args__ = (
        ForeignKeyConstraint(["subject_ref"], ["subject.ref"]),
        CheckConstraint("type IN ('GIVEN', 'ENDED')", name="type"),
        CheckConstraint("(type = 'GIVEN') = (record IS NOT NULL)", name="record"),
        CheckConstraint("seq > 0", name="seq"),
    )

    subject_ref: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    mandate_id: str
    type: str
    at: datetime = Field(sa_type=UtcTime)
    made_by: str = Field(sa_type=Text)
    record: str | None = Field(sa_type=Text)


class ConsentRequest(Table, table=True):
    """What an organization asks of a person. Its answer comes once."""

    __table_args__ = (
        ForeignKeyConstraint(["subject_ref"], ["subject.ref"]),
        CheckConstraint("asked_at < expires_at", name="period"),
        CheckConstraint("answer IN ('give', 'refuse')", name="answer"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),
    )

    subject_ref: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    recipient: str
    agencies: str
    purposes: str
    categories: str
    use: str
    asked_at: datetime = Field(sa_type=UtcTime)
    expires_at: datetime = Field(sa_type=UtcTime)
    answer: str | None
    answered_at: datetime | None = Field(sa_type=UtcTime)
    grants: str


class KeptProposal(Table, table=True):
    """A proposal sealed under its person's key. Every amount is inside. What was accepted does not expire."""

    __table_args__ = (
        ForeignKeyConstraint(["subject_ref"], ["subject.ref"]),
        CheckConstraint("made_at < expires_at", name="period"),
    )

    subject_ref: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    sealed: bytes
    made_at: datetime = Field(sa_type=UtcTime)
    expires_at: datetime = Field(sa_type=UtcTime, index=True)
    accepted_at: datetime | None = Field(sa_type=UtcTime)


class Attempt(Table, table=True):
    """What a client asked under an idempotency key, and what came of it."""

    __table_args__ = (ForeignKeyConstraint(["subject_ref"], ["subject.ref"]),)

    subject_ref: str = Field(primary_key=True)
    client: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    operation: str
    fingerprint: str
    started_at: datetime = Field(sa_type=UtcTime, index=True)
    result: str | None


class AuditEvent(Table, table=True):
    """One line of the audit log, numbered without gaps. Triggers refuse to change it.

    `subject_ref` refers to nobody by constraint: a person's row may go, the log stays whole.
    """

    __table_args__ = (CheckConstraint("seq > 0", name="seq"),)

    seq: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UtcTime)
    event: str
    subject_ref: str = Field(index=True)
    record: str = Field(sa_type=Text)


class AuditHead(Table, table=True):
    """The last number of the audit log, in its one row: nobody who writes a line need see anybody else's."""

    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    seq: int = Field(sa_type=BigInteger)


class AuditTree(Table, table=True):
    """How many lines of the log are in the tree over it, in its one row; who seals more holds it until the end."""

    __table_args__ = (CheckConstraint("id = 1", name="one"), CheckConstraint("size >= 0", name="size"))

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    origin: str | None
    size: int = Field(sa_type=BigInteger)


class AuditNode(Table, table=True):
    """A complete node of the tree over the log (`hub.audit.merkle`); level 0 are the leaves, index 0 is line 1."""

    __table_args__ = (CheckConstraint("level >= 0 AND place >= 0", name="name"),)

    level: int = Field(primary_key=True, sa_type=SmallInteger, sa_column_kwargs={"autoincrement": False})
    place: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    hash: bytes = Field(sa_type=LargeBinary)


class AuditCheckpoint(Table, table=True):
    """What was signed about the tree when it had this size (C2SP tlog-checkpoint): the text with our signatures."""

    size: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    note: str = Field(sa_type=Text)
    signed_at: datetime = Field(sa_type=UtcTime)


class AuditCosignature(Table, table=True):
    """A witness's signature lines under a checkpoint (C2SP tlog-cosignature)."""

    __table_args__ = (ForeignKeyConstraint(["size"], ["audit_checkpoint.size"]),)

    size: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    witness: str = Field(primary_key=True)
    lines: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=UtcTime)


SUBJECT: Final = Table.metadata.tables["subject"]
SUBJECT_INDEX: Final = Table.metadata.tables["subject_index"]
CONSENT_GRANT: Final = Table.metadata.tables["consent_grant"]
CONSENT_EVENT: Final = Table.metadata.tables["consent_event"]
MANDATE_EVENT: Final = Table.metadata.tables["mandate_event"]
CONSENT_REQUEST: Final = Table.metadata.tables["consent_request"]
KEPT_PROPOSAL: Final = Table.metadata.tables["kept_proposal"]
ATTEMPT: Final = Table.metadata.tables["attempt"]
AUDIT_EVENT: Final = Table.metadata.tables["audit_event"]
AUDIT_HEAD: Final = Table.metadata.tables["audit_head"]
AUDIT_TREE: Final = Table.metadata.tables["audit_tree"]
AUDIT_NODE: Final = Table.metadata.tables["audit_node"]
AUDIT_CHECKPOINT: Final = Table.metadata.tables["audit_checkpoint"]
AUDIT_COSIGNATURE: Final = Table.metadata.tables["audit_cosignature"]
