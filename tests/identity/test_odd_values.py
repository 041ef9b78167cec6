"""Whatever stands in a token, a proof or a header: the answer is a refusal or a requester, never a fault."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from identity.forging import (
    NOW,
    SUBSTANTIAL,
    PlainNames,
    a_checker,
    a_request,
    citizens,
    claims,
    forged,
    header,
    partner_claims,
    partners,
)
from identity.outway import MANAGER, SERVICE, fsc_claims, fsc_header, through
from identity.proving import SENDER, THUMBPRINT, a_bound_token, a_proof, proof_claims, proof_header, proving

from adapters.identity.refusal import TokenRefused
from adapters.identity.tokens import Authenticated
from adapters.web.presented import Presented

ODD: tuple[object, ...] = (
    None,
    True,
    0,
    -1,
    1.5,
    10**400,
    "",
    "x",
    "\ud800",
    "\x00",
    "é" * 300,
    [],
    ["x"],
    [[]],
    {},
    {"a": 1},
    {"jkt": "\ud800"},
    {"x5t#S256": "\ud800"},
    {"sub": "\ud800", "bsn": "\ud800"},
    {"purposes": ["\ud800"]},
)


def spoiled(good: Mapping[str, Any], *more: str) -> Iterator[dict[str, Any]]:
    """The same members, each in turn with each odd value."""
    for name in (*good, *more):
        for value in ODD:
            yield {**good, name: value}


def tokens() -> Iterator[Presented]:
    citizen = claims(auth_time=NOW, nbf=NOW, scope="claims", azp="portal")
    worker = partner_claims("staff-cjib", auth_time=NOW, acr=SUBSTANTIAL)
    for body in (*spoiled(citizen, "cnf", "represents"), *spoiled(worker, "cnf", "represents", "scope")):
        yield a_request(("Authorization", f"Bearer {forged(header(), body)}"))
    for head in spoiled(header(), "crit", "jwk", "x5c", "zip"):
        yield a_request(("Authorization", f"Bearer {forged(head, claims())}"))


def proofs() -> Iterator[Presented]:
    token = a_bound_token()
    for body in spoiled(proof_claims(token), "nonce"):
        yield proving(token, forged(proof_header(), body, SENDER))
    for head in spoiled(proof_header(), "kid", "crit"):
        yield proving(token, forged(head, proof_claims(token), SENDER))
    for jwk in spoiled(SENDER.as_dict(private=False), "use", "alg", "key_ops", "x5c"):
        yield proving(token, forged(proof_header(jwk=jwk), proof_claims(token), SENDER))
    for confirmation in spoiled({"jkt": THUMBPRINT}, "x5t#S256"):
        bound = forged(header(), claims() | {"cnf": confirmation})
        yield proving(bound, a_proof(bound))


def connections() -> Iterator[Presented]:
    for body in spoiled(fsc_claims(), "act", "cdi", "pdi", "prp"):
        yield through(forged(fsc_header(), body, MANAGER))
    for head in spoiled(fsc_header(), "crit", "kid"):
        yield through(forged(head, fsc_claims(), MANAGER))


def headers() -> Iterator[Presented]:
    good = claims(), proof_claims(a_bound_token())
    for name in ("Authorization", "DPoP", "Client-Cert", "Fsc-Authorization", "Fsc-Transaction-Id"):
        for value in ("", " ", "\t", ":", "..", "\x80", "ÿ" * 9_000, "Bearer", "DPoP ..", ": :", ":====:", str(good)):
            yield a_request((name, value), peer="10.0.0.5")
            yield through(transactions=(), oauth=forged(header(), partner_claims()))
            yield a_request(("Authorization", f"DPoP {a_bound_token()}"), (name, value), peer=value)


@pytest.mark.parametrize("requests", [tokens, proofs, connections, headers])
async def test_no_value_makes_the_check_fail(requests: Any) -> None:
    checker = a_checker(partners(), citizens(), citizens(issuer="https://bound.invalid", proof="dpop"), service=SERVICE)
    with_nonces = a_checker(citizens(), citizens(issuer="https://bound.invalid", proof="dpop"), nonces=PlainNames())

    answers = [await each.check(request) for request in requests() for each in (checker, with_nonces)]

    assert {type(answer) for answer in answers} == {Authenticated, TokenRefused}
    for answer in answers:
        if isinstance(answer, TokenRefused):
            assert all(value.isascii() and value.isprintable() for value in answer.headers.values())
        else:
            assert str(answer).encode()
