"""The short way from bytes to a document, for an answer in which everything is known and well-formed (ADR 0051).

It gives what `reader` gives, or nothing: whatever is new, odd or wrong goes to `reader`, which knows what to say of it.
"""

import msgspec

from adapters.agencies.fcid import forms, reader
from adapters.agencies.fcid.document import Case, Contact, Document
from adapters.agencies.fcid.event_maker import MAKERS
from adapters.agencies.fcid.faults import Malformed
from adapters.agencies.fcid.forms import Told
from adapters.agencies.fcid.profile import Profile
from adapters.agencies.fcid.texts import Texts

_encoder = msgspec.json.Encoder()


class QuickReader:
    """Reads the answers of one version."""

    def __init__(self, profile: Profile) -> None:
        """Make the forms of the version. Where one word stands for two things at one place there are none."""
        self._profile = profile
        self._decoder: msgspec.json.Decoder[Told] | None = None
        try:
            envelope, events = forms.document(profile)
        except (TypeError, ValueError):
            return
        self._decoder = msgspec.json.Decoder(envelope)
        self._make = {form: MAKERS[name] for form, name in events.items()}

    def read(self, answer: bytes) -> Document:
        """Read one answer as `reader.read` does, with the same faults."""
        return self.ordinary(answer) or reader.read(answer, self._profile)

    def ordinary(self, answer: bytes) -> Document | None:
        """Read an answer in which there is nothing to remark; None for any other."""
        if self._decoder is None:
            return None
        try:
            if not _has_plain_texts(answer):
                return None
            told = self._decoder.decode(answer)
            version = told.version or self._profile.version
            if not _is_whole(told, answer) or not self._reads(version):
                return None
            return self._document(told.body, version)
        except (msgspec.MsgspecError, UnicodeDecodeError, Malformed):
            return None

    def _reads(self, version: str) -> bool:
        return version == self._profile.version or self._profile.reads(version)

    def _document(self, body: Told, version: str) -> Document:
        texts = Texts(self._profile)
        return Document(
            version=version,
            bsn=texts.persons[body.bsn],
            cases=tuple([self._case(case, texts) for case in body.cases]),
            supplier=texts.organizations[body.supplier],
            made_at=texts.moments[body.made_at],
            stated=body.stated or {},
            persons=frozenset(filter(None, texts.persons)),
        )

    def _case(self, case: Told, texts: Texts) -> Case:
        make = self._make
        return Case(
            reference=case.reference,
            events=tuple([make[type(event)](event, texts) for event in case.events]),
            bsn=texts.persons[case.bsn],
            total_imposed=case.total_imposed,
            total_settled=case.total_settled,
            balance=case.balance,
            balance_at=texts.moments[case.balance_at],
            contacts=tuple([Contact(type=each.type, value=each.value, says=each.says) for each in case.contacts or ()]),
            stated=case.stated or {},
        )


def _has_plain_texts(answer: bytes) -> bool:
    """Say whether no text holds an escape, or what cannot be printed; a line break beside such signs is doubtful too.

    Without escapes no text holds a quotation mark, nor a control sign that JSON wants escaped.
    """
    if b"\\" in answer:
        return False
    return b"\x7f" not in answer if answer.isascii() else answer.decode("utf-8").isprintable()


def _is_whole(told: Told, answer: bytes) -> bool:
    """Say whether everything in the answer was kept: of equal keys, the library keeps the last and says nothing.

    Quotation marks stand around keys and texts only: written out again, there are as many, or something was lost.
    """
    return _encoder.encode(told).count(b'"') == answer.count(b'"')
