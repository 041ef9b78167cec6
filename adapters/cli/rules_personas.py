"""The fictitious people as the agencies tell of them: written by simulators, read by the adapter, without a network."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
from adapters.cli import arrangement_input
from adapters.cli.given import Given
from consent.parties import AgencyCode
from consent.verdict import Ground
from hub.domain.exact import CENTS_PER_EURO
from hub.domain.situation import Situation
from hub.domain.source import Answers, SourceReport, SourceStatus

_CAPITAL = re.compile(r"[A-Z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A persona by name: what the agencies answer, and what the persona tells of the household, if anything."""

    name: str
    answers: Answers
    situation: Situation | None


def told(on: date) -> Iterator[Told]:
    """Tell of each persona as it stands on a day.

    Without consent an agency is withheld; one whose machine misbehaves for this persona is unreachable.
    """
    for persona in people.personas():
        answers = Answers(reports=tuple(_report(persona, code, on) for code in AGENCIES))
        household = _situation(persona.situation) if persona.situation else None
        yield Told(name=persona.name, answers=answers, situation=household)


def _situation(words: Mapping[str, object]) -> Situation:
    """Read what stands in the words of the contract (cents, camelCase) by way of the reader of the command line."""
    return arrangement_input.situation(Given({"situation": _as_typed(words)}, required=("situation",)))


def _as_typed(value: object) -> object:
    match value:
        case Mapping():
            return {_CAPITAL.sub(r"_\g<0>", key).lower(): _as_typed(item) for key, item in value.items()}
        case int() if not isinstance(value, bool):
            euros, cents = divmod(value, CENTS_PER_EURO)
            return f"{euros}.{cents:02}"
        case str():
            return value.lower()
        case _:
            return value


def _report(persona: Persona, code: str, on: date) -> SourceReport:
    if code not in persona.consents:
        ground = Ground.NO_GRANT.value
        return SourceReport(agency=AgencyCode(code), status=SourceStatus.WITHHELD, as_of=on, reason=ground)
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
