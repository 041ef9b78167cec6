"""Proof of possession (RFC 9449): whoever brings a token shows, for this very request, the key that it is bound to."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

from adapters.identity import compact_jwt, envelope
from adapters.identity.issuer_metadata import PublicKey, public_key
from adapters.identity.presented import Presented
from adapters.identity.refusal import Refused, TokenFault, refusing
from hub.ports import Clock

HEADER: Final = "dpop"
TYPE: Final = "dpop+jwt"

WINDOW_SECONDS: Final = 60
"""How far the moment of a proof may lie from ours, either way."""

KEPT_SECONDS: Final = 2 * WINDOW_SECONDS
"""So long after its moment a proof is remembered: another worker's clock may be behind ours."""

NONCE_SECONDS: Final = 120
"""A nonce is new this often; the one before it counts too."""

LONGEST_PROOF: Final = 4_096
"""Longest proof that is looked at (characters); one with an RSA key has some 1,200."""

LONGEST_ID: Final = 200
LONGEST_ADDRESS: Final = 2_000

PRIVATE_PARTS: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
"""Members of a key that nobody but its owner may know (RFC 7518 §6)."""

PORTS: Final = {"https": 443, "http": 80}


class UsedProofs(Protocol):
    """Remembers proofs, for all workers together."""

    async def use(self, digest: bytes, *, until: datetime, now: datetime) -> bool:
        """Say whether this is the first time; of many at once exactly one hears yes."""
        ...


class Names(Protocol):
    """Makes texts that nobody else can make."""

    def opaque(self, label: str, *parts: str) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DpopProofs:
    """Checks the proof of a request. `names` make the nonces, where they are asked for."""

    public_url: str
    algorithms: Sequence[str]
    used: UsedProofs
    clock: Clock
    names: Names | None = None

    async def check(self, request: Presented, token: str, thumbprint: str) -> None:
        """Refuse unless exactly one good and unused proof comes with the token (RFC 9449 §4.3)."""
        proof = _only(request.all(HEADER))
        with refusing(TokenFault.PROOF_MALFORMED):
            header, claims = compact_jwt.parts(proof, longest=LONGEST_PROOF)
        key = self._key(header)
        if not hmac.compare_digest(key.thumbprint().encode(), thumbprint.encode()):
            raise Refused(TokenFault.PROOF_WRONG_KEY)
        if not compact_jwt.is_signed(proof, header, key, self.algorithms):
            raise Refused(TokenFault.PROOF_BAD_SIGNATURE)
        made = self._check_claims(claims, request, token)
        digest = sha256(envelope.packed(thumbprint, claims["jti"])).digest()
        until = datetime.fromtimestamp(made + KEPT_SECONDS, UTC)
        if not await self.used.use(digest, until=until, now=self.clock.now()):
            raise Refused(TokenFault.PROOF_USED)

    def _key(self, header: Mapping[str, Any]) -> PublicKey:
        """Read the key that the proof brings along: it is believed because the token names its thumbprint."""
        if header.get("typ") != TYPE:
            raise Refused(TokenFault.PROOF_WRONG_TYPE)
        if header.get("alg") not in self.algorithms:
            raise Refused(TokenFault.PROOF_ALGORITHM)
        offered = header.get("jwk")
        key = public_key(offered) if isinstance(offered, dict) and PRIVATE_PARTS.isdisjoint(offered) else None
        if key is None:
            raise Refused(TokenFault.PROOF_KEY)
        return key

    def _check_claims(self, claims: Mapping[str, Any], request: Presented, token: str) -> int:
        """Check that the proof was made for this request, with this token, now; give its moment."""
        if not compact_jwt.is_text(claims.get("jti"), longest=LONGEST_ID):
            raise Refused(TokenFault.PROOF_MALFORMED)
        if claims.get("htm") != request.method:
            raise Refused(TokenFault.PROOF_WRONG_METHOD)
        # Our own address, not what the Host header says: that is the sender's to choose.
        here = _place(self.public_url.rstrip("/") + request.path)
        if here is None or _place(claims.get("htu")) != here:
            raise Refused(TokenFault.PROOF_WRONG_ADDRESS)
        if claims.get("ath") != _hash(token):
            raise Refused(TokenFault.PROOF_WRONG_HASH)
        with refusing(TokenFault.PROOF_MALFORMED):
            made = compact_jwt.moment(claims, "iat")
        if abs(int(self.clock.now().timestamp()) - made) > WINDOW_SECONDS:
            raise Refused(TokenFault.PROOF_NOT_NOW)
        self._check_nonce(claims.get("nonce"))
        return made

    def _check_nonce(self, nonce: object) -> None:
        """Where nonces are asked for, take the present one or the one before; any worker knows them."""
        if self.names is None:
            return
        number = int(self.clock.now().timestamp()) // NONCE_SECONDS
        present, before = (self.names.opaque("dpop nonce", str(each)) for each in (number, number - 1))
        if nonce not in (present, before):
            raise Refused(TokenFault.PROOF_NEEDS_NONCE, nonce=present)


def _only(proofs: Sequence[str]) -> str:
    if not proofs:
        raise Refused(TokenFault.PROOF_MISSING)
    if len(proofs) > 1:
        raise Refused(TokenFault.PROOF_SEVERAL)
    return proofs[0]


def _hash(token: str) -> str:
    return urlsafe_b64encode(sha256(token.encode()).digest()).rstrip(b"=").decode()


def _place(address: object) -> tuple[str, str, int | None, str] | None:
    """Read scheme, host, port and path; query and fragment do not count. None for what is no such address."""
    if not compact_jwt.is_text(address, longest=LONGEST_ADDRESS):
        return None
    try:
        parts = urlsplit(str(address))
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError:
        return None
    if parts.scheme not in PORTS or not parts.hostname or "@" in parts.netloc:
        return None
    return parts.scheme, parts.hostname, port, parts.path or "/"
