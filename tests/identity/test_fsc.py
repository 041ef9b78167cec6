"""FSC: what an inway of ours hands on is checked again, and narrows what a client may do; nobody else's counts."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from identity.forging import (
    NOON,
    NOW,
    PROXY,
    a_checker,
    a_request,
    changed,
    citizens,
    claims,
    forged,
    header,
    part,
    partner_claims,
    partners,
)
from identity.proving import THUMBPRINT, a_proof
from identity.wearing import OIN, OTHER_OIN, a_certificate, forwarded, thumbprint
from joserfc.jwk import ECKey, RSAKey

from adapters.identity import fsc, manager_keys
from adapters.identity.fsc import Service
from adapters.identity.manager_keys import ManagerKey
from adapters.identity.refusal import TokenFault, TokenRefused
from adapters.identity.tokens import Authenticated
from adapters.settings import FscSettings
from adapters.web.presented import Presented
from hub.errors import BadInput

GROUP, NAME, PEER, INWAY = "fsc.group.example.id", "betaalhub", "00000099000000099000", "https://inway.invalid:443"
TRANSACTION = "0190a3f2-7c1e-7b44-9a02-1f3c8d5e6a7b"
GRANT = "$1$3$+PQI7we01qIfEwq4O5UioLKzjGBgRva6F5+bUfDlKxUjcY5yX1MRsn6NKquDbL8VcklhYO9sk18rHD6La3w/mg"

MANAGER = ECKey.generate_key("P-256")
STRANGER = ECKey.generate_key("P-256")
OUTWAY = a_certificate(OIN)
DAY = timedelta(days=1)


def a_service(**keys: ManagerKey) -> Service:
    manager = keys or {"manager-1": ManagerKey(key=MANAGER, begins=NOON - DAY, ends=NOON + DAY)}
    return Service(group=GROUP, name=NAME, peer=PEER, audience=INWAY, manager=manager)


SERVICE = a_service()
OAUTH = forged(header(), partner_claims())


def fsc_header(**changes: Any) -> dict[str, Any]:
    return changed({"alg": "ES256", "typ": "JWT", "x5t#S256": "manager-1"}, changes)


def fsc_claims(**changes: Any) -> dict[str, Any]:
    good = {
        "gth": GRANT,
        "gid": GROUP,
        "sub": OIN,
        "iss": PEER,
        "svc": NAME,
        "aud": INWAY,
        "exp": NOW + 300,
        "nbf": NOW - 10,
        "cnf": {"x5t#S256": thumbprint(OUTWAY)},
        "add": {},
    }
    return changed(good, changes)


def fsc_token(**changes: Any) -> str:
    return forged(fsc_header(), fsc_claims(**changes), MANAGER)


def through(
    *tokens: str,
    transactions: tuple[str, ...] = (TRANSACTION,),
    certificates: tuple[str, ...] = (forwarded(OUTWAY),),
    peer: str | None = PROXY,
    oauth: str = OAUTH,
) -> Presented:
    return a_request(
        ("Authorization", f"Bearer {oauth}"),
        *(("Fsc-Authorization", token) for token in tokens),
        *(("Fsc-Transaction-Id", transaction) for transaction in transactions),
        *(("Client-Cert", certificate) for certificate in certificates),
        peer=peer,
    )


async def refusal(request: Presented, *, service: Service | None = SERVICE) -> TokenRefused:
    answer = await a_checker(partners(), citizens(), service=service).check(request)

    assert isinstance(answer, TokenRefused)
    secrets = [value for _, value in request.headers if len(value) > 5]
    assert not any(secret in f"{answer!r} {answer.told} {answer.headers}" for secret in secrets)
    return answer


BAD = {
    "no token": ([""], TokenFault.FSC_MISSING),
    "two": ([fsc_token(), fsc_token()], TokenFault.FSC_INVALID),
    "no JWT": (["token"], TokenFault.FSC_INVALID),
    "under another scheme": ([f"Basic {fsc_token()}"], TokenFault.FSC_INVALID),
    "very long": ([fsc_token(add={"x": "x" * 9_000})], TokenFault.FSC_INVALID),
    "the client's own token": ([OAUTH], TokenFault.FSC_INVALID),
    "a stranger's signature": ([forged(fsc_header(), fsc_claims(), STRANGER)], TokenFault.FSC_INVALID),
    "no signature": ([f"{part(fsc_header(alg='none'))}.{part(fsc_claims())}."], TokenFault.FSC_INVALID),
    "a shared secret": (
        [forged(fsc_header(alg="HS256"), fsc_claims(), MANAGER.as_pem(private=False))],
        TokenFault.FSC_INVALID,
    ),
    "a key of no manager": (
        [forged(fsc_header(**{"x5t#S256": "other"}), fsc_claims(), MANAGER)],
        TokenFault.FSC_INVALID,
    ),
    "no key named": ([forged(fsc_header(**{"x5t#S256": None}), fsc_claims(), MANAGER)], TokenFault.FSC_INVALID),
    "keys as a list": (
        [forged(fsc_header(**{"x5t#S256": ["manager-1"]}), fsc_claims(), MANAGER)],
        TokenFault.FSC_INVALID,
    ),
    "another key, embedded": (
        [forged(fsc_header(jwk=STRANGER.as_dict(private=False)), fsc_claims(), STRANGER)],
        TokenFault.FSC_INVALID,
    ),
    "critical": ([forged(fsc_header(crit=["b64"], b64=False), fsc_claims(), MANAGER)], TokenFault.FSC_INVALID),
    "ended": ([fsc_token(exp=NOW)], TokenFault.FSC_EXPIRED),
    "never ending": ([fsc_token(exp=None)], TokenFault.FSC_INVALID),
    "ending as text": ([fsc_token(exp=str(NOW + 9))], TokenFault.FSC_INVALID),
    "not yet": ([fsc_token(nbf=NOW + 1)], TokenFault.FSC_INVALID),
    "no beginning": ([fsc_token(nbf=None)], TokenFault.FSC_INVALID),
    "another group": ([fsc_token(gid="other")], TokenFault.FSC_WRONG_GROUP),
    "no group": ([fsc_token(gid=None)], TokenFault.FSC_WRONG_GROUP),
    "groups as a list": ([fsc_token(gid=[GROUP])], TokenFault.FSC_WRONG_GROUP),
    "another service": ([fsc_token(svc="other")], TokenFault.FSC_UNKNOWN_SERVICE),
    "no service": ([fsc_token(svc=None)], TokenFault.FSC_UNKNOWN_SERVICE),
    "another inway": ([fsc_token(aud="https://other.invalid:443")], TokenFault.FSC_INVALID),
    "an inway without its port": ([fsc_token(aud="https://inway.invalid")], TokenFault.FSC_INVALID),
    "another provider": ([fsc_token(iss=OTHER_OIN)], TokenFault.FSC_INVALID),
    "no grant": ([fsc_token(gth=None)], TokenFault.FSC_INVALID),
    "a grant that is no hash": ([fsc_token(gth="yes")], TokenFault.FSC_INVALID),
    "grants as a list": ([fsc_token(gth=[GRANT])], TokenFault.FSC_INVALID),
    "for another organisation": ([fsc_token(sub=OTHER_OIN)], TokenFault.FSC_INVALID),
    "for nobody": ([fsc_token(sub=None)], TokenFault.FSC_INVALID),
    "for several": ([fsc_token(sub=[OIN])], TokenFault.FSC_INVALID),
    "bound to nothing": ([fsc_token(cnf=None)], TokenFault.FSC_INVALID),
    "bound to a text": ([fsc_token(cnf="x")], TokenFault.FSC_INVALID),
    "bound to another certificate": (
        [fsc_token(cnf={"x5t#S256": thumbprint(a_certificate(OIN))})],
        TokenFault.FSC_INVALID,
    ),
    "bound to a key": ([fsc_token(cnf={"jkt": THUMBPRINT})], TokenFault.FSC_INVALID),
    "connected by nobody": ([fsc_token(act={})], TokenFault.FSC_INVALID),
    "connected by a text": ([fsc_token(act=OIN)], TokenFault.FSC_INVALID),
    "connected by another than who holds the certificate": (
        [fsc_token(act={"sub": OTHER_OIN})],
        TokenFault.FSC_INVALID,
    ),
    "two delegators": ([fsc_token(act={"sub": OIN}, cdi=OTHER_OIN)], TokenFault.FSC_INVALID),
    "a delegator that is another client": ([fsc_token(cdi=OTHER_OIN)], TokenFault.FSC_INVALID),
    "delegators as a list": ([fsc_token(cdi=[OIN])], TokenFault.FSC_INVALID),
    "properties as text": ([fsc_token(prp="overview")], TokenFault.FSC_INVALID),
    "purposes as text": ([fsc_token(prp={"purposes": "overview"})], TokenFault.FSC_INVALID),
    "purposes that are numbers": ([fsc_token(prp={"purposes": [1]})], TokenFault.FSC_INVALID),
    "no purposes at all": ([fsc_token(prp={"purposes": None})], TokenFault.FSC_INVALID),
}

STATUS = {
    TokenFault.FSC_MISSING: (401, "ERROR_CODE_ACCESS_TOKEN_MISSING"),
    TokenFault.FSC_INVALID: (401, "ERROR_CODE_ACCESS_TOKEN_INVALID"),
    TokenFault.FSC_EXPIRED: (401, "ERROR_CODE_ACCESS_TOKEN_EXPIRED"),
    TokenFault.FSC_WRONG_GROUP: (403, "ERROR_CODE_WRONG_GROUP_ID_IN_TOKEN"),
    TokenFault.FSC_UNKNOWN_SERVICE: (404, "ERROR_CODE_SERVICE_NOT_FOUND"),
    TokenFault.FSC_NO_TRANSACTION: (400, "MISSING_LOG_RECORD_ID"),
    TokenFault.FSC_BAD_TRANSACTION: (400, "INVALID_LOG_RECORD_ID"),
}


def is_as_fsc_says(answer: TokenRefused) -> bool:
    status, code = STATUS[answer.code]
    challenge = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    return (answer.status, answer.headers) == (status, {"Fsc-Error-Code": code, **challenge})


@pytest.mark.parametrize(("tokens", "code"), BAD.values(), ids=BAD)
async def test_a_bad_fsc_token_is_refused_the_way_an_inway_would(tokens: list[str], code: TokenFault) -> None:
    answer = await refusal(through(*tokens))

    assert answer.code is code
    assert is_as_fsc_says(answer)


@pytest.mark.parametrize(
    ("transactions", "code"),
    [
        ((), TokenFault.FSC_NO_TRANSACTION),
        (("",), TokenFault.FSC_BAD_TRANSACTION),
        ((TRANSACTION, TRANSACTION), TokenFault.FSC_BAD_TRANSACTION),
        ((TRANSACTION.replace("-7b44", "-4b44"),), TokenFault.FSC_BAD_TRANSACTION),
        ((TRANSACTION.replace("-9a02", "-1a02"),), TokenFault.FSC_BAD_TRANSACTION),
        ((f"{TRANSACTION}0",), TokenFault.FSC_BAD_TRANSACTION),
        ((f"{{{TRANSACTION}}}",), TokenFault.FSC_BAD_TRANSACTION),
        (("x" * 36,), TokenFault.FSC_BAD_TRANSACTION),
    ],
    ids=str,
)
async def test_a_transaction_has_one_id_of_version_7(transactions: tuple[str, ...], code: TokenFault) -> None:
    answer = await refusal(through(fsc_token(), transactions=transactions))

    assert answer.code is code
    assert is_as_fsc_says(answer)


@pytest.mark.parametrize("scheme", ["", "Bearer ", "bearer "], ids=["bare", "Bearer", "bearer"])
async def test_a_request_through_fsc_comes_in_with_its_transaction(scheme: str) -> None:
    request = through(f"{scheme}{fsc_token()}", transactions=(TRANSACTION.upper(),))
    answer = await a_checker(partners(), service=SERVICE).check(request)

    assert isinstance(answer, Authenticated)
    assert answer.fsc_transaction_id == TRANSACTION
    assert answer.requester.purposes == {"overview"}


async def test_a_thumbprint_in_the_other_base64_alphabet_is_the_same() -> None:
    key = ManagerKey(key=MANAGER, begins=NOON - DAY, ends=NOON + DAY)
    other = thumbprint(OUTWAY).replace("-", "+").replace("_", "/") + "="
    token = forged(fsc_header(**{"x5t#S256": "a+b/c="}), fsc_claims(cnf={"x5t#S256": other}), MANAGER)

    answer = await a_checker(partners(), service=a_service(**{"a-b_c": key})).check(through(token))
    assert isinstance(answer, Authenticated)


@pytest.mark.parametrize("peer", ["192.0.2.7", "127.0.0.1", None])
async def test_fsc_headers_from_anywhere_but_our_inway_are_refused(peer: str | None) -> None:
    answer = await refusal(through(fsc_token(), peer=peer))

    assert answer.code is TokenFault.FSC_INVALID
    assert is_as_fsc_says(answer)


async def test_a_transaction_without_a_token_is_refused() -> None:
    assert (await refusal(through())).code is TokenFault.FSC_MISSING


@pytest.mark.parametrize("certificates", [(), (forwarded(OUTWAY),) * 2, ("x",)], ids=["none", "two", "nonsense"])
async def test_fsc_needs_the_certificate_of_who_connects(certificates: tuple[str, ...]) -> None:
    assert (await refusal(through(fsc_token(), certificates=certificates))).code is TokenFault.FSC_INVALID


async def test_a_hub_that_is_in_no_group_is_no_service() -> None:
    answer = await refusal(through(fsc_token()), service=None)

    assert answer.code is TokenFault.FSC_UNKNOWN_SERVICE
    assert is_as_fsc_says(answer)


async def test_without_fsc_headers_everything_is_as_without_fsc() -> None:
    direct = through(transactions=(), certificates=(), peer="192.0.2.7")
    answer = await a_checker(partners(), service=SERVICE).check(direct)

    assert isinstance(answer, Authenticated)
    assert answer.fsc_transaction_id is None


async def test_a_client_that_must_come_through_fsc_does_not_come_otherwise() -> None:
    only = partners().clients["agency-cjib"].model_copy(update={"fsc_only": True})
    checker = a_checker(partners(clients={"agency-cjib": only}), service=SERVICE)

    refused = await checker.check(through(transactions=(), certificates=()))
    assert isinstance(refused, TokenRefused)
    assert refused.code is TokenFault.FSC_MISSING
    assert isinstance(await checker.check(through(fsc_token())), Authenticated)


DELEGATED = {
    "as core writes it": {"sub": OIN, "act": {"sub": OTHER_OIN}},
    "as logging reads it": {"sub": OTHER_OIN, "cdi": OIN},
    "both ways": {"sub": OIN, "act": {"sub": OTHER_OIN}, "cdi": OIN},
}


@pytest.mark.parametrize("parties", DELEGATED.values(), ids=DELEGATED)
async def test_a_delegated_connection_serves_the_client_and_is_held_by_who_connects(parties: dict[str, Any]) -> None:
    outway = a_certificate(OTHER_OIN)
    token = fsc_token(cnf={"x5t#S256": thumbprint(outway)}, **parties)
    checker = a_checker(partners(), service=SERVICE)

    answer = await checker.check(through(token, certificates=(forwarded(outway),)))
    assert isinstance(answer, Authenticated)
    assert answer.requester.oin == OIN
    own = fsc_token(**parties)  # bound to a certificate of the client, who does not connect here
    assert (await refusal(through(own))).code is TokenFault.FSC_INVALID


async def test_a_service_published_for_another_is_ours_all_the_same() -> None:
    assert isinstance(
        await a_checker(partners(), service=SERVICE).check(through(fsc_token(pdi=OTHER_OIN))), Authenticated
    )


@pytest.mark.parametrize(
    ("properties", "purposes"),
    [
        ({}, {"overview"}),
        ({"other": 1}, {"overview"}),
        ({"purposes": ["overview"]}, {"overview"}),
        ({"purposes": ["overview", "proposal"]}, {"overview"}),
        ({"purposes": ["proposal"]}, set()),
        ({"purposes": []}, set()),
    ],
    ids=str,
)
async def test_a_grant_makes_purposes_fewer_and_never_more(properties: dict[str, Any], purposes: set[str]) -> None:
    answer = await a_checker(partners(), service=SERVICE).check(through(fsc_token(prp=properties)))

    assert isinstance(answer, Authenticated)
    assert answer.requester.purposes == purposes


async def test_a_citizen_does_not_come_through_fsc() -> None:
    answer = await refusal(through(fsc_token(), oauth=forged(header(), claims())))

    assert answer.code is TokenFault.FSC_INVALID


async def test_fsc_takes_no_proof_away() -> None:
    bound = forged(header(), partner_claims(cnf={"jkt": THUMBPRINT}))
    without = through(fsc_token(), oauth=bound)
    checker = a_checker(partners(proof="dpop"), service=SERVICE)

    refused = await checker.check(without)
    assert isinstance(refused, TokenRefused)
    assert refused.code is TokenFault.NEEDS_PROOF
    rest = [(name, value) for name, value in without.headers if name != "Authorization"]
    proven = a_request(("Authorization", f"DPoP {bound}"), ("DPoP", a_proof(bound)), *rest, peer=PROXY)
    assert isinstance(await checker.check(proven), Authenticated)


@pytest.mark.parametrize(("begins", "ends"), [(1, 2), (-2, -1)], ids=["not yet", "over"])
async def test_a_managers_certificate_counts_while_it_is_valid(begins: int, ends: int) -> None:
    key = ManagerKey(key=MANAGER, begins=NOON + begins * DAY, ends=NOON + ends * DAY)

    answer = await refusal(through(fsc_token()), service=a_service(**{"manager-1": key}))
    assert answer.code is TokenFault.FSC_INVALID


def _settings(file: Path) -> FscSettings:
    return FscSettings(group=GROUP, service=NAME, peer=PEER, audience=INWAY, manager_certs_file=file)


@pytest.mark.parametrize(
    ("kind", "algorithm"),
    [
        (lambda: ec.generate_private_key(ec.SECP256R1()), "ES256"),
        (lambda: rsa.generate_private_key(65_537, 2_048), "RS256"),
    ],
    ids=["ES256", "RS256"],
)
async def test_a_managers_keys_come_from_its_certificates(tmp_path: Path, kind: Any, algorithm: str) -> None:
    private = kind()
    certificate, second = a_certificate(PEER, key=private), a_certificate(PEER)
    file = tmp_path / "manager.pem"
    file.write_bytes(second.public_bytes(Encoding.PEM) + certificate.public_bytes(Encoding.PEM))
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    key = (RSAKey if algorithm == "RS256" else ECKey).import_key(pem)
    head = fsc_header(alg=algorithm, **{"x5t#S256": thumbprint(certificate)})
    token = forged(head, fsc_claims(), key, alg=algorithm)

    answer = await a_checker(partners(), service=fsc.service(_settings(file))).check(through(token))

    assert isinstance(answer, Authenticated)
    assert set(manager_keys.read(file)) == {thumbprint(certificate), thumbprint(second)}


def _self_signed(key: Any) -> bytes:
    return a_certificate(key=key).public_bytes(Encoding.PEM)


USELESS = {
    "nothing": lambda: b"",
    "no certificate": lambda: b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    "a weak key": lambda: _self_signed(rsa.generate_private_key(65_537, 1_024)),  # noqa: S505 the weak key of the case
    "no file": lambda: None,
}


@pytest.mark.parametrize("content", USELESS.values(), ids=USELESS)
def test_certificates_that_cannot_sign_are_a_fault_of_the_configuration(tmp_path: Path, content: Any) -> None:
    file = tmp_path / "manager.pem"
    if (made := content()) is not None:
        file.write_bytes(made)

    with pytest.raises(BadInput, match=r"fsc\.manager_certificates"):
        fsc.service(_settings(file))
