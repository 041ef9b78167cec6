"""An issuer in a test's hand: it signs anything, also what no decent issuer would."""

import base64
import hmac
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from ipaddress import ip_network
from typing import Any

from joserfc.jwk import ECKey, Key
from joserfc.jws import JWSRegistry

from adapters.identity.binding import SenderCheck
from adapters.identity.bsn import Bsn
from adapters.identity.certificates import ForwardedCertificates
from adapters.identity.denials import DenyList
from adapters.identity.dpop import DpopProofs, Names
from adapters.identity.fsc import FscConnections, Service
from adapters.identity.issuer_metadata import PublicKey
from adapters.identity.parties import Parties
from adapters.identity.proxies import TrustedProxies
from adapters.identity.refusal import TokenFault, TokenRefused
from adapters.identity.tokens import TokenChecker
from adapters.settings import ClientSettings, IssuerSettings
from adapters.web.presented import Presented
from consent.parties import Requester, SubjectRef

ISSUER = "https://issuer.invalid"
PARTNERS = "https://partners.invalid"
BOUND = "https://bound.invalid"
AUDIENCE = "https://hub.invalid"
PROXY = "10.0.0.5"
"""Where our own proxy connects from."""
SUBSTANTIAL = "http://eidas.europa.eu/LoA/substantial"

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NOW = int(NOON.timestamp())

NUMBER = "999990032"
"""Passes the eleven-test and belongs to nobody."""

KEY = ECKey.generate_key("P-256", {"kid": "key-1"})

CLIENTS = {
    "agency-cjib": ClientSettings(
        role="agency",
        agency="cjib",
        oin="00000099000000001000",
        purposes=("overview",),
        scopes=("claims",),
        bsn_basis="Article 1",
    ),
    "staff-cjib": ClientSettings(role="staff", agency="cjib"),
    "intermediary": ClientSettings(role="intermediary", oin="00000099000000002000"),
    "auditor": ClientSettings(role="auditor"),
}


@dataclass
class StillClock:
    """It is noon."""

    at: datetime = NOON

    def now(self) -> datetime:
        return self.at

    def today(self) -> date:
        return self.at.date()


@dataclass
class Published:
    """The keys that issuers publish, and who was asked for which."""

    keys: Mapping[str, Sequence[PublicKey]]
    asked: list[tuple[str, str | None]] = field(default_factory=list)

    async def key(self, issuer: str, kid: str | None) -> PublicKey | None:
        self.asked.append((issuer, kid))
        keys = self.keys[issuer]
        return next((key for key in keys if key.kid == kid), keys[0] if kid is None and len(keys) == 1 else None)


@dataclass
class Crowd:
    """Everybody is known, by a name that shows no number; remembers who was looked for."""

    asked: list[Bsn] = field(default_factory=list)

    async def ref_of(self, bsn: Bsn) -> SubjectRef:
        if bsn not in self.asked:
            self.asked.append(bsn)
        return SubjectRef(f"subject-{self.asked.index(bsn) + 1}")


@dataclass
class Used:
    """Proofs that were seen, in one process."""

    seen: dict[bytes, datetime] = field(default_factory=dict)

    async def use(self, digest: bytes, *, until: datetime, now: datetime) -> bool:
        assert now < until
        return self.seen.setdefault(digest, until) is until


@dataclass
class Denied:
    """A deny list; counts how often it is read."""

    digests: set[bytes] = field(default_factory=set)
    reads: int = 0

    async def denied(self, digests: Sequence[bytes], now: datetime) -> Collection[bytes]:
        assert now.tzinfo is not None
        self.reads += 1
        return self.digests.intersection(digests)


class PlainNames:
    """Names that a test can foresee."""

    def opaque(self, label: str, *parts: str) -> str:
        return "|".join((label, *parts))


def citizens(**changes: Any) -> IssuerSettings:
    """The row of an issuer that identifies citizens."""
    given: dict[str, Any] = {
        "issuer": ISSUER,
        "audience": AUDIENCE,
        "kind": "citizen",
        "subject_claim": "bsn",
        "acr_minimum": SUBSTANTIAL,
        "proof": "none",
    }
    return IssuerSettings(**{**given, **changes})


def partners(**changes: Any) -> IssuerSettings:
    """The row of an issuer that identifies organisations."""
    given: dict[str, Any] = {
        "issuer": PARTNERS,
        "audience": AUDIENCE,
        "kind": "partner",
        "proof": "none",
        "clients": CLIENTS,
    }
    return IssuerSettings(**{**given, **changes})


def a_checker(
    *rows: IssuerSettings,
    keys: Sequence[PublicKey] = (KEY,),
    test_only: bool = True,
    nonces: Names | None = None,
    service: Service | None = None,
    clock: StillClock | None = None,
) -> TokenChecker:
    """A checker that knows these issuers: one of citizens, one of partners, one that binds tokens, unless told."""
    known = rows or (citizens(), partners(), citizens(issuer=BOUND, proof="dpop"))
    time, proxies = clock or StillClock(), TrustedProxies((ip_network(PROXY),))
    certificates = ForwardedCertificates(proxies=proxies, clock=time)
    proofs = DpopProofs(
        public_url=AUDIENCE, algorithms=("ES256", "PS256", "EdDSA"), used=Used(), clock=time, names=nonces
    )
    return TokenChecker(
        issuers=known,
        keys=Published({row.issuer: keys for row in known}),
        senders=SenderCheck(proofs=proofs, certificates=certificates),
        denials=DenyList(Denied(), time),
        parties=Parties(people=Crowd(), names=PlainNames(), test_only=test_only),
        fsc=FscConnections(service=service, proxies=proxies, certificates=certificates, clock=time),
        clock=time,
    )


def crowd(checker: TokenChecker) -> Crowd:
    """The people that a checker of ours knows."""
    assert isinstance(checker.parties.people, Crowd)
    return checker.parties.people


def a_request(
    *headers: tuple[str, str], method: str = "POST", path: str = "/graphql", peer: str | None = "192.0.2.7"
) -> Presented:
    """A request as the door hands it over."""
    return Presented(method=method, path=path, peer=peer, headers=headers)


async def who(checker: TokenChecker, *authorizations: str) -> Requester | TokenFault:
    """Say whom these Authorization headers bring in, or why nobody."""
    answer = await checker.check(a_request(*(("Authorization", value) for value in authorizations)))
    return answer.code if isinstance(answer, TokenRefused) else answer.requester


def header(**changes: Any) -> dict[str, Any]:
    """A good header; a change to None leaves the member out."""
    return changed({"alg": "ES256", "typ": "at+jwt", "kid": "key-1"}, changes)


def claims(**changes: Any) -> dict[str, Any]:
    """Good claims about a citizen; a change to None leaves the member out."""
    good = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "pairwise-1",
        "client_id": "portal",
        "iat": NOW - 10,
        "exp": NOW + 600,
        "jti": "jti-1",
        "acr": SUBSTANTIAL,
        "bsn": NUMBER,
    }
    return changed(good, changes)


def partner_claims(client: str = "agency-cjib", **changes: Any) -> dict[str, Any]:
    """Good claims about an organisation."""
    return claims(**{"iss": PARTNERS, "client_id": client, "bsn": None, "acr": None, **changes})


def part(content: object) -> str:
    """Write one part of a token: bytes as they are, anything else as JSON."""
    plain = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(plain).rstrip(b"=").decode()


def forged(head: object, body: object, key: Key | bytes = KEY, *, alg: str = "ES256") -> str:
    """Sign whatever it is, with this key and in this way, whatever the header says."""
    return sealed(f"{part(head)}.{part(body)}", key, alg=alg)


def sealed(text: str, key: Key | bytes = KEY, *, alg: str = "ES256") -> str:
    """Put a signature under two parts as they stand; bytes are a shared secret."""
    if isinstance(key, bytes):  # by hand: the library refuses a public key as a secret on our side too
        signature = hmac.digest(key, text.encode(), "sha256")
    else:
        signature = JWSRegistry(algorithms=[alg]).get_alg(alg).sign(text.encode(), key)
    return f"{text}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def changed(good: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Put changes over what is good; a change to None leaves the member out."""
    return {name: value for name, value in {**good, **changes}.items() if value is not None}
