"""How a partner agency proves who it is, over real HTTP: the hub as it is served, an issuer beside it."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes, token_urlsafe
from typing import Any

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from doors.door import JSON, RESPONSE, code, served
from identity.forging import AUDIENCE, NUMBER, changed, claims, forged, header, partner_claims
from identity.proving import SENDER, THUMBPRINT, proof_claims, proof_header
from identity.wearing import OIN, a_certificate, forwarded, thumbprint
from joserfc.jwk import ECKey
from migrated import bring_up
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from structlog.testing import capture_logs

from adapters import bootstrap
from adapters.identity import denials
from adapters.settings import Settings
from adapters.store.denials import SqlDenials
from adapters.store.engine import open_engine
from adapters.system import SystemClock

DPOP, MTLS, CITIZENS = "uwv", "svb", "portal"
"""Clients: one that proves by key, one by certificate, and the one through which citizens come."""

INWAY = "https://inway.invalid:443"
FSC = {"group": "group", "service": "betaalhub", "peer": "00000099000000099000", "audience": INWAY}
TRANSACTION = "0190a3f2-7c1e-7b44-9a02-1f3c8d5e6a7b"
SIGNER = ECKey.generate_key("P-256", {"kid": "key-1"})
OUTWAY = a_certificate(OIN)
MANAGER = ec.generate_private_key(ec.SECP256R1())
MANAGER_CERTIFICATE = a_certificate(FSC["peer"], key=MANAGER)
QUERY = b'{"query": "{ agencies { code } }"}'


def now() -> int:
    return int(SystemClock().now().timestamp())


@dataclass
class Issuer:
    """Publishes keys; a test changes them, and takes them away."""

    keys: list[ECKey]
    asked: int = 0

    def application(self) -> Starlette:
        async def metadata(request: Request) -> JSONResponse:
            base = str(request.base_url).rstrip("/")
            return JSONResponse({"issuer": base, "jwks_uri": f"{base}/jwks"})

        async def jwks(_request: Request) -> JSONResponse:
            self.asked += 1
            return JSONResponse({"keys": [key.as_dict(private=False) for key in self.keys]})

        return Starlette(routes=[Route("/.well-known/openid-configuration", metadata), Route("/jwks", jwks)])


@dataclass
class Front:
    """A hub on loopback, as one worker or several, and the issuer that it believes."""

    issuer: str
    published: Issuer
    ports: Sequence[int]
    http: httpx2.AsyncClient

    def token(self, client: str = DPOP, *, key: ECKey = SIGNER, **changes: Any) -> str:
        base = claims() if client == CITIZENS else partner_claims(client)
        moments = {"iat": now(), "exp": now() + 300, "jti": token_urlsafe(12)}
        binding = {"x5t#S256": thumbprint(OUTWAY)} if client == MTLS else {"jkt": THUMBPRINT}
        body = {**base, **moments, "iss": self.issuer, "cnf": binding, **changes}
        return forged(header(kid=key.kid), changed(body, {}), key)

    async def post(
        self, *headers: tuple[str, str], worker: int = 0, path: str = "/graphql", content: bytes = QUERY
    ) -> httpx2.Response:
        sent = [("Content-Type", JSON), ("Accept", RESPONSE), *headers]
        return await self.http.post(f"http://127.0.0.1:{self.ports[worker]}{path}", content=content, headers=sent)


def a_proof(token: str, **changes: Any) -> str:
    fresh = {"jti": token_urlsafe(12), "iat": now()}
    return forged(proof_header(), proof_claims(token, **{**fresh, **changes}), SENDER)


def dpop(token: str, proof: str | None = None) -> list[tuple[str, str]]:
    return [("Authorization", f"DPoP {token}"), ("DPoP", proof or a_proof(token))]


def bearer(token: str, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Authorization", f"Bearer {token}"), *more]


def cert(certificate: Any = OUTWAY) -> tuple[str, str]:
    return ("Client-Cert", forwarded(certificate))


def fsc_headers(**changes: Any) -> list[tuple[str, str]]:
    pem = MANAGER.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    body = {
        "gth": "$1$3$abc",
        "gid": FSC["group"],
        "sub": OIN,
        "iss": FSC["peer"],
        "svc": FSC["service"],
        "aud": FSC["audience"],
        "exp": now() + 60,
        "nbf": now() - 1,
        "cnf": {"x5t#S256": thumbprint(OUTWAY)},
        **changes,
    }
    token = forged({"alg": "ES256", "x5t#S256": thumbprint(MANAGER_CERTIFICATE)}, body, ECKey.import_key(pem))
    return [("Fsc-Authorization", f"Bearer {token}"), ("Fsc-Transaction-Id", TRANSACTION)]


def _settings(issuer: str, store: str, manager: Path, more: Mapping[str, Any]) -> Settings:
    row = {"issuer": issuer, "audience": AUDIENCE, "algorithms": ("ES256",)}
    portal = {"role": "portal", "scopes": ("graphql.free",)}
    client = {**portal, "role": "agency", "agency": "cjib", "oin": OIN, "purposes": ("overview",)}
    keys = {name: base64.b64encode(token_bytes(32)).decode() for name in ("wrap", "index")}
    identity = {
        "issuers": (
            {**row, "kind": "partner", "proof": "dpop", "clients": {DPOP: client}},
            {**row, "kind": "partner", "proof": "mtls", "clients": {MTLS: client}},
            {**row, "kind": "citizen", "proof": "dpop", "subject_claim": "bsn", "clients": {CITIZENS: portal}},
        ),
        **more.get("identity", {}),
    }
    return Settings.model_validate(
        {
            "mode": "demo",
            "public_url": AUDIENCE,
            "trusted_proxies": more.get("trusted_proxies", ("127.0.0.1/32",)),
            "store": {"url": store},
            "keys": {"wrap_id": "demo-1", "signing_key_file": manager.with_name("signing.jwk"), **keys},
            "identity": identity,
            "fsc": {**FSC, "manager_certs_file": manager},
            "workflow": {"enabled": False},  # several hubs run in one process here
        }
    )


@asynccontextmanager
async def a_front(store: str, folder: Path, *, workers: int = 1, **more: Any) -> AsyncIterator[Front]:
    """Serve issuer and hub. The hub listens on loopback and is known as `AUDIENCE`, as behind a proxy."""
    (manager := folder / "manager.pem").write_bytes(MANAGER_CERTIFICATE.public_bytes(Encoding.PEM))
    signing = ECKey.generate_key("P-256", {"kid": "demo-signing-1"})
    (folder / "signing.jwk").write_text(json.dumps(signing.as_dict(private=True)), encoding="utf-8")
    published = Issuer(keys=[SIGNER])
    async with AsyncExitStack() as stack:
        issuer = f"http://127.0.0.1:{await stack.enter_async_context(served(published.application()))}"
        settings = _settings(issuer, store, manager, more)
        ports = [
            await stack.enter_async_context(served(bootstrap.hub(settings), lifespan="on")) for _ in range(workers)
        ]
        http = await stack.enter_async_context(httpx2.AsyncClient(trust_env=False, timeout=20))
        yield Front(issuer=issuer, published=published, ports=ports, http=http)


@pytest.fixture
async def front(tmp_path: Path) -> AsyncIterator[Front]:
    async with a_front(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path) as made:
        yield made


def is_refused(answer: httpx2.Response, status: int, fault: str, **headers: str) -> bool:
    """Say whether a refusal has this status, code and headers, and nothing beside them."""
    told = answer.json()
    (error,) = told["errors"]
    assert (set(told), set(error)) == ({"errors"}, {"message", "extensions"})
    assert error["extensions"] == {"code": fault}
    assert answer.headers["cache-control"] == "no-store"
    sent = [value for name, value in answer.request.headers.items() if len(value) > 40 and name != "user-agent"]
    said = answer.text + str(dict(answer.headers))
    for secret in (*(part for value in sent for part in (value, *value.split())), THUMBPRINT, OIN, NUMBER):
        assert len(secret) < 10 or secret not in said
    found = {name.replace("-", "_"): answer.headers.get(name.replace("_", "-")) for name in headers}
    return (answer.status_code, code(answer), found) == (status, fault, headers)


PROOF_CHALLENGE = 'DPoP error="invalid_dpop_proof", algs="ES256 PS256 EdDSA Ed25519"'
BOTH = 'DPoP algs="ES256 PS256 EdDSA Ed25519", Bearer'


async def test_a_client_with_a_proof_comes_in_once_per_proof(front: Front) -> None:
    token = front.token()
    proof = a_proof(token)

    first, again = await front.post(*dpop(token, proof)), await front.post(*dpop(token, proof))

    assert first.status_code == 200
    assert is_refused(again, 401, "proof.used", WWW_Authenticate=PROOF_CHALLENGE)
    assert (await front.post(*dpop(token))).status_code == 200
    assert front.published.asked == 1


async def test_a_stolen_token_opens_nothing(front: Front) -> None:
    token, other = front.token(), ECKey.generate_key("P-256")
    invalid = 'DPoP error="invalid_token", algs="ES256 PS256 EdDSA Ed25519"'
    thief = forged(proof_header(other), proof_claims(token, iat=now()), other)

    assert is_refused(await front.post(*bearer(token)), 401, "token.needs_proof", WWW_Authenticate=invalid)
    alone = ("Authorization", f"DPoP {token}")
    assert is_refused(await front.post(alone), 401, "proof.missing", WWW_Authenticate=PROOF_CHALLENGE)
    assert is_refused(await front.post(*dpop(token, thief)), 401, "proof.wrong_key", WWW_Authenticate=PROOF_CHALLENGE)
    two = await front.post(*dpop(token), ("DPoP", a_proof(token)))
    assert is_refused(two, 401, "proof.several", WWW_Authenticate=PROOF_CHALLENGE)


@pytest.mark.parametrize("workers", [2])
async def test_of_24_copies_of_one_request_at_two_workers_one_is_answered(tmp_path: Path, workers: int) -> None:
    async with a_front(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path, workers=workers) as front:
        await _copies(front)


async def test_of_24_copies_of_one_request_one_is_answered_on_postgresql_too(postgres_url: str, tmp_path: Path) -> None:
    async with a_front(postgres_url, tmp_path, workers=2) as front:
        await _copies(front)


async def _copies(front: Front) -> None:
    token = front.token()
    sent = dpop(token)
    answers = await asyncio.gather(*(front.post(*sent, worker=number % 2) for number in range(24)))

    assert sorted(answer.status_code for answer in answers) == [200] + [401] * 23
    assert {code(answer) for answer in answers if answer.status_code == 401} == {"proof.used"}


async def test_who_brings_nothing_is_told_both_ways(front: Front) -> None:
    assert is_refused(await front.post(), 401, "token.missing", WWW_Authenticate=BOTH)


async def test_two_tokens_are_a_bad_request(front: Front) -> None:
    token = front.token()
    answer = await front.post(*dpop(token), ("Authorization", f"Bearer {token}"))

    assert (answer.status_code, code(answer)) == (400, "token.several")
    assert 'error="invalid_request"' in answer.headers["www-authenticate"]


@pytest.mark.leaks("the client of this test writes down the address into which it puts the token")
@pytest.mark.parametrize("name", ["access_token", "token", "authorization"])
async def test_a_token_anywhere_but_in_its_header_is_not_looked_at(front: Front, name: str) -> None:
    token = front.token(cnf=None)
    in_body = b'{"query": "{ __typename }", "%s": "%s"}' % (name.encode(), token.encode())
    answers = [
        await front.post(path=f"/graphql?{name}={token}"),
        await front.post(("Cookie", f"{name}={token}")),
        await front.post((f"X-{name}".replace("_", "-"), f"Bearer {token}")),
        await front.post(content=in_body),
    ]

    for answer in answers:
        assert is_refused(answer, 401, "token.missing", WWW_Authenticate=BOTH)


async def test_a_token_in_a_form_is_not_looked_at(front: Front) -> None:
    form = b"access_token=" + front.token().encode()
    kind = ("Content-Type", "application/x-www-form-urlencoded")
    url = f"http://127.0.0.1:{front.ports[0]}/graphql"
    answer = await front.http.post(url, content=form, headers=[kind])

    assert (answer.status_code, code(answer)) == (415, "content_type.unsupported")


async def test_an_address_with_a_query_is_the_same_address(front: Front) -> None:
    token = front.token()

    assert (await front.post(*dpop(token), path="/graphql?trace=1")).status_code == 200


async def test_the_host_header_is_not_believed(front: Front) -> None:
    token = front.token()
    proof = a_proof(token, htu="https://evil.invalid/graphql")

    answer = await front.post(*dpop(token, proof), ("Host", "evil.invalid"), ("X-Forwarded-Host", "evil.invalid"))
    assert is_refused(answer, 401, "proof.wrong_address", WWW_Authenticate=PROOF_CHALLENGE)


async def test_a_nonce_is_asked_for_and_then_taken(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path / 'hub.db'}"
    async with a_front(store, tmp_path, workers=2, identity={"dpop_nonce": True}) as front:
        token = front.token()
        asked = await front.post(*dpop(token))
        challenge = 'DPoP error="use_dpop_nonce", algs="ES256 PS256 EdDSA Ed25519"'
        nonce = asked.headers["dpop-nonce"]

        assert is_refused(asked, 401, "proof.needs_nonce", WWW_Authenticate=challenge)
        assert (await front.post(*dpop(token, a_proof(token, nonce=nonce)), worker=1)).status_code == 200


async def test_a_certificate_counts_from_the_proxy(front: Front) -> None:
    token, stranger = front.token(MTLS), a_certificate(OIN)
    challenge = 'Bearer error="invalid_token"'

    assert (await front.post(*bearer(token, cert()))).status_code == 200
    for more, fault in (
        ((), "certificate.missing"),
        ((cert(), cert()), "certificate.several"),
        ((("Client-Cert", "x"),), "certificate.malformed"),
        ((cert(stranger),), "certificate.wrong"),
    ):
        assert is_refused(await front.post(*bearer(token, *more)), 401, fault, WWW_Authenticate=challenge)


async def test_a_certificate_from_anybody_else_is_none(tmp_path: Path) -> None:
    elsewhere = ("192.0.2.0/24",)
    async with a_front(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path, trusted_proxies=elsewhere) as front:
        direct = await front.post(*bearer(front.token(MTLS), cert()), ("X-Forwarded-For", "192.0.2.1"))
        through_fsc = await front.post(*dpop(front.token()), cert(), *fsc_headers())

        assert is_refused(direct, 401, "certificate.missing", WWW_Authenticate='Bearer error="invalid_token"')
        invalid = "ERROR_CODE_ACCESS_TOKEN_INVALID"
        assert is_refused(through_fsc, 401, "fsc.token_invalid", WWW_Authenticate="Bearer", Fsc_Error_Code=invalid)


async def test_a_request_through_fsc_is_checked_again(front: Front) -> None:
    answer = await front.post(*dpop(front.token()), cert(), *fsc_headers())
    assert answer.status_code == 200

    wrong_group = await front.post(*dpop(front.token()), cert(), *fsc_headers(gid="other"))
    assert is_refused(wrong_group, 403, "fsc.wrong_group", Fsc_Error_Code="ERROR_CODE_WRONG_GROUP_ID_IN_TOKEN")
    wrong_service = await front.post(*dpop(front.token()), cert(), *fsc_headers(svc="other"))
    assert is_refused(wrong_service, 404, "fsc.unknown_service", Fsc_Error_Code="ERROR_CODE_SERVICE_NOT_FOUND")
    over = await front.post(*dpop(front.token()), cert(), *fsc_headers(exp=now() - 1))
    expired = "ERROR_CODE_ACCESS_TOKEN_EXPIRED"
    assert is_refused(over, 401, "fsc.token_expired", WWW_Authenticate="Bearer", Fsc_Error_Code=expired)
    (authorization, _) = fsc_headers()
    no_id = await front.post(*dpop(front.token()), cert(), authorization)
    assert is_refused(no_id, 400, "fsc.transaction_missing", Fsc_Error_Code="MISSING_LOG_RECORD_ID")


async def test_a_citizen_comes_with_a_bound_token_too(front: Front) -> None:
    token = front.token(CITIZENS)

    assert (await front.post(*dpop(token))).status_code == 200
    assert (await front.post(*bearer(token))).status_code == 401


async def test_a_token_that_was_denied_is_refused(front: Front, tmp_path: Path) -> None:
    token = front.token(jti="stolen")
    engine = open_engine(f"sqlite:///{tmp_path / 'hub.db'}")
    await bring_up(engine)
    moment = SystemClock().now()
    until = moment.replace(year=moment.year + 1)
    await SqlDenials(engine).deny(denials.of_token(front.issuer, "stolen"), until=until, now=moment)
    await engine.dispose()

    invalid = 'DPoP error="invalid_token", algs="ES256 PS256 EdDSA Ed25519"'
    assert is_refused(await front.post(*dpop(token)), 401, "token.revoked", WWW_Authenticate=invalid)
    assert (await front.post(*dpop(front.token()))).status_code == 200


async def test_an_issuer_is_asked_once_for_keys_that_it_does_not_have(front: Front) -> None:
    unknown = ECKey.generate_key("P-256", {"kid": "key-2"})
    assert (await front.post(*dpop(front.token()))).status_code == 200
    asked = front.published.asked
    for _ in range(5):
        assert code(await front.post(*dpop(front.token(key=unknown)))) == "token.bad_signature"

    assert front.published.asked == asked  # within the pause: nobody makes us hammer the issuer


async def test_a_new_key_of_the_issuer_counts_at_the_first_request(tmp_path: Path) -> None:
    second = ECKey.generate_key("P-256", {"kid": "key-2"})
    async with a_front(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path) as front:
        front.published.keys.append(second)

        assert (await front.post(*dpop(front.token(key=second)))).status_code == 200
        assert (await front.post(*dpop(front.token()))).status_code == 200
        assert front.published.asked == 1


async def test_nothing_of_tokens_proofs_and_certificates_is_logged(front: Front) -> None:
    with capture_logs() as logs:
        good, by_certificate = front.token(), front.token(MTLS)
        await front.post(*dpop(good))
        await front.post(*bearer(good))
        await front.post(*bearer(by_certificate, cert()))

    assert "graphql.answered" in str(logs)
    assert not any(secret in str(logs) for secret in (good, by_certificate, THUMBPRINT, OIN, cert()[1]))
