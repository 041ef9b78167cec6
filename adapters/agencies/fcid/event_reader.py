"""From one object to one event. The discriminator first: the same key means one thing here and another there."""

from adapters.agencies.fcid import values
from adapters.agencies.fcid.concepts import Concept
from adapters.agencies.fcid.document import (
    Demand,
    DemandKind,
    DemandWithdrawn,
    Event,
    HandedOver,
    Head,
    Obligation,
    Payment,
    Remission,
    TakenOver,
    UnknownEvent,
)
from adapters.agencies.fcid.faults import Malformed, member
from adapters.agencies.fcid.fields import Fields, Read, Value
from adapters.agencies.fcid.profile import Profile

NAMELESS = "?"
"""Name of an event whose own name is absent or unfit to be repeated."""

_LONGEST_NAME = 80

KINDS = {
    Concept.KIND_FIRST: DemandKind.FIRST,
    Concept.KIND_REMINDER: DemandKind.REMINDER,
    Concept.KIND_WARNING: DemandKind.WARNING,
}


class EventReader:
    """Reads the events of one version."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile

    def read(self, fields: Fields, bsn: str | None) -> Event:
        """Read one event by its name; in tolerant reading an unknown name gives an unknown event."""
        raw = fields.all()
        name = fields.may(Concept.EVENT_NAME, _any)
        concept = self.profile.concept("event_name", name) if isinstance(name, str) else None
        if concept is None:
            return self._unknown(fields, bsn, name, raw)
        return self._known(fields, concept, _head(fields, bsn))

    def _known(self, fields: Fields, concept: Concept, head: Head) -> Event:
        match concept:
            case Concept.NAME_OBLIGATION:
                return self._obligation(fields, head)
            case Concept.NAME_DEMAND:
                return self._demand(fields, head)
            case Concept.NAME_WITHDRAWAL:
                reference = fields.may(Concept.WITHDRAWAL_PAYMENT_REFERENCE, values.reference)
                return DemandWithdrawn(head=head, payment_reference=reference, extra=fields.extra())
            case Concept.NAME_PAYMENT:
                return self._payment(fields, head)
            case Concept.NAME_REMISSION:
                amount = fields.need(Concept.REMISSION_AMOUNT, values.amount)
                return Remission(head=head, amount=amount, extra=fields.extra())
            case Concept.NAME_HANDED_OVER:
                other = fields.may(Concept.HANDED_OVER_TO, values.oin)
                return HandedOver(head=head, to=other, extra=fields.extra())
            case _:
                other = fields.may(Concept.TAKEN_OVER_FROM, values.oin)
                return TakenOver(head=head, taken_from=other, extra=fields.extra())

    def _obligation(self, fields: Fields, head: Head) -> Obligation:
        return Obligation(
            head=head,
            type_code=fields.need(Concept.OBLIGATION_TYPE, values.type_code),
            amount=fields.need(Concept.OBLIGATION_AMOUNT, values.amount),
            primary=fields.may(Concept.OBLIGATION_PRIMARY, values.flag),
            imposed_at=fields.may(Concept.OBLIGATION_IMPOSED_AT, values.moment),
            decision=fields.may(Concept.OBLIGATION_DECISION, values.text),
            category=fields.may(Concept.OBLIGATION_CATEGORY, values.text),
            says=fields.may(Concept.OBLIGATION_SAYS, values.text),
            ground=fields.may(Concept.OBLIGATION_GROUND, values.text),
            ground_source=fields.may(Concept.OBLIGATION_GROUND_SOURCE, values.text),
            imposed_by=fields.may(Concept.OBLIGATION_IMPOSED_BY, values.oin),
            carried_out_by=fields.may(Concept.OBLIGATION_CARRIED_OUT_BY, values.oin),
            extra=fields.extra(),
        )

    def _demand(self, fields: Fields, head: Head) -> Demand:
        return Demand(
            head=head,
            amount=fields.need(Concept.DEMAND_AMOUNT, values.amount),
            kind=fields.may(Concept.DEMAND_KIND, self.kind),
            payment_reference=fields.may(Concept.DEMAND_PAYMENT_REFERENCE, values.reference),
            due_on=fields.may(Concept.DEMAND_DUE, values.day),
            payee=fields.may(Concept.DEMAND_PAYEE, values.oin),
            account=fields.may(Concept.DEMAND_ACCOUNT, values.text),
            account_holder=fields.may(Concept.DEMAND_ACCOUNT_HOLDER, values.text),
            way=fields.may(Concept.DEMAND_WAY, values.text),
            says=fields.may(Concept.DEMAND_SAYS, values.text),
            extra=fields.extra(),
        )

    def _payment(self, fields: Fields, head: Head) -> Payment:
        return Payment(
            head=head,
            amount=fields.need(Concept.PAYMENT_AMOUNT, values.amount),
            payment_reference=fields.may(Concept.PAYMENT_PAYMENT_REFERENCE, values.reference),
            received_at=fields.may(Concept.PAYMENT_RECEIVED_AT, values.moment),
            processed_at=fields.may(Concept.PAYMENT_PROCESSED_AT, values.moment),
            received_by=fields.may(Concept.PAYMENT_RECEIVED_BY, values.oin),
            extra=fields.extra(),
        )

    def kind(self, value: object, path: str) -> DemandKind:
        """Read what sort of letter it was."""
        concept = self.profile.concept("demand_kind", values.text(value, path))
        if concept is None:
            raise Malformed("fcid.unknown_word", path)
        return KINDS[concept]

    def _unknown(self, fields: Fields, bsn: str | None, name: object, raw: dict[str, object]) -> UnknownEvent:
        if fields.strict:
            raise Malformed("fcid.unknown_event", member(fields.path, self.profile.key(Concept.EVENT_NAME)))
        return UnknownEvent(
            name=_repeatable(name),
            reference=_if_readable(fields, Concept.EVENT_REFERENCE, values.reference),
            at=_if_readable(fields, Concept.EVENT_AT, values.moment),
            registered_at=_if_readable(fields, Concept.EVENT_REGISTERED_AT, values.moment),
            case=_if_readable(fields, Concept.EVENT_CASE, values.reference),
            bsn=bsn,
            raw=raw,
        )


def _head(fields: Fields, bsn: str | None) -> Head:
    return Head(
        reference=fields.need(Concept.EVENT_REFERENCE, values.reference),
        at=fields.need(Concept.EVENT_AT, values.moment),
        registered_at=fields.may(Concept.EVENT_REGISTERED_AT, values.moment),
        case=fields.may(Concept.EVENT_CASE, values.reference),
        bsn=bsn,
    )


def _if_readable(fields: Fields, concept: Concept, read: Read[Value]) -> Value | None:
    # Of an event that we do not know we cannot say how its parts should look.
    try:
        return fields.may(concept, read)
    except Malformed:
        return None


def _repeatable(name: object) -> str:
    """Give a name that may be shown: plain letters only, so that it holds no number of a person."""
    fits = isinstance(name, str) and name.isascii() and name.replace("_", "").isalpha() and len(name) <= _LONGEST_NAME
    return str(name) if fits else NAMELESS


def _any(value: object, _path: str) -> object:
    return value
