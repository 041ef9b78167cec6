"""A dispute as it is kept, what keeps it, and the agency that is told of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Protocol

from consent.parties import Agency, AgencyCode, SubjectRef
from hub.audit.events import Trace

GIVEN_UP: Final = "dispute.given_up"
"""Why the agency has not been told: an operator gave it up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDispute:
    """A dispute, sealed, and its answer, sealed. `id` is the key under which the agency has it, however often told.

    `tries` counts before the agency is told: 0 says that it never heard of it. `withdrawal_told_at`: when it heard that
    the person took it back.
    """

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
    withdrawn_at: datetime | None = None
    withdrawal_told_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Say whether the agency still has to answer."""
        return self.answered_at is None and self.withdrawn_at is None

    @property
    def is_given_up(self) -> bool:
        """Say whether nobody tells the agency any more, and it was not told what was to be told last."""
        return self.reason == GIVEN_UP

    @property
    def needs_telling(self) -> bool:
        """Say whether the agency still has to be told: of it, or that it was taken back, where it may have it."""
        if self.is_given_up or self.answered_at is not None:
            return False
        return self.told_at is None if self.withdrawn_at is None else self.withdrawal_told_at is None and self.tries > 0


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
    """Whether the agency has it; where it is not certain, why, and when it may be told again at the earliest.

    `may_retry` is False where telling it again cannot help, until somebody mends what is wrong.
    """

    taken: bool
    reason: str | None = None
    after: timedelta | None = None
    may_retry: bool = True


class DisputeDesk(Protocol):
    """One agency's desk, where it is told of disputes."""

    @property
    def agency(self) -> Agency:
        """Which agency this is."""
        ...

    async def tell(self, notice: Notice, subject: SubjectRef, *, within: timedelta, trace: Trace) -> Taken:
        """Tell it of a dispute, once, inside a time budget and a trace. Told twice under one key, it counts once.

        Never raises for what an agency does or fails to do: that is the answer.
        """
        ...

    async def tell_withdrawn(self, key: str, *, within: timedelta, trace: Trace) -> Taken:
        """Tell it that the person took a dispute back, inside a time budget; where it has none under the key, it knows.

        Never raises for what an agency does or fails to do: that is the answer.
        """
        ...
