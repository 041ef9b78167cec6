"""A document as it was sent: cases, and the events that made them (standards §1.2, §1.3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What every event has: a reference, when it happened, when the agency booked it, and which case it is about."""

    reference: str
    at: datetime
    registered_at: datetime | None = None
    case: str | None = None
    bsn: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """An event of a known sort."""

    head: Head
    extra: Extra = field(default_factory=dict, repr=False)

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation(Recorded):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand(Recorded):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandWithdrawn(Recorded):
    """A demand was replaced or withdrawn; what is owed stays the same."""

    payment_reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment(Recorded):
    """Money came in."""

    amount: Cents
    payment_reference: str | None = None
    received_at: datetime | None = None
    processed_at: datetime | None = None
    received_by: Oin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remission(Recorded):
    """Part of the debt was forgiven: settled without payment."""

    amount: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver(Recorded):
    """Another organisation collects from here on."""

    to: Oin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver(Recorded):
    """Collection came from another organisation."""

    taken_from: Oin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownEvent:
    """Something happened for which this version has no word; kept as it was sent, never dropped."""

    name: str
    reference: str | None = None
    at: datetime | None = None
    registered_at: datetime | None = None
    case: str | None = None
    bsn: str | None = field(default=None, repr=False)
    raw: Extra = field(default_factory=dict, repr=False)


KnownEvent = Obligation | Demand | DemandWithdrawn | Payment | Remission | HandedOver | TakenOver
Event = KnownEvent | UnknownEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How to reach the agency about a case."""

    type: str | None = None
    value: str | None = None
    says: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One debt: the first obligation with its costs, increases, interest and payments.

    `events` stand in order of arrival. `faults` name what in this case could not be read. `stated` holds our own
    namespace as it was sent.
    """

    reference: str
    events: tuple[Event, ...]
    bsn: str | None = field(default=None, repr=False)
    total_imposed: Cents | None = None
    total_settled: Cents | None = None
    balance: Cents | None = None
    balance_at: datetime | None = None
    contacts: tuple[Contact, ...] = ()
    stated: Extra = field(default_factory=dict, repr=False)
    faults: tuple[Fault, ...] = ()
    extra: Extra = field(default_factory=dict, repr=False)


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
