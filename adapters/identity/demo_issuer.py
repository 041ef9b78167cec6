"""The demo's own issuer: tokens for fictitious people, for whoever asks. Exists in demo mode only."""

import hashlib
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.identity.demo_login import NO_STORE, TOKEN_ERRORS, DemoClient, DemoLogin, body
from adapters.settings import DEMO_KEY_PREFIX
from hub.errors import BadInput
from hub.ports import Clock

LIFE_SECONDS: Final = 3_600
ALGORITHM: Final = "ES256"
CURVE: Final = "P-256"
PORTAL: Final = "portal"
"""The client through which the demo's citizens come."""

CODE: Final = re.compile(r"[a-z0-9_-]{1,64}")
"""What an agency's code looks like; whether there is one, the hub decides when it sees the token."""

FORM: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoIssuer:
    """Makes tokens. `people` are the personas by name, with their test numbers."""

    issuer: str
    audience: str
    key: ECKey
    people: Mapping[str, str]
    clock: Clock
    clients: Sequence[DemoClient] = ()

    def mint(self, *, as_: str, persona: str | None = None, represented: str | None = None) -> str:
        """Make a token: `citizen` for a persona, or `agency:CODE`, `staff:CODE`, `intermediary`, `auditor`.

        A citizen may act for another one, `represented`. Raises BadInput for a persona or a role that does not exist.
        """
        if represented is not None and (as_ != "citizen" or represented == persona):
            happened = "Only a citizen acts for somebody, and for somebody else."
            raise BadInput("token.cannot_represent", happened, "Name two personas, as citizen.")
        role, _, code = as_.partition(":")
        match role, code:
            case "citizen", "":
                whom = {} if represented is None else {"represents": self._represented(represented)}
                more = {"bsn": self._number(persona), "auth_time": self._now(), **whom}
                return self._sign(PORTAL, more, who=f"citizen {persona}")
            case (("intermediary" | "auditor"), ""):
                return self._sign(role, {}, who=role)
            case (("agency" | "staff"), code) if CODE.fullmatch(code):
                logged_in = {"auth_time": self._now()} if role == "staff" else {}
                return self._sign(f"{role}-{code}", logged_in, who=f"{role} {code}")
            case _:
                roles = "citizen, agency:CODE, staff:CODE, intermediary, auditor"
                raise BadInput("token.unknown_role", "There is no such role.", f"Ask for one of: {roles}.")

    def application(self) -> Starlette:
        """Give the issuer as a web application: metadata, keys, tokens; and the log-in where it knows clients."""
        login = self._login()

        async def metadata(_request: Request) -> Response:
            return JSONResponse({**self._metadata(), **(login.metadata if login is not None else {})})

        async def token(request: Request) -> Response:
            return await self._token(request, login)

        routes = [
            Route("/.well-known/openid-configuration", metadata),
            Route("/.well-known/oauth-authorization-server", metadata),
            Route("/jwks", self._jwks),
            Route("/token", token, methods=["POST"]),
        ]
        if login is not None:
            routes += [
                Route("/authorize", login.choose, methods=["GET"]),
                Route("/authorize", login.chosen, methods=["POST"]),
                Route("/end-session", login.goodbye, methods=["GET"]),
            ]
        return Starlette(routes=routes)

    def _login(self) -> DemoLogin | None:
        if not self.clients:
            return None
        return DemoLogin(
            self.clients,
            issuer=self.issuer,
            key=self.key,
            clock=self.clock,
            mint=lambda role, persona, represented: self.mint(as_=role, persona=persona, represented=represented),
            sub=self._sub_of,
        )

    def _sub_of(self, role: str, persona: str | None) -> str:
        """Name somebody in an ID token as their access token does."""
        return self._sub(role.replace(":", " ") if persona is None else f"{role} {persona}")

    def _represented(self, persona: str) -> Mapping[str, str]:
        """Name the person for whom somebody acts, by number and by name (OIDC NLGOV 1.0.1)."""
        return {"iss": self.issuer, "sub": self._sub(f"citizen {persona}"), "bsn": self._number(persona)}

    def _sub(self, who: str) -> str:
        return hashlib.sha256(f"{self.issuer}|{who}".encode()).hexdigest()[:32]

    def _number(self, persona: str | None) -> str:
        if not isinstance(persona, str) or persona not in self.people:
            known = ", ".join(sorted(self.people))
            happened = "There is no such persona." if persona else "No persona is named."
            raise BadInput("persona.unknown", happened, f"Ask for one of: {known}.")
        return self.people[persona]

    def _now(self) -> int:
        return int(self.clock.now().timestamp())

    def _sign(self, client: str, more: Mapping[str, Any], *, who: str) -> str:
        now = self._now()
        claims = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": self._sub(who),
            "client_id": client,
            "iat": now,
            "exp": now + LIFE_SECONDS,
            "jti": secrets.token_urlsafe(16),
            "acr": "http://eidas.europa.eu/LoA/substantial",
            **more,
        }
        return jwt.encode({"alg": ALGORITHM, "typ": "at+jwt", "kid": self.key.kid}, claims, self.key)

    def _metadata(self) -> Mapping[str, Any]:
        return {
            "issuer": self.issuer,
            "jwks_uri": f"{self.issuer}/jwks",
            "token_endpoint": f"{self.issuer}/token",
            "grant_types_supported": ["urn:eenregeling:demo:persona"],
            "response_types_supported": [],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
        }

    async def _jwks(self, _request: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def _token(self, request: Request, login: DemoLogin | None) -> Response:
        """Hand out a token for JSON `{persona, as}`, or for a code: nobody here is real."""
        try:
            content = await body(request)
            if login is not None and request.headers.get("content-type", "").startswith(FORM):
                given = {**login.redeem(content), "expires_in": LIFE_SECONDS}
                return JSONResponse(given, headers=NO_STORE)
            wish = json.loads(content)
            token = self.mint(as_=str(wish.get("as", "citizen")), persona=wish.get("persona"))
        except BadInput as fault:
            error = fault.code if fault.code in TOKEN_ERRORS else "invalid_request"
            told = {"error": error, "error_description": f"{fault.happened} {fault.todo}"}
            return JSONResponse(told, status_code=400, headers=NO_STORE)
        except (ValueError, AttributeError, RecursionError):
            told = {"error": "invalid_request", "error_description": "Send a small JSON object."}
            return JSONResponse(told, status_code=400, headers=NO_STORE)
        answer = {"access_token": token, "token_type": "Bearer", "expires_in": LIFE_SECONDS}
        return JSONResponse(answer, headers=NO_STORE)


def read_key(path: Path) -> ECKey:
    """Read the issuer's key: private, fit for its algorithm, and named as a demo's.

    Raises BadInput without showing what stands in the file.
    """
    try:
        key = ECKey.import_key(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError, JoseError):
        raise _no_key() from None
    if not key.is_private or key.curve_name != CURVE or not (key.kid or "").startswith(DEMO_KEY_PREFIX):
        raise _no_key()
    return key


def _no_key() -> BadInput:
    return BadInput("demo.issuer_key", "demo.issuer_key_file holds no key.", "Run `hub demo` once.")
