"""A review as it is kept: what is asked for without the person's key, and the rest sealed under it."""

from dataclasses import dataclass
from datetime import date, datetime

from consent.parties import AgencyCode, SubjectRef
from hub.review.states import State


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReview:
    """Where a review stands after `version` events; `trace_id` ties what comes of it to the request that began it."""

    id: str
    subject: SubjectRef
    agency: AgencyCode
    trace_id: str
    state: State
    version: int
    received_at: datetime
    decide_by: date
    decided_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Say whether the agency still has to decide."""
        return self.state is State.RECEIVED

    def waits(self, on: date) -> bool:
        """Say whether the agency still has time to decide: one that is late must not keep a person from asking."""
        return self.is_open and on <= self.decide_by


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReviewEvent:
    """One event, sealed; `seq` counts from 1 without gaps."""

    seq: int
    at: datetime
    sealed: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """A place in an agency's queue: whose turn it is, and nothing about them. `is_open`: the agency has to act."""

    review: str
    agency: AgencyCode
    subject: SubjectRef
    received_at: datetime
    decide_by: date
    is_open: bool = True
