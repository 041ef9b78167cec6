"""What can be asked about reviews and disputes: a person's own, and what is an agency's to act on."""

from dataclasses import dataclass
from typing import Annotated, Final

import strawberry

from consent.parties import Role
from consent.verdict import Ground
from hub.actions.show_accepted import Look
from hub.actions.show_reviews import QueueLook
from hub.errors import BadInput
from hub.review.kept import Queued
from schema import global_id
from schema.case import Case, CaseInput, said
from schema.context import Context, Info
from schema.directives import AddedIn
from schema.paging import After, First, LaterEdge, cut
from schema.person import Nobody, Person, PersonInput, subject_of
from schema.problems import AccessRefused, InputProblem
from schema.released_on import READING, on_law
from schema.resolved import resolved
from schema.types.arrangement import ADDED
from schema.types.claim_dispute import ClaimDispute, ClaimDisputeConnection
from schema.types.human_review import KIND, HumanReview, HumanReviewConnection

FEW: Final = 5
"""How many reviews are given unless more are asked for: each of a queue is opened in its person's name."""

_SINCE = AddedIn(version=ADDED)

HumanReviewsResult = Annotated[
    HumanReviewConnection | AccessRefused | InputProblem,
    strawberry.union("HumanReviewsResult", description="The reviews, or why they are not shown.", directives=[_SINCE]),
]

Open = Annotated[
    bool | None,
    strawberry.argument(
        description=(
            "Those that somebody has to act on, or the others. Left out: of a person all, of a queue the open ones."
        )
    ),
]


DisputesResult = Annotated[
    ClaimDisputeConnection | AccessRefused | InputProblem,
    strawberry.union("DisputesResult", description="The disputes, or why they are not shown.", directives=[_SINCE]),
]


@strawberry.type(description="What a person asked somebody to look at, and what they say is wrong.")
class ReviewQueries:
    """The questions about reviews."""

    @resolved(
        "Reviews. Of a person: to them and whoever acts for them all, to a worker those that their agency decides on "
        "or was asked about. A worker who names nobody sees the queue of their agency.",
        (
            *on_law(
                "Awb 4:1", "An application goes to the agency that decides on it; AVG 15: one's own.", weight=READING
            ),
            _SINCE,
        ),
    )
    async def human_reviews(
        self,
        info: Info,
        person: Person = strawberry.UNSET,
        case: Case = strawberry.UNSET,
        open: Open = strawberry.UNSET,
        first: First = FEW,
        after: After = strawberry.UNSET,
    ) -> HumanReviewsResult:
        """List them."""
        context = info.context
        page = _Page(first=first, after=after or None, is_open=open if isinstance(open, bool) else None)
        try:
            if context.requester.role is Role.STAFF and not person:
                return await _queue(context, case or None, page)
            return await _of_person(context, person or None, case or None, page)
        except BadInput as fault:
            return InputProblem.from_fault(fault)

    @resolved(
        "What a person says is wrong about their claims, the latest first: to them and whoever acts for them, and to "
        "an agency what is about its own claims.",
        (*on_law("AVG 15 and 16", "One's own; and the agency that is to put it right.", weight=READING), _SINCE),
    )
    async def disputes(
        self,
        info: Info,
        person: Person = strawberry.UNSET,
        case: Case = strawberry.UNSET,
        first: First = FEW,
        after: After = strawberry.UNSET,
    ) -> DisputesResult:
        """List them."""
        context = info.context
        try:
            subject = await subject_of(person or None, context)
            if isinstance(subject, Nobody):
                return AccessRefused(code=subject.value, path=["person"])
            look = Look(requester=context.requester, subject=subject, trace=context.trace, case=said(case or None))
            found = await context.services.actions.reviews.show_disputes(look)
            if isinstance(found, Ground):
                return AccessRefused(code=found.value, path=["person"])
            about = context.about(subject)
            mine = [ClaimDispute.from_domain(each, about) for each in found]
            some, page_info = cut(mine, first=first, after=after or None, cursor=lambda each: str(each.id))
        except BadInput as fault:
            return InputProblem.from_fault(fault)
        edges = [LaterEdge(cursor=cursor, node=dispute) for cursor, dispute in some]
        return ClaimDisputeConnection(edges=edges, page_info=page_info, total_count=len(mine))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """Which of them are asked for; `is_open` None: whatever somebody has to act on or not."""

    first: int
    after: str | None
    is_open: bool | None


async def _queue(context: Context, case: CaseInput | None, page: _Page) -> HumanReviewsResult:
    show = context.services.actions.reviews.show
    is_open = page.is_open is None or page.is_open
    look = QueueLook(requester=context.requester, trace=context.trace, case=said(case), is_open=is_open)
    places = await show.queue(look)
    if isinstance(places, Ground):
        return AccessRefused(code=places.value, path=[])
    some, info = cut(places, first=page.first, after=page.after, cursor=_cursor)
    opened = await show.at([place for _, place in some], look)
    edges = [
        LaterEdge(cursor=_cursor(place), node=HumanReview.from_domain(seen, context.about(place.subject)))
        for place, seen in opened
    ]
    return HumanReviewConnection(edges=edges, page_info=info, total_count=len(places))


def _cursor(place: Queued) -> str:
    return str(global_id.encode(KIND, place.review))


async def _of_person(
    context: Context, person: PersonInput | None, case: CaseInput | None, page: _Page
) -> HumanReviewsResult:
    subject = await subject_of(person, context)
    if isinstance(subject, Nobody):
        return AccessRefused(code=subject.value, path=["person"])
    look = Look(requester=context.requester, subject=subject, trace=context.trace, case=said(case))
    found = await context.services.actions.reviews.show(look)
    if isinstance(found, Ground):
        return AccessRefused(code=found.value, path=["person"])
    about = context.about(subject)
    mine = [
        HumanReview.from_domain(seen, about) for seen in found if page.is_open in (None, seen.standing.kept.is_open)
    ]
    some, info = cut(mine, first=page.first, after=page.after, cursor=lambda each: str(each.id))
    edges = [LaterEdge(cursor=cursor, node=review) for cursor, review in some]
    return HumanReviewConnection(edges=edges, page_info=info, total_count=len(mine))
