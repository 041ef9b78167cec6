"""What a person allowed, as facts that never change: given, perhaps narrowed, used, and perhaps withdrawn."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from consent.activities import ActivityId
from consent.mandates import By
from consent.parties import AgencyCode, SubjectRef
from consent.purposes import Category, Purpose

GrantId = NewType("GrantId", str)


class Use(StrEnum):
    """How often a grant may be used."""

    ONCE = "once"
    ONGOING = "ongoing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Leave to fetch what one agency states about a person, for one purpose, on behalf of one recipient.

    `valid_from` is inclusive, `valid_until` exclusive; both carry a zone. `recipient` is `parties.SELF` or the
    receiving organisation's OIN. `activity` and `notice` are the version and the text that the person said yes to.
    """

    id: GrantId
    subject: SubjectRef
    recipient: str
    agency: AgencyCode
    purpose: Purpose
    categories: frozenset[Category]
    activity: ActivityId
    notice: str
    valid_from: datetime
    valid_until: datetime
    use: Use = Use.ONGOING

    def __post_init__(self) -> None:
        """Refuse a period that never begins, and a grant of nothing: nobody could rely on either."""
        if self.valid_until <= self.valid_from:
            message = "a grant must end after it begins"
            raise ValueError(message)
        if not self.categories:
            message = "a grant must cover something"
            raise ValueError(message)

    def covers(self, at: datetime) -> bool:
        """Say whether the moment falls inside the granted period."""
        return self.valid_from <= at < self.valid_until


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The person gave a grant. `at` is the moment the hub learned of it."""

    grant: Grant
    at: datetime
    by: By = field(default_factory=By)


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """The person left less of a grant: fewer categories, an earlier end. None leaves that as it was.

    What would widen a grant has no effect: that takes a new one.
    """

    grant_id: GrantId
    at: datetime
    categories: frozenset[Category] | None = None
    valid_until: datetime | None = None
    by: By = field(default_factory=By)


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """The person took a grant back. From `at` on it no longer counts."""

    grant_id: GrantId
    at: datetime
    by: By = field(default_factory=By)


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """Data was released on a grant; the latest time that happened."""

    grant_id: GrantId
    at: datetime


ConsentEvent = Given | Narrowed | Withdrawn | Used
