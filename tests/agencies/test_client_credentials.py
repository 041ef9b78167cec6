"""Our token: asked for with an assertion for one use, kept until shortly before its end, once for all who wait."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from agencies import hostile_server
from agencies.hostile_server import Behavior, hostile
from agencies.manual_clock import ManualClock
from agencies.small_agency import AUDIENCE, Answer, SmallAgency, small_agency
from aiohttp import web
from joserfc.jwk import ECKey, OctKey, RSAKey

from adapters.agencies.call_failed import CallFailed
from adapters.agencies.client_credentials import ClientCredentials, read_key
from adapters.agencies.reasons import Reason
from adapters.settings import SourceSettings
from hub.errors import BadInput

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
async def agency() -> AsyncIterator[SmallAgency]:
    async with small_agency() as running:
        yield running


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@asynccontextmanager
async def _credentials(settings: SourceSettings, clock: ManualClock) -> AsyncIterator[ClientCredentials]:
    made = ClientCredentials(
        settings, part="sources.duo", tls=ssl.create_default_context(), now=lambda: NOW, monotonic_s=clock
    )
    try:
        yield made
    finally:
        await made.close()


async def _failure(credentials: ClientCredentials, *, within_s: float = 2.0) -> CallFailed:
    with pytest.raises(CallFailed) as failed:
        await credentials.token(within_s=within_s)
    return failed.value


def _saying(**answer: object) -> Answer:
    async def say(_agency: SmallAgency) -> web.StreamResponse:
        return web.json_response({name: value for name, value in answer.items() if value is not None})

    return say


async def test_the_assertion_says_who_we_are_to_whom_for_a_minute(
    agency: SmallAgency, clock: ManualClock, tmp_path: Path
) -> None:
    async with _credentials(agency.settings(tmp_path), clock) as credentials:
        await credentials.token(within_s=2)
    said = agency.assertions[0]

    assert (said["iss"], said["sub"], said["aud"]) == ("hub-here", "hub-here", AUDIENCE)
    assert (said["iat"], said["exp"]) == (NOW.timestamp(), NOW.timestamp() + 60)
    assert (said["alg"], said["kid"]) == ("ES256", agency.client_key.kid)
    assert agency.forms[0]["grant_type"] == ["client_credentials"]
    assert agency.forms[0]["client_assertion_type"] == ["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"]
    assert set(agency.forms[0]) == {"grant_type", "client_assertion_type", "client_assertion"}


async def test_every_assertion_has_a_name_of_its_own_of_128_bits_or_more(
    agency: SmallAgency, clock: ManualClock, tmp_path: Path
) -> None:
    async with _credentials(agency.settings(tmp_path), clock) as credentials:
        for _ in range(5):
            credentials.forget(await credentials.token(within_s=2))
    names = {said["jti"] for said in agency.assertions}

    assert len(names) == 5
    assert min(len(name) for name in names) >= 43  # 256 bits in base64url


async def test_the_audience_is_the_token_address_where_nothing_else_is_set(
    agency: SmallAgency, clock: ManualClock, tmp_path: Path
) -> None:
    settings = agency.settings(tmp_path, token_audience=None)
    async with _credentials(settings, clock) as credentials:
        await credentials.token(within_s=2)

    assert agency.assertions[0]["aud"] == settings.token_url


@pytest.mark.parametrize(
    ("lives_s", "kept_s", "gone_s"),
    [(300, 289, 290), (4, 1, 2), (10**9, 6 * 3600 - 11, 6 * 3600 - 10), (None, 49, 50)],
    ids=["five minutes", "shorter than our margin", "longer than anybody may give", "unsaid"],
)
async def test_a_token_is_kept_until_shortly_before_its_end(
    agency: SmallAgency, clock: ManualClock, tmp_path: Path, lives_s: int | None, kept_s: int, gone_s: int
) -> None:
    agency.token_answer = _saying(access_token="abc", token_type="bearer", expires_in=lives_s)
    async with _credentials(agency.settings(tmp_path), clock) as credentials:
        await credentials.token(within_s=2)
        clock.pass_s(kept_s)
        await credentials.token(within_s=2)
        assert len(agency.forms) == 1

        clock.pass_s(gone_s - kept_s)
        await credentials.token(within_s=2)
        assert len(agency.forms) == 2


async def test_all_who_wait_get_one_token(agency: SmallAgency, clock: ManualClock, tmp_path: Path) -> None:
    async with _credentials(agency.settings(tmp_path), clock) as credentials:
        tokens = await asyncio.gather(*(credentials.token(within_s=2) for _ in range(50)))

    assert (len(set(tokens)), len(agency.forms)) == (1, 1)


async def test_a_caller_who_goes_away_does_not_spoil_it_for_the_others(clock: ManualClock, tmp_path: Path) -> None:
    may_go_on = asyncio.Event()

    async def slowly(agency: SmallAgency) -> web.StreamResponse:
        await may_go_on.wait()
        return web.json_response({"access_token": agency.new_token(), "token_type": "Bearer"})

    async with small_agency() as agency, _credentials(agency.settings(tmp_path), clock) as credentials:
        agency.token_answer = slowly
        first, second = (asyncio.create_task(credentials.token(within_s=2)) for _ in range(2))
        await asyncio.sleep(0.05)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        may_go_on.set()

        assert await second in agency.tokens
        assert len(agency.forms) == 1


async def test_a_forgotten_token_is_not_used_again_and_a_newer_one_stays(
    agency: SmallAgency, clock: ManualClock, tmp_path: Path
) -> None:
    async with _credentials(agency.settings(tmp_path), clock) as credentials:
        old = await credentials.token(within_s=2)
        credentials.forget(old)
        new = await credentials.token(within_s=2)
        credentials.forget(old)

        assert await credentials.token(within_s=2) == new != old


@pytest.mark.parametrize(
    "answer",
    [
        {"error": "invalid_client", "error_description": "999990342"},
        {"access_token": "", "token_type": "Bearer"},
        {"access_token": "a b", "token_type": "Bearer"},
        {"access_token": "a\r\nEvil: 1", "token_type": "Bearer"},
        {"access_token": "x" * 9000, "token_type": "Bearer"},
        {"access_token": 5, "token_type": "Bearer"},
        {"access_token": "abc", "token_type": "mac"},
        {"access_token": "abc"},
        {"access_token": "abc", "token_type": "Bearer", "expires_in": -1},
        {"access_token": "abc", "token_type": "Bearer", "expires_in": "straks"},
        {"token_type": "Bearer"},
    ],
    ids=[
        "refused",
        "empty",
        "with a space",
        "with a header in it",
        "too long",
        "a number",
        "of another type",
        "of no type",
        "expired before it began",
        "lives until a word",
        "none",
    ],
)
async def test_what_is_no_token_is_refused_and_not_tried_again(
    agency: SmallAgency, clock: ManualClock, tmp_path: Path, answer: dict[str, object]
) -> None:
    agency.token_answer = _saying(**answer)
    async with _credentials(agency.settings(tmp_path), clock) as credentials:
        failed = await _failure(credentials)

    assert (failed.reason, failed.may_pass) == (Reason.TOKEN_REFUSED, False)
    assert "999990342" not in str(failed)


async def _raw(visit: hostile_server.Visit, body: bytes, *headers: str) -> None:
    await visit.answer("200 OK", hostile_server.JSON, *headers, body=body)


def _with(body: bytes, *headers: str) -> Behavior:
    async def behave(visit: hostile_server.Visit) -> None:
        await _raw(visit, body, *headers)

    return behave


@pytest.mark.parametrize(
    ("behavior", "reason", "may_pass"),
    [
        (hostile_server.black_hole, Reason.TIMED_OUT, False),
        (hostile_server.drip, Reason.TIMED_OUT, False),
        (hostile_server.reset, Reason.CONNECTION_FAILED, True),
        (hostile_server.truncated, Reason.CONNECTION_FAILED, True),
        (hostile_server.garbage, Reason.CONNECTION_FAILED, True),
        (hostile_server.huge, Reason.TOO_LARGE, False),
        (hostile_server.status("302 Found", "Location: http://127.0.0.1:1/"), Reason.HTTP_ERROR, False),
        (hostile_server.status("401 Unauthorized"), Reason.TOKEN_REFUSED, False),
        (hostile_server.status("429 Too Many Requests"), Reason.BUSY, True),
        (hostile_server.status("500 Internal Server Error"), Reason.HTTP_ERROR, False),
        (hostile_server.status("503 Service Unavailable"), Reason.HTTP_ERROR, True),
        (_with(b"[" * 60_000), Reason.TOKEN_REFUSED, False),
        (_with(b'{"access_token": "a", "token_type": "bearer", "expires_in": Infinity}'), Reason.TOKEN_REFUSED, False),
        (_with(b'{"access_token": "a", "expires_in": ' + b"9" * 5000 + b"}"), Reason.TOKEN_REFUSED, False),
        (_with(b"\x1f\x8b", "Content-Encoding: gzip"), Reason.TOKEN_REFUSED, False),
        (_with(b"[]"), Reason.TOKEN_REFUSED, False),
    ],
    ids=[
        "black hole",
        "a drop at a time",
        "reset",
        "truncated",
        "garbage",
        "twenty megabytes",
        "a redirect",
        "a refusal without words",
        "too many requests",
        "server error",
        "out of order",
        "deep",
        "for ever",
        "five thousand digits",
        "compressed",
        "a list",
    ],
)
async def test_a_token_desk_that_does_its_worst_has_a_reason(
    agency: SmallAgency, clock: ManualClock, tmp_path: Path, behavior: Behavior, reason: Reason, *, may_pass: bool
) -> None:
    async with hostile(behavior) as server:
        settings = agency.settings(tmp_path, token_url=server.url, timeout_s=1)
        async with _credentials(settings, clock) as credentials:
            failed = await _failure(credentials)

    assert (failed.reason, failed.may_pass) == (reason, may_pass)


async def test_nobody_waits_for_a_token_longer_than_their_budget(
    agency: SmallAgency, clock: ManualClock, tmp_path: Path
) -> None:
    async with hostile(hostile_server.black_hole) as server:
        settings = agency.settings(tmp_path, token_url=server.url, timeout_s=3)
        async with _credentials(settings, clock) as credentials, asyncio.timeout(1):
            failed = await _failure(credentials, within_s=0.1)

    assert failed.reason is Reason.TIMED_OUT


async def test_after_a_failure_the_next_caller_asks_again(
    agency: SmallAgency, clock: ManualClock, tmp_path: Path
) -> None:
    good, agency.token_answer = agency.token_answer, _saying(error="temporarily_unavailable")
    async with _credentials(agency.settings(tmp_path), clock) as credentials:
        await _failure(credentials)
        agency.token_answer = good

        assert await credentials.token(within_s=2) in agency.tokens


def _jwk(key: ECKey | RSAKey | OctKey, *, private: bool = True) -> str:
    return json.dumps(key.as_dict(private=private))


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "[]",
        _jwk(ECKey.generate_key("P-256"), private=False),
        _jwk(ECKey.generate_key("P-384")),
        _jwk(OctKey.generate_key(256)),
    ],
    ids=["empty", "no key", "a list", "a public key", "another curve", "a shared secret"],
)
def test_a_key_that_cannot_sign_for_us_is_refused_without_showing_it(tmp_path: Path, content: str) -> None:
    path = tmp_path / "key.jwk"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(BadInput, match=r"config\.key_file") as refused:
        read_key(path, "sources.duo.key_file")

    assert str(tmp_path) not in str(refused.value)


def test_a_key_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"config\.key_file"):
        read_key(tmp_path / "nergens", "sources.duo.key_file")
