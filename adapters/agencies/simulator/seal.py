"""The seal of an agency: signs a whole answer (compact JWS, ES256) and publishes the public key."""

from dataclasses import dataclass, field

from joserfc import jws
from joserfc.jwk import ECKey


def _new_key() -> ECKey:
    return ECKey.generate_key("P-256", auto_kid=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """One key pair that lives as long as the process."""

    key: ECKey = field(default_factory=_new_key)
    forger: ECKey = field(default_factory=_new_key)

    def sign(self, payload: bytes) -> bytes:
        """Sign an answer."""
        return self._signed(payload, self.key)

    def forge(self, payload: bytes) -> bytes:
        """Sign with a key that nobody published, under the name of the real one."""
        return self._signed(payload, self.forger)

    def published(self) -> dict[str, object]:
        """Give the JWK Set for receivers."""
        public = self.key.as_dict(private=False)
        return {"keys": [{**public, "use": "sig", "alg": "ES256"}]}

    def _signed(self, payload: bytes, key: ECKey) -> bytes:
        header = {"alg": "ES256", "kid": self.key.kid}
        return jws.serialize_compact(header, payload, key).encode()
