"""Leave to act for somebody: from the person, on paper, or by a court. Facts that never change, like grants."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from consent.parties import AgencyCode, SubjectRef
from consent.purposes import Purpose

MandateId = NewType("MandateId", str)


class Act(StrEnum):
    """What somebody may do for another."""

    VIEW = "view"
    """See what is owed, and have a proposal worked out."""

    CONSENT = "consent"
    """Give, narrow and withdraw consent."""

    ACCEPT = "accept"
    """Accept an arrangement, change it, end it."""


class MandateKind(StrEnum):
    """Why somebody acts for another."""

    HELP = "help"
    """The person asked for it (*volmacht*, BW 3:60)."""

    ADMINISTRATION = "administration"
    """A court put the person's goods under administration (*beschermingsbewind*, BW 1:431)."""

    GUARDIANSHIP = "guardianship"
    """A court put the person under guardianship (*curatele*, BW 1:378)."""

    @property
    def by_court(self) -> bool:
        """Say whether a court gave it, so that only a court takes it back."""
        return self is not MandateKind.HELP


class Evidence(StrEnum):
    """What shows that the mandate is there."""

    LOGIN = "login"
    """The person gave it here, logged in."""

    PROVIDER = "provider"
    """The identity provider vouched for it (OIDC NLGOV `represents`)."""

    PAPER = "paper"
    """A signed paper that the representative keeps."""

    COURT_ORDER = "court_order"
    """A court's decision that the representative keeps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """Who did something about a person's consent, and how they had logged in. The person, unless it says otherwise."""

    client: str = ""
    representative: str | None = None
    mandate: MandateId | None = None
    acr: str | None = None
    logged_in_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """Leave for one representative to do some acts for one person, towards some agencies.

    `representative` is an organisation's OIN, or the reference of a person who logs in. `valid_from` is inclusive,
    `valid_until` exclusive. `signed_on` is the date on the evidence, `reference` what the representative files it
    under.
    """

    id: MandateId
    subject: SubjectRef
    representative: str
    kind: MandateKind
    acts: frozenset[Act]
    purposes: frozenset[Purpose]
    agencies: frozenset[AgencyCode]
    evidence: Evidence
    valid_from: datetime
    valid_until: datetime
    signed_on: date | None = None
    reference: str | None = None

    def __post_init__(self) -> None:
        """Refuse a mandate that never begins, and one for nothing."""
        if self.valid_until <= self.valid_from:
            message = "a mandate must end after it begins"
            raise ValueError(message)
        if not self.acts:
            message = "a mandate must allow something"
            raise ValueError(message)

    def covers(self, at: datetime) -> bool:
        """Say whether the moment falls inside its period."""
        return self.valid_from <= at < self.valid_until


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateGiven:
    """The hub learned of a mandate."""

    mandate: Mandate
    at: datetime
    by: By = field(default_factory=By)


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateEnded:
    """The person, or the representative, ended a mandate. From `at` on it no longer counts."""

    mandate_id: MandateId
    at: datetime
    by: By = field(default_factory=By)


MandateEvent = MandateGiven | MandateEnded


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateState:
    """A mandate with the moments that shaped it."""

    mandate: Mandate
    given_at: datetime
    given_by: By
    ended_at: datetime | None = None
    ended_by: By | None = None

    def in_force(self, at: datetime) -> bool:
        """Say whether it counts at this moment."""
        return self.mandate.covers(at) and (self.ended_at is None or at < self.ended_at)


def states(events: Iterable[MandateEvent], *, known_at: datetime) -> tuple[MandateState, ...]:
    """Fold the events that were known at a moment into one state per mandate, in the order they were given.

    An end that arrives before its mandate still counts: order of arrival must never widen access.
    """
    given: dict[MandateId, MandateState] = {}
    ended: dict[MandateId, MandateEnded] = {}
    for event in events:
        if event.at > known_at:
            continue
        if isinstance(event, MandateGiven):
            fresh = MandateState(mandate=event.mandate, given_at=event.at, given_by=event.by)
            given.setdefault(event.mandate.id, fresh)
        elif event.mandate_id not in ended or event.at < ended[event.mandate_id].at:
            ended[event.mandate_id] = event
    return tuple(
        replace(state, ended_at=ended[name].at, ended_by=ended[name].by) if name in ended else state
        for name, state in given.items()
    )


def in_force(events: Sequence[MandateEvent], *, subject: SubjectRef, at: datetime) -> tuple[Mandate, ...]:
    """Give a person's mandates that count at a moment, from what was known then."""
    return tuple(
        state.mandate
        for state in states(events, known_at=at)
        if state.mandate.subject == subject and state.in_force(at)
    )
