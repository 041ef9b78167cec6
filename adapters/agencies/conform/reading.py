"""The counter: who gets a token, and whether the claims are FCID as far as it is known (standards §1)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from http import HTTPStatus
from typing import Final

import httpx2
from joserfc.jwk import ECKey

from adapters.agencies.conform.point import Check, Impossible, Wrong, of_fault, status
from adapters.agencies.conform.visitor import Visitor, is_signed, kind_of
from adapters.agencies.fcid import reader
from adapters.agencies.fcid.document import Document, UnknownEvent
from adapters.agencies.fcid.faults import Malformed
from adapters.agencies.fcid.profile import Profile
from adapters.agencies.fcid.reader import OtherVersion
from adapters.agencies.fcid.totals import differences
from adapters.agencies.signed_answer import PLAIN, SIGNED

PROBLEM: Final = "application/problem+json"
LONG_AGO: Final = timedelta(days=10 * 365)
OTHER_VERSION: Final = "1.0.0"


@dataclass(slots=True, kw_only=True)
class Reading:
    """Looks at the counter for claims, about one person who does not exist."""

    visitor: Visitor
    profile: Profile
    bsn: str = field(repr=False)
    today: date
    _document: Document | None = None

    def points(self) -> Mapping[tuple[str, str], Check]:
        """Name what is looked at, in order."""
        return {
            ("token.given", "A signed assertion gets a Bearer token"): self._token_given,
            ("token.forged", "An assertion under another key gets none"): self._forged,
            ("token.once", "An assertion counts once"): self._once,
            ("claims.token_needed", "Without a token nothing is told (401)"): self._token_needed,
            ("claims.answered", "A person's claims are told (200)"): self._answered,
            ("claims.media_type", f"As {PLAIN}, or signed as {SIGNED}"): self._media_type,
            ("claims.signature", "A signed answer verifies with a key at the jwks address"): self._signature,
            ("claims.readable", "The document is FCID of the version that was asked for"): self._readable,
            ("claims.enough", "The test person owes something, so that there is something to look at"): self._enough,
            ("claims.person", "It is about the person asked for, and nobody else"): self._person,
            ("claims.words", "Nothing in it is unknown to the profile"): self._words,
            ("claims.references", "Every event has a reference of its own"): self._references,
            ("claims.totals", "Stated totals are what the events add up to"): self._totals,
            ("claims.stable", "The same question gets the same events"): self._stable,
            ("claims.as_of", "A question about an earlier day gets nothing that came later"): self._as_of,
            ("claims.malformed", "A question that is none is refused (400)"): self._malformed,
            ("claims.version", "A version that is not spoken is refused (406)"): self._version,
        }

    @property
    def document(self) -> Document:
        """The document, once it could be read."""
        if self._document is None:
            raise Impossible("the document could not be read")
        return self._document

    @property
    def references(self) -> list[str]:
        """The cases that were told of; none where nothing could be read."""
        return [] if self._document is None else [case.reference for case in self._document.cases]

    def _question(self, **changes: object) -> Mapping[str, object]:
        asked = {"bsn": self.bsn, "asOf": self.today.isoformat(), "fcidVersion": self.profile.version}
        return {**asked, **changes}

    def _token_given(self) -> Iterator[Wrong]:
        answer = self.visitor.present(self.visitor.assertion())
        yield from status(answer, HTTPStatus.OK)
        if answer.status_code == HTTPStatus.OK and _token_type(answer) != "bearer":
            yield Wrong(found="token_type is not Bearer")

    def _forged(self) -> Iterable[Wrong]:
        other = ECKey.generate_key("P-256", {"kid": self.visitor.key.kid} if self.visitor.key.kid else None)
        return status(self.visitor.present(self.visitor.assertion(other)), HTTPStatus.UNAUTHORIZED, 400)

    def _once(self) -> Iterator[Wrong]:
        assertion = self.visitor.assertion()
        self.visitor.present(assertion)
        if self.visitor.present(assertion).status_code == HTTPStatus.OK:
            yield Wrong(found="the same assertion got a second token", sure=False)

    def _token_needed(self) -> Iterator[Wrong]:
        answer = self.visitor.ask(self._question(), token="")
        yield from status(answer, HTTPStatus.UNAUTHORIZED)
        if kind_of(answer) != PROBLEM:
            yield Wrong(found=f"the refusal is no {PROBLEM}", sure=False)

    def _answered(self) -> Iterable[Wrong]:
        return status(self.visitor.ask(self._question()), HTTPStatus.OK)

    def _media_type(self) -> Iterator[Wrong]:
        if (kind := kind_of(self.visitor.ask(self._question()))) not in {PLAIN, SIGNED}:
            yield Wrong(found=f"it comes as {kind or 'nothing'}")

    def _signature(self) -> Iterator[Wrong]:
        answer = self.visitor.ask(self._question())
        if not is_signed(answer):
            raise Impossible("the answer is not signed")
        try:
            self.visitor.opened(answer)
        except Impossible as why:
            yield Wrong(found=str(why))

    def _readable(self) -> Iterator[Wrong]:
        try:
            self._document = self._read(self._question())
        except Malformed as malformed:
            yield of_fault(malformed.fault, self.profile)
            return
        except OtherVersion:
            yield Wrong(found=f"the document says that it is of another version than {self.profile.version}")
            return
        for fault in (*self.document.faults, *(fault for case in self.document.cases for fault in case.faults)):
            yield of_fault(fault, self.profile)

    def _enough(self) -> Iterator[Wrong]:
        if not any(case.events for case in self.document.cases):
            yield Wrong(found="no case with an event came; name another test person", sure=False)

    def _person(self) -> Iterator[Wrong]:
        if not self.document.is_about(self.bsn):
            yield Wrong(found="somebody else's number stands in it")
        elif not self.document.persons:
            yield Wrong(found="no number of a person stands in it", sure=False)

    def _words(self) -> Iterator[Wrong]:
        events = [event for case in self.document.cases for event in case.events]
        unknown = {event.name for event in events if isinstance(event, UnknownEvent)}
        yield from (Wrong(found=f"an event that is not known: {name}", sure=False) for name in sorted(unknown))
        extra = Counter(len(case.extra) for case in self.document.cases if case.extra)
        if extra or self.document.extra:
            yield Wrong(found="keys that are not known stand beside those that are", sure=False)

    def _references(self) -> Iterator[Wrong]:
        counted = Counter(event.reference for case in self.document.cases for event in case.events)
        for _reference in [name for name, times in counted.items() if name is not None and times > 1]:
            yield Wrong(found="two events have the same reference")

    def _totals(self) -> Iterator[Wrong]:
        for place, case in enumerate(self.document.cases):
            for each in differences(case, case.events):
                yield Wrong(found=f"case {place + 1}: {each.total} is not what its events add up to")

    def _stable(self) -> Iterator[Wrong]:
        again = self._again()
        if _references_of(again) != _references_of(self.document):
            yield Wrong(found="asked again, other events came, or the same ones under other references")

    def _as_of(self) -> Iterator[Wrong]:
        day = self.today - LONG_AGO
        before = self._again(asOf=day.isoformat())
        late = [event for case in before.cases for event in case.events if event.at and event.at.date() > day]
        if late:
            yield Wrong(found=f"{len(late)} events of after that day came")

    def _malformed(self) -> Iterator[Wrong]:
        for question in ({}, self._question(bsn="no number"), [1]):
            yield from status(self.visitor.ask(question), HTTPStatus.BAD_REQUEST)

    def _version(self) -> Iterable[Wrong]:
        answer = self.visitor.ask(self._question(fcidVersion=OTHER_VERSION))
        return status(answer, HTTPStatus.NOT_ACCEPTABLE, HTTPStatus.BAD_REQUEST)

    def _again(self, **changes: object) -> Document:
        """Ask once more. Raises Impossible for what cannot be read: that was told at `claims.readable`."""
        try:
            return self._read(self._question(**changes))
        except (Malformed, OtherVersion):
            raise Impossible("the document could not be read") from None

    def _read(self, question: Mapping[str, object]) -> Document:
        return reader.read(self.visitor.opened(self.visitor.ask(question)), self.profile)


def _token_type(answer: httpx2.Response) -> str:
    try:
        return str(answer.json().get("token_type", "")).lower()
    except (ValueError, AttributeError):
        return ""


def _references_of(document: Document) -> list[tuple[str, list[str | None]]]:
    return [(case.reference, [event.reference for event in case.events]) for case in document.cases]
