"""An organization asks for consent and sees what came of it. It never decides, and it never learns of a no."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from consent.grants import GrantId, Use
from consent.parties import SELF, AgencyCode, SubjectRef
from consent.purposes import Category, Purpose

RequestId = NewType("RequestId", str)


class RequestState(StrEnum):
    """How a request for consent stands."""

    AWAITING = "awaiting"
    GIVEN = "given"
    REFUSED = "refused"
    EXPIRED = "expired"


class RequestAnswer(StrEnum):
    """What a person can say to a request."""

    GIVE = "give"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRequest:
    """A request by one organization about one person, open until `expires_at` (exclusive).

    `grants` are what the person gave in answer, perhaps less than was asked for.
    """

    id: RequestId
    subject: SubjectRef
    recipient: str
    agencies: tuple[AgencyCode, ...]
    purposes: tuple[Purpose, ...]
    categories: frozenset[Category]
    use: Use
    asked_at: datetime
    expires_at: datetime
    answer: RequestAnswer | None = None
    answered_at: datetime | None = None
    grants: tuple[GrantId, ...] = ()

    def state_for(self, reader: str, at: datetime) -> RequestState:
        """Say how it stands, to the person (`parties.SELF`) or to whoever asked.

        To whoever asked, a no looks like no answer: it awaits one until it expires. Otherwise a person could be held
        to account for refusing.
        """
        if self.answer is RequestAnswer.GIVE:
            return RequestState.GIVEN
        if self.answer is RequestAnswer.REFUSE and reader == SELF:
            return RequestState.REFUSED
        return RequestState.AWAITING if at < self.expires_at else RequestState.EXPIRED

    def is_open(self, at: datetime) -> bool:
        """Say whether the person can still answer."""
        return self.answer is None and at < self.expires_at
