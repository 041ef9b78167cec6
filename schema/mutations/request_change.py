"""`requestChange`: a person asks for other terms for an arrangement that runs, as they were proposed."""

from typing import Annotated

import strawberry

from consent.purposes import Purpose
from hub.actions.living import Alive
from hub.actions.request_change import Wanted
from hub.actions.still_so import Changed
from hub.errors import BadInput
from schema import global_id
from schema.context import Info
from schema.directives import PERSONAL, RECORD, policy
from schema.mutations.accept_arrangement import AcceptArrangementProblem, changed
from schema.mutations.arrangement_payload import SINCE, WHICH, WHOSE, concerned, problem_of, shown
from schema.mutations.key import KEY, checked
from schema.person import PersonInput
from schema.problems import AccessRefused, of_command
from schema.released_on import ASKING, COMPUTING, WRITING, on_consent
from schema.resolved import mutation
from schema.types.accepted import KIND, AcceptedArrangement
from schema.types.arrangement import ADDED, ArrangementState


@strawberry.input(
    description="Which arrangement is to become which proposal.", directives=policy(PERSONAL, added=ADDED)
)
class RequestChangeInput:
    """The wish."""

    idempotency_key: str = strawberry.field(description=KEY)
    arrangement: strawberry.ID = strawberry.field(description=WHICH)
    proposal: strawberry.ID = strawberry.field(description="Id of a kept proposal that amends it (`Arrangement.id`).")
    person: PersonInput | None = strawberry.field(default=strawberry.UNSET, description=WHOSE)


@strawberry.type(
    description="The arrangement with the change that was asked for, or why none was.",
    directives=policy(PERSONAL, RECORD, added=ADDED),
)
class RequestChangePayload:
    """What came of it."""

    arrangement: AcceptedArrangement | None = strawberry.field(
        default=None, description="The arrangement, as it stands; null where nothing was asked."
    )
    state: ArrangementState | None = strawberry.field(
        default=None, description="Where it stands; null where nothing was asked."
    )
    problems: list[AcceptArrangementProblem] = strawberry.field(
        default_factory=list, description="Why nothing was asked; empty when it was."
    )


@mutation(
    "Ask for other terms for an arrangement that runs: because the person can pay more or less now, or so that a claim "
    "joins it. Every agency is asked again first. The agency that carries it out decides; until then nothing changes.",
    (*on_consent(Purpose.PROPOSAL, weight=ASKING + COMPUTING + WRITING), SINCE),
)
async def request_change(
    info: Info, input: Annotated[RequestChangeInput, strawberry.argument(description="Which, and what for.")]
) -> RequestChangePayload:
    """Ask, and show what came of it."""
    context = info.context
    try:
        subject = await concerned(input.person or None, context)
        if isinstance(subject, AccessRefused):
            return RequestChangePayload(problems=[subject])
        asked = Wanted(
            requester=context.requester,
            subject=subject,
            # What is no id stands for none: the same answer as for somebody else's.
            arrangement=global_id.key_of(str(input.arrangement), KIND) or "",
            proposal=global_id.key_of(str(input.proposal), "Arrangement") or "",
            trace=context.trace,
            key=checked(input.idempotency_key),
        )
        came = await context.services.actions.request_change(asked)
        if isinstance(came, Changed):
            return RequestChangePayload(problems=[changed(came, context.about(subject))])
        if not isinstance(came, Alive):
            return RequestChangePayload(problems=[problem_of(came)])
        seen = await shown(came, subject, context)
    except BadInput as fault:
        return RequestChangePayload(problems=[of_command(fault)])
    return RequestChangePayload(arrangement=seen, state=ArrangementState[came.life.state.name])
