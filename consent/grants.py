"""What a person allowed, as facts that never change: a grant is given, and may later be withdrawn."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from consent.parties import AgencyCode, SubjectRef
from consent.purposes import Purpose

GrantId = NewType("GrantId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Leave to fetch what one agency states about a person, for one purpose, on behalf of one recipient.

    `valid_from` is inclusive, `valid_until` exclusive; both carry a zone. `recipient` is `parties.SELF` or the
    receiving organisation's OIN.
    """

    id: GrantId
    subject: SubjectRef
    recipient: str
    agency: AgencyCode
    purpose: Purpose
    valid_from: datetime
    valid_until: datetime

    def __post_init__(self) -> None:
        """Refuse a period that never begins: it would be a grant that nobody could rely on."""
        if self.valid_until <= self.valid_from:
            message = "a grant must end after it begins"
            raise ValueError(message)

    def covers(self, at: datetime) -> bool:
        """Say whether the moment falls inside the granted period."""
        return self.valid_from <= at < self.valid_until


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The person gave a grant. `at` is the moment the hub learned of it."""

    grant: Grant
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """The person took a grant back. From `at` on it no longer counts."""

    grant_id: GrantId
    at: datetime


ConsentEvent = Given | Withdrawn
