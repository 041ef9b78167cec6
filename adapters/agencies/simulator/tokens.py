"""The token desk of an agency: client credentials with a signed assertion (RFC 7523), and checks of its own tokens."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeGuard
from urllib.parse import parse_qs

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, KeySet

from adapters.agencies.simulator.toml_table import StoryFault

READ, WRITE = "financial-claims:read", "arrangements:write"
SCOPES = frozenset({READ, WRITE})
GRANT = "client_credentials"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

ASSERTION_ALGORITHMS = ("ES256", "PS256")
TOKEN_ALGORITHMS = ("ES256",)
TOKEN_SECONDS = 300
ASSERTION_SECONDS = 300
# Two machines' clocks differ a little; more than this is a wrong clock.
LEEWAY_SECONDS = 5
# 128 bits in the tightest usual spelling take more than this many characters.
JTI_LENGTH = 16
JTI_LENGTH_MOST = 200
# Used assertions are remembered until they expire; this many at once means somebody is playing.
REMEMBERED_AT_MOST = 100_000
FORM_FIELDS_AT_MOST = 10

Clients = Mapping[str, KeySet]
Clock = Callable[[], datetime]


class OAuthFault(Exception):
    """A refusal of the token endpoint in the words of RFC 6749, section 5.2."""

    def __init__(self, error: str, description: str) -> None:
        """Hold the code and a sentence without data of anybody."""
        super().__init__(description)
        self.error = error
        self.description = description

    @property
    def status(self) -> int:
        """The HTTP status that belongs to the code."""
        return 401 if self.error == "invalid_client" else 400


class BearerFault(Exception):
    """An access token that does not open this door."""


def clients(content: object) -> Clients:
    """Turn the content of a clients file into keys; a private key in it is refused."""
    entries = content.get("clients") if isinstance(content, dict) else None
    if not isinstance(entries, dict):
        raise StoryFault("clients file: should be an object with 'clients'")
    return {str(client_id): _public_keys(client_id, entry) for client_id, entry in entries.items()}


def _public_keys(client_id: object, entry: object) -> KeySet:
    if not isinstance(entry, dict):
        raise StoryFault(f"clients file: '{client_id}' should be a JWK or a JWK Set")
    keys = entry.get("keys", [entry])
    if any("d" in key or key.get("kty") == "oct" for key in keys):
        raise StoryFault(f"clients file: '{client_id}' holds a private key; give the public one")
    return KeySet.import_key_set({"keys": keys})


class ScopeFault(Exception):
    """An access token of ours that opens another door than this one."""


@dataclass(slots=True, kw_only=True)
class TokenDesk:
    """Gives out access tokens and recognizes them. Its own key exists only in this process."""

    base_url: str
    audience: str
    clients: Clients
    clock: Clock
    _key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", auto_kid=True))
    _used: dict[str, int] = field(default_factory=dict)

    def grant(self, form: bytes) -> dict[str, object]:
        """Answer a token request, or raise the refusal."""
        fields = _fields(form)
        if fields.get("grant_type") != GRANT:
            absent = "grant_type" not in fields
            raise OAuthFault("invalid_request" if absent else "unsupported_grant_type", f"grant_type must be {GRANT}")
        if fields.get("client_assertion_type") != ASSERTION_TYPE or not fields.get("client_assertion"):
            raise OAuthFault("invalid_request", "a signed client assertion is needed")
        scopes = set(fields.get("scope", READ).split())
        if not scopes or not scopes <= SCOPES:
            raise OAuthFault("invalid_scope", f"the scopes are {READ} and {WRITE}")
        client_id = self._client(fields["client_assertion"])
        if fields.get("client_id", client_id) != client_id:
            raise OAuthFault("invalid_client", "client_id differs from the assertion")
        scope = " ".join(sorted(scopes))
        token = self._token(client_id, scope)
        return {"access_token": token, "token_type": "Bearer", "expires_in": TOKEN_SECONDS, "scope": scope}

    def recognize(self, authorization: str | None, *, scope: str) -> str:
        """Check an Authorization header and name the client, or raise why not."""
        scheme, _, value = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not value:
            raise BearerFault("a bearer token is needed")
        try:
            token = jwt.decode(value, self._key, algorithms=list(TOKEN_ALGORITHMS))
        except (JoseError, ValueError) as error:
            raise BearerFault("the token is not ours") from error
        claims = token.claims
        if claims.get("iss") != self.base_url or claims.get("aud") != self.base_url:
            raise BearerFault("the token is for another agency")
        if claims["exp"] <= self._now():
            raise BearerFault("the token has expired")
        if scope not in str(claims["scope"]).split():
            raise ScopeFault("the token is not for this")
        return str(claims["sub"])

    def _token(self, client_id: str, scope: str) -> str:
        now = self._now()
        claims: dict[str, object] = {
            "iss": self.base_url,
            "aud": self.base_url,
            "sub": client_id,
            "azp": client_id,
            "scope": scope,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
            "jti": secrets.token_urlsafe(16),
        }
        return jwt.encode({"alg": "ES256", "typ": "at+jwt"}, claims, self._key)

    def _client(self, assertion: str) -> str:
        """Check a client assertion and name the client."""
        header, client_id = _claimed(assertion)
        keys = self.clients.get(client_id)
        if keys is None:
            raise OAuthFault("invalid_client", "this client is not known")
        kid = header.get("kid")
        fitting = [key for key in keys.keys if kid is None or key.kid == kid]
        self._check(_verified(assertion, fitting), client_id)
        return client_id

    def _check(self, claims: Mapping[str, object], client_id: str) -> None:
        now = self._now()
        if claims.get("sub") != client_id:
            raise OAuthFault("invalid_client", "iss and sub must both be the client")
        if claims.get("aud") not in (self.audience, [self.audience]):
            raise OAuthFault("invalid_client", "the assertion is for another audience")
        expires, issued = claims.get("exp"), claims.get("iat")
        if not _is_whole(expires) or not _is_whole(issued):
            raise OAuthFault("invalid_client", "exp and iat must be whole numbers")
        if expires <= now or expires > now + ASSERTION_SECONDS + LEEWAY_SECONDS:
            raise OAuthFault("invalid_client", "the assertion has expired or lives too long")
        if issued > now + LEEWAY_SECONDS:
            raise OAuthFault("invalid_client", "the assertion is from the future")
        self._use_once(claims.get("jti"), expires, now)

    def _use_once(self, jti: object, expires: int, now: int) -> None:
        if not isinstance(jti, str) or not JTI_LENGTH <= len(jti) <= JTI_LENGTH_MOST:
            raise OAuthFault("invalid_client", "jti is missing or too short")
        for old in [used for used, until in self._used.items() if until <= now]:
            del self._used[old]
        if jti in self._used or len(self._used) >= REMEMBERED_AT_MOST:
            raise OAuthFault("invalid_client", "this assertion was used before")
        self._used[jti] = expires

    def _now(self) -> int:
        return int(self.clock().timestamp())


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _fields(form: bytes) -> dict[str, str]:
    try:
        parsed = parse_qs(form.decode(), max_num_fields=FORM_FIELDS_AT_MOST, strict_parsing=True)
    except ValueError as error:
        raise OAuthFault("invalid_request", "the form cannot be read") from error
    if any(len(values) > 1 for values in parsed.values()):
        raise OAuthFault("invalid_request", "a field stands there twice")
    return {name: values[0] for name, values in parsed.items()}


def _claimed(assertion: str) -> tuple[Mapping[str, object], str]:
    """Read header and sender before anything is checked, to find the key to check them with."""
    try:
        unchecked = jws.extract_compact(assertion.encode())
        issuer = json.loads(unchecked.payload)["iss"]
    except (JoseError, ValueError, LookupError, TypeError) as error:
        raise OAuthFault("invalid_client", "the assertion cannot be read") from error
    return unchecked.protected, issuer if isinstance(issuer, str) else ""


def _verified(assertion: str, keys: list[Key]) -> Mapping[str, object]:
    """Give the claims once one of the client's keys fits; a client need not name its key."""
    for key in keys:
        try:
            return jwt.decode(assertion, key, algorithms=list(ASSERTION_ALGORITHMS)).claims
        except (JoseError, ValueError):
            continue
    raise OAuthFault("invalid_client", "the assertion is not signed by this client")
