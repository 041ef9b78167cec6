"""From bytes to a document: tolerant of what is new, strict about what is money, time and person (standards §1.6)."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from adapters.agencies.fcid import strict_json, values
from adapters.agencies.fcid.concepts import Concept
from adapters.agencies.fcid.document import Case, Contact, Document, Event
from adapters.agencies.fcid.event_reader import EventReader
from adapters.agencies.fcid.faults import ROOT, Fault, Malformed, member
from adapters.agencies.fcid.fields import Fields
from adapters.agencies.fcid.profile import Profile
from hub.errors import BadInput

MOST_CASES = 2_000
MOST_EVENTS = 10_000
MOST_CONTACTS = 50

P = ParamSpec("P")
Value = TypeVar("Value")


class OtherVersion(BadInput):
    """The document is of a version that this profile cannot read."""


def read(answer: bytes, profile: Profile, *, strict: bool = False) -> Document:
    """Read one answer.

    Tolerant: unknown keys are kept under `extra`, unknown events as they are, and an unreadable part of a case becomes
    a fault of that case, so that it hides no other. Strict, for what we write ourselves: all of these are refused.
    Raises Malformed where the document as a whole is unreadable, OtherVersion where another profile is needed.
    """
    return _Reader(profile, strict=strict).document(strict_json.parse(answer))


class _Reader:
    """Reads one document; remembers every number of a person that it saw."""

    def __init__(self, profile: Profile, *, strict: bool) -> None:
        self.profile = profile
        self.strict = strict
        self.persons: set[str] = set()
        self.events = EventReader(profile)

    def document(self, value: object) -> Document:
        """Open the envelope where there is one; otherwise the whole text is the body."""
        outside = self._fields(value, ROOT)
        if not self.strict and not outside.has(Concept.ENVELOPE_BODY):
            return self._body(outside, self.profile.version)
        kind = outside.may(Concept.ENVELOPE_TYPE, values.text)
        if self.strict and kind != self.profile.key(Concept.DOCUMENT_TYPE):
            raise Malformed("fcid.wrong_type", member(ROOT, self.profile.key(Concept.ENVELOPE_TYPE)))
        version = outside.may(Concept.ENVELOPE_VERSION, values.text) or self.profile.version
        if not self.profile.reads(version):
            raise OtherVersion("fcid.other_version", "The document is of another version.", "Choose another profile.")
        body = outside.need(Concept.ENVELOPE_BODY, self._fields)
        outside.extra()
        return self._body(body, version)

    def _body(self, fields: Fields, version: str) -> Document:
        faults: list[Fault] = []
        bsn = self._person(fields, Concept.BODY_BSN)
        found = [
            self._tolerate(faults, self._case, value, path)
            for value, path in fields.need_items(Concept.BODY_CASES, most=MOST_CASES)
        ]
        supplier = self._tolerate(faults, lambda: fields.may(Concept.BODY_SUPPLIER, values.oin))
        made_at = self._tolerate(faults, lambda: fields.may(Concept.BODY_MADE_AT, values.moment))
        return Document(
            version=version,
            cases=tuple(case for case in found if case is not None),
            supplier=supplier,
            made_at=made_at,
            bsn=bsn,
            stated=self._stated(fields, Concept.BODY_EXTENSION),
            faults=tuple(faults),
            extra=fields.extra(),
            persons=frozenset(self.persons),
        )

    def _case(self, value: object, path: str) -> Case:
        fields = self._fields(value, path)
        faults: list[Fault] = []
        bsn = self._person(fields, Concept.CASE_BSN)
        events = self._events(fields, faults)
        reference = fields.need(Concept.CASE_REFERENCE, values.reference)
        return Case(
            reference=reference,
            events=events,
            bsn=bsn,
            total_imposed=self._tolerate(faults, lambda: fields.may(Concept.CASE_TOTAL_IMPOSED, values.amount)),
            total_settled=self._tolerate(faults, lambda: fields.may(Concept.CASE_TOTAL_SETTLED, values.amount)),
            balance=self._tolerate(faults, lambda: fields.may(Concept.CASE_BALANCE, values.amount)),
            balance_at=self._tolerate(faults, lambda: fields.may(Concept.CASE_BALANCE_AT, values.moment)),
            contacts=self._contacts(fields),
            stated=self._stated(fields, Concept.CASE_EXTENSION),
            faults=tuple(faults),
            extra=fields.extra(),
        )

    def _events(self, fields: Fields, faults: list[Fault]) -> tuple[Event, ...]:
        found = []
        for value, path in fields.need_items(Concept.CASE_EVENTS, most=MOST_EVENTS):
            event = self._tolerate(faults, self._fields, value, path)
            if event is None:
                continue
            # Outside the tolerance: a case that may be about somebody else is not shown at all.
            bsn = self._person(event, Concept.EVENT_BSN)
            found.append(self._tolerate(faults, self.events.read, event, bsn))
        return tuple(event for event in found if event is not None)

    def _contacts(self, fields: Fields) -> tuple[Contact, ...]:
        found = []
        # How to reach the agency decides nothing about money: what cannot be read of it is left out.
        ignored: list[Fault] = []
        places = self._tolerate(ignored, lambda: fields.items(Concept.CASE_CONTACTS, most=MOST_CONTACTS)) or []
        for value, path in places:
            found.append(self._tolerate(ignored, self._contact, value, path))
        return tuple(contact for contact in found if contact is not None)

    def _contact(self, value: object, path: str) -> Contact:
        fields = self._fields(value, path)
        contact = Contact(
            type=fields.may(Concept.CONTACT_TYPE, values.text),
            value=fields.may(Concept.CONTACT_VALUE, values.text),
            says=fields.may(Concept.CONTACT_SAYS, values.text),
        )
        fields.extra()
        return contact

    def _person(self, fields: Fields, concept: Concept) -> str | None:
        return fields.may(concept, self._bsn)

    def _bsn(self, value: object, path: str) -> str:
        # The same number stands in most parts of a document, and is checked once.
        if isinstance(value, str) and value in self.persons:
            return value
        bsn = values.bsn(value, path)
        self.persons.add(bsn)
        return bsn

    def _stated(self, fields: Fields, concept: Concept) -> dict[str, object]:
        # What is not a table of facts states nothing: every fact stays unknown.
        return self._tolerate([], lambda: fields.may(concept, _table)) or {}

    def _fields(self, value: object, path: str) -> Fields:
        return Fields(value, path, self.profile, strict=self.strict)

    def _tolerate(
        self, faults: list[Fault], take: Callable[P, Value], *args: P.args, **kwargs: P.kwargs
    ) -> Value | None:
        try:
            return take(*args, **kwargs)
        except Malformed as malformed:
            if self.strict:
                raise
            faults.append(malformed.fault)
            return None


def _table(value: object, path: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise Malformed("fcid.wrong_type", path)
    return dict(value)
