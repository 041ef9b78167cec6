"""From checked claims to the party behind them: a client by its registration, a person by their number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from adapters.identity import compact_jwt
from adapters.identity.bsn import Bsn
from adapters.identity.dpop import Names
from adapters.identity.refusal import Refused, TokenFault
from adapters.settings import ClientSettings, IssuerSettings
from consent.parties import AgencyCode, ClientId, Oin, Requester, Role, SubjectRef
from hub.errors import BadInput

LONGEST_CLIENT: Final = 200
"""Longest name of a client (characters)."""

MOST_REPRESENTED: Final = 3
"""Who stand behind each other behind the one at the keyboard, at most: for an organisation, for a citizen."""

PERSON_TYPES: Final = (None, "urn:nl-eid-gdi:1.0:id:pseudonym", "urn:nl-eid-gdi:1.0:id:BSN")
"""Kinds of identifier that name a person; RSIN and KvKnr name a business, and businesses are not served here."""

REPRESENTS: Final = "represents"


class People(Protocol):
    """Finds a person by number, and makes them known."""

    async def ref_of(self, bsn: Bsn) -> SubjectRef: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """Says who asks. `test_only` refuses numbers of real people; `names` hide a worker's."""

    people: People
    names: Names
    test_only: bool

    async def requester(self, claims: Mapping[str, Any], row: IssuerSettings) -> Requester:
        """Give the party; the registration says what it may, the token can only make that less."""
        if row.kind == "citizen":
            return await self._citizen(claims, row)
        if REPRESENTS in claims:  # an organisation acts by its registration, and a worker for the agency
            raise Refused(TokenFault.UNCLEAR_REPRESENTATION)
        client = client_of(claims)
        known = row.clients.get(client)
        if known is None:
            raise Refused(TokenFault.UNKNOWN_CLIENT)
        return Requester(
            client=ClientId(client),
            role=Role(known.role),
            issuer=row.issuer,
            worker=self._worker(claims, row, known),
            agency=AgencyCode(known.agency) if known.agency else None,
            oin=Oin(known.oin) if known.oin else None,
            purposes=frozenset(known.purposes),
            scopes=_scopes(claims, known),
            bsn_basis=known.bsn_basis,
            acr=claims.get("acr"),
            logged_in_at=_logged_in_at(claims),
        )

    async def _citizen(self, claims: Mapping[str, Any], row: IssuerSettings) -> Requester:
        """Authorise on the innermost represented person (OIDC NLGOV §9); who sits at the keyboard acts for them."""
        chain = self._numbers(claims, row.subject_claim or "")
        client = client_of(claims)
        served, keyboard = chain[-1], chain[0]
        return Requester(
            client=ClientId(client),
            role=Role.CITIZEN,
            issuer=row.issuer,
            subject=await self.people.ref_of(served),
            actor=await self.people.ref_of(keyboard) if len(chain) > 1 else None,
            scopes=_scopes(claims, row.clients.get(client)),
            acr=claims.get("acr"),
            logged_in_at=_logged_in_at(claims),
        )

    def _numbers(self, claims: Mapping[str, Any], name: str) -> list[Bsn]:
        """Give the persons from the keyboard inwards. A chain that is not understood is refused, never cut short."""
        chain, inner = [self._number(claims, name, TokenFault.NO_SUBJECT)], claims
        while REPRESENTS in inner:
            inner = inner[REPRESENTS]
            if not isinstance(inner, dict) or len(chain) > MOST_REPRESENTED:
                raise Refused(TokenFault.UNCLEAR_REPRESENTATION)
            chain.append(self._number(inner, name, TokenFault.UNCLEAR_REPRESENTATION))
        if len({person.digits for person in chain}) < len(chain):
            raise Refused(TokenFault.UNCLEAR_REPRESENTATION)
        return chain

    def _number(self, claims: Mapping[str, Any], name: str, code: TokenFault) -> Bsn:
        number = claims.get(name)
        # An RSIN is nine digits too, with the same check: only its kind tells that it is no person's.
        if not isinstance(number, str) or claims.get("sub_id_type") not in PERSON_TYPES:
            raise Refused(code)
        try:
            return Bsn.parse(number, test_only=self.test_only)
        except BadInput:
            raise Refused(code) from None

    def _worker(self, claims: Mapping[str, Any], row: IssuerSettings, known: ClientSettings) -> str | None:
        """Tell one worker from another: by issuer and name there, since two issuers may use one name for two people."""
        if "staff" not in {row.kind, known.role}:
            return None
        if claims["sub"] == client_of(claims):  # so a machine calls itself (RFC 9068 §2.2)
            raise Refused(TokenFault.NO_SUBJECT)
        return self.names.opaque("worker", row.issuer, claims["sub"])


def client_of(claims: Mapping[str, Any]) -> str:
    """Read which client the token was made for; a name that could not be kept or written down is nobody's.

    NL GOV calls it `azp`, RFC 9068 `client_id`; where both are there they must agree.
    """
    client = claims.get("client_id", claims.get("azp"))
    if not isinstance(client, str) or not 0 < len(client) <= LONGEST_CLIENT or not client.isprintable():
        raise Refused(TokenFault.UNKNOWN_CLIENT)
    if claims.get("azp", client) != client:
        raise Refused(TokenFault.UNKNOWN_CLIENT)
    return client


def _scopes(claims: Mapping[str, Any], known: ClientSettings | None) -> frozenset[str]:
    """Give the registered scopes, without those that a token with a `scope` leaves out."""
    registered = frozenset(known.scopes if known is not None else ())
    return registered & set(claims["scope"].split(" ")) if "scope" in claims else registered


def _logged_in_at(claims: Mapping[str, Any]) -> datetime | None:
    return datetime.fromtimestamp(compact_jwt.moment(claims, "auth_time"), UTC) if "auth_time" in claims else None
