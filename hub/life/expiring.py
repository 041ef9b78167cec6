"""What is kept for a time and then removed: of which kinds, how long, and when somebody's turn comes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from consent.parties import SubjectRef
from hub.life.kept import Work, WorkKind

AT_ONCE: Final = 500
"""Rows of one kind that go in one transaction at most: it is short, and others wait for it on SQLite."""


class Expiring(StrEnum):
    """What is removed when its time is over. The words stand in the log (`records.removed`)."""

    PROPOSALS = "proposals"
    ATTEMPTS = "attempts"
    CONSENT_REQUESTS = "consent_requests"
    EVENTS = "events"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long each is kept, where no law says it. A proposal says itself when it expires (decision 34).

    `attempts` counts from when a command came, `consent_requests` from the day until which the request was open
    whatever became of it, so that a no cannot be told from no answer by when it goes; `events` from when the event was
    taken or given up.
    """

    attempts: timedelta
    consent_requests: timedelta
    events: timedelta


class ExpiringRows(Protocol):
    """One person's rows whose time can be over, inside a transaction about them."""

    async def remove(self, at: datetime, retention: Retention, *, at_most: int) -> Mapping[Expiring, int]:
        """Remove what is over at a moment, of each kind so many at most; give how many went, without those of none."""
        ...

    async def next_at(self, retention: Retention) -> datetime | None:
        """Say when the next of what is left is over; None: nothing is left."""
        ...


def removal(subject: SubjectRef, due_at: datetime) -> Work:
    """Look after a person's rows at a moment. There is one of these for each person."""
    return Work(
        id=f"forget-expired:{subject}",
        kind=WorkKind.FORGET_EXPIRED,
        subject=subject,
        about=WorkKind.FORGET_EXPIRED.value,
        due_at=due_at,
    )
