"""A key for one session, and the proofs that whoever shows the token holds it (DPoP, RFC 9449)."""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Self
from urllib.parse import urlsplit, urlunsplit

from joserfc import jwt
from joserfc.jwk import ECKey

ALGORITHM: Final = "ES256"
CURVE: Final = "P-256"
TYPE: Final = "dpop+jwt"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofKey:
    _key: ECKey = field(repr=False)

    @classmethod
    def new(cls) -> Self:
        return cls(_key=ECKey.generate_key(CURVE))

    @classmethod
    def kept(cls, jwk: Mapping[str, Any]) -> Self:
        """Take up a key that was kept, sealed, with its session."""
        return cls(_key=ECKey.import_key(dict(jwk)))

    @property
    def to_keep(self) -> dict[str, Any]:
        """The private key, to be sealed."""
        return dict(self._key.as_dict(private=True))

    @property
    def thumbprint(self) -> str:
        return self._key.thumbprint()

    def proof(
        self, method: str, url: str, *, at: datetime, access_token: str | None = None, nonce: str | None = None
    ) -> str:
        """Make a proof for one request."""
        parts = urlsplit(url)
        claims: dict[str, Any] = {
            "jti": secrets.token_urlsafe(16),
            "htm": method.upper(),
            "htu": urlunsplit((parts.scheme, parts.netloc, parts.path, "", "")),
            "iat": int(at.timestamp()),
        }
        if access_token is not None:
            claims["ath"] = _hash(access_token)
        if nonce is not None:
            claims["nonce"] = nonce
        header = {"typ": TYPE, "alg": ALGORITHM, "jwk": self._key.as_dict(private=False)}
        return jwt.encode(header, claims, self._key)


def _hash(token: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).rstrip(b"=").decode()
