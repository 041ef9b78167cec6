"""What can be asked about arrangements that a person accepted."""

from typing import Annotated, Final

import strawberry

from consent.purposes import Purpose
from consent.verdict import Ground
from hub.actions.show_accepted import Look
from hub.errors import BadInput
from schema import global_id
from schema.case import Case, CaseInput, said
from schema.context import Context, Info
from schema.directives import AddedIn, LegalBasis
from schema.paging import After, First, LaterEdge, cut
from schema.person import Nobody, Person, PersonInput, subject_of
from schema.problems import AccessRefused, InputProblem
from schema.released_on import READING, on_consent
from schema.resolved import resolved
from schema.types.accepted import KIND, AcceptedArrangement, AcceptedArrangementConnection
from schema.types.arrangement import ADDED

FEW: Final = 5
"""How many arrangements are given unless more are asked for: one is open, and each is long."""

_SINCE = AddedIn(version=ADDED)
_RELEASED = (
    *on_consent(Purpose.EXECUTION, weight=READING),
    LegalBasis(article="AVG 15", note="One's own record."),
    _SINCE,
)

AcceptedArrangementResult = Annotated[
    AcceptedArrangement | AccessRefused | InputProblem,
    strawberry.union(
        "AcceptedArrangementResult", description="The arrangement, or why it is not shown.", directives=[_SINCE]
    ),
]

AcceptedArrangementsResult = Annotated[
    AcceptedArrangementConnection | AccessRefused | InputProblem,
    strawberry.union(
        "AcceptedArrangementsResult", description="The arrangements, or why they are not shown.", directives=[_SINCE]
    ),
]


@strawberry.type(description="What a person accepted.")
class ArrangementQueries:
    """The questions about arrangements in their life."""

    @resolved(
        "The arrangements that a person accepted, the latest first; at most one of them is open at one agency. To the "
        "person and whoever acts for them all of them, to an agency that carries one out that one for as long as it is "
        "open, to an agency with claims in it its own claims.",
        _RELEASED,
    )
    async def accepted_arrangements(
        self,
        info: Info,
        person: Person = strawberry.UNSET,
        case: Case = strawberry.UNSET,
        first: First = FEW,
        after: After = strawberry.UNSET,
    ) -> AcceptedArrangementsResult:
        """List them."""
        found = await _found(person or None, case or None, info.context)
        if not isinstance(found, list):
            return found
        try:
            page, page_info = cut(found, first=first, after=after, cursor=lambda each: str(each.id))
        except BadInput as fault:
            return InputProblem.from_fault(fault)
        edges = [LaterEdge(cursor=cursor, node=arrangement) for cursor, arrangement in page]
        return AcceptedArrangementConnection(edges=edges, page_info=page_info, total_count=len(found))

    @resolved("One of them. Null for somebody else's and for one that never was, alike.", _RELEASED)
    async def accepted_arrangement(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")],
        person: Person = strawberry.UNSET,
        case: Case = strawberry.UNSET,
    ) -> AcceptedArrangementResult | None:
        """Find it."""
        found = await _found(person or None, case or None, info.context)
        if not isinstance(found, list):
            return found
        key = global_id.key_of(str(id), KIND)
        return next((each for each in found if each.reference == key), None)


async def _found(
    person: PersonInput | None, case: CaseInput | None, context: Context
) -> list[AcceptedArrangement] | AccessRefused | InputProblem:
    try:
        subject = await subject_of(person, context)
        if isinstance(subject, Nobody):
            return AccessRefused(code=subject.value, path=["person"])
        look = Look(requester=context.requester, subject=subject, trace=context.trace, case=said(case))
    except BadInput as fault:
        return InputProblem.from_fault(fault)
    found = await context.services.actions.show_accepted(look)
    if isinstance(found, Ground):
        return AccessRefused(code=found.value, path=["person"])
    about = context.about(subject)
    return [AcceptedArrangement.from_domain(seen, about) for seen in found]
