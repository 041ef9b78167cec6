"""Who does something to an arrangement, and what everything that happens to one says: when, by whom, why."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from consent.parties import AgencyCode
from hub.domain.reasons import Reason


class ActorKind(StrEnum):
    """Who does something to an arrangement: a person concerned, an agency's worker, or a rule by itself."""

    PERSON = "person"
    AGENCY = "agency"
    WORKER = "worker"
    RULE = "rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who did it: of an agency and its worker which, of a worker in which words why."""

    kind: ActorKind
    agency: AgencyCode | None = None
    worker: str | None = None
    says: str | None = None


BY_RULE = Actor(kind=ActorKind.RULE)
"""Nobody decided: the rule did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """The day on which it happened, who did it, and why: an article where a rule decided."""

    on: date
    by: Actor
    reason: Reason
