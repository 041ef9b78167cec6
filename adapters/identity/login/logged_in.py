"""Who logged in, for whom: read from a checked ID token (OIDC NLGOV 1.0.1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from adapters.identity.login.faults import LoginFault, LoginRefused
from adapters.identity.login.signed import is_text
from adapters.identity.parties import MOST_REPRESENTED, PERSON_TYPES


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody as the provider names them. A name counts together with its issuer only."""

    issuer: str
    subject: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedIn:
    """`served` is the person whose affairs these are, `actor` who sits at the keyboard where that is somebody else.

    `subject` and `session` are the provider's names for the log-out. `has_number` says whether the ID token holds what
    could be a citizen's number: then it must go into no address. `served_name` is what the provider calls the person
    who is served, where it says so (`name` of OpenID Connect): for whoever acts for several people.
    """

    served: Person
    actor: Person | None
    acr: str | None
    logged_in_at_s: int
    subject: str = field(repr=False)
    session: str | None = field(repr=False)
    has_number: bool
    served_name: str | None = field(default=None, repr=False)


def persons(claims: Mapping[str, Any], *, issuer: str, subject_claim: str) -> tuple[Person, Person | None]:
    """Read who is served and who acts. `represents` is understood whole, or the log-in is refused: never ignored."""
    first = _person(claims, issuer, subject_claim, LoginFault.SUBJECT)
    chain, inner = [first], claims
    while "represents" in inner:
        inner = inner["represents"]
        if not isinstance(inner, dict) or len(chain) > MOST_REPRESENTED:
            raise LoginRefused(LoginFault.REPRESENTS)
        if inner.get("iss", issuer) != issuer:  # whom another issuer names, we do not know
            raise LoginRefused(LoginFault.REPRESENTS)
        chain.append(_person(inner, issuer, subject_claim, LoginFault.REPRESENTS))
    if inner.get("sub_id_type") not in PERSON_TYPES:
        raise LoginRefused(LoginFault.REPRESENTS if len(chain) > 1 else LoginFault.SUBJECT)
    if len(set(chain)) != len(chain):  # somebody for themselves, in a circle
        raise LoginRefused(LoginFault.REPRESENTS)
    return chain[-1], first if len(chain) > 1 else None


def name_of_served(claims: Mapping[str, Any]) -> str | None:
    """Read what the provider calls the innermost person; nothing depends on it, so that one too many is left out."""
    inner = claims
    while isinstance(inner.get("represents"), dict):
        inner = inner["represents"]
    name = inner.get("name")
    return str(name) if is_text(name) else None


def _person(claims: Mapping[str, Any], issuer: str, subject_claim: str, fault: LoginFault) -> Person:
    subject = claims.get(subject_claim)
    if not is_text(subject):
        raise LoginRefused(fault)
    return Person(issuer=issuer, subject=str(subject))
