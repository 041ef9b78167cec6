"""A document as it was sent: cases, and the events that made them (standards §1.2, §1.3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

import msgspec

from adapters.agencies.fcid.faults import Fault
from consent.parties import Oin
from hub.domain.money import Cents

Extra = Mapping[str, object]
"""What stood in an object beside the keys that its version knows."""


class DemandKind(StrEnum):
    """What sort of letter asked for the money (since 4.1)."""

    FIRST = "first"
    REMINDER = "reminder"
    WARNING = "warning"


_NEVER_SHOWN = frozenset({"bsn", "extra", "raw", "stated"})


class _Record(msgspec.Struct, frozen=True, kw_only=True):
    """Part of a document. As frozen as a dataclass, and made in a tenth of the time: an answer has hundreds."""

    def __repr__(self) -> str:
        """Show what is no number of a person, and nothing that an agency made up."""
        shown = [f"{name}={getattr(self, name)!r}" for name in self.__struct_fields__ if name not in _NEVER_SHOWN]
        return f"{type(self).__name__}({', '.join(shown)})"


class Head(_Record, frozen=True, kw_only=True):
    """What every event has: a reference, when it happened, when the agency booked it, and which case it is about."""

    reference: str
    at: datetime
    registered_at: datetime | None = None
    case: str | None = None
    bsn: str | None = None


class Recorded(_Record, frozen=True, kw_only=True):
    """An event of a known sort."""

    head: Head
    extra: Extra = msgspec.field(default_factory=dict)

    @property
    def reference(self) -> str:
        """Its own name, unique and stable (standards §1.2)."""
        return self.head.reference

    @property
    def at(self) -> datetime:
        """When it happened."""
        return self.head.at

    @property
    def registered_at(self) -> datetime | None:
        """When the agency booked it, where it says so."""
        return self.head.registered_at

    @property
    def case(self) -> str | None:
        """Reference of the case it says it belongs to."""
        return self.head.case


class Obligation(Recorded, frozen=True, kw_only=True):
    """Principal, costs, increase or interest was imposed."""

    type_code: str
    amount: Cents
    primary: bool | None = None
    imposed_at: datetime | None = None
    decision: str | None = None
    category: str | None = None
    says: str | None = None
    ground: str | None = None
    ground_source: str | None = None
    imposed_by: Oin | None = None
    carried_out_by: Oin | None = None


class Demand(Recorded, frozen=True, kw_only=True):
    """Payment was asked for, before a date."""

    amount: Cents
    kind: DemandKind | None = None
    payment_reference: str | None = None
    due_on: date | None = None
    payee: Oin | None = None
    account: str | None = None
    account_holder: str | None = None
    way: str | None = None
    says: str | None = None


class DemandWithdrawn(Recorded, frozen=True, kw_only=True):
    """A demand was replaced or withdrawn; what is owed stays the same."""

    payment_reference: str | None = None


class Payment(Recorded, frozen=True, kw_only=True):
    """Money came in."""

    amount: Cents
    payment_reference: str | None = None
    received_at: datetime | None = None
    processed_at: datetime | None = None
    received_by: Oin | None = None


class Remission(Recorded, frozen=True, kw_only=True):
    """Part of the debt was forgiven: settled without payment."""

    amount: Cents


class HandedOver(Recorded, frozen=True, kw_only=True):
    """Another organisation collects from here on."""

    to: Oin | None = None


class TakenOver(Recorded, frozen=True, kw_only=True):
    """Collection came from another organisation."""

    taken_from: Oin | None = None


class UnknownEvent(_Record, frozen=True, kw_only=True):
    """Something happened for which this version has no word; kept as it was sent, never dropped."""

    name: str
    reference: str | None = None
    at: datetime | None = None
    registered_at: datetime | None = None
    case: str | None = None
    bsn: str | None = None
    raw: Extra = msgspec.field(default_factory=dict)


KnownEvent = Obligation | Demand | DemandWithdrawn | Payment | Remission | HandedOver | TakenOver
Event = KnownEvent | UnknownEvent


class Contact(_Record, frozen=True, kw_only=True):
    """How to reach the agency about a case."""

    type: str | None = None
    value: str | None = None
    says: str | None = None


class Case(_Record, frozen=True, kw_only=True):
    """One debt: the first obligation with its costs, increases, interest and payments.

    `events` stand in order of arrival. `faults` name what in this case could not be read. `stated` holds our own
    namespace as it was sent.
    """

    reference: str
    events: tuple[Event, ...]
    bsn: str | None = None
    total_imposed: Cents | None = None
    total_settled: Cents | None = None
    balance: Cents | None = None
    balance_at: datetime | None = None
    contacts: tuple[Contact, ...] = ()
    stated: Extra = msgspec.field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    extra: Extra = msgspec.field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The whole answer about one person.

    `faults` name cases that could not be told apart at all. `persons` are all numbers of persons that were seen,
    those in unreadable parts too.
    """

    version: str
    cases: tuple[Case, ...]
    supplier: Oin | None = None
    made_at: datetime | None = None
    bsn: str | None = field(default=None, repr=False)
    stated: Extra = field(default_factory=dict, repr=False)
    faults: tuple[Fault, ...] = ()
    extra: Extra = field(default_factory=dict, repr=False)
    persons: frozenset[str] = field(default=frozenset(), repr=False, compare=False)

    def is_about(self, bsn: str) -> bool:
        """Say whether nobody else is mentioned; an answer without any number is taken for what was asked."""
        return self.persons <= {bsn}
