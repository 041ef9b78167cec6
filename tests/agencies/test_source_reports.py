"""A source answers with a report, whatever its agency says: status, reason, and only what may be shown."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from agencies.fcid_cases import (
    BSN,
    HERE,
    OTHER_BSN,
    TODAY,
    Json,
    a_case,
    an_answer,
    as_bytes,
    demanded,
    event,
    imposed,
    paid,
)
from agencies.small_agency import Answer, SmallAgency, signed, small_agency
from agencies.source_in_hand import NOW, PROFILE, a_source, ask, failing, raw, report_of, saying
from aiohttp import web
from joserfc.jwk import ECKey

from adapters.agencies.http_rules import DEADLINE_HEADER
from hub.domain.facts import Answer as Says
from hub.domain.facts import FactName
from hub.domain.source import Received, SourceStatus

FINE = imposed("fine", "2026-03-01", 10000)
LETTER = demanded("letter", "2026-03-01", 10000)


@pytest.fixture
async def agency() -> AsyncIterator[SmallAgency]:
    async with small_agency() as running:
        yield running


# What goes well


async def test_a_full_answer_is_answered_with_its_claims(agency: SmallAgency, tmp_path: Path) -> None:
    report = await report_of(agency, tmp_path)

    assert (report.status, report.reason, report.agency) == (SourceStatus.ANSWERED, None, HERE)
    assert (report.as_of, report.asked_at) == (TODAY, NOW)
    assert [claim.open.total for claim in report.claims] == [10000]


async def test_a_report_names_the_bytes_that_were_read_and_says_that_nobody_signed_them(
    agency: SmallAgency, tmp_path: Path
) -> None:
    report = await report_of(agency, tmp_path)

    assert report.signed is False
    assert report.received == Received(digest=sha256(as_bytes(agency.document)).hexdigest(), signature=None)


async def test_a_report_of_a_signed_answer_has_its_signature(agency: SmallAgency, tmp_path: Path) -> None:
    agency.answer = signed
    report = await report_of(agency, tmp_path, jwks_url=f"{agency.url}/jwks")

    assert report.signed is True
    assert report.received is not None
    assert report.received.digest == sha256(as_bytes(agency.document)).hexdigest()
    assert (report.received.signature or "").count(".") == 2


async def test_an_answer_under_a_wrong_signature_is_neither_read_nor_named(agency: SmallAgency, tmp_path: Path) -> None:
    agency.answer = signed
    agency.key = ECKey.generate_key("P-256", auto_kid=True)
    report = await report_of(agency, tmp_path, jwks_url=f"{agency.url}/jwks")

    assert (report.status, report.signed, report.received) == (SourceStatus.BAD_SIGNATURE, None, None)


async def test_the_question_names_person_day_and_version_in_the_body_and_nothing_in_the_address(
    agency: SmallAgency, tmp_path: Path
) -> None:
    async with a_source(agency.settings(tmp_path, url=f"{agency.url}/")) as source:
        await ask(source, as_of=date(2026, 5, 31), within_s=1.0)

    assert agency.questions == [{"bsn": BSN, "asOf": "2026-05-31", "fcidVersion": "4.1.0"}]
    assert agency.headers[0]["Accept"] == "application/jose, application/json"
    assert 0 < int(agency.headers[0][DEADLINE_HEADER]) <= 1000


async def test_owing_nothing_is_an_answer(agency: SmallAgency, tmp_path: Path) -> None:
    agency.document = an_answer(x_eenregeling={"guardianship": {"value": "no"}})

    report = await report_of(agency, tmp_path)

    assert (report.status, report.claims) == (SourceStatus.ANSWERED, ())
    assert report.person[FactName.GUARDIANSHIP].answer is Says.NO


async def test_another_version_can_be_configured(agency: SmallAgency, tmp_path: Path) -> None:
    agency.document = an_answer(a_case(FINE, LETTER, totaal_opgelegd=10000), version="3.0.0")

    report = await report_of(agency, tmp_path, profile="fcid-3.0-assumed")

    assert report.status is SourceStatus.ANSWERED
    assert agency.questions[0]["fcidVersion"] == "3.0.0"


async def test_a_signed_answer_is_opened(agency: SmallAgency, tmp_path: Path) -> None:
    agency.answer = signed

    report = await report_of(agency, tmp_path, jwks_url=f"{agency.url}/jwks")

    assert (report.status, len(report.claims)) == (SourceStatus.ANSWERED, 1)


async def test_a_token_serves_many_questions_and_a_refused_one_is_replaced(agency: SmallAgency, tmp_path: Path) -> None:
    async with a_source(agency.settings(tmp_path)) as source:
        await asyncio.gather(*(ask(source) for _ in range(20)))
        assert len(agency.forms) == 1

        agency.tokens.clear()
        report = await ask(source)

    assert report.status is SourceStatus.ANSWERED
    assert len(agency.forms) == 2


# What the agency says is less than a full answer


@pytest.mark.parametrize(
    ("document", "status", "reason", "claims"),
    [
        (an_answer(a_case(bsn=OTHER_BSN)), SourceStatus.CONTRADICTORY, "source.other_person", 0),
        (an_answer(a_case(), bsn=OTHER_BSN), SourceStatus.CONTRADICTORY, "source.other_person", 0),
        (
            an_answer(a_case(), a_case(zaakkenmerk="Z-2", totaal_financieel_verplicht=1)),
            SourceStatus.CONTRADICTORY,
            "source.totals_differ",
            2,
        ),
        (
            an_answer(a_case(FINE, LETTER, paid("p", "2026-04-01", 1), paid("p", "2026-04-01", 2))),
            SourceStatus.CONTRADICTORY,
            "source.event_conflict",
            1,
        ),
        (
            an_answer(a_case(FINE, LETTER, event("Gesplitst", "u", "2026-04-01")), a_case(zaakkenmerk="Z-2")),
            SourceStatus.NOT_UNDERSTOOD,
            "source.unknown_event",
            2,
        ),
        (
            an_answer(a_case(FINE | {"type": "h_nieuw"}, LETTER)),
            SourceStatus.NOT_UNDERSTOOD,
            "source.unknown_word",
            1,
        ),
        (
            an_answer(a_case(FINE, demanded("l", "2026-03-01", -1)), a_case(zaakkenmerk="Z-2")),
            SourceStatus.NOT_UNDERSTOOD,
            "source.malformed",
            2,
        ),
        (an_answer("geen zaak", a_case()), SourceStatus.NOT_UNDERSTOOD, "source.malformed", 1),
        ({"type": "x", "body": {}}, SourceStatus.NOT_UNDERSTOOD, "source.malformed", 0),
        ([], SourceStatus.NOT_UNDERSTOOD, "source.malformed", 0),
        (an_answer(a_case(), version="3.0.0"), SourceStatus.NOT_SUPPORTED, "source.version_not_supported", 0),
    ],
    ids=[
        "a case of somebody else",
        "an answer about somebody else",
        "totals that differ",
        "a reference used twice",
        "an unknown event",
        "an unknown type code",
        "an unreadable letter",
        "a case that is none",
        "a body that is empty",
        "a list",
        "another version",
    ],
)
async def test_what_is_wrong_in_an_answer_is_told_and_the_rest_is_kept(
    agency: SmallAgency, tmp_path: Path, document: object, status: SourceStatus, reason: str, claims: int
) -> None:
    agency.answer = saying(document)

    report = await report_of(agency, tmp_path)

    assert (report.status, report.reason, len(report.claims)) == (status, reason, claims)


async def test_of_several_things_the_worst_is_told(agency: SmallAgency, tmp_path: Path) -> None:
    odd = a_case(FINE, LETTER, event("Gesplitst", "u", "2026-04-01"), totaal_financieel_verplicht=1)
    agency.document = an_answer(odd)

    report = await report_of(agency, tmp_path)

    assert (report.status, report.reason) == (SourceStatus.NOT_UNDERSTOOD, "source.unknown_event")
    assert len(report.claims[0].issues) == 2


async def test_facts_about_another_person_are_not_shown_either(agency: SmallAgency, tmp_path: Path) -> None:
    agency.document = an_answer(bsn=OTHER_BSN, x_eenregeling={"guardianship": {"value": "yes"}})

    report = await report_of(agency, tmp_path)

    assert (report.reason, dict(report.person)) == ("source.other_person", {})


@pytest.mark.parametrize(
    ("answer", "status", "reason"),
    [
        (raw(b"<html></html>", "text/html"), SourceStatus.NOT_UNDERSTOOD, "source.malformed"),
        (raw(b"<html></html>"), SourceStatus.NOT_UNDERSTOOD, "source.malformed"),
        (raw(b"[" * 100_000 + b"]" * 100_000), SourceStatus.NOT_UNDERSTOOD, "source.malformed"),
        (raw(b'{"financiele_zaken": [], "saldo": 1.5}'), SourceStatus.NOT_UNDERSTOOD, "source.malformed"),
        (raw(b" " * 2_000_001), SourceStatus.UNREACHABLE, "source.too_large"),
        (raw(b"a.b.c", "application/jose"), SourceStatus.BAD_SIGNATURE, "source.bad_signature"),
        (failing(406), SourceStatus.NOT_SUPPORTED, "source.version_not_supported"),
        (failing(400), SourceStatus.UNREACHABLE, "source.http_error"),
        (failing(403), SourceStatus.UNREACHABLE, "source.token_refused"),
        (failing(429, **{"Retry-After": "60"}), SourceStatus.BUSY, "source.busy"),
        (failing(500), SourceStatus.UNREACHABLE, "source.http_error"),
        (failing(503, **{"Retry-After": "120"}), SourceStatus.UNREACHABLE, "source.http_error"),
        (failing(302, Location="/elders"), SourceStatus.UNREACHABLE, "source.http_error"),
    ],
    ids=[
        "a web page",
        "a web page called JSON",
        "a hundred thousand levels",
        "a float",
        "too large",
        "a seal that we have no key for",
        "another version",
        "bad request",
        "forbidden",
        "too busy",
        "server error",
        "out of order",
        "a redirect",
    ],
)
async def test_what_is_no_answer_has_a_status_and_a_reason(
    agency: SmallAgency, tmp_path: Path, answer: Answer, status: SourceStatus, reason: str
) -> None:
    agency.answer = answer

    report = await report_of(agency, tmp_path)

    assert (report.status, report.reason, report.claims) == (status, reason, ())


@pytest.mark.parametrize("answer", [saying(an_answer(a_case())), raw(b"a.b.c", "application/jose")])
async def test_where_keys_are_configured_only_a_good_seal_will_do(
    agency: SmallAgency, tmp_path: Path, answer: Answer
) -> None:
    agency.answer = answer

    report = await report_of(agency, tmp_path, jwks_url=f"{agency.url}/jwks")

    assert (report.status, report.claims) == (SourceStatus.BAD_SIGNATURE, ())


async def test_an_answer_sealed_by_somebody_else_is_not_shown(agency: SmallAgency, tmp_path: Path) -> None:
    forger = ECKey.generate_key("P-256")

    async def forge(forged: SmallAgency) -> web.StreamResponse:
        return web.Response(body=forged.sign(key=forger, kid=forged.key.kid), content_type="application/jose")

    agency.answer = forge

    report = await report_of(agency, tmp_path, jwks_url=f"{agency.url}/jwks")

    assert (report.reason, report.claims) == ("source.bad_signature", ())


# As of, and as known at


async def test_as_of_looks_at_what_had_happened(agency: SmallAgency, tmp_path: Path) -> None:
    agency.document = an_answer(a_case(FINE, LETTER, paid("p", "2026-06-01", 4000)))
    async with a_source(agency.settings(tmp_path)) as source:
        before, after = await ask(source, as_of=date(2026, 5, 31)), await ask(source, as_of=date(2026, 6, 1))

    assert [report.claims[0].open.total for report in (before, after)] == [10000, 6000]


def _booked(told: Json, on: str) -> Json:
    return told | {"datumtijd_geregistreerd": f"{on}T12:00:00Z"}


async def test_known_at_looks_at_what_had_been_booked(agency: SmallAgency, tmp_path: Path) -> None:
    agency.document = an_answer(
        a_case(
            _booked(FINE, "2026-03-01"),
            _booked(LETTER, "2026-03-01"),
            _booked(paid("p", "2026-03-02", 4000), "2026-05-01"),
        )
    )
    async with a_source(agency.settings(tmp_path)) as source:
        report = await ask(source, known_at=datetime(2026, 4, 1, tzinfo=UTC))

    assert (report.status, report.claims[0].open.total) == (SourceStatus.ANSWERED, 10000)


async def test_an_agency_that_does_not_say_when_it_booked_is_not_asked_what_it_knew(
    agency: SmallAgency, tmp_path: Path
) -> None:
    async with a_source(agency.settings(tmp_path), replace(PROFILE, states_registration=False)) as source:
        report = await ask(source, known_at=NOW)

    assert (report.status, report.reason) == (SourceStatus.NOT_SUPPORTED, "asof.knowledge_unavailable")
    assert agency.questions == []


async def test_an_answer_in_which_one_booking_is_not_dated_cannot_tell_what_was_known(
    agency: SmallAgency, tmp_path: Path
) -> None:
    agency.document = an_answer(a_case(_booked(FINE, "2026-03-01"), LETTER))
    async with a_source(agency.settings(tmp_path)) as source:
        report = await ask(source, known_at=NOW)

    assert (report.status, report.reason) == (SourceStatus.NOT_SUPPORTED, "asof.knowledge_unavailable")
    assert report.claims == ()
