"""Forged, broken and borrowed tokens: each is refused, by a code, and says nothing of what was sent."""

import logging
from typing import Any

import pytest
from identity.forging import (
    AUDIENCE,
    BOUND,
    ISSUER,
    KEY,
    NOW,
    NUMBER,
    Published,
    a_checker,
    a_request,
    citizens,
    claims,
    crowd,
    forged,
    header,
    part,
    partner_claims,
    partners,
    sealed,
    who,
)
from joserfc.jwk import ECKey, RSAKey
from pydantic import ValidationError

from adapters.identity.refusal import TokenFault, TokenRefused

OTHER = ECKey.generate_key("P-256", {"kid": "key-1"})
SECRET = KEY.as_pem(private=False)
"""A public key, which everybody has, taken for a secret."""
RSA = RSAKey.generate_key(2048, {"kid": "key-1"})
BIG = ECKey.generate_key("P-384", {"kid": "key-1"})

GOOD = forged(header(), claims())

SIGNATURES = {
    "no signature": (f"{part(header(alg='none'))}.{part(claims())}.", TokenFault.ALGORITHM),
    "no signature, in capitals": (f"{part(header(alg='None'))}.{part(claims())}.", TokenFault.ALGORITHM),
    "no signature, but the header of one": (f"{part(header())}.{part(claims())}.", TokenFault.BAD_SIGNATURE),
    "none with a signature": (forged(header(alg="none"), claims()), TokenFault.ALGORITHM),
    "public key as a secret": (
        forged(header(alg="HS256"), claims(), SECRET),
        TokenFault.ALGORITHM,
    ),
    "public key as a secret, called ES256": (
        forged(header(), claims(), SECRET),
        TokenFault.BAD_SIGNATURE,
    ),
    "another key with the same name": (forged(header(), claims(), OTHER), TokenFault.BAD_SIGNATURE),
    "another key, embedded": (
        forged(header(jwk=OTHER.as_dict(private=False)), claims(), OTHER),
        TokenFault.BAD_SIGNATURE,
    ),
    "another key, by address": (
        forged(header(jku="https://evil.invalid/jwks"), claims(), OTHER),
        TokenFault.BAD_SIGNATURE,
    ),
    "another key, by certificate": (
        forged(header(x5u="https://evil.invalid/cert"), claims(), OTHER),
        TokenFault.BAD_SIGNATURE,
    ),
    "another key, by chain": (forged(header(x5c=["AA=="]), claims(), OTHER), TokenFault.BAD_SIGNATURE),
    "an unknown key": (forged(header(kid="key-2"), claims()), TokenFault.BAD_SIGNATURE),
    "a key that is a path": (forged(header(kid="../../dev/null"), claims()), TokenFault.BAD_SIGNATURE),
    "a key that is a number": (forged(header(kid=1), claims()), TokenFault.BAD_SIGNATURE),
    "a key that is a list": (forged(header(kid=["key-1"]), claims()), TokenFault.BAD_SIGNATURE),
    "critical and unknown": (forged(header(crit=["x"], x=1), claims()), TokenFault.BAD_SIGNATURE),
    "critical and known elsewhere": (forged(header(crit=["b64"], b64=False), claims()), TokenFault.BAD_SIGNATURE),
    "critical and empty": (forged(header(crit=[]), claims()), TokenFault.BAD_SIGNATURE),
    "compressed": (forged(header(zip="DEF"), claims()), TokenFault.BAD_SIGNATURE),
    "a larger curve": (forged(header(alg="ES384"), claims(), BIG, alg="ES384"), TokenFault.ALGORITHM),
    "an algorithm not agreed": (forged(header(alg="RS256"), claims(), RSA, alg="RS256"), TokenFault.ALGORITHM),
    "an algorithm that the key is not for": (
        forged(header(alg="PS256"), claims(), RSA, alg="PS256"),
        TokenFault.BAD_SIGNATURE,
    ),
    "algorithms as a list": (forged(header(alg=["ES256"]), claims()), TokenFault.ALGORITHM),
    "no algorithm": (forged(header(alg=None), claims()), TokenFault.ALGORITHM),
    "another person's claims under a good signature": (
        f"{GOOD.split('.')[0]}.{part(claims(bsn='999990044'))}.{GOOD.split('.')[2]}",
        TokenFault.BAD_SIGNATURE,
    ),
    "no type": (forged(header(typ=None), claims()), TokenFault.WRONG_TYPE),
    "any JWT": (forged(header(typ="JWT"), claims()), TokenFault.WRONG_TYPE),
    "an ID token": (forged(header(typ="JWT"), claims(aud="portal", nonce="n")), TokenFault.WRONG_TYPE),
    "a proof": (forged(header(typ="dpop+jwt"), claims()), TokenFault.WRONG_TYPE),
    "types as a list": (forged(header(typ=["at+jwt"]), claims()), TokenFault.WRONG_TYPE),
}

CLAIMS: dict[str, tuple[dict[str, Any], TokenFault]] = {
    "no issuer": (claims(iss=None), TokenFault.UNKNOWN_ISSUER),
    "another issuer": (claims(iss="https://evil.invalid"), TokenFault.UNKNOWN_ISSUER),
    "our issuer with a slash": (claims(iss=f"{ISSUER}/"), TokenFault.UNKNOWN_ISSUER),
    "issuers as a list": (claims(iss=[ISSUER]), TokenFault.UNKNOWN_ISSUER),
    "no audience": (claims(aud=None), TokenFault.WRONG_AUDIENCE),
    "for somebody else": (claims(aud="https://other.invalid"), TokenFault.WRONG_AUDIENCE),
    "for several others": (claims(aud=["https://a.invalid", "https://b.invalid"]), TokenFault.WRONG_AUDIENCE),
    "for nobody": (claims(aud=[]), TokenFault.WRONG_AUDIENCE),
    "audience within a text": (claims(aud=f"{AUDIENCE} https://other.invalid"), TokenFault.WRONG_AUDIENCE),
    "audience within an object": (claims(aud={AUDIENCE: True}), TokenFault.WRONG_AUDIENCE),
    "ended": (claims(exp=NOW - 300, iat=NOW - 600), TokenFault.EXPIRED),
    "ended a second ago": (claims(exp=NOW - 1), TokenFault.EXPIRED),
    "ending now": (claims(exp=NOW), TokenFault.EXPIRED),
    "never ending": (claims(exp=None), TokenFault.MALFORMED),
    "ending after the sun": (claims(exp=10**18), TokenFault.LIFETIME),
    "of ten years": (claims(exp=NOW + 10 * 365 * 86_400), TokenFault.LIFETIME),
    "of an hour and a second": (claims(iat=NOW - 10, exp=NOW + 3_591), TokenFault.LIFETIME),
    "old, and ending late": (claims(iat=0), TokenFault.LIFETIME),
    "ending as text": (claims(exp=str(NOW + 600)), TokenFault.MALFORMED),
    "ending at a fraction": (claims(exp=NOW + 600.5), TokenFault.MALFORMED),
    "ending at yes": (claims(exp=True), TokenFault.MALFORMED),
    "ending before it was made": (claims(iat=NOW + 5, exp=NOW + 2), TokenFault.MALFORMED),
    "made at yes": (claims(iat=True), TokenFault.MALFORMED),
    "made at a fraction": (claims(iat=NOW - 0.5), TokenFault.MALFORMED),
    "never made": (claims(iat=None), TokenFault.MALFORMED),
    "made eleven seconds from now": (claims(iat=NOW + 11), TokenFault.NOT_YET_VALID),
    "beginning eleven seconds from now": (claims(nbf=NOW + 11), TokenFault.NOT_YET_VALID),
    "beginning as text": (claims(nbf="soon"), TokenFault.MALFORMED),
    "beginning at yes": (claims(nbf=True), TokenFault.MALFORMED),
    "no client": (claims(client_id=None), TokenFault.UNKNOWN_CLIENT),
    "an empty client": (claims(client_id=""), TokenFault.UNKNOWN_CLIENT),
    "clients as a list": (claims(client_id=["portal"]), TokenFault.UNKNOWN_CLIENT),
    "a client that is an object": (claims(client_id={"portal": 1}), TokenFault.UNKNOWN_CLIENT),
    "a client that is no text": (claims(client_id="portal\ud800"), TokenFault.UNKNOWN_CLIENT),
    "a client with a line break": (claims(client_id="portal\nadmin"), TokenFault.UNKNOWN_CLIENT),
    "a very long client": (claims(client_id="p" * 201), TokenFault.UNKNOWN_CLIENT),
    "an unknown partner": (partner_claims("nobody"), TokenFault.UNKNOWN_CLIENT),
    "a citizen's client at the partners' issuer": (partner_claims("portal", bsn=NUMBER), TokenFault.UNKNOWN_CLIENT),
    "no number": (claims(bsn=None), TokenFault.NO_SUBJECT),
    "no such number": (claims(bsn="999990033"), TokenFault.NO_SUBJECT),
    "a short number": (claims(bsn="99999003"), TokenFault.NO_SUBJECT),
    "a number with dots": (claims(bsn="9999.90.032"), TokenFault.NO_SUBJECT),
    "a number in other digits": (claims(bsn="\u0669" * 5 + "\u0660\u0660\u0663\u0662"), TokenFault.NO_SUBJECT),
    "a number as a number": (claims(bsn=int(NUMBER)), TokenFault.NO_SUBJECT),
    "numbers as a list": (claims(bsn=[NUMBER]), TokenFault.NO_SUBJECT),
    "the number of a real person": (claims(bsn="1" + "00000009"), TokenFault.NO_SUBJECT),
    "a low level of assurance": (claims(acr="http://eidas.europa.eu/LoA/low"), TokenFault.LEVEL),
    "no level of assurance": (claims(acr=None), TokenFault.LEVEL),
    "an unknown level of assurance": (claims(acr="very-high"), TokenFault.LEVEL),
    "levels as a list": (claims(acr=["http://eidas.europa.eu/LoA/high"]), TokenFault.LEVEL),
    "bound to a sender, without proof": (claims(cnf={"jkt": "x"}), TokenFault.NEEDS_PROOF),
    "bound to nothing": (claims(cnf={}), TokenFault.NEEDS_PROOF),
    "an issuer that binds its tokens": (claims(iss=BOUND), TokenFault.NEEDS_PROOF),
}

ISSUER_MEMBER = f'"iss":"{ISSUER}"'.encode()

RAW = {
    "a list for claims": forged(header(), [1]),
    "a text for claims": forged(header(), "text"),
    "null for claims": forged(header(), b"null"),
    "a list for a header": forged([1], claims()),
    "not a number": forged(header(), b"{" + ISSUER_MEMBER + b',"exp":NaN}'),
    "endless": forged(header(), b"{" + ISSUER_MEMBER + b',"exp":-Infinity}'),
    "a number of 5000 digits": forged(header(), b'{"exp":' + b"1" * 5000 + b"}"),
    "no JSON": forged(header(), b"{"),
    "no UTF-8": forged(header(), b'{"iss":"\xff"}'),
    "two JSON values": forged(header(), b"{}{}"),
    "deep": forged(header(), b'{"a":' + b"[" * 3000),
    "two issuers": forged(header(), b'{"iss":"https://evil.invalid",' + ISSUER_MEMBER + b"}"),
    "two numbers deep inside": forged(header(), b"{" + ISSUER_MEMBER + b',"a":{"bsn":"1","bsn":"2"}}'),
    "two algorithms": forged(b'{"typ":"at+jwt","alg":"none","alg":"ES256"}', claims()),
    "in UTF-16": forged(header(), "{}".encode("utf-16")),
    "no token": "",
    "a blank": " ",
    "a word": "token",
    "two parts": GOOD.rpartition(".")[0],
    "four parts": f"{GOOD}.x",
    "five parts, as of an encrypted one": f"{GOOD}.x.y",
    "only dots": "..",
    "padded": f"{part(header())}=.{part(claims())}.x",
    "a letter outside the alphabet": sealed(f"{part(header())}!.{part(claims())}"),
    "a letter outside ASCII": f"{GOOD}é",
    "a line break": sealed(f"{part(header())}\n.{part(claims())}"),
    "a blank before it": f" {GOOD}",
    "a blank behind it": f"{GOOD} ",
    "two tokens": f"{GOOD}, Bearer {GOOD}",
    "nine kilobytes": forged(header(), claims(more="x" * 9_000)),
}

HEADERS = {
    "none": ([], TokenFault.MISSING),
    "an empty one": ([""], TokenFault.MALFORMED),
    "only a scheme": (["Bearer"], TokenFault.MALFORMED),
    "two": ([f"Bearer {GOOD}", f"Bearer {GOOD}"], TokenFault.SEVERAL),
    "a name and a password": (["Basic cG9ydGFsOnNlY3JldA=="], TokenFault.MALFORMED),
    "a token under another scheme": ([f"DPoP {GOOD}"], TokenFault.WRONG_SCHEME),
    "a token without a scheme": ([GOOD], TokenFault.MALFORMED),
    "a scheme in one word with its token": ([f"Bearer{GOOD}"], TokenFault.MALFORMED),
}


async def refusal(authorization: str) -> TokenRefused:
    """Check one header that must be refused, by somebody who looks for nobody before."""
    checker = a_checker()
    answer = await checker.check(a_request(("Authorization", authorization)))

    assert isinstance(answer, TokenRefused)
    assert crowd(checker).asked == []
    return answer


def tells_nothing(answer: TokenRefused, sent: str, log: str) -> bool:
    """Say whether the refusal and the log repeat nothing of the token, and the refusal says what is expected."""
    secrets = [secret for secret in (*sent.split(), *sent.split("."), NUMBER) if len(secret) > len("Bearer")]
    said = f"{answer!r} {answer.code} {answer.told} {answer.headers} {log}"
    return answer.challenge.split()[0] in {"Bearer", "DPoP"} and not any(secret in said for secret in secrets)


@pytest.mark.parametrize(("token", "code"), SIGNATURES.values(), ids=SIGNATURES)
async def test_who_does_not_sign_as_agreed_is_refused(
    token: str, code: TokenFault, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = await refusal(f"Bearer {token}")

    assert answer.code is code
    assert tells_nothing(answer, token, caplog.text)


@pytest.mark.parametrize(("body", "code"), CLAIMS.values(), ids=CLAIMS)
async def test_claims_that_must_not_count_are_refused(
    body: dict[str, Any], code: TokenFault, caplog: pytest.LogCaptureFixture
) -> None:
    token = forged(header(), body)
    with caplog.at_level(logging.DEBUG):
        answer = await refusal(f"Bearer {token}")

    assert answer.code is code
    assert tells_nothing(answer, token, caplog.text)


@pytest.mark.parametrize("token", RAW.values(), ids=RAW)
async def test_what_is_no_token_is_malformed(token: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = await refusal(f"Bearer {token}")

    assert answer.code is TokenFault.MALFORMED
    assert tells_nothing(answer, token, caplog.text)


@pytest.mark.parametrize(("authorizations", "code"), HEADERS.values(), ids=HEADERS)
async def test_exactly_one_bearer_token_is_taken(authorizations: list[str], code: TokenFault) -> None:
    answer = await a_checker().check(a_request(*(("Authorization", value) for value in authorizations)))

    assert isinstance(answer, TokenRefused)
    assert answer.code is code
    assert answer.status == (400 if code is TokenFault.SEVERAL else 401)
    assert tells_nothing(answer, " ".join(authorizations), "")


async def test_who_sends_nothing_is_told_the_scheme_and_no_error() -> None:
    answer = await a_checker(citizens()).check(a_request())

    assert isinstance(answer, TokenRefused)
    assert answer.headers == {"WWW-Authenticate": "Bearer"}


TOLD = {
    TokenFault.MISSING: "No token was sent. Send a token of a configured issuer.",
    TokenFault.BAD_SIGNATURE: "The token cannot be used. Send a token of a configured issuer.",
    TokenFault.SEVERAL: "More than one token was sent. Send exactly one `Authorization` header.",
    TokenFault.EXPIRED: "The token has expired. Ask its issuer for a new one.",
    TokenFault.WRONG_SCHEME: "The token is bound to no key. Send it under `Bearer`, not under `DPoP`.",
}


@pytest.mark.parametrize(("code", "told"), TOLD.items())
def test_whoever_is_refused_is_told_what_would_help(code: TokenFault, told: str) -> None:
    assert TokenRefused(code=code).told == told


@pytest.mark.parametrize("code", [TokenFault.LEVEL, TokenFault.NEEDS_PROOF])
def test_a_token_that_may_be_of_a_configured_issuer_is_not_sent_back_for_one(code: TokenFault) -> None:
    assert "configured issuer" not in TokenRefused(code=code).told


async def test_who_must_prove_possession_is_told_so() -> None:
    assert (await refusal(f"Bearer {forged(header(), claims(iss=BOUND))}")).challenge.startswith("DPoP ")


@pytest.mark.parametrize("algorithm", ["none", "HS256", "HS512"])
async def test_no_configuration_lets_a_signature_be_left_out_or_be_made_with_a_shared_secret(algorithm: str) -> None:
    with pytest.raises(ValidationError, match="algorithms"):
        citizens(algorithms=(algorithm,))
    unsigned = f"{part(header(alg=algorithm))}.{part(claims())}."
    shared = unsigned if algorithm == "none" else forged(header(alg=algorithm), claims(), SECRET)

    for token in (unsigned, shared):
        assert await who(a_checker(citizens()), f"Bearer {token}") is TokenFault.ALGORITHM


@pytest.mark.parametrize("name", ["sub", "jti"])
@pytest.mark.parametrize("value", [None, "", 7], ids=["missing", "empty", "a number"])
async def test_what_every_access_token_has_must_be_there(name: str, value: object) -> None:
    token = forged(header(), claims(**{name: value}))
    assert (await refusal(f"Bearer {token}")).code is TokenFault.MALFORMED


async def test_nobody_is_asked_for_keys_on_behalf_of_a_stranger() -> None:
    checker = a_checker()
    for body in (claims(iss="https://evil.invalid"), claims(iss=None), partner_claims("nobody")):
        await who(checker, f"Bearer {forged(header(), body)}")
    await who(checker, f"Bearer {forged(header(alg='none'), claims())}")

    assert isinstance(checker.keys, Published)
    assert checker.keys.asked == []


async def test_without_a_client_an_issuer_of_partners_identifies_nobody() -> None:
    checker = a_checker(partners(clients={}))

    answer = await who(checker, f"Bearer {forged(header(), partner_claims())}")

    assert answer is TokenFault.UNKNOWN_CLIENT
