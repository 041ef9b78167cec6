"""From what a request presents to a requester, or to a refusal that says no more than its code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, Final, Protocol

from adapters.identity import compact_jwt, presented
from adapters.identity.binding import SenderCheck
from adapters.identity.denials import DenyList
from adapters.identity.fsc import Connection, FscConnections
from adapters.identity.issuer_metadata import PublicKey
from adapters.identity.parties import Parties, client_of
from adapters.identity.presented import Presented
from adapters.identity.refusal import Refused, TokenFault, TokenRefused, refusing
from adapters.identity.remembered import Remembered
from adapters.settings import IssuerSettings
from consent.parties import Requester
from hub.ports import Clock

LONGEST_TOKEN: Final = 8_192
"""Longest token that is looked at (characters); ours have some 700."""

LEEWAY_SECONDS: Final = 10
"""How far in the future a token may have been made: clocks differ (FAPI 2.0). Nothing is added to its end."""

LONGEST_LIFE_SECONDS: Final = {"citizen": 3_600, "partner": 21_600, "staff": 3_600}
"""Longest life of a token by whom it identifies (NL GOV OAuth 1.2)."""

TYPES: Final = frozenset({"at+jwt", "application/at+jwt"})
"""What an access token says it is (RFC 9068 §2.1); an ID token is none."""

ACR_ORDER: Final = (
    "http://eidas.europa.eu/LoA/low",
    "http://eidas.europa.eu/LoA/substantial",
    "http://eidas.europa.eu/LoA/high",
)


class Keys(Protocol):
    """Finds the public key of a configured issuer."""

    async def key(self, issuer: str, kid: str | None) -> PublicKey | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Authenticated:
    """Yes. `fsc_transaction_id` is there where the request came through FSC; the decision log keeps it."""

    requester: Requester
    fsc_transaction_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedToken:
    """A token whose signature is its issuer's. Nothing else about it was checked."""

    claims: Mapping[str, Any] = field(repr=False)
    row: IssuerSettings = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenChecker:
    """Checks tokens of configured issuers, and who brings them; every other one is refused."""

    issuers: Sequence[IssuerSettings]
    keys: Keys
    senders: SenderCheck
    denials: DenyList
    parties: Parties
    fsc: FscConnections
    clock: Clock
    _signed: Remembered[SignedToken] = field(default_factory=Remembered, init=False, repr=False)

    async def check(self, request: Presented) -> Authenticated | TokenRefused:
        """Say who sends this request. Raises Unavailable when an issuer's keys or the store cannot be had."""
        rows = self.issuers
        try:
            shown = presented.shown(request)
            token = await self._signed_token(shown.token)
            rows = (token.row,)
            client = client_of(token.claims)
            self._check_claims(token.claims, token.row)
            await self._check_denials(token, client)
            known = token.row.clients.get(client)
            await self.senders.check(request, shown, token.claims, token.row, known.oin if known else None)
            requester = await self.parties.requester(token.claims, token.row)
            connection = self.fsc.of(request, requester, is_demanded=known is not None and known.fsc_only)
            return _narrowed(requester, connection)
        except Refused as refused:
            ways = frozenset(row.proof for row in rows)
            algorithms = self.senders.proofs.algorithms
            return TokenRefused(code=refused.code, proofs=ways, algorithms=algorithms, nonce=refused.nonce)

    async def _signed_token(self, token: str) -> SignedToken:
        """Verify the signature; one that was verified within the last half minute need not be again."""
        digest, now = sha256(token.encode()).digest(), self.clock.now()
        known = self._signed.get(digest, now)
        if known is not None:
            return known
        with refusing(TokenFault.MALFORMED):
            header, claims = compact_jwt.parts(token, longest=LONGEST_TOKEN)
        row = self._row(claims)
        await self._verify(token, header, row)
        signed = SignedToken(claims=claims, row=row)
        self._signed.put(digest, signed, now)
        return signed

    def _row(self, claims: Mapping[str, Any]) -> IssuerSettings:
        """Find the issuer's row: the one that lists the client, otherwise the one that lists none."""
        rows = [row for row in self.issuers if row.issuer == claims.get("iss")]
        if not rows:
            raise Refused(TokenFault.UNKNOWN_ISSUER)
        client = client_of(claims)
        listed = [row for row in rows if client in row.clients]
        found = next(iter(listed or [row for row in rows if not row.clients]), None)
        if found is None:
            raise Refused(TokenFault.UNKNOWN_CLIENT)
        return found

    async def _verify(self, token: str, header: Mapping[str, Any], row: IssuerSettings) -> None:
        """Check type, algorithm and signature; the key is the issuer's own, whatever the header offers."""
        if str(header.get("typ", "")).lower() not in TYPES:
            raise Refused(TokenFault.WRONG_TYPE)
        if header.get("alg") not in row.algorithms:
            raise Refused(TokenFault.ALGORITHM)
        kid = header.get("kid")
        key = await self.keys.key(row.issuer, kid if isinstance(kid, str) else None)
        if key is None or not compact_jwt.is_signed(token, header, key, row.algorithms):
            raise Refused(TokenFault.BAD_SIGNATURE)

    def _check_claims(self, claims: Mapping[str, Any], row: IssuerSettings) -> None:
        """Check what every token must say, whomever it is about."""
        if not all(compact_jwt.is_text(claims.get(name)) for name in ("sub", "jti")):  # required by RFC 9068 §2.2
            raise Refused(TokenFault.MALFORMED)
        audience = claims.get("aud")
        if row.audience not in (audience if isinstance(audience, list) else [audience]):
            raise Refused(TokenFault.WRONG_AUDIENCE)
        self._check_moments(claims, row)
        if row.acr_minimum is not None and not meets(claims.get("acr"), row.acr_minimum):
            raise Refused(TokenFault.LEVEL)
        if not isinstance(claims.get("acr", ""), str) or not isinstance(claims.get("scope", ""), str):
            raise Refused(TokenFault.MALFORMED)

    def _check_moments(self, claims: Mapping[str, Any], row: IssuerSettings) -> None:
        now = int(self.clock.now().timestamp())
        with refusing(TokenFault.MALFORMED):
            made, ends = compact_jwt.moment(claims, "iat"), compact_jwt.moment(claims, "exp")
            begins, logged_in = (compact_jwt.moment({name: 0, **claims}, name) for name in ("nbf", "auth_time"))
        if ends < made or logged_in < 0:
            raise Refused(TokenFault.MALFORMED)
        if ends <= now:
            raise Refused(TokenFault.EXPIRED)
        if max(made, begins, logged_in) > now + LEEWAY_SECONDS:
            raise Refused(TokenFault.NOT_YET_VALID)
        if ends - made > LONGEST_LIFE_SECONDS[row.kind]:
            raise Refused(TokenFault.LIFETIME)

    async def _check_denials(self, token: SignedToken, client: str) -> None:
        if await self.denials.is_denied(token.row.issuer, token_id=token.claims["jti"], client=client):
            raise Refused(TokenFault.REVOKED)


def _narrowed(requester: Requester, connection: Connection | None) -> Authenticated:
    """Let a connection make the purposes fewer, never more."""
    if connection is None:
        return Authenticated(requester=requester)
    purposes = requester.purposes if connection.purposes is None else requester.purposes & connection.purposes
    return Authenticated(requester=replace(requester, purposes=purposes), fsc_transaction_id=connection.transaction_id)


def meets(level: object, minimum: str) -> bool:
    """Say whether a level of assurance is enough; one that stands in no order that we know must be met exactly."""
    if minimum not in ACR_ORDER:
        return level == minimum
    return level in ACR_ORDER and ACR_ORDER.index(level) >= ACR_ORDER.index(minimum)
