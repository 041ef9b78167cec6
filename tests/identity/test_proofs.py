"""DPoP proofs: one good one opens the door once, to the token's own sender, for this very request."""

import logging
import warnings
from typing import Any

import pytest
from identity.forging import (
    AUDIENCE,
    BOUND,
    ISSUER,
    KEY,
    NOON,
    NOW,
    NUMBER,
    PlainNames,
    StillClock,
    Used,
    a_checker,
    a_request,
    citizens,
    claims,
    crowd,
    forged,
    header,
    part,
)
from identity.proving import (
    ADDRESS,
    SENDER,
    THUMBPRINT,
    a_bound_token,
    a_proof,
    proof_claims,
    proof_header,
    proving,
)
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from adapters.identity.refusal import TokenFault, TokenRefused
from adapters.identity.tokens import Authenticated, TokenChecker
from adapters.web.presented import Presented

TOKEN = a_bound_token()
GOOD = a_proof(TOKEN)
OTHER = ECKey.generate_key("P-256")
BIG = ECKey.generate_key("P-384")
with warnings.catch_warnings(action="ignore"):
    WEAK = RSAKey.generate_key(1024)
SECRET = OctKey.import_key("secret-secret-secret-secret-secret")

ALGORITHMS = "ES256 PS256 EdDSA"
CHALLENGE = f'DPoP error="invalid_dpop_proof", algs="{ALGORITHMS}"'


def by(head: object, **changes: Any) -> str:
    return forged(head, proof_claims(TOKEN, **changes), SENDER)


BAD = {
    "none": ([], TokenFault.PROOF_MISSING),
    "two": ([GOOD, GOOD], TokenFault.PROOF_SEVERAL),
    "two in one header": ([f"{GOOD}, {GOOD}"], TokenFault.PROOF_MALFORMED),
    "an empty one": ([""], TokenFault.PROOF_MALFORMED),
    "no JWT": (["proof"], TokenFault.PROOF_MALFORMED),
    "five kilobytes": ([a_proof(TOKEN, more="x" * 5_000)], TokenFault.PROOF_MALFORMED),
    "a header twice over": ([forged(b'{"typ":"dpop+jwt","typ":"dpop+jwt"}', {})], TokenFault.PROOF_MALFORMED),
    "a list for claims": ([forged(proof_header(), [1], SENDER)], TokenFault.PROOF_MALFORMED),
    "deep": ([forged(proof_header(), b'{"a":' + b"[" * 2000, SENDER)], TokenFault.PROOF_MALFORMED),
    "any JWT": ([by(proof_header(typ="JWT"))], TokenFault.PROOF_WRONG_TYPE),
    "no type": ([by(proof_header(typ=None))], TokenFault.PROOF_WRONG_TYPE),
    "the token itself": ([TOKEN], TokenFault.PROOF_WRONG_TYPE),
    "no signature": ([f"{part(proof_header(alg='none'))}.{part(proof_claims(TOKEN))}."], TokenFault.PROOF_ALGORITHM),
    "a shared secret": (
        [forged(proof_header(alg="HS256"), proof_claims(TOKEN), SENDER.as_pem(private=False))],
        TokenFault.PROOF_ALGORITHM,
    ),
    "an algorithm not agreed": ([by(proof_header(alg="ES384"))], TokenFault.PROOF_ALGORITHM),
    "algorithms as a list": ([by(proof_header(alg=["ES256"]))], TokenFault.PROOF_ALGORITHM),
    "no key": ([by(proof_header(jwk=None))], TokenFault.PROOF_KEY),
    "a key as text": ([by(proof_header(jwk="key"))], TokenFault.PROOF_KEY),
    "a key by name": ([by(proof_header(jwk=None, kid="key-1"))], TokenFault.PROOF_KEY),
    "a private key": ([by(proof_header(jwk=SENDER.as_dict(private=True)))], TokenFault.PROOF_KEY),
    "a secret for a key": ([by(proof_header(jwk=SECRET.as_dict()))], TokenFault.PROOF_KEY),
    "a key off its curve": (
        [by(proof_header(jwk={**SENDER.as_dict(private=False), "x": "AA"}))],
        TokenFault.PROOF_KEY,
    ),
    "a weak key": (
        [forged(proof_header(WEAK, alg="PS256"), proof_claims(TOKEN), WEAK, alg="PS256")],
        TokenFault.PROOF_KEY,
    ),
    "another's key": ([forged(proof_header(OTHER), proof_claims(TOKEN), OTHER)], TokenFault.PROOF_WRONG_KEY),
    "the issuer's key": ([forged(proof_header(KEY), proof_claims(TOKEN), KEY)], TokenFault.PROOF_WRONG_KEY),
    "our key, another's signature": (
        [forged(proof_header(), proof_claims(TOKEN), OTHER)],
        TokenFault.PROOF_BAD_SIGNATURE,
    ),
    "changed after it was signed": (
        [f"{GOOD.split('.')[0]}.{part(proof_claims(TOKEN, jti='2'))}.{GOOD.split('.')[2]}"],
        TokenFault.PROOF_BAD_SIGNATURE,
    ),
    "a signature left out": ([f"{GOOD.rpartition('.')[0]}."], TokenFault.PROOF_BAD_SIGNATURE),
    "critical and known elsewhere": ([by(proof_header(crit=["b64"], b64=False))], TokenFault.PROOF_BAD_SIGNATURE),
    "no id": ([a_proof(TOKEN, jti=None)], TokenFault.PROOF_MALFORMED),
    "an empty id": ([a_proof(TOKEN, jti="")], TokenFault.PROOF_MALFORMED),
    "an id that is a number": ([a_proof(TOKEN, jti=1)], TokenFault.PROOF_MALFORMED),
    "a very long id": ([a_proof(TOKEN, jti="j" * 201)], TokenFault.PROOF_MALFORMED),
    "no method": ([a_proof(TOKEN, htm=None)], TokenFault.PROOF_WRONG_METHOD),
    "another method": ([a_proof(TOKEN, htm="GET")], TokenFault.PROOF_WRONG_METHOD),
    "a method in small letters": ([a_proof(TOKEN, htm="post")], TokenFault.PROOF_WRONG_METHOD),
    "no address": ([a_proof(TOKEN, htu=None)], TokenFault.PROOF_WRONG_ADDRESS),
    "another host": ([a_proof(TOKEN, htu="https://evil.invalid/graphql")], TokenFault.PROOF_WRONG_ADDRESS),
    "another scheme": ([a_proof(TOKEN, htu="http://hub.invalid/graphql")], TokenFault.PROOF_WRONG_ADDRESS),
    "another port": ([a_proof(TOKEN, htu="https://hub.invalid:8443/graphql")], TokenFault.PROOF_WRONG_ADDRESS),
    "another path": ([a_proof(TOKEN, htu=f"{AUDIENCE}/other")], TokenFault.PROOF_WRONG_ADDRESS),
    "a path with a slash": ([a_proof(TOKEN, htu=f"{ADDRESS}/")], TokenFault.PROOF_WRONG_ADDRESS),
    "only a path": ([a_proof(TOKEN, htu="/graphql")], TokenFault.PROOF_WRONG_ADDRESS),
    "our host as somebody's name": (
        [a_proof(TOKEN, htu="https://hub.invalid@evil.invalid/graphql")],
        TokenFault.PROOF_WRONG_ADDRESS,
    ),
    "somebody's name before our host": (
        [a_proof(TOKEN, htu="https://evil@hub.invalid/graphql")],
        TokenFault.PROOF_WRONG_ADDRESS,
    ),
    "an address that is none": ([a_proof(TOKEN, htu="https://[::1")], TokenFault.PROOF_WRONG_ADDRESS),
    "a port that is none": ([a_proof(TOKEN, htu="https://hub.invalid:x/graphql")], TokenFault.PROOF_WRONG_ADDRESS),
    "addresses as a list": ([a_proof(TOKEN, htu=[ADDRESS])], TokenFault.PROOF_WRONG_ADDRESS),
    "no token hash": ([a_proof(TOKEN, ath=None)], TokenFault.PROOF_WRONG_HASH),
    "another token's hash": ([a_proof(a_bound_token(jti="jti-2"))], TokenFault.PROOF_WRONG_HASH),
    "the token instead of its hash": ([a_proof(TOKEN, ath=TOKEN)], TokenFault.PROOF_WRONG_HASH),
    "no moment": ([a_proof(TOKEN, iat=None)], TokenFault.PROOF_MALFORMED),
    "a moment as text": ([a_proof(TOKEN, iat=str(NOW))], TokenFault.PROOF_MALFORMED),
    "a moment at yes": ([a_proof(TOKEN, iat=True)], TokenFault.PROOF_MALFORMED),
    "a moment after the sun": ([a_proof(TOKEN, iat=10**30)], TokenFault.PROOF_NOT_NOW),
    "made 61 seconds ago": ([a_proof(TOKEN, iat=NOW - 61)], TokenFault.PROOF_NOT_NOW),
    "made 61 seconds from now": ([a_proof(TOKEN, iat=NOW + 61)], TokenFault.PROOF_NOT_NOW),
}


def used(checker: TokenChecker) -> Used:
    assert isinstance(checker.senders.proofs.used, Used)
    return checker.senders.proofs.used


async def refusal(checker: TokenChecker, request: Presented) -> TokenRefused:
    answer = await checker.check(request)

    assert isinstance(answer, TokenRefused)
    assert crowd(checker).asked == []
    return answer


@pytest.mark.parametrize(("proofs", "code"), BAD.values(), ids=BAD)
async def test_a_bad_proof_opens_nothing_and_is_not_remembered(
    proofs: list[str], code: TokenFault, caplog: pytest.LogCaptureFixture
) -> None:
    checker = a_checker()
    with caplog.at_level(logging.DEBUG):
        answer = await refusal(checker, proving(TOKEN, *proofs))

    assert (answer.code, answer.status) == (code, 401)
    assert answer.headers == {"WWW-Authenticate": CHALLENGE}
    said = f"{answer!r} {answer.told} {answer.headers} {caplog.text}"
    assert not any(secret in said for secret in (TOKEN, NUMBER, THUMBPRINT, *(p for p in proofs if len(p) > 5)))
    assert used(checker).seen == {}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"iat": NOW - 60},
        {"iat": NOW + 60},
        {"htu": f"{ADDRESS}?a=b"},
        {"htu": f"{ADDRESS}#here"},
        {"htu": "https://HUB.invalid:443/graphql"},
        {"htu": "HTTPS://hub.invalid/graphql"},
        {"jti": "j" * 200},
        {"nonce": "a nonce that nobody asked for"},
    ],
    ids=str,
)
async def test_a_good_proof_opens_the_door(changes: dict[str, Any]) -> None:
    assert isinstance(await a_checker().check(proving(TOKEN, a_proof(TOKEN, **changes))), Authenticated)


@pytest.mark.parametrize(
    ("algorithm", "key"),
    [
        ("ES256", ECKey.generate_key("P-256")),
        ("PS256", RSAKey.generate_key(2048)),
        ("EdDSA", OKPKey.generate_key("Ed25519")),
    ],
)
@pytest.mark.filterwarnings("ignore:EdDSA")
async def test_a_proof_is_made_by_any_algorithm_that_is_agreed(algorithm: str, key: ECKey) -> None:
    token = a_bound_token(cnf={"jkt": key.thumbprint()})
    proof = forged(proof_header(key, alg=algorithm), proof_claims(token), key, alg=algorithm)

    assert isinstance(await a_checker().check(proving(token, proof)), Authenticated)


async def test_a_proof_counts_once() -> None:
    checker = a_checker()

    assert isinstance(await checker.check(proving(TOKEN, GOOD)), Authenticated)
    answer = await checker.check(proving(TOKEN, GOOD))
    assert isinstance(answer, TokenRefused)
    assert (answer.code, answer.challenge) == (TokenFault.PROOF_USED, CHALLENGE)
    assert isinstance(await checker.check(proving(TOKEN, a_proof(TOKEN, jti="proof-2"))), Authenticated)


async def test_another_key_may_use_the_same_id() -> None:
    checker = a_checker()
    token = a_bound_token(cnf={"jkt": OTHER.thumbprint()})
    proof = forged(proof_header(OTHER), proof_claims(token), OTHER)

    assert isinstance(await checker.check(proving(TOKEN, GOOD)), Authenticated)
    assert isinstance(await checker.check(proving(token, proof)), Authenticated)


async def test_a_proof_is_remembered_for_longer_than_anybody_would_take_it() -> None:
    checker = a_checker()
    await checker.check(proving(TOKEN, a_proof(TOKEN, iat=NOW + 60)))

    (until,) = used(checker).seen.values()
    assert (until - NOON).total_seconds() >= 60 + 60


async def test_the_host_header_does_not_say_where_we_are() -> None:
    evil = a_proof(TOKEN, htu="https://evil.invalid/graphql")
    request = a_request(
        ("Authorization", f"DPoP {TOKEN}"),
        ("DPoP", evil),
        ("Host", "evil.invalid"),
        ("X-Forwarded-Host", "evil.invalid"),
        ("Forwarded", "host=evil.invalid;proto=https"),
    )

    assert (await refusal(a_checker(), request)).code is TokenFault.PROOF_WRONG_ADDRESS


async def test_a_proof_for_one_path_opens_no_other() -> None:
    assert (await refusal(a_checker(), proving(TOKEN, GOOD, path="/v1/audit"))).code is TokenFault.PROOF_WRONG_ADDRESS


async def test_a_bound_token_is_no_bearer_token_even_with_a_proof() -> None:
    for proofs in ([], [GOOD]):
        answer = await refusal(a_checker(), proving(TOKEN, *proofs, scheme="Bearer"))

        assert answer.code is TokenFault.NEEDS_PROOF
        assert answer.challenge == f'DPoP error="invalid_token", algs="{ALGORITHMS}"'


async def test_a_token_bound_though_nobody_asked_is_no_bearer_token_either() -> None:
    token = a_bound_token(iss=ISSUER)

    assert (await refusal(a_checker(), proving(token, scheme="Bearer"))).code is TokenFault.NEEDS_PROOF
    assert isinstance(await a_checker().check(proving(token, a_proof(token))), Authenticated)


async def test_a_proof_does_not_make_an_unbound_token_count() -> None:
    loose, wanted_bound = forged(header(), claims()), forged(header(), claims(iss=BOUND))

    assert (await refusal(a_checker(), proving(loose, a_proof(loose)))).code is TokenFault.WRONG_SCHEME
    assert (await refusal(a_checker(), proving(wanted_bound, a_proof(wanted_bound)))).code is TokenFault.NEEDS_PROOF


@pytest.mark.parametrize(
    "confirmation",
    [
        {},
        [],
        "x",
        True,
        {"jkt": None},
        {"jkt": ""},
        {"jkt": 1},
        {"jkt": [THUMBPRINT]},
        {"jwk": SENDER.as_dict(private=False)},
        {"jkt": THUMBPRINT, "kid": "key-1"},
    ],
    ids=str,
)
@pytest.mark.parametrize("scheme", ["DPoP", "Bearer"])
async def test_a_binding_that_is_not_understood_binds_to_nobody(confirmation: object, scheme: str) -> None:
    token = forged(header(), claims(iss=BOUND) | {"cnf": confirmation})

    answer = await refusal(a_checker(), proving(token, a_proof(token), scheme=scheme))
    assert answer.code is TokenFault.NEEDS_PROOF


@pytest.mark.parametrize("scheme", ["DPoP", "dpop", "DPOP"])
async def test_the_scheme_is_written_in_any_case(scheme: str) -> None:
    assert isinstance(await a_checker().check(proving(TOKEN, GOOD, scheme=scheme)), Authenticated)


async def test_a_forged_token_uses_no_proof_up() -> None:
    checker = a_checker()
    stolen = forged(header(), claims(iss=BOUND, cnf={"jkt": THUMBPRINT}), OTHER)

    answer = await refusal(checker, proving(stolen, a_proof(stolen)))

    assert answer.code is TokenFault.BAD_SIGNATURE
    assert used(checker).seen == {}


async def test_where_nonces_are_asked_for_a_proof_without_one_is_told_which() -> None:
    checker = a_checker(nonces=PlainNames())

    asked = await refusal(checker, proving(TOKEN, GOOD))
    assert asked.code is TokenFault.PROOF_NEEDS_NONCE
    assert asked.headers["WWW-Authenticate"] == f'DPoP error="use_dpop_nonce", algs="{ALGORITHMS}"'
    told = asked.headers["DPoP-Nonce"]
    assert isinstance(await checker.check(proving(TOKEN, a_proof(TOKEN, nonce=told))), Authenticated)


@pytest.mark.parametrize(("seconds", "counts"), [(0, True), (119, True), (239, True), (240, False), (-1, False)])
async def test_a_nonce_counts_for_two_to_four_minutes(*, seconds: int, counts: bool) -> None:
    made = NOW - NOW % 120
    nonce = PlainNames().opaque("dpop nonce", str(made // 120))
    moment = NOON.fromtimestamp(made + seconds, NOON.tzinfo)
    checker = a_checker(citizens(issuer=BOUND, proof="dpop"), nonces=PlainNames(), clock=StillClock(moment))

    answer = await checker.check(proving(TOKEN, a_proof(TOKEN, nonce=nonce, iat=made + seconds)))

    assert isinstance(answer, Authenticated) is counts


@pytest.mark.parametrize("nonce", ["guess", "", 1, ["dpop nonce|1"]], ids=str)
async def test_a_nonce_of_anybody_else_does_not_count(nonce: object) -> None:
    checker = a_checker(nonces=PlainNames())

    assert (await refusal(checker, proving(TOKEN, a_proof(TOKEN, nonce=nonce)))).code is TokenFault.PROOF_NEEDS_NONCE


async def test_both_schemes_are_offered_where_issuers_differ() -> None:
    mixed, dpop, bearer = (
        a_checker(),
        a_checker(citizens(proof="dpop")),
        a_checker(citizens(proof="mtls")),
    )
    challenges = [(await refusal(checker, a_request())).challenge for checker in (mixed, dpop, bearer)]

    assert challenges == [f'DPoP algs="{ALGORITHMS}", Bearer', f'DPoP algs="{ALGORITHMS}"', "Bearer"]


async def test_two_tokens_are_a_bad_request_whatever_their_schemes() -> None:
    request = a_request(("Authorization", f"DPoP {TOKEN}"), ("authorization", f"Bearer {TOKEN}"), ("DPoP", GOOD))
    answer = await refusal(a_checker(), request)

    assert (answer.code, answer.status) == (TokenFault.SEVERAL, 400)
    assert answer.challenge == f'DPoP error="invalid_request", algs="{ALGORITHMS}", Bearer error="invalid_request"'
