"""From a document to JSON, strictly: only what the version has a word for (standards §1.6)."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import assert_never

from adapters.agencies.fcid.concepts import Concept
from adapters.agencies.fcid.document import (
    Case,
    Contact,
    Demand,
    DemandKind,
    DemandWithdrawn,
    Document,
    Event,
    HandedOver,
    KnownEvent,
    Obligation,
    Payment,
    Remission,
    TakenOver,
    UnknownEvent,
)
from adapters.agencies.fcid.event_reader import KINDS
from adapters.agencies.fcid.faults import ProfileFault
from adapters.agencies.fcid.profile import Profile
from adapters.agencies.fcid.values import AMSTERDAM

Json = dict[str, object]

_KIND_WORDS = {kind: concept for concept, kind in KINDS.items()}
_LAST_SECOND = time(23, 59, 59)


def write(document: Document, profile: Profile) -> Json:
    """Write a document in one version.

    A stated total or a kind of letter that the version does not have is left out: it can be told from the events.
    Raises ProfileFault for an event that it does not have, and for anything kept that was not understood.
    """
    return _Writer(profile).document(document)


class _Writer:
    """Writes in the words of one version."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile

    def document(self, document: Document) -> Json:
        """Write envelope and body."""
        if document.faults or document.extra:
            raise _not_ours()
        body = self._object(
            {
                Concept.BODY_SUPPLIER: document.supplier,
                Concept.BODY_MADE_AT: document.made_at,
                Concept.BODY_BSN: document.bsn,
                Concept.BODY_CASES: [self._case(case) for case in document.cases],
                Concept.BODY_EXTENSION: dict(document.stated) or None,
            }
        )
        return self._object(
            {
                Concept.ENVELOPE_TYPE: self.profile.key(Concept.DOCUMENT_TYPE),
                Concept.ENVELOPE_VERSION: self.profile.version,
                Concept.ENVELOPE_BODY: body,
            }
        )

    def _case(self, case: Case) -> Json:
        if case.faults or case.extra:
            raise _not_ours()
        return self._object(
            {
                Concept.CASE_REFERENCE: case.reference,
                Concept.CASE_BSN: case.bsn,
                Concept.CASE_TOTAL_IMPOSED: case.total_imposed,
                Concept.CASE_TOTAL_SETTLED: case.total_settled,
                Concept.CASE_BALANCE: case.balance,
                Concept.CASE_BALANCE_AT: case.balance_at,
                Concept.CASE_CONTACTS: [self._contact(contact) for contact in case.contacts] or None,
                Concept.CASE_EVENTS: [self._event(event) for event in case.events],
                Concept.CASE_EXTENSION: dict(case.stated) or None,
            }
        )

    def _contact(self, contact: Contact) -> Json:
        return self._object(
            {
                Concept.CONTACT_TYPE: contact.type,
                Concept.CONTACT_VALUE: contact.value,
                Concept.CONTACT_SAYS: contact.says,
            }
        )

    def _event(self, event: Event) -> Json:
        if isinstance(event, UnknownEvent) or event.extra:
            raise _not_ours()
        name, content = self._named(event)
        head = event.head
        return self._object(
            {
                Concept.EVENT_NAME: self.profile.key(name),
                Concept.EVENT_REFERENCE: head.reference,
                Concept.EVENT_AT: head.at,
                Concept.EVENT_REGISTERED_AT: head.registered_at,
                Concept.EVENT_CASE: head.case,
                Concept.EVENT_BSN: head.bsn,
                **content,
            }
        )

    def _named(self, event: KnownEvent) -> tuple[Concept, Mapping[Concept, object]]:
        match event:
            case Obligation():
                return Concept.NAME_OBLIGATION, _obligation(event)
            case Demand():
                return Concept.NAME_DEMAND, self._demand(event)
            case DemandWithdrawn():
                return Concept.NAME_WITHDRAWAL, {Concept.WITHDRAWAL_PAYMENT_REFERENCE: event.payment_reference}
            case Payment():
                return Concept.NAME_PAYMENT, _payment(event)
            case Remission():
                return Concept.NAME_REMISSION, {Concept.REMISSION_AMOUNT: event.amount}
            case HandedOver():
                return Concept.NAME_HANDED_OVER, {Concept.HANDED_OVER_TO: event.to}
            case TakenOver():
                return Concept.NAME_TAKEN_OVER, {Concept.TAKEN_OVER_FROM: event.taken_from}
            case _:
                assert_never(event)

    def _demand(self, demand: Demand) -> Mapping[Concept, object]:
        return {
            Concept.DEMAND_KIND: self._kind(demand.kind),
            Concept.DEMAND_AMOUNT: demand.amount,
            Concept.DEMAND_PAYMENT_REFERENCE: demand.payment_reference,
            Concept.DEMAND_DUE: _end_of(demand.due_on) if demand.due_on else None,
            Concept.DEMAND_PAYEE: demand.payee,
            Concept.DEMAND_ACCOUNT: demand.account,
            Concept.DEMAND_ACCOUNT_HOLDER: demand.account_holder,
            Concept.DEMAND_WAY: demand.way,
            Concept.DEMAND_SAYS: demand.says,
        }

    def _kind(self, kind: DemandKind | None) -> str | None:
        return (
            None if kind is None or not self.profile.has(Concept.DEMAND_KIND) else self.profile.key(_KIND_WORDS[kind])
        )

    def _object(self, content: Mapping[Concept, object]) -> Json:
        return {
            self.profile.key(concept): _plain(value)
            for concept, value in content.items()
            if value is not None and self.profile.has(concept)
        }


def _obligation(event: Obligation) -> Mapping[Concept, object]:
    return {
        Concept.OBLIGATION_TYPE: event.type_code,
        Concept.OBLIGATION_AMOUNT: event.amount,
        Concept.OBLIGATION_PRIMARY: event.primary,
        Concept.OBLIGATION_IMPOSED_AT: event.imposed_at,
        Concept.OBLIGATION_DECISION: event.decision,
        Concept.OBLIGATION_CATEGORY: event.category,
        Concept.OBLIGATION_SAYS: event.says,
        Concept.OBLIGATION_GROUND: event.ground,
        Concept.OBLIGATION_GROUND_SOURCE: event.ground_source,
        Concept.OBLIGATION_IMPOSED_BY: event.imposed_by,
        Concept.OBLIGATION_CARRIED_OUT_BY: event.carried_out_by,
    }


def _payment(event: Payment) -> Mapping[Concept, object]:
    return {
        Concept.PAYMENT_AMOUNT: event.amount,
        Concept.PAYMENT_PAYMENT_REFERENCE: event.payment_reference,
        Concept.PAYMENT_RECEIVED_AT: event.received_at,
        Concept.PAYMENT_PROCESSED_AT: event.processed_at,
        Concept.PAYMENT_RECEIVED_BY: event.received_by,
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _end_of(day: date) -> datetime:
    """Give the last second of a day: until then a payment is in time."""
    return datetime.combine(day, _LAST_SECOND, tzinfo=AMSTERDAM)


def _not_ours() -> ProfileFault:
    return ProfileFault("fcid.not_understood", "What was not understood is not passed on as if it were.")
