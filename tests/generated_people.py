"""Generated people all the way: story → wire bytes → reader → claims → arrangement; no number of a person needed."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime

from builders import ON, decided

from adapters.agencies import agency_profile, registry
from adapters.agencies.fcid import reader
from adapters.agencies.fcid.ledger import View
from adapters.agencies.fcid.translate import Lexicon, translate
from adapters.agencies.simulator import agency as simulated
from adapters.agencies.simulator import encoder, generator
from consent.parties import AgencyCode
from hub.domain.arrangement import Outcome
from hub.domain.source import Answers, SourceReport, SourceStatus

ANYBODY = "999990019"
"""A test number to write on the wire; who it is does not matter here."""

MADE_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)

_PROFILES = {code: agency_profile.load(registry.folder(code)) for code in registry.AGENCIES}
_OWNERS = {profile.agency.oin: profile.agency.code for profile in _PROFILES.values()}
_LEXICONS = {
    code: Lexicon(agency=profile.agency.code, profile=profile.fcid, words=profile.words, owners=_OWNERS)
    for code, profile in _PROFILES.items()
}
_SIMULATED = {code: simulated.load(code) for code in registry.AGENCIES}


def answers_of(one: generator.Generated, *, on: date = ON) -> Answers:
    """What the agencies would answer about a generated person, as the hub reads it."""
    return Answers(reports=tuple(_report(code, one, on) for code in registry.AGENCIES))


def outcomes(*, seed: int, count: int, scheme: str) -> Iterator[tuple[Answers, Outcome]]:
    """Decide about so many people."""
    for one in generator.people(seed, count):
        told = answers_of(one)
        yield told, decided(told, scheme=scheme)


def _report(code: str, one: generator.Generated, on: date) -> SourceReport:
    written = encoder.document(one.held.get(code), _SIMULATED[code], bsn=ANYBODY, as_of=on, made_at=MADE_AT)
    document = reader.read(json.dumps(written).encode(), _LEXICONS[code].profile)
    understood = translate(document, _LEXICONS[code], View(as_of=on, known_at=None))
    assert not understood.reasons, understood.reasons
    return SourceReport(
        agency=AgencyCode(code),
        status=SourceStatus.ANSWERED,
        as_of=on,
        claims=understood.claims,
        person=understood.person,
    )
