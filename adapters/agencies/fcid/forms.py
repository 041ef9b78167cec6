"""The form of a document in which everything is known, as types made from a version's key table.

The library checks against them while it reads: nothing missing, nothing unknown, no null, lengths and ranges as
in `values`. What a text must be beyond that, a moment or a number of a person, is not said here.
"""

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Annotated, Any, Final

import msgspec

from adapters.agencies.fcid.concepts import Concept
from adapters.agencies.fcid.profile import Profile
from adapters.agencies.fcid.reader import MOST_CASES, MOST_CONTACTS, MOST_EVENTS
from adapters.agencies.fcid.values import LARGEST_AMOUNT, LONGEST_REFERENCE, LONGEST_TEXT

Form = type[msgspec.Struct]
Told = Any
"""What was told in one of the forms. They are made while running, so that no checker can know them."""

_Parts = Mapping[str, tuple[Concept, object]]
"""What an object holds, by the name of the attribute: which concept, and of which type."""

_TEXT: Final = Annotated[str, msgspec.Meta(max_length=LONGEST_TEXT)]
_REFERENCE: Final = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_REFERENCE)]
_AMOUNT: Final = Annotated[int, msgspec.Meta(ge=0, le=LARGEST_AMOUNT)]
_STATED: Final = dict[str, dict[str, str]]

_HEAD: Final[_Parts] = {
    "reference": (Concept.EVENT_REFERENCE, _REFERENCE),
    "at": (Concept.EVENT_AT, str),
    "registered_at": (Concept.EVENT_REGISTERED_AT, str),
    "case": (Concept.EVENT_CASE, _REFERENCE),
    "bsn": (Concept.EVENT_BSN, str),
}
_EVENTS: Final[Mapping[Concept, _Parts]] = {
    Concept.NAME_OBLIGATION: {
        "type_code": (Concept.OBLIGATION_TYPE, str),
        "amount": (Concept.OBLIGATION_AMOUNT, _AMOUNT),
        "primary": (Concept.OBLIGATION_PRIMARY, bool),
        "imposed_at": (Concept.OBLIGATION_IMPOSED_AT, str),
        "decision": (Concept.OBLIGATION_DECISION, _TEXT),
        "category": (Concept.OBLIGATION_CATEGORY, _TEXT),
        "says": (Concept.OBLIGATION_SAYS, _TEXT),
        "ground": (Concept.OBLIGATION_GROUND, _TEXT),
        "ground_source": (Concept.OBLIGATION_GROUND_SOURCE, _TEXT),
        "imposed_by": (Concept.OBLIGATION_IMPOSED_BY, str),
        "carried_out_by": (Concept.OBLIGATION_CARRIED_OUT_BY, str),
    },
    Concept.NAME_DEMAND: {
        "amount": (Concept.DEMAND_AMOUNT, _AMOUNT),
        "kind": (Concept.DEMAND_KIND, str),
        "payment_reference": (Concept.DEMAND_PAYMENT_REFERENCE, _REFERENCE),
        "due_on": (Concept.DEMAND_DUE, str),
        "payee": (Concept.DEMAND_PAYEE, str),
        "account": (Concept.DEMAND_ACCOUNT, _TEXT),
        "account_holder": (Concept.DEMAND_ACCOUNT_HOLDER, _TEXT),
        "way": (Concept.DEMAND_WAY, _TEXT),
        "says": (Concept.DEMAND_SAYS, _TEXT),
    },
    Concept.NAME_WITHDRAWAL: {"payment_reference": (Concept.WITHDRAWAL_PAYMENT_REFERENCE, _REFERENCE)},
    Concept.NAME_PAYMENT: {
        "amount": (Concept.PAYMENT_AMOUNT, _AMOUNT),
        "payment_reference": (Concept.PAYMENT_PAYMENT_REFERENCE, _REFERENCE),
        "received_at": (Concept.PAYMENT_RECEIVED_AT, str),
        "processed_at": (Concept.PAYMENT_PROCESSED_AT, str),
        "received_by": (Concept.PAYMENT_RECEIVED_BY, str),
    },
    Concept.NAME_REMISSION: {"amount": (Concept.REMISSION_AMOUNT, _AMOUNT)},
    Concept.NAME_HANDED_OVER: {"to": (Concept.HANDED_OVER_TO, str)},
    Concept.NAME_TAKEN_OVER: {"taken_from": (Concept.TAKEN_OVER_FROM, str)},
}
_CONTACT: Final[_Parts] = {
    "type": (Concept.CONTACT_TYPE, _TEXT),
    "value": (Concept.CONTACT_VALUE, _TEXT),
    "says": (Concept.CONTACT_SAYS, _TEXT),
}
_NEEDED: Final = frozenset(
    {
        Concept.ENVELOPE_BODY,
        Concept.BODY_CASES,
        Concept.CASE_REFERENCE,
        Concept.CASE_EVENTS,
        Concept.EVENT_REFERENCE,
        Concept.EVENT_AT,
        Concept.OBLIGATION_TYPE,
        Concept.OBLIGATION_AMOUNT,
        Concept.DEMAND_AMOUNT,
        Concept.PAYMENT_AMOUNT,
        Concept.REMISSION_AMOUNT,
    }
)


def document(profile: Profile) -> tuple[Form, Mapping[Form, Concept]]:
    """Make the form of a whole document, and say which of its parts stands for which event.

    Raises ValueError or TypeError for a version in which one word stands for two things at one place.
    """
    events = {_event(profile, name, parts): name for name, parts in _EVENTS.items() if _has(profile, name, parts)}
    contact = _form("Contact", _CONTACT, profile)
    case = _form("Case", _case(_at_most(MOST_EVENTS, reduce(or_, events)), _at_most(MOST_CONTACTS, contact)), profile)
    body = _form("Body", _body(_at_most(MOST_CASES, case)), profile)
    return _form("Envelope", _envelope(body), profile), events


def _envelope(body: object) -> _Parts:
    return {
        "type": (Concept.ENVELOPE_TYPE, _TEXT),
        "version": (Concept.ENVELOPE_VERSION, _TEXT),
        "body": (Concept.ENVELOPE_BODY, body),
    }


def _body(cases: object) -> _Parts:
    return {
        "supplier": (Concept.BODY_SUPPLIER, str),
        "made_at": (Concept.BODY_MADE_AT, str),
        "bsn": (Concept.BODY_BSN, str),
        "cases": (Concept.BODY_CASES, cases),
        "stated": (Concept.BODY_EXTENSION, _STATED),
    }


def _case(events: object, contacts: object) -> _Parts:
    return {
        "reference": (Concept.CASE_REFERENCE, _REFERENCE),
        "bsn": (Concept.CASE_BSN, str),
        "total_imposed": (Concept.CASE_TOTAL_IMPOSED, _AMOUNT),
        "total_settled": (Concept.CASE_TOTAL_SETTLED, _AMOUNT),
        "balance": (Concept.CASE_BALANCE, _AMOUNT),
        "balance_at": (Concept.CASE_BALANCE_AT, str),
        "contacts": (Concept.CASE_CONTACTS, contacts),
        "events": (Concept.CASE_EVENTS, events),
        "stated": (Concept.CASE_EXTENSION, _STATED),
    }


def _has(profile: Profile, name: Concept, parts: _Parts) -> bool:
    return profile.has(name) and all(profile.has(concept) for concept, _ in parts.values() if concept in _NEEDED)


def _event(profile: Profile, name: Concept, parts: _Parts) -> Form:
    tag_field, tag = profile.key(Concept.EVENT_NAME), profile.key(name)
    return _form(name.name, {**_HEAD, **parts}, profile, tag_field, tag)


def _form(name: str, parts: _Parts, profile: Profile, tag_field: str | None = None, tag: str | None = None) -> Form:
    spelled = {attribute: profile.key(concept) for attribute, (concept, _) in parts.items() if profile.has(concept)}
    return msgspec.defstruct(
        name,
        [_field(attribute, *parts[attribute]) for attribute in spelled],
        rename=spelled,
        # What the version has no word for never stands in a document, and can be asked for all the same.
        namespace=dict.fromkeys(parts.keys() - spelled.keys()),
        kw_only=True,
        forbid_unknown_fields=True,
        omit_defaults=True,
        tag_field=tag_field,
        tag=tag,
    )


def _field(attribute: str, concept: Concept, of: object) -> tuple[str, Any] | tuple[str, Any, None]:
    return (attribute, of) if concept in _NEEDED else (attribute, of, None)


def _at_most(most: int, of: object) -> object:
    return Annotated[list[of], msgspec.Meta(max_length=most)]  # type: ignore[valid-type]  # made while running
