"""The tables of arrangements that run: what happened to each, what is brought to agencies, and work that waits."""

from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, text
from sqlmodel import Field

from adapters.store.tables import Table, UtcTime


class Arrangement(Table, table=True):
    """What a person accepted, as far as it is asked for without its key: where it stands, who takes part, when to look.

    `version` counts its events. `is_open` follows from where it stands; a person has one open arrangement at most
    with one agency.
    """

    __table_args__ = (
        ForeignKeyConstraint(["subject_ref"], ["subject.ref"]),
        CheckConstraint("version > 0", name="version"),
        Index(
            "uq_arrangement_one_open",
            "subject_ref",
            "executes",
            unique=True,
            postgresql_where=text("is_open"),
            sqlite_where=text("is_open"),
        ),
    )

    subject_ref: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    proposal: str
    scheme: str
    executes: str
    owners: str
    article: str
    trace_id: str
    state: str
    is_open: bool
    version: int
    accepted_at: datetime = Field(sa_type=UtcTime)
    begun_at: datetime | None = Field(sa_type=UtcTime)
    ended_at: datetime | None = Field(sa_type=UtcTime)


class ArrangementEvent(Table, table=True):
    """One thing that happened to an arrangement, numbered without gaps. Triggers refuse to change it."""

    __table_args__ = (
        ForeignKeyConstraint(["subject_ref", "arrangement_id"], ["arrangement.subject_ref", "arrangement.id"]),
        CheckConstraint("seq > 0", name="seq"),
    )

    subject_ref: str = Field(primary_key=True)
    arrangement_id: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UtcTime)
    sealed: bytes


class Errand(Table, table=True):
    """What is brought to an agency about an arrangement, and what it said. What exactly is brought is sealed."""

    __table_args__ = (
        ForeignKeyConstraint(["subject_ref", "arrangement_id"], ["arrangement.subject_ref", "arrangement.id"]),
        CheckConstraint("tries >= 0", name="tries"),
    )

    subject_ref: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    arrangement_id: str
    agency: str
    kind: str
    sealed: bytes
    made_at: datetime = Field(sa_type=UtcTime)
    reply: str | None
    reason: str | None
    article: str | None
    tries: int
    next_try_at: datetime | None = Field(sa_type=UtcTime)
    answered_at: datetime | None = Field(sa_type=UtcTime)


class Work(Table, table=True):
    """Work that must not be lost: what is to be done about whom, and from when on. Gone once it is done.

    Not `subject_ref`: a worker asks this table before it is known whose turn it is. It says nothing about anybody.
    `due_at` is empty where it waits for an operator; `turn` counts how often it was put.
    """

    __table_args__ = (CheckConstraint("turn > 0", name="turn"),)

    id: str = Field(primary_key=True)
    kind: str
    ref: str
    about: str
    due_at: datetime | None = Field(sa_type=UtcTime, index=True)
    turn: int


class ArrangementTag(Table, table=True):
    """Whose arrangement a payment names, and who carries it out: asked before it is known whose turn it is.

    Not `subject_ref`, as with work. It says that somebody has an arrangement, and nothing else about anybody.
    """

    __table_args__ = (Index("ix_arrangement_tag_executes_tag", "executes", "tag"),)

    tag: str = Field(primary_key=True)
    ref: str
    arrangement: str
    executes: str


class BankFileEntry(Table, table=True):
    """What of an arrangement stood in a file for a bank, sealed; written once, so that no later file has it again."""

    __table_args__ = (
        ForeignKeyConstraint(["subject_ref", "arrangement_id"], ["arrangement.subject_ref", "arrangement.id"]),
    )

    subject_ref: str = Field(primary_key=True)
    arrangement_id: str = Field(primary_key=True)
    file: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcTime)
    sealed: bytes


ARRANGEMENT: Final = Table.metadata.tables["arrangement"]
ARRANGEMENT_EVENT: Final = Table.metadata.tables["arrangement_event"]
ERRAND: Final = Table.metadata.tables["errand"]
WORK: Final = Table.metadata.tables["work"]
ARRANGEMENT_TAG: Final = Table.metadata.tables["arrangement_tag"]
BANK_FILE_ENTRY: Final = Table.metadata.tables["bank_file_entry"]
