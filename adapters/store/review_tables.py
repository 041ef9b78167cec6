"""The tables of reviews and disputes: where each stands, what came of it, and the queues of agencies."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index
from sqlmodel import Field

from adapters.store.tables import Table, UtcTime


class Review(Table, table=True):
    """What a person asked somebody at an agency to look at, as far as it is asked for without its key."""

    __table_args__ = (
        ForeignKeyConstraint(["subject_ref"], ["subject.ref"]),
        CheckConstraint("version > 0", name="version"),
    )

    subject_ref: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    agency: str
    trace_id: str
    state: str
    version: int
    received_at: datetime = Field(sa_type=UtcTime)
    decide_by: date | None
    decided_at: datetime | None = Field(sa_type=UtcTime)


class ReviewEvent(Table, table=True):
    """One thing that happened to a review, numbered without gaps. It goes with its review, and never by itself."""

    __table_args__ = (
        ForeignKeyConstraint(["subject_ref", "review_id"], ["review.subject_ref", "review.id"]),
        CheckConstraint("seq > 0", name="seq"),
    )

    subject_ref: str = Field(primary_key=True)
    review_id: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UtcTime)
    sealed: bytes


class ReviewQueue(Table, table=True):
    """A place in an agency's queue: whose turn it is.

    Not `subject_ref`: a worker asks this table before it is known whose turn it is. It says nothing about anybody.
    """

    __table_args__ = (Index("ix_review_queue_agency_is_open_decide_by", "agency", "is_open", "decide_by"),)

    agency: str = Field(primary_key=True)
    review_id: str = Field(primary_key=True)
    ref: str
    received_at: datetime = Field(sa_type=UtcTime)
    decide_by: date | None
    is_open: bool


class Dispute(Table, table=True):
    """What a person disputes about a claim, what the agency answered, both sealed, and when it was taken back."""

    __table_args__ = (
        ForeignKeyConstraint(["subject_ref"], ["subject.ref"]),
        CheckConstraint("tries >= 0", name="tries"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),
        CheckConstraint("withdrawn_at IS NOT NULL OR withdrawal_told_at IS NULL", name="withdrawn"),
    )

    subject_ref: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    agency: str
    trace_id: str
    sealed: bytes
    made_at: datetime = Field(sa_type=UtcTime)
    tries: int
    reason: str | None
    told_at: datetime | None = Field(sa_type=UtcTime)
    answer: bytes | None
    answered_at: datetime | None = Field(sa_type=UtcTime)
    withdrawn_at: datetime | None = Field(sa_type=UtcTime)
    withdrawal_told_at: datetime | None = Field(sa_type=UtcTime)


REVIEW: Final = Table.metadata.tables["review"]
REVIEW_EVENT: Final = Table.metadata.tables["review_event"]
REVIEW_QUEUE: Final = Table.metadata.tables["review_queue"]
DISPUTE: Final = Table.metadata.tables["dispute"]
