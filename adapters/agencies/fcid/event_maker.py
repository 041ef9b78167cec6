"""From the forms of known events to events: the forms were checked, what their texts mean is looked up."""

from collections.abc import Callable, Mapping
from typing import Final

from adapters.agencies.fcid.concepts import Concept
from adapters.agencies.fcid.document import (
    Demand,
    DemandWithdrawn,
    Event,
    HandedOver,
    Head,
    Obligation,
    Payment,
    Remission,
    TakenOver,
)
from adapters.agencies.fcid.forms import Told
from adapters.agencies.fcid.texts import Texts


def _head(told: Told, texts: Texts) -> Head:
    moments = texts.moments
    return Head(
        reference=told.reference,
        at=moments[told.at],
        registered_at=moments[told.registered_at],
        case=told.case,
        bsn=texts.persons[told.bsn],
    )


def _obligation(told: Told, texts: Texts) -> Event:
    organizations = texts.organizations
    return Obligation(
        head=_head(told, texts),
        type_code=texts.codes[told.type_code],
        amount=told.amount,
        primary=told.primary,
        imposed_at=texts.moments[told.imposed_at],
        decision=told.decision,
        category=told.category,
        says=told.says,
        ground=told.ground,
        ground_source=told.ground_source,
        imposed_by=organizations[told.imposed_by],
        carried_out_by=organizations[told.carried_out_by],
    )


def _demand(told: Told, texts: Texts) -> Event:
    return Demand(
        head=_head(told, texts),
        amount=told.amount,
        kind=texts.kinds[told.kind],
        payment_reference=told.payment_reference,
        due_on=texts.days[told.due_on],
        payee=texts.organizations[told.payee],
        account=told.account,
        account_holder=told.account_holder,
        way=told.way,
        says=told.says,
    )


def _withdrawal(told: Told, texts: Texts) -> Event:
    return DemandWithdrawn(head=_head(told, texts), payment_reference=told.payment_reference)


def _payment(told: Told, texts: Texts) -> Event:
    return Payment(
        head=_head(told, texts),
        amount=told.amount,
        payment_reference=told.payment_reference,
        received_at=texts.moments[told.received_at],
        processed_at=texts.moments[told.processed_at],
        received_by=texts.organizations[told.received_by],
    )


def _remission(told: Told, texts: Texts) -> Event:
    return Remission(head=_head(told, texts), amount=told.amount)


def _handed_over(told: Told, texts: Texts) -> Event:
    return HandedOver(head=_head(told, texts), to=texts.organizations[told.to])


def _taken_over(told: Told, texts: Texts) -> Event:
    return TakenOver(head=_head(told, texts), taken_from=texts.organizations[told.taken_from])


MAKERS: Final[Mapping[Concept, Callable[[Told, Texts], Event]]] = {
    Concept.NAME_OBLIGATION: _obligation,
    Concept.NAME_DEMAND: _demand,
    Concept.NAME_WITHDRAWAL: _withdrawal,
    Concept.NAME_PAYMENT: _payment,
    Concept.NAME_REMISSION: _remission,
    Concept.NAME_HANDED_OVER: _handed_over,
    Concept.NAME_TAKEN_OVER: _taken_over,
}
"""How each known event is made of what was told under its name. Raises Malformed for a text that has no meaning."""
