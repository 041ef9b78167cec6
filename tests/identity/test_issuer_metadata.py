"""The keys of an issuer, fetched over HTTP on loopback from issuers that behave and issuers that do not."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from agencies.hostile_server import Behavior, Hostile, Visit, black_hole, drip, garbage, hostile, huge, reset, status
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from adapters.identity import issuer_metadata
from adapters.identity.issuer_metadata import IssuerKeys
from hub.errors import Unavailable

JSON = "Content-Type: application/json"

FIRST = ECKey.generate_key("P-256", {"kid": "first"})
SECOND = ECKey.generate_key("P-256", {"kid": "second"})


def public(key: ECKey | OKPKey | RSAKey, **more: Any) -> dict[str, Any]:
    return {**key.as_dict(private=False), **more}


@dataclass
class Ticking:
    """Seconds that pass when a test says so."""

    seconds: float = 1_000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Issuer:
    """An issuer on loopback; a test changes what it publishes."""

    server: Hostile
    keys: list[Any] = field(default_factory=lambda: [public(FIRST)])
    more: dict[str, Any] = field(default_factory=dict)
    instead: Behavior | None = None
    keys_instead: Behavior | None = None

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def asked_for_keys(self) -> int:
        return sum(visit.head.startswith("GET /jwks") for visit in self.server.visits)

    async def behave(self, visit: Visit) -> None:
        wants_keys = visit.head.startswith("GET /jwks")
        special = self.keys_instead if wants_keys else self.instead
        if special is not None:
            await special(visit)
            return
        metadata = {"issuer": self.url, "jwks_uri": f"{self.url}/jwks", **self.more}
        body = json.dumps({"keys": self.keys} if wants_keys else metadata).encode()
        await visit.answer("200 OK", JSON, body=body)


@asynccontextmanager
async def an_issuer() -> AsyncIterator[Issuer]:
    async def behave(visit: Visit) -> None:
        await made.behave(visit)

    async with hostile(behave) as server:
        made = Issuer(server)
        yield made


@pytest.fixture
async def issuer() -> AsyncIterator[Issuer]:
    async with an_issuer() as running:
        yield running


@pytest.fixture
def clock() -> Ticking:
    return Ticking()


@pytest.fixture
async def keys(issuer: Issuer, clock: Ticking) -> AsyncIterator[IssuerKeys]:
    async with IssuerKeys([issuer.url], allow_loopback_http=True, monotonic_s=clock) as known:
        yield known


async def kid(keys: IssuerKeys, issuer: Issuer, name: str | None) -> str | None:
    key = await keys.key(issuer.url, name)
    return None if key is None else key.kid


async def is_away(keys: IssuerKeys, issuer: Issuer) -> None:
    with pytest.raises(Unavailable) as away:
        await keys.key(issuer.url, "first")
    assert away.value.code == "issuer.unavailable"
    assert issuer.url not in str(away.value)


# ── Keys that count ──


async def test_a_key_is_found_by_name_and_fetched_once(issuer: Issuer, keys: IssuerKeys) -> None:
    names = [await kid(keys, issuer, "first") for _ in range(5)]

    assert names == ["first"] * 5
    assert issuer.asked_for_keys == 1


async def test_many_who_come_together_wait_for_one_fetch(issuer: Issuer, keys: IssuerKeys) -> None:
    names = await asyncio.gather(*(kid(keys, issuer, "first") for _ in range(50)))

    assert names == ["first"] * 50
    assert len(issuer.server.visits) == 2


async def test_without_a_name_the_only_key_will_do_and_one_of_two_will_not(
    issuer: Issuer, keys: IssuerKeys, clock: Ticking
) -> None:
    alone = await kid(keys, issuer, None)
    issuer.keys.append(public(SECOND))
    clock.seconds += 601

    assert alone == "first"
    assert await kid(keys, issuer, None) is None


async def test_a_new_key_is_fetched_when_it_is_first_named(issuer: Issuer, keys: IssuerKeys, clock: Ticking) -> None:
    await kid(keys, issuer, "first")
    issuer.keys.append(public(SECOND))
    clock.seconds += 60

    assert await kid(keys, issuer, "second") == "second"
    assert issuer.asked_for_keys == 2


async def test_unknown_keys_make_us_ask_once_a_minute_at_most(issuer: Issuer, keys: IssuerKeys, clock: Ticking) -> None:
    await kid(keys, issuer, "first")
    for number in range(100):
        assert await kid(keys, issuer, f"guess-{number}") is None
    assert issuer.asked_for_keys == 1

    clock.seconds += 60
    await asyncio.gather(*(kid(keys, issuer, f"guess-{number}") for number in range(100)))

    assert issuer.asked_for_keys == 2


async def test_a_withdrawn_key_stops_counting_after_ten_minutes(
    issuer: Issuer, keys: IssuerKeys, clock: Ticking
) -> None:
    await kid(keys, issuer, "first")
    issuer.keys[:] = [public(SECOND)]
    clock.seconds += 599
    before = await kid(keys, issuer, "first")
    clock.seconds += 1

    assert before == "first"
    assert await kid(keys, issuer, "first") is None


async def test_known_keys_outlast_an_issuer_that_is_away_for_an_hour_and_no_longer(
    issuer: Issuer, keys: IssuerKeys, clock: Ticking
) -> None:
    await kid(keys, issuer, "first")
    issuer.instead = status("503 Service Unavailable")
    clock.seconds += 3_599
    within = await kid(keys, issuer, "first")
    clock.seconds += 1

    assert within == "first"
    await is_away(keys, issuer)


async def test_an_issuer_that_was_away_is_asked_again_after_a_minute(
    issuer: Issuer, keys: IssuerKeys, clock: Ticking
) -> None:
    issuer.instead = status("503 Service Unavailable")
    await is_away(keys, issuer)
    issuer.instead = None
    await is_away(keys, issuer)
    clock.seconds += 60

    assert await kid(keys, issuer, "first") == "first"
    assert len(issuer.server.visits) == 3


async def test_a_client_that_goes_away_during_the_fetch_does_not_end_it(issuer: Issuer, keys: IssuerKeys) -> None:
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def wait(visit: Visit) -> None:
        asked.set()
        await go_on.wait()
        await visit.answer("200 OK", JSON, body=json.dumps({"keys": issuer.keys}).encode())

    issuer.keys_instead = wait
    impatient = asyncio.create_task(keys.key(issuer.url, "first"))
    await asked.wait()
    impatient.cancel()
    with pytest.raises(asyncio.CancelledError):
        await impatient
    go_on.set()

    assert await kid(keys, issuer, "first") == "first"
    assert issuer.asked_for_keys == 1


async def test_closing_ends_a_fetch_that_is_under_way(issuer: Issuer) -> None:
    issuer.instead = black_hole
    keys = IssuerKeys([issuer.url], allow_loopback_http=True)
    waiting = asyncio.create_task(keys.key(issuer.url, "first"))
    await issuer.server.somebody_came.wait()

    await keys.close()

    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_issuers_do_not_lend_each_other_keys(issuer: Issuer, clock: Ticking) -> None:
    async with (
        an_issuer() as other,
        IssuerKeys([issuer.url, other.url], allow_loopback_http=True, monotonic_s=clock) as keys,
    ):
        other.keys[:] = [public(SECOND)]

        assert await kid(keys, issuer, "first") == "first"
        assert await kid(keys, other, "first") is None
        with pytest.raises(KeyError):
            await keys.key("https://stranger.invalid", "first")


# ── Documents that do not count ──


def a_document(body: bytes, *headers: str) -> Behavior:
    async def behave(visit: Visit) -> None:
        await visit.answer("200 OK", JSON, *headers, body=body)

    return behave


BROKEN = {
    "no JSON": a_document(b"<html>"),
    "no object": a_document(b"[1]"),
    "null": a_document(b"null"),
    "no UTF-8": a_document(b'{"issuer":"\xff"}'),
    "deep": a_document(b'{"a":' + b"[" * 30_000),
    "a number of 5000 digits": a_document(b'{"a":' + b"1" * 5000 + b"}"),
    "empty": a_document(b""),
    "too large by one": a_document(b"{" + b" " * (issuer_metadata.LARGEST_DOCUMENT - 1) + b"}"),
    "packed": a_document(gzip.compress(b"{}" + b" " * 1_000_000), "Content-Encoding: gzip"),
    "endless": huge,
    "cut off": reset,
    "not HTTP": garbage,
    "not found": status("404 Not Found"),
    "no content": status("204 No Content"),
    "an error": status("500 Internal Server Error"),
}


@pytest.mark.parametrize("place", ["instead", "keys_instead"], ids=["metadata", "keys"])
@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
async def test_a_document_that_is_none_leaves_the_issuer_away(
    issuer: Issuer, keys: IssuerKeys, broken: Behavior, place: str
) -> None:
    setattr(issuer, place, broken)

    await is_away(keys, issuer)


@pytest.mark.parametrize("slow", [black_hole, drip], ids=["silent", "dripping"])
async def test_an_issuer_that_is_slow_is_given_up(
    issuer: Issuer, keys: IssuerKeys, slow: Behavior, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuer_metadata, "FETCH_SECONDS", 0.1)
    issuer.keys_instead = slow

    async with asyncio.timeout(2):
        await is_away(keys, issuer)


@pytest.mark.parametrize(
    "more",
    [
        {"issuer": "https://evil.invalid"},
        {"issuer": None},
        {"issuer": ["x"]},
        {"jwks_uri": None},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": "ftp://127.0.0.1/jwks"},
        {"jwks_uri": "http://[bad/jwks"},
        {"jwks_uri": "http://elsewhere.invalid/jwks"},
        {"jwks_uri": "http://127.0.0.1.evil.invalid/jwks"},
    ],
    ids=repr,
)
async def test_metadata_of_somebody_else_or_with_a_strange_address_does_not_count(
    issuer: Issuer, keys: IssuerKeys, more: dict[str, Any]
) -> None:
    issuer.more = more

    await is_away(keys, issuer)
    assert issuer.asked_for_keys == 0


async def test_an_address_with_a_password_is_not_fetched(issuer: Issuer, keys: IssuerKeys) -> None:
    issuer.more = {"jwks_uri": issuer.url.replace("http://", "http://user:word@") + "/jwks"}

    await is_away(keys, issuer)
    assert issuer.asked_for_keys == 0


@pytest.mark.parametrize("place", ["instead", "keys_instead"], ids=["metadata", "keys"])
async def test_an_issuer_does_not_send_us_elsewhere(issuer: Issuer, keys: IssuerKeys, place: str) -> None:
    async with an_issuer() as other:
        setattr(issuer, place, status("302 Found", f"Location: {other.url}/jwks"))

        await is_away(keys, issuer)
        assert other.server.visits == []


async def test_an_unencrypted_issuer_is_never_asked_unless_the_demo_allows_it(issuer: Issuer) -> None:
    async with IssuerKeys([issuer.url]) as keys:
        await is_away(keys, issuer)

    assert issuer.server.visits == []


async def test_no_proxy_and_no_password_come_from_the_environment(
    issuer: Issuer, keys: IssuerKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")

    assert await kid(keys, issuer, "first") == "first"
    assert all(visit.header("Authorization") is None for visit in issuer.server.visits)


# ── Keys that do not count ──

USELESS: dict[str, Callable[[], Any]] = {
    "a private key": lambda: SECOND.as_dict(private=True),
    "a private RSA key": lambda: RSAKey.generate_key(2048, {"kid": "second"}).as_dict(private=True),
    "a shared secret": lambda: OctKey.generate_key(256, {"kid": "second"}).as_dict(private=True),
    "a weak RSA key": lambda: public(RSAKey.generate_key(1024, {"kid": "second"})),
    "a key for encryption": lambda: public(SECOND, use="enc"),
    "a key that only encrypts": lambda: public(OKPKey.generate_key("X25519", {"kid": "second"})),
    "a key of an unknown kind": lambda: {"kty": "QUANTUM", "kid": "second"},
    "a key of several kinds": lambda: {"kty": ["EC"], "kid": "second"},
    "a point off the curve": lambda: public(SECOND, x="AA", y="AA"),
    "an unknown curve": lambda: public(SECOND, crv="P-1"),
    "half a key": lambda: {"kty": "EC", "crv": "P-256", "kid": "second"},
    "a number": lambda: 5,
    "null": lambda: None,
}


@pytest.mark.filterwarnings("ignore")  # making and reading a weak key is warned of
@pytest.mark.parametrize("useless", USELESS.values(), ids=USELESS)
async def test_a_key_that_must_not_count_leaves_the_others_standing(
    issuer: Issuer, keys: IssuerKeys, useless: Callable[[], Any]
) -> None:
    issuer.keys.insert(0, useless())

    assert await kid(keys, issuer, "second") is None
    assert await kid(keys, issuer, "first") == "first"


@pytest.mark.parametrize("listed", [None, {}, "keys", 5], ids=repr)
async def test_a_list_of_keys_that_is_none_has_no_keys(issuer: Issuer, keys: IssuerKeys, listed: object) -> None:
    issuer.keys_instead = a_document(json.dumps({"keys": listed}).encode())

    assert await kid(keys, issuer, "first") is None


async def test_of_very_many_keys_the_first_fifty_count(issuer: Issuer, keys: IssuerKeys) -> None:
    many: Sequence[dict[str, Any]] = [public(FIRST, kid=f"key-{number}") for number in range(60)]
    issuer.keys[:] = many

    assert await kid(keys, issuer, "key-49") == "key-49"
    assert await kid(keys, issuer, "key-50") is None
