"""A review as it is kept: what is asked for without the person's key, and the rest sealed under it."""

from dataclasses import dataclass
from datetime import date, datetime

from consent.parties import AgencyCode, SubjectRef
from hub.review.states import State


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReview:
    """Where a review stands after `version` events; `trace_id` ties what comes of it to the request that began it.

    `decide_by` is None where no term runs, because nobody applied.
    """

    id: str
    subject: SubjectRef
    agency: AgencyCode
    trace_id: str
    state: State
    version: int
    received_at: datetime
    decide_by: date | None
    decided_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Say whether the agency still has to decide."""
        return self.state is State.RECEIVED

    def waits(self, on: date) -> bool:
        """Say whether what a person asked for is still in its term: one that is late keeps them from asking no more."""
        return self.is_open and self.decide_by is not None and on <= self.decide_by

    def is_late(self, on: date) -> bool:
        """Say whether the last day has passed without a decision."""
        return self.is_open and self.decide_by is not None and self.decide_by < on


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
    decide_by: date | None
    is_open: bool = True
