"""Signed answers: by a key that the agency published, with an algorithm that we pinned, or not at all."""

import asyncio
import base64
import hmac
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

import pytest
from agencies import hostile_server
from agencies.fcid_cases import a_case, an_answer, as_bytes
from agencies.hostile_server import Behavior, hostile
from agencies.manual_clock import ManualClock
from agencies.small_agency import JOSE, JSON, SmallAgency, small_agency
from aiohttp import web
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey

from adapters.agencies.call_failed import CallFailed
from adapters.agencies.reasons import Reason
from adapters.agencies.signed_answer import ASKED_AGAIN_AFTER_S, KEPT_S, Opened, SignedAnswers
from adapters.agencies.transport import Reply, Transport

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
async def agency() -> AsyncIterator[SmallAgency]:
    async with small_agency() as running:
        yield running


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def answers(agency: SmallAgency, transport: Transport, clock: ManualClock) -> SignedAnswers:
    return SignedAnswers(jwks_url=f"{agency.url}/jwks", transport=transport, monotonic_s=clock)


def _sealed(body: str | bytes) -> Reply:
    return Reply(content_type=JOSE, body=body.encode() if isinstance(body, str) else body)


async def _reason(answers: SignedAnswers, reply: Reply) -> Reason:
    with pytest.raises(CallFailed) as failed:
        await answers.open(reply, within_s=1.0)
    assert not failed.value.may_pass or failed.value.reason is Reason.CONNECTION_FAILED
    return failed.value.reason


async def test_a_good_signature_gives_the_document_inside(agency: SmallAgency, answers: SignedAnswers) -> None:
    document = (await answers.open(_sealed(agency.sign()), within_s=1.0)).document

    assert json.loads(document) == agency.document


async def test_the_signature_is_kept_without_the_document_and_holds_when_that_is_put_back(
    agency: SmallAgency, answers: SignedAnswers
) -> None:
    opened = await answers.open(_sealed(agency.sign()), within_s=1.0)
    assert opened.signature is not None
    head, between, seal = opened.signature.split(".")
    assert between == ""

    payload = base64.urlsafe_b64encode(opened.document).rstrip(b"=").decode()
    whole = jws.deserialize_compact(f"{head}.{payload}.{seal}", agency.key, algorithms=["ES256"])
    assert whole.payload == opened.document


async def test_a_document_far_larger_than_a_token_is_opened(agency: SmallAgency, answers: SignedAnswers) -> None:
    agency.document = an_answer(a_case(nieuw="x" * 1_200_000))

    assert json.loads((await answers.open(_sealed(agency.sign()), within_s=1.0)).document) == agency.document


async def test_a_header_with_certificates_is_no_obstacle(agency: SmallAgency, answers: SignedAnswers) -> None:
    sealed = agency.sign(x5c=["A" * 4000], sigT="2026-11-23T09:00:00Z")

    assert json.loads((await answers.open(_sealed(sealed), within_s=1.0)).document) == agency.document


async def test_ps256_is_accepted_too(agency: SmallAgency, answers: SignedAnswers) -> None:
    key = RSAKey.generate_key(2048, auto_kid=True)
    agency.published.append(key)

    opened = await answers.open(_sealed(agency.sign(key=key, alg="PS256")), within_s=1.0)
    assert json.loads(opened.document) == agency.document


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _part(content: object) -> str:
    return _encoded(as_bytes(content))


def _forged(agency: SmallAgency) -> str:
    return agency.sign(key=ECKey.generate_key("P-256"), kid=agency.key.kid)


def _touched(agency: SmallAgency) -> str:
    head, _, seal = agency.sign().split(".")
    return f"{head}.{_part(an_answer())}.{seal}"


def _unsealed(agency: SmallAgency) -> str:
    return f"{_part({'alg': 'none', 'kid': agency.key.kid})}.{_part(agency.document)}."


def _with_public_key_as_secret(agency: SmallAgency) -> str:
    assert isinstance(agency.key, ECKey)
    signed = f"{_part({'alg': 'HS256', 'kid': agency.key.kid})}.{_part(agency.document)}"
    return f"{signed}.{_encoded(hmac.digest(agency.key.as_pem(private=False), signed.encode(), 'sha256'))}"


def _with_an_algorithm_that_is_not_pinned(agency: SmallAgency) -> str:
    key = RSAKey.generate_key(2048, auto_kid=True)
    agency.published.append(key)
    return agency.sign(key=key, alg="RS256")


def _with_something_critical(agency: SmallAgency) -> str:
    head = {"alg": "ES256", "kid": agency.key.kid, "crit": ["exp"], "exp": 1}
    registry = jws.JWSRegistry(strict_check_header=False)
    registry.check_header = lambda header: None  # type: ignore[method-assign]  # a forger does not check
    return jws.serialize_compact(head, b"{}", agency.key, registry=registry)


@pytest.mark.parametrize(
    "seal",
    [
        _forged,
        _touched,
        _unsealed,
        _with_public_key_as_secret,
        _with_an_algorithm_that_is_not_pinned,
        _with_something_critical,
        lambda agency: agency.sign(kid="onbekend"),
        lambda agency: agency.sign(kid=None),
        lambda _agency: "<html></html>",
        lambda _agency: "a.b.c",
        lambda _agency: "..",
        lambda _agency: "",
        lambda _agency: b"\xff.\xff.\xff",
        lambda agency: agency.sign() + ".x",
        lambda agency: agency.sign()[:-8],
    ],
    ids=[
        "by somebody else",
        "over another document",
        "without a signature",
        "with the public key as a secret",
        "with an algorithm that is not pinned",
        "with a critical header that we do not know",
        "with a key that is not published",
        "without the name of a key",
        "a web page",
        "three letters",
        "two dots",
        "nothing",
        "no text",
        "a part too many",
        "cut off",
    ],
)
async def test_anything_else_is_a_bad_signature(
    agency: SmallAgency, answers: SignedAnswers, seal: Callable[[SmallAgency], str | bytes]
) -> None:
    assert await _reason(answers, _sealed(seal(agency))) is Reason.BAD_SIGNATURE


async def test_where_keys_are_configured_an_unsigned_answer_is_not_taken(answers: SignedAnswers) -> None:
    assert await _reason(answers, Reply(content_type=JSON, body=b"{}")) is Reason.NOT_SIGNED


@pytest.mark.parametrize(
    ("content_type", "reason"),
    [
        (JOSE, Reason.BAD_SIGNATURE),
        ("text/html", Reason.MALFORMED),
        ("application/problem+json", Reason.MALFORMED),
        ("", Reason.MALFORMED),
    ],
)
async def test_without_keys_only_plain_json_is_taken(
    transport: Transport, clock: ManualClock, content_type: str, reason: Reason
) -> None:
    answers = SignedAnswers(jwks_url=None, transport=transport, monotonic_s=clock)

    opened = await answers.open(Reply(content_type="Application/JSON; charset=utf-8", body=b"{}"), within_s=1.0)
    assert opened == Opened(document=b"{}", signature=None)
    assert await _reason(answers, Reply(content_type=content_type, body=b"a.b.c")) is reason


async def test_keys_are_fetched_once_and_again_after_an_hour(
    agency: SmallAgency, answers: SignedAnswers, clock: ManualClock
) -> None:
    for _ in range(3):
        await answers.open(_sealed(agency.sign()), within_s=1.0)
    assert agency.key_visits == 1

    clock.pass_s(KEPT_S)
    await answers.open(_sealed(agency.sign()), within_s=1.0)

    assert agency.key_visits == 2


async def test_a_new_key_is_looked_up_but_not_more_than_once_a_minute(
    agency: SmallAgency, answers: SignedAnswers, clock: ManualClock
) -> None:
    await answers.open(_sealed(agency.sign()), within_s=1.0)
    agency.key = ECKey.generate_key("P-256", auto_kid=True)
    agency.published.append(agency.key)

    for _ in range(20):
        assert await _reason(answers, _sealed(agency.sign())) is Reason.BAD_SIGNATURE
    assert agency.key_visits == 1

    clock.pass_s(ASKED_AGAIN_AFTER_S)
    await answers.open(_sealed(agency.sign()), within_s=1.0)
    assert agency.key_visits == 2


async def test_a_key_that_was_withdrawn_is_no_longer_good_after_an_hour(
    agency: SmallAgency, answers: SignedAnswers, clock: ManualClock
) -> None:
    sealed = _sealed(agency.sign())
    await answers.open(sealed, within_s=1.0)
    agency.published[:] = [ECKey.generate_key("P-256", auto_kid=True)]
    clock.pass_s(KEPT_S)

    assert await _reason(answers, sealed) is Reason.BAD_SIGNATURE


@pytest.mark.parametrize(
    "published",
    [
        b"<html></html>",
        b"[]",
        b"{}",
        b'{"keys": 5}',
        b'{"keys": []}',
        b'{"keys": ["x"]}',
        b'{"keys": [{"kty": "EC"}]}',
        b'{"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}]}',
        b'{"keys": [{"kty": ["EC"]}]}',
        b'{"keys": [{"kty": "RSA", "n": 5, "e": "AQAB"}]}',
        b'{"keys": [{"kty": "oct", "k": "AAAA", "kid": 5}]}',
    ],
)
async def test_keys_that_are_none_make_every_signature_bad(
    agency: SmallAgency, answers: SignedAnswers, published: bytes
) -> None:
    async def publish(_agency: SmallAgency) -> web.StreamResponse:
        return web.Response(body=published, content_type=JSON)

    agency.keys_answer = publish

    assert await _reason(answers, _sealed(agency.sign())) is Reason.BAD_SIGNATURE


@pytest.mark.parametrize(
    ("behavior", "reason"),
    [
        (hostile_server.black_hole, Reason.TIMED_OUT),
        (hostile_server.reset, Reason.CONNECTION_FAILED),
        (hostile_server.huge, Reason.TOO_LARGE),
        (hostile_server.status("500 Internal Server Error"), Reason.HTTP_ERROR),
    ],
    ids=["black hole", "reset", "twenty megabytes", "server error"],
)
async def test_keys_that_cannot_be_had_are_unreachable_and_no_bad_signature(
    agency: SmallAgency, transport: Transport, clock: ManualClock, behavior: Behavior, reason: Reason
) -> None:
    async with hostile(behavior) as server:
        answers = SignedAnswers(jwks_url=server.url, transport=transport, monotonic_s=clock)

        assert await _reason(answers, _sealed(agency.sign())) is reason


async def test_nobody_waits_for_somebody_else_s_keys_longer_than_their_budget(
    agency: SmallAgency, transport: Transport, clock: ManualClock
) -> None:
    sealed = _sealed(agency.sign())
    async with hostile(hostile_server.black_hole) as server:
        answers = SignedAnswers(jwks_url=server.url, transport=transport, monotonic_s=clock)
        first = asyncio.create_task(answers.open(sealed, within_s=5.0))
        await server.somebody_came.wait()

        async with asyncio.timeout(1.0):
            with pytest.raises(CallFailed, match=r"source\.timed_out"):
                await answers.open(sealed, within_s=0.1)

        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
