"""What keeps reviews, as Protocols: one person's inside a transaction, and an agency's queue across people."""

from collections.abc import Sequence
from typing import Protocol

from consent.parties import AgencyCode
from hub.review.kept import KeptReview, KeptReviewEvent, Queued


class Reviews(Protocol):
    """One person's reviews on record, inside a transaction about them."""

    async def all(self) -> tuple[KeptReview, ...]:
        """Every one, oldest first."""
        ...

    async def begin(self, kept: KeptReview) -> None:
        """Write a new one."""
        ...

    async def stand(self, kept: KeptReview, *, since: int) -> None:
        """Write where it stands now. Raises BadInput where it was not at version `since` before."""
        ...

    async def events(self, review: str) -> tuple[KeptReviewEvent, ...]:
        """All that happened to one of theirs, in order; nothing for somebody else's."""
        ...

    async def append(self, review: str, events: Sequence[KeptReviewEvent]) -> None:
        """Add what happened."""
        ...

    async def queue(self, queued: Queued) -> None:
        """Put one of theirs into an agency's queue, or say that the agency need not act any more."""
        ...

    async def forget(self, review: str) -> None:
        """Take one of theirs away, with its events and its places in queues; none is no fault."""
        ...


class ReviewQueue(Protocol):
    """The queue of an agency, whoever it is about. Says whose turn it is and nothing about them."""

    async def of(self, agency: AgencyCode, *, is_open: bool, at_most: int) -> Sequence[Queued]:
        """Give its places: those without a term, then by the day until which it has, and by when they were received."""
        ...
