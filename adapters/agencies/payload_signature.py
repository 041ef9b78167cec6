"""Our signature under what we bring: a detached JWS in a header, over the digest of the body (ADR signing module).

The body itself says which errand it is, of what kind and for whom, so that a signed body is of use nowhere else.
"""

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from joserfc import jws
from joserfc.jwk import ECKey, RSAKey

ALGORITHM = "ES256"
"""What the key allows that the agencies know us by."""

ALGORITHM_OF_RSA = "PS256"
"""What the module takes of a key of type RSA; the exchange of debt help asks for it."""

HTTP_HEADERS = "http://uri.etsi.org/19182/HttpHeaders"
_REGISTRY = jws.JWSRegistry(algorithms=[ALGORITHM, ALGORITHM_OF_RSA], strict_check_header=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PayloadSigner:
    """Signs with the key that the receiver knows us by, in the header that it reads."""

    key: ECKey | RSAKey = field(repr=False)
    header: str
    now: Callable[[], datetime]

    def headers(self, body: bytes) -> Mapping[str, str]:
        """Give the headers that go with a body: its digest (RFC 3230), and the signature over that line."""
        digest = f"SHA-256={base64.b64encode(hashlib.sha256(body).digest()).decode()}"
        whole = jws.serialize_compact(self._protected(), f"digest: {digest}", self.key, registry=_REGISTRY)
        head, _, seal = whole.split(".")
        return {"Digest": digest, self.header: f"{head}..{seal}"}

    def _protected(self) -> dict[str, object]:
        moment = self.now().astimezone(UTC).replace(microsecond=0, tzinfo=None)
        named = {"kid": self.key.kid} if self.key.kid else {}
        return {
            "alg": ALGORITHM_OF_RSA if isinstance(self.key, RSAKey) else ALGORITHM,
            **named,
            "typ": "JOSE",
            "sigD": {"mId": HTTP_HEADERS, "pars": ["digest"]},
            "sigT": f"{moment.isoformat()}Z",
        }
