"""ID tokens of a provider that lies: each is refused with its own code, and nobody is logged in."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from identity.forging import part
from identity.login.hostile_provider import CLIENT, HELD, RSA, STRANGERS, HostileProvider, half_hash
from identity.login.site import Site

pytestmark = pytest.mark.parametrize("database", ["memory"], indirect=True)

NOW = 1_795_435_200
DAY = 86_400
LOW = "http://eidas.europa.eu/LoA/low"
PSEUDONYM = "urn:nl-eid-gdi:1.0:id:pseudonym"

Lie = Callable[[HostileProvider], None]


def claims(**changes: Any) -> Lie:
    """Lie in claims; a change to None leaves the member out."""

    def change(content: dict[str, Any]) -> None:
        content.update(changes)
        for name in [name for name, value in changes.items() if value is None]:
            del content[name]

    return lambda provider: setattr(provider, "change_claims", change)


def header(**changes: Any) -> Lie:
    return lambda provider: setattr(provider, "change_header", lambda content: content.update(changes))


def signed(key: Any, algorithm: str = "ES256", **head: Any) -> Lie:
    def tell(provider: HostileProvider) -> None:
        provider.sign_with, provider.sign_as = key, algorithm
        provider.change_header = lambda content: content.update(head)

    return tell


def raw(text: str) -> Lie:
    return lambda provider: setattr(provider, "raw_id_token", text)


def answer(**changes: Any) -> Lie:
    def change(content: dict[str, Any]) -> None:
        content.update(changes)
        for name in [name for name, value in changes.items() if value is None]:
            del content[name]

    return lambda provider: setattr(provider, "change_answer", change)


def no_signature(provider: HostileProvider) -> None:
    provider.sign_as = "none"


def another_token(provider: HostileProvider) -> None:
    provider.change_answer = lambda content: content.update(access_token="access-of-somebody-else")


PEM = HELD.public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
JWK = json.dumps(HELD.as_dict(private=False)).encode()

LIES: dict[str, tuple[Lie, str]] = {
    "no ID token": (answer(id_token=None), "missing"),
    "a number": (answer(id_token=5), "malformed"),
    "a text": (raw("geheim"), "malformed"),
    "five parts": (raw("a.b.c.d.e"), "malformed"),
    "no JSON": (raw("AAAA.AAAA.AAAA"), "malformed"),
    "a list": (raw(f"{part([])}.{part({})}.AA"), "malformed"),
    "a member twice": (raw(part(b'{"alg":"ES256","alg":"none"}') + ".AA.AA"), "malformed"),
    "a member that is no number": (raw(part(b'{"alg":NaN}') + ".AA.AA"), "malformed"),
    "100 kB": (raw("a" * 40_000 + ".b.c"), "malformed"),
    "alg none, which the metadata lists": (no_signature, "algorithm"),
    "alg None": (signed(HELD, "ES256", alg="None"), "algorithm"),
    "HS256 with the public key as PEM": (signed(PEM, "HS256"), "algorithm"),
    "HS256 with the public key as JWK": (signed(JWK, "HS256"), "algorithm"),
    "RS256, which we did not configure": (signed(RSA, "RS256", kid="op-rsa"), "algorithm"),
    "no algorithm": (header(alg=None), "algorithm"),
    "a list as algorithm": (header(alg=["ES256"]), "algorithm"),
    "PS256 with the name of another key": (signed(RSA, "PS256"), "signature"),
    "a stranger's key under the same name": (signed(STRANGERS), "signature"),
    "a key that nobody published": (header(kid="op-2"), "signature"),
    "a stranger's key in the header": (
        signed(STRANGERS, "ES256", jwk=STRANGERS.as_dict(private=False), kid="stranger"),
        "signature",
    ),
    "an extension that is critical": (header(crit=["b64"], b64=True), "signature"),
    "an access token": (header(typ="at+jwt"), "type"),
    "a logout token": (header(typ="logout+jwt"), "type"),
    "a number as type": (header(typ=5), "type"),
    "another issuer": (claims(iss="https://op.invalid"), "issuer"),
    "an issuer with a slash more": (
        lambda provider: claims(iss=f"{provider.issuer}/")(provider),
        "issuer",
    ),
    "no issuer": (claims(iss=None), "issuer"),
    "a list of issuers": (lambda provider: claims(iss=[provider.issuer])(provider), "issuer"),
    "another audience": (claims(aud="other"), "audience"),
    "no audience": (claims(aud=None), "audience"),
    "audiences without us": (claims(aud=["other", "another"]), "audience"),
    "our name as part of another": (claims(aud=f"{CLIENT}-2"), "audience"),
    "two audiences and no party": (claims(aud=[CLIENT, "other"]), "party"),
    "another party": (claims(azp="other"), "party"),
    "two audiences and another party": (claims(aud=[CLIENT, "other"], azp="other"), "party"),
    "a list as party": (claims(azp=[CLIENT]), "party"),
    "no nonce": (claims(nonce=None), "nonce"),
    "another nonce": (claims(nonce="x" * 43), "nonce"),
    "an empty nonce": (claims(nonce=""), "nonce"),
    "a list as nonce": (claims(nonce=[]), "nonce"),
    "expired a second ago": (claims(iat=NOW - 200, exp=NOW - 1), "expired"),
    "expired now": (claims(iat=NOW - 200, exp=NOW), "expired"),
    "no end": (claims(exp=None), "malformed"),
    "true as end": (claims(exp=True), "malformed"),
    "a text as end": (claims(exp=str(NOW + 60)), "malformed"),
    "a fraction as end": (claims(exp=NOW + 60.5), "malformed"),
    "no beginning": (claims(iat=None), "malformed"),
    "made a day ago, and good still": (claims(iat=NOW - DAY, exp=NOW + 60), "issued_at"),
    "made five minutes and a second ago": (claims(iat=NOW - 301, exp=NOW - 301 + 302), "issued_at"),
    "made in eleven seconds": (claims(iat=NOW + 11, exp=NOW + 100), "issued_at"),
    "made before it ends, by nothing": (claims(iat=NOW + 5, exp=NOW + 5), "lifetime"),
    "five minutes and a second of life": (claims(exp=NOW + 301), "lifetime"),
    "ten years of life": (claims(exp=NOW + 3_650 * DAY), "lifetime"),
    "the hash of another token": (claims(at_hash=half_hash("other")), "access_hash"),
    "another access token beside it": (another_token, "access_hash"),
    "too low a level": (claims(acr=LOW), "level"),
    "no level": (claims(acr=None), "level"),
    "a level that nobody knows": (claims(acr="very high"), "level"),
    "a list of levels": (claims(acr=["http://eidas.europa.eu/LoA/high"]), "level"),
    "no subject": (claims(sub=None), "subject"),
    "an empty subject": (claims(sub=""), "subject"),
    "a number as subject": (claims(sub=5), "subject"),
    "256 characters of subject": (claims(sub="x" * 256), "subject"),
    "a business": (claims(sub_id_type="urn:nl-eid-gdi:1.0:id:KvKnr"), "subject"),
    "a log-in in the future": (claims(auth_time=NOW + 11), "login_time"),
    "a text as log-in time": (claims(auth_time="now"), "login_time"),
    "represents nobody": (claims(represents={}), "represents"),
    "represents a text": (claims(represents="pairwise-2"), "represents"),
    "represents a list": (claims(represents=[{"sub": "pairwise-2"}]), "represents"),
    "represents true": (claims(represents=True), "represents"),
    "represents somebody of another issuer": (
        claims(represents={"iss": "https://op.invalid", "sub": "pairwise-2"}),
        "represents",
    ),
    "represents themselves": (claims(represents={"sub": "pairwise-burger"}), "represents"),
    "represents a business": (
        claims(represents={"sub": "1", "sub_id_type": "urn:nl-eid-gdi:1.0:id:RSIN"}),
        "represents",
    ),
    "represents a kind that nobody knows": (claims(represents={"sub": "1", "sub_id_type": ["x"]}), "represents"),
    "represents a number": (claims(represents={"sub": 5}), "represents"),
    "represents in a circle": (
        claims(represents={"sub": "2", "represents": {"sub": "pairwise-burger"}}),
        "represents",
    ),
    "represents without end": (
        claims(
            represents={"sub": "2", "represents": {"sub": "3", "represents": {"sub": "4", "represents": {"sub": "5"}}}}
        ),
        "represents",
    ),
    "represents a bad one within": (claims(represents={"sub": "2", "represents": 5}), "represents"),
}


def test_the_moment_of_these_tests_is_the_clocks(site: Site) -> None:
    assert int(site.clock.now().timestamp()) == NOW


async def test_every_lie_is_refused_with_its_code(site: Site, subtests: pytest.Subtests) -> None:
    """One site for all of them: a log-in that was refused leaves nothing behind."""
    for name, (lie, code) in LIES.items():
        site.provider.honest()
        lie(site.provider)
        with subtests.test(name):
            assert await site.fault() == f"login.id_token_{code}"


TRUTHS: dict[str, Lie] = {
    "as it is": claims(),
    "in a list": claims(aud=[CLIENT]),
    "for others too, made for us": claims(aud=[CLIENT, "other"], azp=CLIENT),
    "a type": header(typ="JWT"),
    "a higher level": claims(acr="http://eidas.europa.eu/LoA/high"),
    "made in ten seconds": claims(iat=NOW + 10, exp=NOW + 200),
    "made five minutes ago": claims(iat=NOW - 299, exp=NOW + 1),
    "no log-in time, where none was asked for": claims(auth_time=None),
    "PS256": signed(RSA, "PS256", kid="op-rsa"),
}


async def test_every_honest_one_counts(site: Site, subtests: pytest.Subtests) -> None:
    for name, truth in TRUTHS.items():
        site.provider.honest()
        truth(site.provider)
        with subtests.test(name):
            assert (await site.browser.log_in()).status_code == 303
            assert await site.browser.who() is not None
            await site.browser.log_out()


async def test_the_innermost_person_is_served_and_who_sits_there_is_kept(site: Site) -> None:
    chain = {"sub": "office", "represents": {"iss": site.provider.issuer, "sub": "citizen", "sub_id_type": PSEUDONYM}}
    claims(sub="helper", represents=chain)(site.provider)
    await site.browser.log_in()
    who = await site.browser.who()

    assert who is not None
    assert (who["served"], who["actor"], who["represents"]) == ("citizen", "helper", True)


MAX_AGE = pytest.mark.parametrize("settings", [{"max_age_s": 60}])


@MAX_AGE
@pytest.mark.parametrize("at", [None, NOW - 71, "now"])
async def test_a_log_in_older_than_was_asked_for_is_refused(site: Site, at: object) -> None:
    claims(auth_time=at)(site.provider)

    assert await site.fault() == "login.id_token_login_time"


@MAX_AGE
async def test_a_log_in_as_young_as_was_asked_for_counts(site: Site) -> None:
    claims(auth_time=NOW - 60)(site.provider)

    assert (await site.browser.log_in()).status_code == 303


@pytest.mark.parametrize("settings", [{"subject_claim": "burger"}])
async def test_people_are_told_apart_by_the_configured_claim(site: Site) -> None:
    claims(burger="outer", represents={"burger": "inner", "sub": "x"})(site.provider)
    await site.browser.log_in()
    who = await site.browser.who()

    assert who is not None
    assert (who["served"], who["actor"]) == ("inner", "outer")
