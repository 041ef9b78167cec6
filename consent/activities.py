"""A processing activity: what data goes to whom, what for, and on which basis. The register lists them, by version."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import NewType

from consent.keeping import Kept
from consent.parties import SELF, Agency, Oin, Requester, Role
from consent.purposes import Category, Purpose

ActivityId = NewType("ActivityId", str)
"""Code and version of an activity, as `overview-self:1`. Stable for ever: a change of meaning is a new version."""

REPRESENTATIVE = "representative"
"""Recipient: an organization that acts for the person."""

ORGANIZATION = "organization"
"""Recipient: any registered client or worker of an agency."""

WORKER = "worker"
"""Recipient: a worker of an agency, who logged in."""

EVERY, OWN = "*", "own"
"""Sources: every agency; or the agency of whoever asks."""


def uri_of(activity: str) -> str:
    """Name an activity for other parties, by its id; says nothing about where this hub stands."""
    return f"urn:eenregeling:activity:{activity}"


class Basis(StrEnum):
    """On what an access rests (AVG art. 6(1), letters a, c and e)."""

    CONSENT = "consent"
    LEGAL_OBLIGATION = "legal_obligation"
    PUBLIC_TASK = "public_task"


class Footing(StrEnum):
    """What must be there for an access under an activity."""

    GRANT = "grant"
    """Consent of the person that is in force."""

    MANDATE = "mandate"
    """Leave to act for the person."""

    LAW = "law"
    """Nothing more: the article that the activity names."""

    ARRANGEMENT = "arrangement"
    """An accepted arrangement that the recipient carries out, or in which it has claims."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Controller:
    """Who answers for an activity (*verwerkingsverantwoordelijke*)."""

    oin: Oin
    name: str
    contact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One version of an activity. In force from `valid_from` to `valid_to`, both inclusive; None: until further notice.

    `recipients` are the words above, `parties.SELF`, or organisations by number; `sources` are `EVERY`, `OWN` or
    agencies by code. `texts` say in plain words, by language, what the person reads before saying yes: the notice. A
    grant that is not used for `lapses_after_months` no longer counts. `retention` says to people how long what is kept,
    `keeps` says it to programs.
    """

    code: str
    version: int
    purpose: Purpose
    footing: Footing
    basis: Basis
    article: str
    controller: Controller
    recipients: frozenset[str]
    sources: frozenset[str]
    categories: frozenset[Category]
    texts: Mapping[str, str] = field(hash=False)
    retention: Mapping[str, str] = field(hash=False)
    valid_from: date
    valid_to: date | None = None
    lapses_after_months: int = 6
    impact_assessment: str | None = None
    keeps: tuple[Kept, ...] = ()

    @property
    def id(self) -> ActivityId:
        """Code and version."""
        return ActivityId(f"{self.code}:{self.version}")

    @property
    def uri(self) -> str:
        """The activity's name for other parties."""
        return uri_of(self.id)

    def in_force(self, on: date) -> bool:
        """Say whether this version counts on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def admits(self, requester: Requester) -> bool:
        """Say whether the requester is among the recipients."""
        words = {
            Role.CITIZEN: {SELF},
            Role.INTERMEDIARY: {REPRESENTATIVE},
            Role.AGENCY: {ORGANIZATION},
            Role.STAFF: {ORGANIZATION, WORKER},
        }.get(requester.role, set())
        named = {str(requester.oin)} if requester.oin and requester.role is not Role.CITIZEN else set()
        return bool(self.recipients & (words | named))

    def reaches(self, agency: Agency, requester: Requester) -> bool:
        """Say whether this agency is among the sources for this requester."""
        own = OWN in self.sources and requester.agency == agency.code
        return own or EVERY in self.sources or agency.code in self.sources

    def notice(self, language: str) -> str:
        """Name the notice that a person read: its language, and a digest of every letter of it."""
        return f"{language}:{sha256(self.texts[language].encode()).hexdigest()}"

    def is_notice(self, name: str) -> bool:
        """Say whether a notice is one of this version, in any language."""
        return any(name == self.notice(language) for language in self.texts)
