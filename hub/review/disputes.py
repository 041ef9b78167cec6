"""A dispute as it is kept, what keeps it, and the agency that is told of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from consent.parties import Agency, AgencyCode, SubjectRef


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDispute:
    """A dispute, sealed, and its answer, sealed. `id` is the key under which the agency has it, however often told."""

    id: str
    subject: SubjectRef
    agency: AgencyCode
    trace_id: str
    sealed: bytes
    made_at: datetime
    tries: int = 0
    reason: str | None = None
    told_at: datetime | None = None
    answer: bytes | None = None
    answered_at: datetime | None = None


class Disputes(Protocol):
    """One person's disputes on record, inside a transaction about them."""

    async def all(self) -> tuple[KeptDispute, ...]:
        """Every one, oldest first."""
        ...

    async def put(self, kept: KeptDispute) -> None:
        """Write a new one, or what came of it; what is disputed never changes."""
        ...

    async def forget(self, dispute: str) -> None:
        """Take one of theirs away; none is no fault."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What an agency is told: which of its claims, what is wrong with it, and the person's own words."""

    key: str
    agency: AgencyCode
    reference: str
    wrong: str
    words: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Whether the agency has it; where it is not certain, why, and when it may be told again at the earliest."""

    taken: bool
    reason: str | None = None
    after: timedelta | None = None


class DisputeDesk(Protocol):
    """One agency's desk, where it is told of disputes."""

    @property
    def agency(self) -> Agency:
        """Which agency this is."""
        ...

    async def tell(self, notice: Notice, subject: SubjectRef, *, within: timedelta) -> Taken:
        """Tell it of a dispute, once, inside a time budget. Told twice under one key, it counts once.

        Never raises for what an agency does or fails to do: that is the answer.
        """
        ...
