"""The fictitious people as the agencies tell of them: written by simulators, read by the adapter, without a network."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from functools import cache

from adapters.agencies import agency_profile
from adapters.agencies.agency_profile import AgencyProfile
from adapters.agencies.fcid import reader
from adapters.agencies.fcid.ledger import View
from adapters.agencies.fcid.translate import Lexicon, translate
from adapters.agencies.reasons import Reason, worst
from adapters.agencies.registry import AGENCIES, folder
from adapters.agencies.simulator import agency as simulated
from adapters.agencies.simulator import encoder, people
from adapters.agencies.simulator.story import Person, Persona
from consent.parties import AgencyCode
from hub.domain.source import Answers, SourceReport, SourceStatus


def told(on: date) -> Iterator[tuple[str, Answers]]:
    """Give each persona's name with what the agencies answer on a day.

    Without consent an agency is withheld; one whose machine misbehaves for this persona is unreachable.
    """
    for persona in people.personas():
        yield persona.name, Answers(reports=tuple(_report(persona, code, on) for code in AGENCIES))


def _report(persona: Persona, code: str, on: date) -> SourceReport:
    if code not in persona.consents:
        return SourceReport(agency=AgencyCode(code), status=SourceStatus.WITHHELD, as_of=on, reason="consent.no_grant")
    person = _held(code).get(persona.bsn)
    if person and person.behaviour:
        reason = Reason.TIMED_OUT
        return SourceReport(agency=AgencyCode(code), status=reason.status, as_of=on, reason=reason.value)
    return _answered(persona, person, code, on)


def _answered(persona: Persona, person: Person | None, code: str, on: date) -> SourceReport:
    made_at = datetime.combine(on, time(12), tzinfo=UTC)
    written = encoder.document(person, simulated.load(code), bsn=persona.bsn, as_of=on, made_at=made_at)
    profile = _profiles()[code]
    owners = {each.agency.oin: each.agency.code for each in _profiles().values()}
    lexicon = Lexicon(agency=profile.agency.code, profile=profile.fcid, words=profile.words, owners=owners)
    understood = translate(reader.read(json.dumps(written).encode(), profile.fcid), lexicon, View(as_of=on))
    wrong = worst(understood.reasons)
    return SourceReport(
        agency=profile.agency.code,
        status=wrong.status if wrong else SourceStatus.ANSWERED,
        as_of=on,
        reason=wrong.value if wrong else None,
        claims=understood.claims,
        person=understood.person,
    )


@cache
def _profiles() -> Mapping[str, AgencyProfile]:
    return {code: agency_profile.load(folder(code)) for code in AGENCIES}


@cache
def _held(code: str) -> Mapping[str, Person]:
    return people.load(simulated.load(code))
