"""A client of an OpenID Provider, written out by hand after the specifications: what ours is compared with."""

import base64
import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

import httpx2
from joserfc import jwt
from joserfc.jwk import ECKey

from adapters.system import SystemClock

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def a_key(kid: str | None = None) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid, "alg": "ES256", "use": "sig"} if kid else None)


def digest(text: str) -> str:
    """SHA-256 in base64url without padding: the `ath` of a proof, the challenge of a verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


@dataclass(frozen=True, kw_only=True)
class Party:
    """A registered client with its keys. `off_seconds` is how wrong its clock is."""

    client_id: str
    key: ECKey = field(default_factory=lambda: a_key("party"))
    proof_key: ECKey = field(default_factory=a_key)
    off_seconds: int = 0

    def registered(self, **more: object) -> Mapping[str, object]:
        """What the provider must know of it."""
        return {"client_id": self.client_id, "jwks": {"keys": [self.key.as_dict(private=False)]}, **more}

    def machine(self, **more: object) -> Mapping[str, object]:
        """The same, for a client behind which nobody sits."""
        return self.registered(grant_types=["client_credentials"], redirect_uris=[], response_types=[], **more)

    def assertion(self, audience: str) -> str:
        """Say who we are, once, within a minute (RFC 7523)."""
        now = self._now()
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": audience,
            "iat": now,
            "exp": now + 60,
            "jti": secrets.token_urlsafe(16),
        }
        return jwt.encode({"alg": "ES256", "kid": self.key.kid}, claims, self.key)

    def proof(self, method: str, url: str, *, token: str = "", **changes: str) -> str:
        """Prove that a request comes from who holds the key (RFC 9449)."""
        bound = {"ath": digest(token)} if token else {}
        claims = {"jti": secrets.token_urlsafe(16), "htm": method, "htu": url, "iat": self._now(), **bound}
        header = {"alg": "ES256", "typ": "dpop+jwt", "jwk": self.proof_key.as_dict(private=False)}
        return jwt.encode(header, {**claims, **changes}, self.proof_key)

    def ask(self, issuer: str, endpoint: str, form: Mapping[str, str]) -> httpx2.Response:
        """Post to an endpoint of the provider, as ourselves and with a proof; once more where it wants a nonce."""
        answer = self._post(issuer, endpoint, form)
        if "use_dpop_nonce" in answer.text:
            answer = self._post(issuer, endpoint, form, nonce=answer.headers["DPoP-Nonce"])
        return answer

    def _post(self, issuer: str, endpoint: str, form: Mapping[str, str], **proof: str) -> httpx2.Response:
        url = f"{issuer}/{endpoint}"
        told = {**form, "client_assertion_type": ASSERTION, "client_assertion": self.assertion(issuer)}
        headers = {"DPoP": self.proof("POST", url, **proof)}
        return httpx2.post(url, data=told, headers=headers, timeout=10, trust_env=False)

    def own_token(self, issuer: str, resource: str) -> Mapping[str, Any]:
        """Get a token of our own (client credentials)."""
        form = {"grant_type": "client_credentials", "scope": "graphql.free", "resource": resource}
        return _content(self.ask(issuer, "token", form))

    def call(self, url: str, token: str, query: str) -> httpx2.Response:
        """Ask the hub with a token that is bound to our key."""
        return self.call_with(url, token, query, proof=self.proof("POST", url, token=token))

    def call_with(
        self, url: str, token: str, query: str, *, proof: str | None, scheme: str = "DPoP"
    ) -> httpx2.Response:
        """Ask the hub with whatever proof, or none."""
        headers = {"Authorization": f"{scheme} {token}", **({"DPoP": proof} if proof else {})}
        return httpx2.post(url, json={"query": query}, headers=headers, timeout=20, trust_env=False)

    def _now(self) -> int:
        return int(SystemClock().now().timestamp()) + self.off_seconds


class Browser:
    """A person's browser: it keeps cookies, goes where it is sent, and tells the login page who sits there."""

    def __init__(self, account: str) -> None:
        self._http = httpx2.Client(headers={"Account": account}, timeout=20, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._http.close()

    def copied(self) -> Self:
        """Give another browser that knows all that this one knows: what a thief would have."""
        other = type(self)(self._http.headers["Account"])
        other._http.cookies.update(self._http.cookies)
        return other

    def left_alone(self) -> None:
        """Nobody sits there any more to say who they are: only what the browser remembers counts."""
        del self._http.headers["Account"]

    def open(self, url: str, *, method: str = "GET", **form: str) -> httpx2.Response:
        """Go to an address, and on to where it leads."""
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        headers = {"Origin": origin} if method == "POST" else {}
        return self._http.request(method, url, data=form or None, headers=headers, follow_redirects=True)

    def press(self, page: httpx2.Response, **more: str) -> httpx2.Response:
        """Send the one form of a page, with the button that was pressed."""
        (action,) = re.findall(r'<form [^>]*action="([^"]+)"', page.text)
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]+)"', page.text))
        return self.open(action, method="POST", **hidden, **more)


def _content(answer: httpx2.Response, *, status: int = httpx2.codes.OK) -> Mapping[str, Any]:
    assert answer.status_code == status, f"{answer.status_code} {answer.text}"
    content: Mapping[str, Any] = answer.json()
    return content
