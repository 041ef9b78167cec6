"""Show reviews: to the person and whoever acts for them, to the competent agency's workers, and to who was asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from consent.mandates import Mandate
from consent.parties import AgencyCode, Requester, Role
from consent.purposes import Purpose
from consent.verdict import Ground
from hub.actions.acting import may_view, refused
from hub.actions.reviewing import Reviewing, Standing
from hub.actions.show_accepted import Look
from hub.audit.events import Event, Trace, record
from hub.errors import BadInput, Unavailable
from hub.ports import Clock, Store, Transaction, Vault
from hub.review.kept import Queued
from hub.review.reviews import ReviewQueue

MOST_QUEUED: Final = 1_000
"""Longest queue that is looked at: places of it hold no more than whose turn it is."""


class View(Enum):
    """How much somebody sees of a review: all, all but what is the person's own, or what they were asked."""

    OWN = "own"
    COMPETENT = "competent"
    ASKED = "asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenReview:
    """A review as far as somebody may see it."""

    standing: Standing
    view: View


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLook:
    """A worker looks into the queue of their agency. `case`: the reason and number without which no worker looks."""

    requester: Requester
    trace: Trace
    case: str | None
    is_open: bool = True

    def __post_init__(self) -> None:
        """Refuse a look without a reason: every look-up must be accounted for."""
        if not (self.case or "").strip():
            raise BadInput("case.missing", "A worker must say why they look.", "Send `case` with a reason and number.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowReviews:
    """Showing. Each look is written down where the person sees it, a look into a queue too."""

    waiting: ReviewQueue
    store: Store
    vault: Vault
    clock: Clock

    async def __call__(self, look: Look) -> tuple[SeenReview, ...] | Ground:
        """Give a person's reviews, the latest first; or why nothing is shown."""
        key = await self.vault.key(look.subject)
        async with self.store.transaction(look.subject) as transaction:
            at = self.clock.now()
            allowed = await _allowed(look, transaction, at)
            if isinstance(allowed, Ground):
                await transaction.append_audit(refused(allowed, look.requester, look.subject, at, look.trace))
                return allowed
            all_ = await Reviewing(transaction=transaction, key=key).all()
            seen = tuple(found for standing in reversed(all_) if (found := _seen(standing, look.requester, allowed)))
            await _note(look, allowed, len(seen), transaction, at)
        return seen

    async def queue(self, look: QueueLook) -> tuple[Queued, ...] | Ground:
        """Give the places of the queue of a worker's agency: whose turn it is, and nothing about them."""
        ground = barred_worker(look.requester)
        if ground is not None or look.requester.agency is None:
            return ground or Ground.ROLE_HAS_NO_BASIS
        found = await self.waiting.of(look.requester.agency, is_open=look.is_open, at_most=MOST_QUEUED)
        return tuple(found)

    async def at(self, places: Sequence[Queued], look: QueueLook) -> tuple[tuple[Queued, SeenReview], ...]:
        """Open the reviews at some places, each in its person's name; one that is gone meanwhile is left out."""
        found = []
        for place in places:
            try:
                seen = await self(
                    Look(requester=look.requester, subject=place.subject, trace=look.trace, case=look.case)
                )
            except Unavailable:
                continue  # they were forgotten meanwhile
            mine = [] if isinstance(seen, Ground) else [each for each in seen if each.standing.kept.id == place.review]
            found += [(place, each) for each in mine]
        return tuple(found)


def barred_worker(requester: Requester) -> Ground | None:
    """Say why somebody is no worker who may look at reviews; None: they are."""
    if requester.role is not Role.STAFF:
        return Ground.ROLE_HAS_NO_BASIS
    return None if Purpose.EXECUTION in requester.purposes else Ground.PURPOSE_NOT_REGISTERED


async def _allowed(look: Look, transaction: Transaction, at: datetime) -> Mandate | Ground | None:
    """Say whether somebody may look; a mandate: they act for the person."""
    if look.requester.role in (Role.AGENCY, Role.STAFF):
        return barred_worker(look.requester)
    return await may_view(look.requester, look.subject, transaction, at)


def _seen(standing: Standing, requester: Requester, mandate: Mandate | None) -> SeenReview | None:
    """What somebody sees of a review; None: nothing, as if it were not there."""
    if requester.role is not Role.STAFF:
        reached = mandate is None or standing.kept.agency in mandate.agencies
        return SeenReview(standing=standing, view=View.OWN) if reached else None
    if requester.agency == standing.kept.agency:
        return SeenReview(standing=standing, view=View.COMPETENT)
    was_asked = AgencyCode(requester.agency or "") in standing.review.asked
    return SeenReview(standing=standing, view=View.ASKED) if was_asked else None


async def _note(look: Look, mandate: Mandate | None, count: int, transaction: Transaction, at: datetime) -> None:
    await transaction.append_audit(
        record(
            Event.REVIEW_READ,
            requester=look.requester,
            subject=look.subject,
            at=at,
            trace=look.trace,
            mandate=mandate.id if mandate else None,
            case=look.case,
            purpose=Purpose.EXECUTION if look.requester.role is Role.STAFF else None,
            outcome={"reviews": count},
        )
    )
