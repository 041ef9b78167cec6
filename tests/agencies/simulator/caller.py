"""A client of the agencies, as small as can be; written from the contract, not from the adapters."""

import json
from dataclasses import dataclass, field
from secrets import token_urlsafe
from time import (
    monotonic,
    time,  # noqa: TID251 assertions carry the real time, as a client's do
)

import httpx2
from joserfc import jws, jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from adapters.agencies.simulator.server import Stall

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
TODAY = "2026-11-23"
Answer = dict[str, object]


@dataclass(slots=True, kw_only=True)
class Caller:
    key: ECKey
    rsa_key: RSAKey
    http: httpx2.Client
    tokens: dict[str, tuple[float, str]] = field(default_factory=dict)

    def claims(self, stall: Stall, **changes: object) -> dict[str, object]:
        now = int(time())
        claims: dict[str, object] = {
            "iss": "hub",
            "sub": "hub",
            "aud": stall.token_url,
            "iat": now,
            "exp": now + 60,
            "jti": token_urlsafe(16),
        }
        return {name: value for name, value in (claims | changes).items() if value is not None}

    def assertion(self, stall: Stall, **changes: object) -> str:
        return jwt.encode({"alg": "ES256"}, self.claims(stall, **changes), self.key)

    def form(self, assertion: str, **changes: str) -> dict[str, str]:
        return {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion,
        } | changes

    def present(self, stall: Stall, assertion: str) -> httpx2.Response:
        return self.http.post(stall.token_url, data=self.form(assertion))

    def token(self, stall: Stall) -> str:
        """Get a token, and a new one when it is a minute old: these tests may lie far apart in a long run."""
        got_at, token = self.tokens.get(stall.url, (float("-inf"), ""))
        if monotonic() - got_at > 60:
            got_at, token = monotonic(), self.present(stall, self.assertion(stall)).json()["access_token"]
            self.tokens[stall.url] = (got_at, token)
        return token

    def ask(self, stall: Stall, bsn: str, *, as_of: str = TODAY, **changes: object) -> httpx2.Response:
        version = "3.0.0" if stall.code == "duo" else "4.1.0"
        question = {"bsn": bsn, "asOf": as_of, "fcidVersion": version} | changes
        return self.http.post(
            f"{stall.url}/v1/financial-claims",
            json=question,
            headers={"Authorization": f"Bearer {self.token(stall)}"},
        )

    def document(self, stall: Stall, bsn: str, *, as_of: str = TODAY) -> Answer:
        """The answer as data; a signed one is opened with the published key."""
        response = self.ask(stall, bsn, as_of=as_of)
        assert response.status_code == 200
        if response.headers["content-type"] != "application/jose":
            return dict(response.json())
        keys = KeySet.import_key_set(self.http.get(stall.jwks_url).json())
        return dict(json.loads(jws.deserialize_compact(response.text, keys, algorithms=["ES256"]).payload))

    def cases(self, stall: Stall, bsn: str, *, as_of: str = TODAY) -> list[dict[str, object]]:
        body = self.document(stall, bsn, as_of=as_of)["body"]
        assert isinstance(body, dict)
        found = body["financiele_zaken"]
        assert isinstance(found, list)
        return found
