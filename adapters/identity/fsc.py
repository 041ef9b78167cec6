"""What an FSC inway of ours hands on, checked again here: the hub is no inway itself."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from adapters.identity import compact_jwt, manager_keys
from adapters.identity.certificates import ClientCertificate, ForwardedCertificates
from adapters.identity.manager_keys import ManagerKey
from adapters.identity.presented import Presented
from adapters.identity.proxies import TrustedProxies
from adapters.identity.refusal import Refused, TokenFault, refusing
from adapters.settings import FscSettings
from consent.parties import Requester
from hub.ports import Clock

AUTHORIZATION: Final = "fsc-authorization"
TRANSACTION: Final = "fsc-transaction-id"

ALGORITHMS: Final = ("RS256", "RS384", "RS512", "ES256", "ES384", "ES512")
"""What a manager may sign with (FSC core, *Access token*)."""

LONGEST_TOKEN: Final = 8_192

PURPOSES: Final = "purposes"
"""The property of a grant (`prp`) that narrows what the connection is for."""

_TRANSACTION: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)
"""UUID of version 7 (RFC 9562 §5.7), as Digikoppeling asks."""

_GRANT_HASH: Final = re.compile(r"\$[0-9]{1,3}\$[0-9]{1,3}\$[A-Za-z0-9+/_=-]{1,200}")
"""Algorithm, kind of grant, hash (FSC core, *Grant hash*)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What we are in an FSC group: `peer` offers `name` at `audience`; `manager` are its keys by thumbprint."""

    group: str
    name: str
    peer: str
    audience: str
    manager: Mapping[str, ManagerKey]


def service(settings: FscSettings | None) -> Service | None:
    """Read what we are from the configuration. Raises BadInput where the manager's certificates cannot be read."""
    if settings is None:
        return None
    return Service(
        group=settings.group,
        name=settings.service,
        peer=settings.peer,
        audience=settings.audience,
        manager=manager_keys.read(settings.manager_certs_file),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A request that came through FSC: by which transaction, and for which purposes; None means no narrowing."""

    transaction_id: str
    purposes: frozenset[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FscConnections:
    """Checks the FSC headers of a request. Without a `service` of ours nothing comes through FSC."""

    service: Service | None
    proxies: TrustedProxies
    certificates: ForwardedCertificates
    clock: Clock

    def of(self, request: Presented, requester: Requester, *, is_demanded: bool) -> Connection | None:
        """Give the connection; None where a request came without one, and may."""
        tokens, transactions = request.all(AUTHORIZATION), request.all(TRANSACTION)
        if not tokens and not transactions and not is_demanded:
            return None
        if self.service is None:
            raise Refused(TokenFault.FSC_UNKNOWN_SERVICE)
        if not tokens or not tokens[0].strip():
            raise Refused(TokenFault.FSC_MISSING)
        if len(tokens) > 1 or not self.proxies.include(request.peer):
            raise Refused(TokenFault.FSC_INVALID)
        claims = self._verified(tokens[0], self.service)
        self._check_claims(claims, self.service)
        self._check_parties(claims, self._certificate(request), requester)
        return Connection(transaction_id=_transaction(transactions), purposes=_purposes(claims))

    def _verified(self, value: str, service: Service) -> Mapping[str, Any]:
        """Verify by the key of the manager's certificate that the header names; the manager is configured."""
        scheme, _, rest = value.partition(" ")
        token = rest if scheme.lower() == "bearer" else value
        with refusing(TokenFault.FSC_INVALID):
            header, claims = compact_jwt.parts(token, longest=LONGEST_TOKEN)
        named = service.manager.get(_thumbprint(header.get("x5t#S256")))
        if named is None or header.get("alg") not in ALGORITHMS or not named.begins <= self.clock.now() <= named.ends:
            raise Refused(TokenFault.FSC_INVALID)
        if not compact_jwt.is_signed(token, header, named.key, ALGORITHMS):
            raise Refused(TokenFault.FSC_INVALID)
        return claims

    def _check_claims(self, claims: Mapping[str, Any], service: Service) -> None:
        with refusing(TokenFault.FSC_INVALID):
            ends, begins = compact_jwt.moment(claims, "exp"), compact_jwt.moment(claims, "nbf")
        now = int(self.clock.now().timestamp())
        if ends <= now:
            raise Refused(TokenFault.FSC_EXPIRED)
        if claims.get("gid") != service.group:
            raise Refused(TokenFault.FSC_WRONG_GROUP)
        if claims.get("svc") != service.name:
            raise Refused(TokenFault.FSC_UNKNOWN_SERVICE)
        grant = claims.get("gth")
        is_ours = claims.get("aud") == service.audience and claims.get("iss") == service.peer
        if begins > now or not is_ours or not isinstance(grant, str) or not _GRANT_HASH.fullmatch(grant):
            raise Refused(TokenFault.FSC_INVALID)

    def _certificate(self, request: Presented) -> ClientCertificate:
        """Give the certificate of who connects; whatever is wrong with it, to FSC the token is not theirs."""
        try:
            return self.certificates.of(request)
        except Refused:
            raise Refused(TokenFault.FSC_INVALID) from None

    def _check_parties(self, claims: Mapping[str, Any], certificate: ClientCertificate, requester: Requester) -> None:
        """Check that who connects holds the certificate, and that the token's client is whom it is for."""
        confirmation = claims.get("cnf")
        bound = _thumbprint(confirmation.get("x5t#S256")) if isinstance(confirmation, dict) else ""
        connects, served = _parties(claims)
        is_theirs = requester.oin is not None and served == requester.oin
        if not certificate.is_bound_to(bound) or not certificate.may_be(connects) or not is_theirs:
            raise Refused(TokenFault.FSC_INVALID)


def _parties(claims: Mapping[str, Any]) -> tuple[str, str]:
    """Say who connects and for whom.

    Core writes a delegated connection as `act.sub` (connects) and `sub` (for whom); FSC logging reads the latter from
    a claim `cdi` that core does not know, and `sub` connects. Either way counts, but not two that disagree.
    """
    subject = claims.get("sub")
    connects = served = subject
    if "act" in claims:
        actor = claims["act"]
        connects = actor.get("sub") if isinstance(actor, dict) else None
    if "cdi" in claims:
        served = claims["cdi"]
        if "act" in claims and served != subject:
            raise Refused(TokenFault.FSC_INVALID)
    if not isinstance(connects, str) or not isinstance(served, str):
        raise Refused(TokenFault.FSC_INVALID)
    return connects, served


def _thumbprint(value: object) -> str:
    """Read a thumbprint; FSC's own examples write it in the other base64 alphabet."""
    return value.replace("+", "-").replace("/", "_").rstrip("=") if isinstance(value, str) else ""


def _transaction(values: Sequence[str]) -> str:
    if not values:
        raise Refused(TokenFault.FSC_NO_TRANSACTION)
    if len(values) > 1 or not _TRANSACTION.fullmatch(values[0]):
        raise Refused(TokenFault.FSC_BAD_TRANSACTION)
    return values[0].lower()


def _purposes(claims: Mapping[str, Any]) -> frozenset[str] | None:
    """Read what the grant narrows the purposes to; a narrowing that cannot be read is no permission."""
    properties = claims.get("prp", {})
    if not isinstance(properties, dict):
        raise Refused(TokenFault.FSC_INVALID)
    if PURPOSES not in properties:
        return None
    listed = properties[PURPOSES]
    if not isinstance(listed, list) or not all(compact_jwt.is_text(each) for each in listed):
        raise Refused(TokenFault.FSC_INVALID)
    return frozenset(listed)
