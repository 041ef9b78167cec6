"""One review inside a transaction about its person: read it, let something happen to it, write it down."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from consent.parties import AgencyCode
from hub.audit import canonical
from hub.errors import Unavailable
from hub.ports import PersonKey, Transaction
from hub.review.events import Begun, Decided, Event
from hub.review.kept import KeptReview, KeptReviewEvent, Queued
from hub.review.problem import ReviewProblem
from hub.review.review import Review, happened, reviewed
from hub.review.states import Impossible

LABEL: Final = "review_event.sealed"
"""What the sealed bytes are; part of what the seal protects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Something that happened, opened, with the moment at which it was written down; `seq` counts from 1."""

    seq: int
    at: datetime
    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A review on record, all that happened to it, and how it stands."""

    kept: KeptReview
    happened: tuple[Written, ...]
    review: Review


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewing:
    """The reviews of one person, with their key, inside a transaction."""

    transaction: Transaction
    key: PersonKey

    async def all(self) -> tuple[Standing, ...]:
        """Read every one, oldest first."""
        return tuple([await self._read(kept) for kept in await self.transaction.reviews.all()])

    async def find(self, review: str) -> Standing | None:
        """Read one of theirs; None for somebody else's and one that never was."""
        mine = await self.transaction.reviews.all()
        kept = next((each for each in mine if each.id == review), None)
        return None if kept is None else await self._read(kept)

    async def begin(self, kept: KeptReview, first: Begun) -> Standing:
        """Write a new one, and put it into the queue of the competent agency."""
        await self.transaction.reviews.begin(kept)
        await self.transaction.reviews.append(kept.id, [self._sealed(1, first, kept.received_at)])
        await self.transaction.reviews.queue(queued(kept, kept.agency))
        return await self._read(kept)

    async def add(self, standing: Standing, event: Event, at: datetime) -> Standing | ReviewProblem:
        """Let this happen, where it can."""
        now = happened(standing.review, event)
        if isinstance(now, Impossible):
            return ReviewProblem.OVER
        was = standing.kept
        decided_at = at if isinstance(event, Decided) else was.decided_at
        kept = replace(was, state=now.state, version=was.version + 1, decided_at=decided_at)
        await self.transaction.reviews.stand(kept, since=was.version)
        await self.transaction.reviews.append(kept.id, [self._sealed(kept.version, event, at)])
        return await self._read(kept)

    async def _read(self, kept: KeptReview) -> Standing:
        sealed = await self.transaction.reviews.events(kept.id)
        written = tuple(Written(seq=each.seq, at=each.at, event=self._opened(each)) for each in sealed)
        return Standing(kept=kept, happened=written, review=_of(written))

    def _sealed(self, seq: int, event: Event, at: datetime) -> KeptReviewEvent:
        return KeptReviewEvent(seq=seq, at=at, sealed=self.key.seal(LABEL, canonical.dumps(event)))

    def _opened(self, kept: KeptReviewEvent) -> Event:
        try:
            event: Event = canonical.loads(Event, self.key.open(LABEL, kept.sealed))
        except ValueError:
            raise Unavailable("review.unreadable", "This review cannot be read.") from None
        return event


async def close(over: Standing, transaction: Transaction) -> None:
    """Nobody has to act on it any more: close its place in the queue of each agency that has one."""
    for agency in sorted({over.kept.agency, *over.review.asked}):
        await transaction.reviews.queue(queued(over.kept, agency))


def queued(kept: KeptReview, agency: AgencyCode, *, is_open: bool = True) -> Queued:
    """The place of a review in the queue of an agency; nobody has to act on one that was decided or taken back."""
    return Queued(
        review=kept.id,
        agency=agency,
        subject=kept.subject,
        received_at=kept.received_at,
        decide_by=kept.decide_by,
        is_open=is_open and kept.is_open,
    )


def _of(written: Sequence[Written]) -> Review:
    return reviewed([each.event for each in written])
