"""Who asks, about whom, from whom."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

AgencyCode = NewType("AgencyCode", str)
"""Short name of an agency in the registry; data, never an enum (a sixth agency is data)."""

SubjectRef = NewType("SubjectRef", str)
"""Random id of the person concerned. Nothing about the person can be derived from it."""

ClientId = NewType("ClientId", str)
"""Software client as its issuer names it."""

Oin = NewType("Oin", str)
"""Organisation identification number, 20 digits."""


class Role(StrEnum):
    """In which capacity a requester comes."""

    CITIZEN = "citizen"
    INTERMEDIARY = "intermediary"
    STAFF = "staff"
    AGENCY = "agency"
    AUDITOR = "auditor"
    PORTAL = "portal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """An organisation that collects claims.

    `secrecy` names the article that forbids handing its data to another organisation on consent alone
    (None where no such article is known).
    """

    code: AgencyCode
    name: str
    oin: Oin
    secrecy: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Requester:
    """The party behind a checked token: which client, in which role, and the person where it is a person.

    `subject` is the person whose own affairs these are: set for a citizen who logged in, and for whoever logged in to
    act for one. `actor` is who sits at the keyboard where that is somebody else (OIDC NLGOV `represents`). `worker`
    tells one worker of an agency from another and says nothing about who it is. `agency` is set for an agency's client
    or worker; `oin` identifies the organisation that receives the data. `acr` is the level of assurance of the log-in
    and `logged_in_at` its moment, where the issuer says so.
    """

    client: ClientId
    role: Role
    issuer: str
    subject: SubjectRef | None = None
    actor: SubjectRef | None = None
    worker: str | None = None
    agency: AgencyCode | None = None
    oin: Oin | None = None
    purposes: frozenset[str] = field(default_factory=frozenset)
    scopes: frozenset[str] = field(default_factory=frozenset)
    bsn_basis: str | None = None
    acr: str | None = None
    logged_in_at: datetime | None = None

    def is_subject(self, subject: SubjectRef) -> bool:
        """Say whether the affairs are the requester's own, or those of whom they logged in for."""
        return self.role is Role.CITIZEN and self.subject is not None and self.subject == subject

    @property
    def represents(self) -> bool:
        """Say whether somebody acts for somebody else."""
        return self.role is Role.INTERMEDIARY or self.actor is not None

    @property
    def representative(self) -> str | None:
        """Who acts for another: the person at the keyboard, or an organisation by its number; None for nobody."""
        if self.actor is not None:
            return str(self.actor)
        return self.recipient if self.role is Role.INTERMEDIARY else None

    @property
    def recipient(self) -> str:
        """Who receives what is released: the person, an organization by its number, or a client that has none."""
        if self.role is Role.CITIZEN:
            return SELF
        return str(self.oin) if self.oin else f"client:{self.client}"


SELF = "self"
"""Recipient of a grant that lets the person see their own claims in one place."""
