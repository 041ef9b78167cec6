"""The demo's own issuer: tokens for fictitious people, for whoever asks. Exists in demo mode only."""

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
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

from adapters.settings import DEMO_KEY_PREFIX
from hub.errors import BadInput
from hub.ports import Clock

LIFE_SECONDS: Final = 3_600
ALGORITHM: Final = "ES256"
CURVE: Final = "P-256"
PORTAL: Final = "portal"
"""The client through which the demo's citizens come."""

LARGEST_WISH: Final = 4_096
"""Largest request for a token that is read (bytes)."""

CODE: Final = re.compile(r"[a-z0-9_-]{1,64}")
"""What an agency's code looks like; whether there is one, the hub decides when it sees the token."""

NO_STORE: Final = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoIssuer:
    """Makes tokens. `people` are the personas by name, with their test numbers."""

    issuer: str
    audience: str
    key: ECKey
    people: Mapping[str, str]
    clock: Clock

    def mint(self, *, as_: str, persona: str | None = None) -> str:
        """Make a token: `citizen` for a persona, or `agency:CODE`, `staff:CODE`, `intermediary`, `auditor`.

        Raises BadInput for a persona or a role that does not exist.
        """
        role, _, code = as_.partition(":")
        match role, code:
            case "citizen", "":
                number = self._number(persona)
                return self._sign(PORTAL, {"bsn": number, "auth_time": self._now()}, who=f"citizen {persona}")
            case (("intermediary" | "auditor"), ""):
                return self._sign(role, {}, who=role)
            case (("agency" | "staff"), code) if CODE.fullmatch(code):
                logged_in = {"auth_time": self._now()} if role == "staff" else {}
                return self._sign(f"{role}-{code}", logged_in, who=f"{role} {code}")
            case _:
                roles = "citizen, agency:CODE, staff:CODE, intermediary, auditor"
                raise BadInput("token.unknown_role", "There is no such role.", f"Ask for one of: {roles}.")

    def application(self) -> Starlette:
        """Give the issuer as a web application: metadata, keys, tokens."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._metadata),
                Route("/.well-known/oauth-authorization-server", self._metadata),
                Route("/jwks", self._jwks),
                Route("/token", self._token, methods=["POST"]),
            ]
        )

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
            "sub": hashlib.sha256(f"{self.issuer}|{who}".encode()).hexdigest()[:32],
            "client_id": client,
            "iat": now,
            "exp": now + LIFE_SECONDS,
            "jti": secrets.token_urlsafe(16),
            "acr": "http://eidas.europa.eu/LoA/substantial",
            **more,
        }
        return jwt.encode({"alg": ALGORITHM, "typ": "at+jwt", "kid": self.key.kid}, claims, self.key)

    async def _metadata(self, _request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.issuer,
                "jwks_uri": f"{self.issuer}/jwks",
                "token_endpoint": f"{self.issuer}/token",
                "grant_types_supported": ["urn:eenregeling:demo:persona"],
                "response_types_supported": [],
                "subject_types_supported": ["pairwise"],
                "id_token_signing_alg_values_supported": [ALGORITHM],
            }
        )

    async def _jwks(self, _request: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def _token(self, request: Request) -> Response:
        """Hand out a token for JSON `{persona, as}`: nobody logs in here, because nobody here is real."""
        try:
            wish = json.loads(await _body(request))
            token = self.mint(as_=str(wish.get("as", "citizen")), persona=wish.get("persona"))
        except BadInput as fault:
            told = {"error": "invalid_request", "error_description": f"{fault.happened} {fault.todo}"}
            return JSONResponse(told, status_code=400, headers=NO_STORE)
        except (ValueError, AttributeError, RecursionError):
            told = {"error": "invalid_request", "error_description": "Send a small JSON object."}
            return JSONResponse(told, status_code=400, headers=NO_STORE)
        answer = {"access_token": token, "token_type": "Bearer", "expires_in": LIFE_SECONDS}
        return JSONResponse(answer, headers=NO_STORE)


async def _body(request: Request) -> bytes:
    """Read what was sent. Raises ValueError as soon as it is too much."""
    content = b""
    async for part in request.stream():
        content += part
        if len(content) > LARGEST_WISH:
            raise ValueError("too large a wish")
    return content


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
