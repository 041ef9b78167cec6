"""From an Authorization header to a requester, or to a refusal that says no more than its code."""

import binascii
import json
import re
import warnings
from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol

from joserfc.errors import JoseError, SecurityWarning
from joserfc.jws import JWSRegistry, deserialize_compact

from adapters.identity.bsn import Bsn
from adapters.identity.issuer_metadata import PublicKey
from adapters.settings import ClientSettings, IssuerSettings
from consent.parties import AgencyCode, ClientId, Oin, Requester, Role, SubjectRef
from hub.errors import BadInput
from hub.ports import Clock

LONGEST_TOKEN: Final = 8_192
"""Longest header that is looked at (characters); ours have some 700."""

LEEWAY_SECONDS: Final = 10
"""How far in the future a token may have been made: clocks differ (FAPI 2.0). Nothing is added to its end."""

LONGEST_LIFE_SECONDS: Final = {"citizen": 3_600, "partner": 21_600, "staff": 3_600}
"""Longest life of a token by whom it identifies (NL GOV OAuth 1.2)."""

LONGEST_CLIENT: Final = 200
"""Longest name of a client (characters)."""

TYPES: Final = frozenset({"at+jwt", "application/at+jwt"})
"""What an access token says it is (RFC 9068 §2.1); an ID token is none."""

ACR_ORDER: Final = (
    "http://eidas.europa.eu/LoA/low",
    "http://eidas.europa.eu/LoA/substantial",
    "http://eidas.europa.eu/LoA/high",
)

_COMPACT: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")
"""Header, claims, signature (RFC 7515 §3.1). Decoders skip what is outside the alphabet; two might skip differently."""


class TokenFault(StrEnum):
    """Why a token does not count. Codes are stable for ever."""

    MISSING = "token.missing"
    SEVERAL = "token.several"
    MALFORMED = "token.malformed"
    UNKNOWN_ISSUER = "token.unknown_issuer"
    ALGORITHM = "token.algorithm"
    BAD_SIGNATURE = "token.bad_signature"
    WRONG_TYPE = "token.wrong_type"
    WRONG_AUDIENCE = "token.wrong_audience"
    EXPIRED = "token.expired"
    NOT_YET_VALID = "token.not_yet_valid"
    LIFETIME = "token.lifetime"
    UNKNOWN_CLIENT = "token.unknown_client"
    NO_SUBJECT = "token.no_subject"
    LEVEL = "token.level_too_low"
    NEEDS_PROOF = "token.needs_proof"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRefused:
    """No. `challenge` goes into WWW-Authenticate (RFC 6750 §3)."""

    code: TokenFault

    @property
    def is_malformed(self) -> bool:
        """Say whether the request itself was wrong, and not the token: several tokens at once (RFC 6750 §3.1)."""
        return self.code is TokenFault.SEVERAL

    @property
    def challenge(self) -> str:
        """Say which scheme is expected, and that the token was not good; no more."""
        if self.code is TokenFault.MISSING:
            return "Bearer"
        scheme = "DPoP" if self.code is TokenFault.NEEDS_PROOF else "Bearer"
        return f'{scheme} error="invalid_token"'


class Keys(Protocol):
    """Finds the public key of a configured issuer."""

    async def key(self, issuer: str, kid: str | None) -> PublicKey | None: ...


class People(Protocol):
    """Finds a person by number, and makes them known."""

    async def ref_of(self, bsn: Bsn) -> SubjectRef: ...


class _Refuse(Exception):
    def __init__(self, code: TokenFault) -> None:
        super().__init__(code.value)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenChecker:
    """Checks tokens of configured issuers; every other one is refused. `test_only` refuses numbers of real people."""

    issuers: Sequence[IssuerSettings]
    keys: Keys
    people: People
    clock: Clock
    test_only: bool

    async def check(self, authorizations: Sequence[str]) -> Requester | TokenRefused:
        """Check the values of all Authorization headers. Raises Unavailable when an issuer's keys cannot be had."""
        try:
            token = _bearer(authorizations)
            header, claims = _parts(token)
            row = self._row(claims)
            await self._verify(token, header, row)
            self._check_claims(claims, row)
            return await self._requester(claims, row)
        except _Refuse as refused:
            return TokenRefused(code=refused.code)

    def _row(self, claims: Mapping[str, Any]) -> IssuerSettings:
        """Find the issuer's row: the one that lists the client, otherwise the one that lists none."""
        rows = [row for row in self.issuers if row.issuer == claims.get("iss")]
        if not rows:
            raise _Refuse(TokenFault.UNKNOWN_ISSUER)
        client = _client(claims)
        listed = [row for row in rows if client in row.clients]
        found = next(iter(listed or [row for row in rows if not row.clients]), None)
        if found is None:
            raise _Refuse(TokenFault.UNKNOWN_CLIENT)
        return found

    async def _verify(self, token: str, header: Mapping[str, Any], row: IssuerSettings) -> None:
        """Check type, algorithm and signature; the key is the issuer's own, whatever the header offers."""
        if str(header.get("typ", "")).lower() not in TYPES:
            raise _Refuse(TokenFault.WRONG_TYPE)
        if header.get("alg") not in row.algorithms:
            raise _Refuse(TokenFault.ALGORITHM)
        if "crit" in header:  # we understand no extension, and the library understands one
            raise _Refuse(TokenFault.BAD_SIGNATURE)
        kid = header.get("kid")
        key = await self.keys.key(row.issuer, kid if isinstance(kid, str) else None)
        if key is None:
            raise _Refuse(TokenFault.BAD_SIGNATURE)
        try:
            with warnings.catch_warnings():  # the library warns of the older name of Ed25519, which issuers still use
                warnings.simplefilter("ignore", SecurityWarning)
                deserialize_compact(token, key, registry=JWSRegistry(algorithms=list(row.algorithms)))
        except (JoseError, ValueError, TypeError):
            raise _Refuse(TokenFault.BAD_SIGNATURE) from None

    def _check_claims(self, claims: Mapping[str, Any], row: IssuerSettings) -> None:
        if not all(_is_text(claims.get(name)) for name in ("sub", "jti")):  # required by RFC 9068 §2.2
            raise _Refuse(TokenFault.MALFORMED)
        audience = claims.get("aud")
        if row.audience not in (audience if isinstance(audience, list) else [audience]):
            raise _Refuse(TokenFault.WRONG_AUDIENCE)
        now = int(self.clock.now().timestamp())
        made, ends, begins = _moment(claims, "iat"), _moment(claims, "exp"), _moment({"nbf": 0, **claims}, "nbf")
        if ends < made:
            raise _Refuse(TokenFault.MALFORMED)
        if ends <= now:
            raise _Refuse(TokenFault.EXPIRED)
        if max(made, begins) > now + LEEWAY_SECONDS:
            raise _Refuse(TokenFault.NOT_YET_VALID)
        if ends - made > LONGEST_LIFE_SECONDS[row.kind]:
            raise _Refuse(TokenFault.LIFETIME)
        if row.acr_minimum is not None and not meets(claims.get("acr"), row.acr_minimum):
            raise _Refuse(TokenFault.LEVEL)
        if row.proof != "none" or "cnf" in claims:
            raise _Refuse(TokenFault.NEEDS_PROOF)

    async def _requester(self, claims: Mapping[str, Any], row: IssuerSettings) -> Requester:
        client = _client(claims)
        if row.kind == "citizen":
            subject = await self._subject(claims, row)
            return Requester(client=ClientId(client), role=Role.CITIZEN, issuer=row.issuer, subject=subject)
        return _of_client(client, row.clients.get(client), row.issuer)

    async def _subject(self, claims: Mapping[str, Any], row: IssuerSettings) -> SubjectRef:
        number = claims.get(row.subject_claim or "")
        if not isinstance(number, str):
            raise _Refuse(TokenFault.NO_SUBJECT)
        try:
            bsn = Bsn.parse(number, test_only=self.test_only)
        except BadInput:
            raise _Refuse(TokenFault.NO_SUBJECT) from None
        return await self.people.ref_of(bsn)


def _of_client(client: str, known: ClientSettings | None, issuer: str) -> Requester:
    if known is None:
        raise _Refuse(TokenFault.UNKNOWN_CLIENT)
    return Requester(
        client=ClientId(client),
        role=Role(known.role),
        issuer=issuer,
        agency=AgencyCode(known.agency) if known.agency else None,
        oin=Oin(known.oin) if known.oin else None,
        purposes=frozenset(known.purposes),
        scopes=frozenset(known.scopes),
        bsn_basis=known.bsn_basis,
    )


def _client(claims: Mapping[str, Any]) -> str:
    """Read which client the token was made for; a name that could not be kept or written down is nobody's."""
    client = claims.get("client_id")
    if not isinstance(client, str) or not 0 < len(client) <= LONGEST_CLIENT or not client.isprintable():
        raise _Refuse(TokenFault.UNKNOWN_CLIENT)
    return client


def _bearer(authorizations: Sequence[str]) -> str:
    """Take the token out of exactly one header."""
    if not authorizations:
        raise _Refuse(TokenFault.MISSING)
    if len(authorizations) > 1:
        raise _Refuse(TokenFault.SEVERAL)
    scheme, _, token = authorizations[0].partition(" ")
    if scheme.lower() != "bearer" or len(token) > LONGEST_TOKEN or not _COMPACT.fullmatch(token):
        raise _Refuse(TokenFault.MALFORMED)
    return token


def _parts(token: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Read header and claims before they are verified, to know whom to ask for the key: nothing is believed yet."""
    header, claims, _ = token.split(".")
    return _object(header), _object(claims)


def _object(part: str) -> Mapping[str, Any]:
    try:
        text = urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode()
        content = json.loads(text, object_pairs_hook=_once_each, parse_constant=_no_number)
    except (binascii.Error, ValueError, RecursionError):
        raise _Refuse(TokenFault.MALFORMED) from None
    if not isinstance(content, dict):
        raise _Refuse(TokenFault.MALFORMED)
    return content


def _once_each(members: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a member that is there twice: others might believe the other one (RFC 8725 §2.4)."""
    content = dict(members)
    if len(content) != len(members):
        raise ValueError("a member twice")
    return content


def _no_number(_word: str) -> None:
    """Refuse NaN and Infinity, which are no JSON."""
    raise ValueError("no number")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _moment(claims: Mapping[str, Any], name: str) -> int:
    """Read a moment in whole seconds. `true` is no number; RFC 7519 allows a fraction, but issuers send none."""
    value = claims.get(name)
    if type(value) is not int:
        raise _Refuse(TokenFault.MALFORMED)
    return value


def meets(level: object, minimum: str) -> bool:
    """Say whether a level of assurance is enough; one that stands in no order that we know must be met exactly."""
    if minimum not in ACR_ORDER:
        return level == minimum
    return level in ACR_ORDER and ACR_ORDER.index(level) >= ACR_ORDER.index(minimum)
