"""Goes to an agency with a key, as the hub does, and also in ways in which nobody should be let in."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

import httpx2
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from adapters.agencies.conform.point import Impossible
from adapters.agencies.desk import SCOPE as WRITE
from adapters.agencies.payload_signature import PayloadSigner
from adapters.agencies.signed_answer import PLAIN, SIGNED

READ: Final = "financial-claims:read"
ASSERTION_SECONDS: Final = 60
ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ALGORITHMS: Final = ("ES256", "PS256")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The agency that is looked at, and as whom we come."""

    url: str
    token_url: str
    token_audience: str
    jwks_url: str
    client_id: str
    oin: str
    header: str = "Payload-Signature"


@dataclass(slots=True, kw_only=True)
class Visitor:
    """One visit. Tokens are fetched once for each scope."""

    target: Target
    key: ECKey = field(repr=False)
    http: httpx2.Client
    now: Callable[[], datetime]
    _tokens: dict[str, str] = field(default_factory=dict, repr=False)

    def assertion(self, key: ECKey | None = None) -> str:
        """Sign an assertion, with our key or another one."""
        at = int(self.now().timestamp())
        claims = {
            "iss": self.target.client_id,
            "sub": self.target.client_id,
            "aud": self.target.token_audience,
            "iat": at,
            "exp": at + ASSERTION_SECONDS,
            "jti": secrets.token_urlsafe(16),
        }
        signer = key or self.key
        return jwt.encode({"alg": "ES256", **({"kid": signer.kid} if signer.kid else {})}, claims, signer)

    def present(self, assertion: str, scope: str = READ) -> httpx2.Response:
        """Ask for a token."""
        form = {
            "grant_type": "client_credentials",
            "client_id": self.target.client_id,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion,
            "scope": scope,
        }
        return self.http.post(self.target.token_url, data=form)

    def token(self, scope: str) -> str:
        """Give a token for a scope."""
        if scope not in self._tokens:
            answer = self.present(self.assertion(), scope)
            try:
                self._tokens[scope] = str(answer.json()["access_token"])
            except (ValueError, LookupError, TypeError):
                raise Impossible(f"no token for {scope} was given") from None
        return self._tokens[scope]

    def ask(self, question: object, *, token: str | None = None) -> httpx2.Response:
        """Ask for claims; with a good token unless another one is named."""
        return self.http.post(
            f"{self.target.url}/v1/financial-claims",
            content=json.dumps(question).encode(),
            headers={**self._bearer(self.token(READ) if token is None else token), "Content-Type": PLAIN},
        )

    def bring(
        self, method: str, said: Mapping[str, Any], *, token: str | None = None, signed: bytes | None = None
    ) -> httpx2.Response:
        """Bring an errand. `signed` is what is signed where that is something else; nothing: no signature."""
        body = json.dumps(said).encode()
        signer = PayloadSigner(key=self.key, header=self.target.header, now=self.now)
        over = body if signed is None else signed
        return self.http.request(
            method,
            f"{self.target.url}/v1/arrangements/{said['key']}",
            content=body,
            headers={
                **self._bearer(self.token(WRITE) if token is None else token),
                "Content-Type": PLAIN,
                **(signer.headers(over) if over else {}),
            },
        )

    def look(self, key: str) -> httpx2.Response:
        """Ask how an errand stands."""
        return self.http.get(f"{self.target.url}/v1/arrangements/{key}", headers=self._bearer(self.token(WRITE)))

    def opened(self, answer: httpx2.Response) -> bytes:
        """Take an answer out of its envelope. Raises Impossible where there is none, or its signature is not good."""
        if answer.status_code not in {HTTPStatus.OK, HTTPStatus.ACCEPTED}:
            raise Impossible("there was no answer to look at")
        if not is_signed(answer):
            return answer.content
        registry = jws.JWSRegistry(algorithms=[*ALGORITHMS], strict_check_header=False)
        try:
            keys = KeySet.import_key_set(self.http.get(self.target.jwks_url).json())
            return jws.deserialize_compact(answer.text, keys, registry=registry).payload
        except (JoseError, ValueError, KeyError, TypeError):
            raise Impossible("the signature is not good") from None

    def _bearer(self, token: str) -> Mapping[str, str]:
        accepted = {"Accept": f"{SIGNED}, {PLAIN}"}
        return {**accepted, "Authorization": f"Bearer {token}"} if token else accepted


def kind_of(answer: httpx2.Response) -> str:
    """Give the media type, without what goes with it."""
    return answer.headers.get("content-type", "").partition(";")[0].strip().lower()


def is_signed(answer: httpx2.Response) -> bool:
    """Say whether an answer claims to be signed."""
    return kind_of(answer) == SIGNED
