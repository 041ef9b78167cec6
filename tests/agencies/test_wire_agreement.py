"""Two sides written apart agree: every story of the simulators, on many days, is read as it was told."""

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from builders import A_TRACE
from joserfc.jwk import ECKey

from adapters.agencies import agency_profile
from adapters.agencies.agency_profile import AgencyProfile
from adapters.agencies.fcid import reader
from adapters.agencies.fcid.ledger import View
from adapters.agencies.fcid.translate import Lexicon, Understood, translate
from adapters.agencies.fcid_source import FcidSource
from adapters.agencies.reasons import Reason
from adapters.agencies.registry import AGENCIES, folder
from adapters.agencies.simulator import account, encoder, facts, people, server
from adapters.agencies.simulator import agency as simulated
from adapters.agencies.simulator.account import Demanded, DemandWithdrawn, Paid, Remitted
from adapters.agencies.simulator.server import Order, Stall
from adapters.agencies.simulator.story import Case, Person
from adapters.settings import SourceSettings
from consent.parties import SubjectRef
from hub.domain.source import SourceReport, SourceStatus

MADE_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = date(2026, 11, 23)
DAYS = (TODAY, date(2026, 9, 16), date(2026, 6, 1), date(2026, 3, 1), date(2025, 1, 1))
CODES = [*AGENCIES, "example"]
PROFILES = {code: agency_profile.load(folder(code)) for code in CODES}
OWNERS = {profile.agency.oin: profile.agency.code for profile in PROFILES.values()}


def _understood(person: Person, code: str, on: date) -> Understood:
    bsn = person.bsn or "999990019"
    written = encoder.document(person, simulated.load(code), bsn=bsn, as_of=on, made_at=MADE_AT)
    profile = PROFILES[code]
    lexicon = Lexicon(agency=profile.agency.code, profile=profile.fcid, words=profile.words, owners=OWNERS)
    odd = any(case.extra_events for case in person.cases)
    document = reader.read(json.dumps(written).encode(), profile.fcid, strict=not odd)
    assert document.is_about(bsn)
    return translate(document, lexicon, View(as_of=on))


@dataclass(slots=True)
class _Told:
    """What a story says is open on a day: counted here from the story itself."""

    letters: dict[str, int]
    told: bool

    @classmethod
    def of(cls, case: Case, code: str, on: date) -> "_Told":
        found = cls({}, told=False)
        for entry in account.tell(case, simulated.load(code)):
            if entry.moment.date() > on:
                continue
            match entry:
                case Demanded():
                    found.letters[entry.payment_reference] = entry.amount
                    found.told = True
                case DemandWithdrawn():
                    found.letters.pop(entry.payment_reference)
                case Paid():
                    found.letters[entry.payment_reference] -= entry.amount
                case Remitted():
                    for reference in list(found.letters)[:1]:
                        found.letters[reference] -= entry.amount
                case _:
                    pass
        return found


STORIES = [
    pytest.param(code, person, id=f"{code}-{person.persona}")
    for code in CODES
    for person in people.load(simulated.load(code)).values()
]


@pytest.mark.parametrize("on", DAYS, ids=str)
@pytest.mark.parametrize(("code", "person"), STORIES)
def test_every_story_is_read_as_it_was_told(code: str, person: Person, on: date) -> None:
    expected = {}
    for case in person.cases:
        told = _Told.of(case, code, on)
        if case.known_from <= on and told.told:
            owner = case.transferred_from.agency if case.transferred_from else code
            expected[owner, case.reference] = (case.amount, max(0, sum(told.letters.values())), case.imposed)

    found = _understood(person, code, on)
    shown = {
        (claim.owner, claim.key.reference): (claim.principal, claim.open.total, claim.imposed_on)
        for claim in found.claims
    }
    served = {(claim.owner, claim.key.reference) for claim in found.claims if not claim.due_on and not claim.open.total}

    assert {key: value for key, value in shown.items() if key in expected} == expected
    assert set(shown) - set(expected) <= served


@pytest.mark.parametrize(("code", "person"), STORIES)
def test_only_stories_that_contradict_or_use_unknown_words_are_less_than_answered(code: str, person: Person) -> None:
    reasons = set()
    if any(case.extra_events for case in person.cases):
        reasons.add(Reason.UNKNOWN_EVENT)
    if any(case.stated_total for case in person.cases):
        reasons.add(Reason.TOTALS_DIFFER)

    assert _understood(person, code, TODAY).reasons == reasons


@pytest.mark.parametrize(("code", "person"), STORIES)
def test_facts_arrive_as_they_were_stated(code: str, person: Person) -> None:
    agency = simulated.load(code)
    found = _understood(person, code, TODAY)
    told = {case.reference: facts.of_case(case, agency, as_of=TODAY) for case in person.cases}

    for claim in found.claims:
        read = {
            fact_name.value: (fact.answer.value, fact.on.isoformat() if fact.on else None, fact.detail, fact.source)
            for fact_name, fact in claim.facts.items()
        }
        assert read == _as_tuples(told[claim.key.reference])
    assert {fact_name.value: fact.answer.value for fact_name, fact in found.person.items()} == {
        key: stated["value"] for key, stated in facts.of_person(person, agency, as_of=TODAY).items()
    }


def _as_tuples(stated: Mapping[str, Mapping[str, str]]) -> dict[str, tuple[str | None, ...]]:
    return {
        key: (fact["value"], fact.get("date"), fact.get("detail"), fact.get("source")) for key, fact in stated.items()
    }


# Over real HTTP: tokens, seals, and machines that misbehave


@pytest.fixture(scope="module")
def key() -> ECKey:
    return ECKey.generate_key("P-256", auto_kid=True)


@pytest.fixture(scope="module")
def stalls(key: ECKey) -> Iterator[Mapping[str, Stall]]:
    """All agencies, each in a thread."""
    clients = {"hub": {"keys": [key.as_dict(private=False)]}}
    with ExitStack() as stack:
        yield {code: stack.enter_context(server.running(Order(code=code, clients=clients))) for code in AGENCIES}


@asynccontextmanager
async def _source(stall: Stall, profile: AgencyProfile, key: ECKey, at: Path) -> AsyncIterator[FcidSource]:
    path = at / "hub.jwk"
    path.write_text(json.dumps(key.as_dict(private=True)), encoding="utf-8")
    settings = SourceSettings(
        url=stall.url,
        token_url=stall.token_url,
        key_file=path,
        jwks_url=stall.jwks_url if profile.signs_answers else None,
        timeout_s=1,
    )
    numbers = {SubjectRef(persona.name): persona.bsn for persona in people.personas()}

    async def bsn_of(subject: SubjectRef) -> str:
        return numbers[subject]

    source = FcidSource(
        profile=profile,
        settings=settings,
        bsn_of=bsn_of,
        owners=OWNERS,
        now=lambda: datetime.now(UTC),  # noqa: TID251  # the simulators' token desks look at the real clock
    )
    try:
        yield source
    finally:
        await source.close()


async def _ask(source: FcidSource, name: str, known_at: datetime | None = None) -> SourceReport:
    within = timedelta(seconds=3)
    return await source.ask(SubjectRef(name), as_of=TODAY, known_at=known_at, within=within, trace=A_TRACE)


@pytest.mark.parametrize("code", AGENCIES)
async def test_each_agency_answers_over_http(
    code: str, stalls: Mapping[str, Stall], key: ECKey, tmp_path: Path
) -> None:
    held = people.load(simulated.load(code)).values()
    well = next(person for person in held if person.cases and not person.behaviour)
    stranger = next(persona for persona in people.personas() if persona.bsn not in {person.bsn for person in held})

    async with _source(stalls[code], PROFILES[code], key, tmp_path) as source:
        known, unknown = await _ask(source, well.persona), await _ask(source, stranger.name)

    assert known.claims == _understood(well, code, TODAY).claims
    assert (unknown.status, unknown.claims) == (SourceStatus.ANSWERED, ())


BEHAVIORS = {
    "unavailable": (SourceStatus.UNREACHABLE, "source.http_error"),
    "busy": (SourceStatus.BUSY, "source.busy"),
    "refuses": (SourceStatus.UNREACHABLE, "source.connection_failed"),
    "slow": (SourceStatus.UNREACHABLE, "source.timed_out"),
    "drip": (SourceStatus.UNREACHABLE, "source.timed_out"),
    "huge": (SourceStatus.UNREACHABLE, "source.too_large"),
    "deep": (SourceStatus.NOT_UNDERSTOOD, "source.malformed"),
    "garbage": (SourceStatus.NOT_UNDERSTOOD, "source.malformed"),
    "bad_signature": (SourceStatus.BAD_SIGNATURE, "source.bad_signature"),
    "other_person": (SourceStatus.CONTRADICTORY, "source.other_person"),
}


@pytest.mark.parametrize("behavior", BEHAVIORS)
async def test_each_misbehavior_of_a_simulator_has_its_status(
    behavior: str, stalls: Mapping[str, Stall], key: ECKey, tmp_path: Path
) -> None:
    code, name = next(
        (code, person.persona)
        for code in AGENCIES
        for person in people.load(simulated.load(code)).values()
        if person.behaviour == behavior
    )
    async with _source(stalls[code], PROFILES[code], key, tmp_path) as source:
        report = await _ask(source, name)

    assert (report.status, report.reason) == BEHAVIORS[behavior]
    assert report.claims == ()


async def test_what_was_booked_later_is_not_known_before(
    stalls: Mapping[str, Stall], key: ECKey, tmp_path: Path
) -> None:
    async with _source(stalls["cjib"], PROFILES["cjib"], key, tmp_path) as source:
        before = await _ask(source, "ruben", datetime(2026, 9, 16, 12, tzinfo=UTC))
        after = await _ask(source, "ruben", datetime(2026, 9, 18, 12, tzinfo=UTC))

    assert before.claims[0].open.total - after.claims[0].open.total == 5000


async def test_an_agency_that_does_not_date_its_bookings_says_so(
    stalls: Mapping[str, Stall], key: ECKey, tmp_path: Path
) -> None:
    async with _source(stalls["duo"], PROFILES["duo"], key, tmp_path) as source:
        report = await _ask(source, "sem", known_at=MADE_AT)

    assert (report.status, report.reason) == (SourceStatus.NOT_SUPPORTED, "asof.knowledge_unavailable")
