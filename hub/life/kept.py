"""An arrangement as it is kept: what is asked for without the person's key, and the rest sealed under it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from consent.arrangements import ArrangementId, CarriedOut
from consent.parties import AgencyCode, SubjectRef
from hub.domain.scheme import SchemeCode
from hub.life.states import OPEN, State

OVERTAKEN: Final = "overtaken"
"""What stands in place of a reply where the arrangement was over before an agency answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptArrangement:
    """Where an arrangement stands after `version` events. `begun_at`: when an agency granted it.

    `proposal` is what was accepted; `article` the one under which it is carried out; `trace_id` ties all that comes of
    it to the request that began it.
    """

    id: ArrangementId
    subject: SubjectRef
    proposal: str
    scheme: SchemeCode
    executes: AgencyCode
    owners: frozenset[AgencyCode]
    article: str
    trace_id: str
    state: State
    version: int
    accepted_at: datetime
    begun_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Say whether it stands in the way of another one."""
        return self.state in OPEN

    @property
    def carried_out(self) -> CarriedOut:
        """What of it decides about access: from acceptance on it is carried out (decision 29)."""
        return CarriedOut(
            id=self.id,
            subject=self.subject,
            executor=self.executes,
            owners=self.owners,
            article=self.article,
            begins_at=self.accepted_at,
            ends_at=self.ended_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptEvent:
    """One event, sealed; `seq` counts from 1 without gaps."""

    seq: int
    at: datetime
    sealed: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptErrand:
    """What is brought to an agency, sealed, and what it said so far.

    `id` is the key under which it is brought, the same however often; `tries` counts before it is brought, so that 0
    says that no agency has heard of it. `next_try_at`: it is brought again then. To one agency, one is made after the
    other: no two have the same `made_at`.
    """

    id: str
    arrangement: ArrangementId
    agency: AgencyCode
    kind: str
    sealed: bytes
    made_at: datetime
    reply: str | None = None
    reason: str | None = None
    article: str | None = None
    tries: int = 0
    next_try_at: datetime | None = None
    answered_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Say whether nothing more is to be done about it."""
        return self.answered_at is not None

    @property
    def is_stuck(self) -> bool:
        """Say whether it waits for an operator: it is not over, and not tried again by itself."""
        return not self.is_over and self.next_try_at is None


GIVEN_UP: Final = "given_up"
"""What stands in place of a reply where an operator gave an errand up: nobody brings it any more."""


class WorkKind(StrEnum):
    """What waits to be done."""

    ERRAND = "errand"
    LOOK = "look"
    EVENT = "event"
    FORGET_REVIEW = "forget_review"
    DISPUTE = "dispute"
    FORGET_DISPUTE = "forget_dispute"
    FORGET_EXPIRED = "forget_expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Something to do about somebody, from a moment on. `about` names the errand, the arrangement or the event.

    `due_at` is None where it waits for an operator. `turn` is how often it was put where workers find it: the store
    counts it, so that each time can be told from the one before.
    """

    id: str
    kind: WorkKind
    subject: SubjectRef
    about: str
    due_at: datetime | None
    turn: int = 1
