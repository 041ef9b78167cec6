"""The two answers to an access question, each with its grounds."""

from dataclasses import dataclass
from enum import StrEnum

from consent.grants import GrantId
from consent.parties import AgencyCode


class Ground(StrEnum):
    """Why access is refused. Codes are stable for ever."""

    NO_GRANT = "consent.missing"
    NO_MANDATE = "consent.no_mandate"
    NEEDS_LEGAL_BASIS = "needs.legal_basis"
    PURPOSE_NOT_REGISTERED = "consent.purpose_not_registered"
    ROLE_HAS_NO_BASIS = "consent.role_has_no_basis"
    NOT_THEIR_OWN = "consent.not_their_own"


class Basis(StrEnum):
    """On what an access rests (AVG art. 6(1)); more follow with the register of activities."""

    CONSENT = "consent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Permitted:
    """Yes, on this basis."""

    agency: AgencyCode
    basis: Basis
    grant_id: GrantId


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """No, because of this ground. `article` names the law where a law forbids it."""

    agency: AgencyCode
    ground: Ground
    article: str | None = None


Verdict = Permitted | Refused
