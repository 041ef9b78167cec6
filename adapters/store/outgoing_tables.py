"""The tables of events for subscribers: what each says, how sending it stands, and each subscriber's last number."""

from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, UniqueConstraint
from sqlmodel import Field

from adapters.store.tables import Table, UtcTime


class OutgoingEvent(Table, table=True):
    """What one subscriber is told about a person. It is written once; nothing in it is an amount or a name."""

    __table_args__ = (ForeignKeyConstraint(["subject_ref"], ["subject.ref"]),)

    subject_ref: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    agency: str
    kind: str
    about: str
    at: datetime = Field(sa_type=UtcTime)


class EventDelivery(Table, table=True):
    """How sending an event stands: to whom, under which number, about whom, and nothing of what it says.

    Not `subject_ref`, as in `work`: an operator looks into it across people.
    """

    __table_args__ = (
        CheckConstraint("seq > 0", name="seq"),
        CheckConstraint("tries >= 0", name="tries"),
        UniqueConstraint("subscriber", "seq"),
    )

    id: str = Field(primary_key=True)
    subscriber: str
    seq: int = Field(sa_type=BigInteger)
    ref: str
    state: str
    since: datetime = Field(sa_type=UtcTime)
    tries: int
    next_try_at: datetime | None = Field(sa_type=UtcTime)
    reason: str | None
    done_at: datetime | None = Field(sa_type=UtcTime)


class EventSubscriber(Table, table=True):
    """The last number of a subscriber; and since when it is gone, where it said so."""

    __table_args__ = (CheckConstraint("seq >= 0", name="seq"),)

    id: str = Field(primary_key=True)
    seq: int = Field(sa_type=BigInteger)
    gone_at: datetime | None = Field(sa_type=UtcTime)


OUTGOING_EVENT: Final = Table.metadata.tables["outgoing_event"]
EVENT_DELIVERY: Final = Table.metadata.tables["event_delivery"]
EVENT_SUBSCRIBER: Final = Table.metadata.tables["event_subscriber"]
