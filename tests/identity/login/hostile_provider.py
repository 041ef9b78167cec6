"""An OpenID Provider on loopback that does everything right, until a test tells it which lie to tell."""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from identity.forging import StillClock, forged
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import JWSRegistry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

SUBSTANTIAL = "http://eidas.europa.eu/LoA/substantial"
HELD = ECKey.generate_key("P-256", {"kid": "op-1"})
RSA = RSAKey.generate_key(2048, {"kid": "op-rsa"})
STRANGERS = ECKey.generate_key("P-256", {"kid": "op-1"})
"""A key that the provider does not publish, under a name that it does."""

CLIENT = "portal"
EVENT = "http://schemas.openid.net/event/backchannel-logout"

Key = ECKey | RSAKey
Change = Callable[[dict[str, Any]], None]


def nothing(_content: dict[str, Any]) -> None:
    """Change nothing."""


@dataclass
class HostileProvider:
    """What it saw, and what it lies about: each `change_…` gets the honest content in hand."""

    issuer: str
    client_key: ECKey | RSAKey
    clock: StillClock
    is_fapi: bool = False
    wants_nonce: str | None = None
    change_metadata: Change = nothing
    change_callback: Change = nothing
    change_claims: Change = nothing
    change_header: Change = nothing
    change_answer: Change = nothing
    sign_with: Key | bytes = field(default_factory=lambda: HELD)
    sign_as: str = "ES256"
    raw_id_token: str | None = None
    token_status: int | None = None
    token_content: bytes = b"geheim"
    token_headers: Mapping[str, str] = field(default_factory=dict)
    push_answer: tuple[object, int] | None = None
    life_s: int = 300
    gives_refresh: bool = False
    refuses_refresh: bool = False
    sub: str = "pairwise-burger"
    assertions: list[Mapping[str, Any]] = field(default_factory=list)
    pushed: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    redeemed: list[dict[str, str]] = field(default_factory=list)
    proofs: list[Mapping[str, Any]] = field(default_factory=list)
    refresh_tokens: dict[str, str] = field(default_factory=dict)
    given: list[str] = field(default_factory=list)
    """Every token that was given out, to search for."""

    def application(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._metadata),
                Route("/jwks", self._jwks),
                Route("/par", self._par, methods=["POST"]),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/bye", self._bye),
            ]
        )

    def honest(self) -> None:
        """Tell the truth again."""
        self.change_callback = self.change_claims = self.change_header = self.change_answer = nothing
        self.sign_with, self.sign_as, self.raw_id_token = HELD, "ES256", None

    def logout_token(self, header: Mapping[str, Any] | None = None, key: Key = HELD, **changes: Any) -> str:
        """Make a logout token; a change to None leaves the member out."""
        now = int(self.clock.now().timestamp())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 120,
            "jti": secrets.token_urlsafe(8),
            "events": {EVENT: {}},
            "sid": f"sid-{self.sub}",
            "sub": self.sub,
            **changes,
        }
        head = {"alg": "ES256", "typ": "logout+jwt", "kid": "op-1", **(header or {})}
        return forged(
            {name: value for name, value in head.items() if value is not None},
            {name: value for name, value in claims.items() if value is not None},
            key,
        )

    async def _metadata(self, _request: Request) -> Response:
        content: dict[str, Any] = {
            "issuer": self.issuer,
            "jwks_uri": f"{self.issuer}/jwks",
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "end_session_endpoint": f"{self.issuer}/bye",
            "id_token_signing_alg_values_supported": ["ES256", "none", "HS256"],
        }
        if self.is_fapi:
            content |= {
                "pushed_authorization_request_endpoint": f"{self.issuer}/par",
                "require_pushed_authorization_requests": True,
                "authorization_response_iss_parameter_supported": True,
                "dpop_signing_alg_values_supported": ["ES256"],
            }
        self.change_metadata(content)
        return JSONResponse(content)

    async def _jwks(self, _request: Request) -> Response:
        return JSONResponse({"keys": [HELD.as_dict(private=False), RSA.as_dict(private=False)]})

    async def _par(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        self._check_assertion(form)
        if self.push_answer is not None:
            return JSONResponse(*self.push_answer)
        name = f"urn:ietf:params:oauth:request_uri:{secrets.token_urlsafe(8)}"
        self.pushed[name] = form
        return JSONResponse({"request_uri": name, "expires_in": 60}, 201)

    async def _authorize(self, request: Request) -> Response:
        query = dict(request.query_params)
        asked = self.pushed.pop(query["request_uri"]) if "request_uri" in query else query
        assert not self.is_fapi or set(query) == {"client_id", "request_uri"}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        self.asked.append(asked)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        answer = {"code": code, "state": asked["state"]}
        if self.is_fapi:
            answer["iss"] = self.issuer
        self.change_callback(answer)
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(answer)}", 302)

    async def _token(self, request: Request) -> Response:
        if self.token_status is not None:
            return Response(self.token_content, self.token_status, self.token_headers)
        form = dict(parse_qsl((await request.body()).decode()))
        self._check_assertion(form)
        thumbprint = None
        if self.is_fapi:
            proof = self._proof(request.headers["dpop"])
            thumbprint = proof["thumbprint"]
            if self.wants_nonce is not None and proof.get("nonce") != self.wants_nonce:
                told = {"error": "use_dpop_nonce"}
                return JSONResponse(told, 400, headers={"DPoP-Nonce": self.wants_nonce})
        self.redeemed.append(form)
        if form["grant_type"] == "refresh_token":
            return self._refreshed(form)
        asked = self.codes.pop(form["code"], None)
        if asked is None or asked["redirect_uri"] != form["redirect_uri"] or not _fits(asked, form):
            return JSONResponse({"error": "invalid_grant", "error_description": "geheim"}, 400)
        if self.is_fapi:
            assert asked["dpop_jkt"] == thumbprint
        return JSONResponse(self._tokens(asked))

    def _refreshed(self, form: Mapping[str, str]) -> Response:
        # A refresh token counts once.
        if self.refuses_refresh or self.refresh_tokens.pop(form["refresh_token"], None) is None:
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse(self._tokens(None))

    def _tokens(self, asked: Mapping[str, str] | None) -> dict[str, Any]:
        access = f"access-{secrets.token_urlsafe(24)}"
        answer: dict[str, Any] = {
            "access_token": access,
            "token_type": "DPoP" if self.is_fapi else "Bearer",
            "expires_in": self.life_s,
        }
        if self.gives_refresh:
            answer["refresh_token"] = f"refresh-{secrets.token_urlsafe(24)}"
            self.refresh_tokens[answer["refresh_token"]] = self.sub
        if asked is not None:
            answer["id_token"] = self.raw_id_token or self._id_token(asked, access)
        self.change_answer(answer)
        self.given += [value for name, value in answer.items() if name.endswith("_token") and isinstance(value, str)]
        return answer

    def _id_token(self, asked: Mapping[str, str], access: str) -> str:
        now = int(self.clock.now().timestamp())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": self.sub,
            "sid": f"sid-{self.sub}",
            "iat": now,
            "exp": now + 300,
            "auth_time": now - 5,
            "nonce": asked["nonce"],
            "acr": SUBSTANTIAL,
            "at_hash": half_hash(access),
        }
        header: dict[str, Any] = {"alg": self.sign_as, "kid": "op-1"}
        self.change_claims(claims)
        self.change_header(header)
        if self.sign_as == "none":
            return f"{forged(header, claims).rpartition('.')[0]}."
        return forged(header, claims, self.sign_with, alg=self.sign_as)

    def _check_assertion(self, form: Mapping[str, str]) -> None:
        """See that the client says who it is the way FAPI 2.0 wants it, anew each time."""
        assert form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        registry = JWSRegistry(algorithms=["ES256", "PS256"])
        claims = jwt.decode(form["client_assertion"], self.client_key, registry=registry).claims
        assert claims["iss"] == claims["sub"] == CLIENT
        assert claims["aud"] == self.issuer
        assert 0 < claims["exp"] - claims["iat"] <= 60
        assert claims["jti"] not in [earlier["jti"] for earlier in self.assertions]
        self.assertions.append(claims)

    def _proof(self, proof: str) -> dict[str, Any]:
        """See that a proof is a good one for this very endpoint."""
        read = jwt.decode(proof, lambda made: ECKey.import_key(made.headers()["jwk"]))
        header, claims = read.header, dict(read.claims)
        key = ECKey.import_key(header["jwk"])
        assert header["typ"] == "dpop+jwt"
        assert "d" not in header["jwk"]
        assert (claims["htm"], claims["htu"]) == ("POST", f"{self.issuer}/token")
        assert claims["iat"] == int(self.clock.now().timestamp())
        assert claims["jti"] not in [earlier["jti"] for earlier in self.proofs]
        self.proofs.append(claims)
        return {**claims, "thumbprint": key.thumbprint()}

    async def _bye(self, _request: Request) -> Response:
        return Response("bye")


def half_hash(token: str, algorithm: str = "sha256") -> str:
    digest = hashlib.new(algorithm, token.encode()).digest()
    return urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()


def _fits(asked: Mapping[str, str], form: Mapping[str, str]) -> bool:
    digest = hashlib.sha256(form["code_verifier"].encode()).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"]
