"""Our key at the provider, and the assertion it signs: who we are (private_key_jwt, RFC 7523)."""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from authlib.integrations.httpx_client import OAuth2ClientAuth
from authlib.oauth2.rfc7523 import PrivateKeyJWT, private_key_jwt_sign
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, RSAKey

from adapters.identity.issuer_metadata import SMALLEST_RSA_BITS
from adapters.settings import DEMO_KEY_PREFIX
from hub.errors import BadInput

CURVE: Final = "P-256"

ASSERTION_SECONDS: Final = 60
"""Life of one assertion; each is made for one request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientKey:
    """A private key and the one algorithm it signs with."""

    key: ECKey | RSAKey = field(repr=False)
    algorithm: str

    @property
    def public(self) -> ECKey | RSAKey:
        """Give the half that the provider checks us by."""
        return type(self.key).import_key(self.key.as_dict(private=False))


def read_client_key(path: Path, *, allow_demo: bool, setting: str = "login.key_file") -> ClientKey:
    """Read the key: EC P-256 signs ES256, RSA of 2048 bits or more signs PS256.

    Raises BadInput without path or content; also for a demo's key where nobody may come with one.
    """
    try:
        key = JWKRegistry.import_key(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError, JoseError):
        raise _unfit(setting) from None
    if not allow_demo and (key.kid or "").startswith(DEMO_KEY_PREFIX):
        raise BadInput("config.key_file", f"{setting} holds a demo key.", "Make a key of your own.")
    if isinstance(key, ECKey) and key.is_private and key.curve_name == CURVE:
        return ClientKey(key=key, algorithm="ES256")
    if isinstance(key, RSAKey) and key.is_private and key.public_key.key_size >= SMALLEST_RSA_BITS:
        return ClientKey(key=key, algorithm="PS256")
    raise _unfit(setting)


def _unfit(setting: str) -> BadInput:
    happened = f"{setting} holds no key that can be used."
    return BadInput("config.key_file", happened, "Name a private JWK: EC P-256, or RSA of 2048 bits or more.")


class ClientAssertion(PrivateKeyJWT):  # type: ignore[misc]  # authlib ships no types
    """Says who we are, anew for each request: authlib alone would sign for an hour and keep a given `jti`."""

    def __init__(self, issuer: str, key: ClientKey, now: Callable[[], datetime]) -> None:
        # The audience is the issuer's name, as one text: FAPI 2.0 allows no other.
        super().__init__(issuer, alg=key.algorithm)
        self._now = now

    def sign(self, auth: OAuth2ClientAuth, token_endpoint: str) -> str:
        """Sign an assertion for one use within a minute."""
        key: ECKey | RSAKey = auth.client_secret
        signed: str = private_key_jwt_sign(
            key,
            client_id=auth.client_id,
            token_endpoint=token_endpoint,
            alg=self.alg,
            claims={"jti": secrets.token_urlsafe(32)},
            header={"alg": self.alg, "typ": "JWT"} | ({"kid": key.kid} if key.kid else {}),
            issued_at=int(self._now().timestamp()),
            expires_in=ASSERTION_SECONDS,
        )
        return signed
