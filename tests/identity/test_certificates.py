"""Tokens bound to a certificate: it counts when our own proxy forwards it, and for the organisation in it."""

import base64
from datetime import datetime, timedelta
from ipaddress import ip_network

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from identity.forging import (
    KEY,
    NOON,
    PARTNERS,
    PROXY,
    a_checker,
    citizens,
    crowd,
    forged,
    header,
    partner_claims,
    partners,
)
from identity.proving import THUMBPRINT, a_proof
from identity.wearing import OIN, OTHER_OIN, a_certificate, forwarded, thumbprint, wearing

from adapters.identity.proxies import TrustedProxies
from adapters.identity.refusal import TokenFault, TokenRefused
from adapters.identity.tokens import Authenticated, TokenChecker
from adapters.web.presented import Presented

SECOND = timedelta(seconds=1)

OWN = a_certificate(OIN)
BOUND_TO_OWN = {"x5t#S256": thumbprint(OWN)}
TOKEN = forged(header(), partner_claims(cnf=BOUND_TO_OWN))
GOOD = forwarded(OWN)
DER = base64.b64decode(GOOD.strip(":"))


def a_strict_checker() -> TokenChecker:
    return a_checker(partners(proof="mtls"))


def token_for(certificate: x509.Certificate) -> str:
    return forged(header(), partner_claims(cnf={"x5t#S256": thumbprint(certificate)}))


async def refusal(checker: TokenChecker, request: Presented) -> TokenRefused:
    answer = await checker.check(request)

    assert isinstance(answer, TokenRefused)
    assert (answer.status, answer.challenge) == (401, 'Bearer error="invalid_token"')
    assert crowd(checker).asked == []
    assert not any(secret in f"{answer!r} {answer.told} {answer.headers}" for secret in (TOKEN, GOOD, OIN))
    return answer


BAD = {
    "none": ([], TokenFault.CERTIFICATE_MISSING),
    "two": ([GOOD, GOOD], TokenFault.CERTIFICATE_SEVERAL),
    "two in one header": ([f"{GOOD}, {GOOD}"], TokenFault.CERTIFICATE_MALFORMED),
    "an empty one": ([""], TokenFault.CERTIFICATE_MALFORMED),
    "no bytes": (["::"], TokenFault.CERTIFICATE_MALFORMED),
    "without colons": ([GOOD.strip(":")], TokenFault.CERTIFICATE_MALFORMED),
    "with parameters": ([f"{GOOD};a=1"], TokenFault.CERTIFICATE_MALFORMED),
    "as PEM": (["-----BEGIN CERTIFICATE-----"], TokenFault.CERTIFICATE_MALFORMED),
    "as a quoted PEM": (["%2D%2D%2D%2D%2DBEGIN"], TokenFault.CERTIFICATE_MALFORMED),
    "in the other alphabet": ([":" + "-_" * 20 + ":"], TokenFault.CERTIFICATE_MALFORMED),
    "broken base64": ([":abcde:"], TokenFault.CERTIFICATE_MALFORMED),
    "no certificate": ([":" + base64.b64encode(b"hello").decode() + ":"], TokenFault.CERTIFICATE_MALFORMED),
    "half a certificate": ([":" + base64.b64encode(DER[:100]).decode() + ":"], TokenFault.CERTIFICATE_MALFORMED),
    "a tail behind it": ([":" + base64.b64encode(DER + b"x").decode() + ":"], TokenFault.CERTIFICATE_MALFORMED),
    "seventeen kilobytes": ([":" + "A" * 17_000 + ":"], TokenFault.CERTIFICATE_MALFORMED),
    "another one": ([forwarded(a_certificate(OIN))], TokenFault.CERTIFICATE_WRONG),
}


@pytest.mark.parametrize(("certificates", "code"), BAD.values(), ids=BAD)
async def test_a_bad_certificate_opens_nothing(certificates: list[str], code: TokenFault) -> None:
    assert (await refusal(a_strict_checker(), wearing(TOKEN, *certificates))).code is code


async def test_the_own_certificate_opens_the_door() -> None:
    answer = await a_strict_checker().check(wearing(TOKEN, GOOD))

    assert isinstance(answer, Authenticated)
    assert answer.requester.oin == OIN
    assert answer.fsc_transaction_id is None


@pytest.mark.parametrize("peer", ["192.0.2.7", "10.0.0.6", "127.0.0.1", "::1", None, "", "10.0.0.5.evil.invalid"])
async def test_a_certificate_from_anywhere_but_our_proxy_is_none(peer: str | None) -> None:
    answer = await refusal(a_strict_checker(), wearing(TOKEN, GOOD, peer=peer))

    assert answer.code is TokenFault.CERTIFICATE_MISSING


async def test_no_header_makes_a_stranger_our_proxy() -> None:
    request = wearing(TOKEN, GOOD, peer="192.0.2.7")
    forged_path = Presented(
        method=request.method,
        path=request.path,
        peer=request.peer,
        headers=(*request.headers, ("X-Forwarded-For", PROXY), ("Forwarded", f"for={PROXY}"), ("X-Real-Ip", PROXY)),
    )

    assert (await refusal(a_strict_checker(), forged_path)).code is TokenFault.CERTIFICATE_MISSING


@pytest.mark.parametrize(
    ("network", "peer", "is_ours"),
    [
        ("10.0.0.0/8", "10.9.8.7", True),
        ("10.0.0.0/8", "11.0.0.1", False),
        ("10.0.0.5/32", "::ffff:10.0.0.5", True),
        ("2001:db8::/64", "2001:db8::1", True),
        ("2001:db8::/64", "10.0.0.5", False),
    ],
)
def test_proxies_are_named_by_network(network: str, peer: str, *, is_ours: bool) -> None:
    assert TrustedProxies((ip_network(network),)).include(peer) is is_ours


@pytest.mark.parametrize(
    ("begins", "ends", "counts"),
    [
        (NOON, NOON + SECOND, True),
        (NOON - SECOND, NOON, True),
        (NOON + SECOND, NOON + 9 * SECOND, False),
        (NOON - 9 * SECOND, NOON - SECOND, False),
    ],
    ids=["from now", "until now", "not yet", "over"],
)
async def test_a_certificate_counts_while_it_is_valid(begins: datetime, ends: datetime, *, counts: bool) -> None:
    certificate = a_certificate(OIN, begins=begins, ends=ends)
    answer = await a_strict_checker().check(wearing(token_for(certificate), forwarded(certificate)))

    assert isinstance(answer, Authenticated) is counts
    assert counts or isinstance(answer, TokenRefused)
    if isinstance(answer, TokenRefused):
        assert answer.code is TokenFault.CERTIFICATE_NOT_VALID


@pytest.mark.parametrize(
    ("numbers", "counts"),
    [
        ([OIN], True),
        ([], True),
        (["HRN-12345678"], True),
        (["HRN-12345678", OIN], True),
        ([OTHER_OIN], False),
        ([OIN, OTHER_OIN], False),
    ],
    ids=str,
)
async def test_an_organisation_in_the_certificate_is_the_clients_own(numbers: list[str], *, counts: bool) -> None:
    certificate = a_certificate(*numbers)
    request = wearing(token_for(certificate), forwarded(certificate))

    if counts:
        assert isinstance(await a_strict_checker().check(request), Authenticated)
    else:
        assert (await refusal(a_strict_checker(), request)).code is TokenFault.CERTIFICATE_WRONG_OIN


async def test_a_client_without_an_organisation_has_no_certificate_of_one() -> None:
    token = forged(header(), partner_claims("auditor", cnf=BOUND_TO_OWN))

    assert (await refusal(a_strict_checker(), wearing(token, GOOD))).code is TokenFault.CERTIFICATE_WRONG_OIN


async def test_a_certificate_with_an_rsa_key_works_too() -> None:
    certificate = a_certificate(OIN, key=rsa.generate_private_key(65_537, 4_096))

    answer = await a_strict_checker().check(wearing(token_for(certificate), forwarded(certificate)))
    assert isinstance(answer, Authenticated)


async def test_where_certificates_are_demanded_no_token_without_one_counts() -> None:
    loose = forged(header(), partner_claims())
    by_key = forged(header(), partner_claims(cnf={"jkt": THUMBPRINT}))

    assert (await refusal(a_strict_checker(), wearing(loose, GOOD))).code is TokenFault.NEEDS_PROOF
    for scheme in ("Bearer", "DPoP"):
        answer = await refusal(a_strict_checker(), wearing(by_key, GOOD, scheme=scheme))
        assert answer.code is TokenFault.NEEDS_PROOF


async def test_a_token_bound_to_a_certificate_comes_under_bearer() -> None:
    assert (await refusal(a_strict_checker(), wearing(TOKEN, GOOD, scheme="DPoP"))).code is TokenFault.WRONG_SCHEME


async def test_a_token_bound_twice_is_checked_twice() -> None:
    token = forged(header(), partner_claims(cnf={**BOUND_TO_OWN, "jkt": THUMBPRINT}))
    both = wearing(token, GOOD, scheme="DPoP")
    proof = ("DPoP", a_proof(token))

    def brings(*more: tuple[str, str], of: Presented = both) -> Presented:
        return Presented(method=of.method, path=of.path, peer=of.peer, headers=(*of.headers, *more))

    checker = a_strict_checker()
    without_proof = await checker.check(brings())
    without_certificate = await checker.check(brings(proof, of=wearing(token, scheme="DPoP")))
    assert isinstance(without_proof, TokenRefused)
    assert isinstance(without_certificate, TokenRefused)
    assert without_proof.code is TokenFault.PROOF_MISSING
    assert without_certificate.code is TokenFault.CERTIFICATE_MISSING
    assert isinstance(await checker.check(brings(proof)), Authenticated)


@pytest.mark.parametrize(
    "bound", ["", 1, ["x"], {"a": 1}, thumbprint(OWN) + "=", thumbprint(OWN).lower(), "é"], ids=str
)
async def test_a_thumbprint_is_compared_to_the_letter(bound: object) -> None:
    token = forged(header(), partner_claims(cnf={"x5t#S256": bound}))

    answer = await refusal(a_strict_checker(), wearing(token, GOOD))
    assert answer.code in {TokenFault.CERTIFICATE_WRONG, TokenFault.NEEDS_PROOF}


async def test_several_issuers_bind_in_their_own_ways_by_configuration_only() -> None:
    third = "https://third.invalid"
    other = partners(issuer=third, proof="dpop", clients={"uwv": partners().clients["auditor"]})
    checker = a_checker(partners(proof="mtls"), other, citizens(proof="dpop"), keys=(KEY,))
    by_key = forged(header(), partner_claims("uwv", iss=third, cnf={"jkt": THUMBPRINT}))
    crossed = forged(header(), partner_claims(cnf={"jkt": THUMBPRINT}))

    by_certificate = await checker.check(wearing(TOKEN, GOOD))
    request = wearing(by_key, scheme="DPoP")
    by_proof = await checker.check(
        Presented(method="POST", path="/graphql", peer=None, headers=(*request.headers, ("DPoP", a_proof(by_key))))
    )
    refused = await checker.check(wearing(crossed, GOOD))

    assert isinstance(by_certificate, Authenticated)
    assert isinstance(by_proof, Authenticated)
    assert (by_certificate.requester.issuer, by_proof.requester.issuer) == (PARTNERS, third)
    assert isinstance(refused, TokenRefused)
    assert refused.challenge == 'Bearer error="invalid_token"'
