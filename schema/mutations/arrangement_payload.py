"""What a command about an arrangement answers: how it stands now, as far as whoever commands may see it."""

from typing import Annotated, Final, Protocol

import strawberry

from consent.parties import SubjectRef
from consent.verdict import Ground
from hub.actions.acting import ConsentProblem as ConsentFault
from hub.actions.change_arrangement import Change, Named
from hub.actions.living import Alive
from hub.actions.once import OnceProblem
from hub.actions.show_accepted import Look
from hub.errors import BadInput
from hub.life.problem import LifeProblem
from schema import global_id
from schema.case import CaseInput, said
from schema.context import Context
from schema.directives import PERSONAL, RECORD, AddedIn, policy
from schema.mutations.key import checked
from schema.person import Nobody, PersonInput, subject_of
from schema.problems import (
    AccessRefused,
    ArrangementProblem,
    ConsentProblem,
    IdempotencyProblem,
    InputProblem,
    of_command,
    of_consent,
)
from schema.types.accepted import KIND, AcceptedArrangement
from schema.types.arrangement import ADDED, ArrangementState

SINCE: Final = AddedIn(version=ADDED)

WHOSE: Final = "Whose arrangement it is; a person leaves it out."
"""What the contract says of the person in an input."""

WHICH: Final = "Id of the accepted arrangement."
"""What the contract says of the arrangement in an input."""

ChangeArrangementProblem = Annotated[
    IdempotencyProblem | ArrangementProblem | ConsentProblem | InputProblem | AccessRefused,
    strawberry.union(
        "ChangeArrangementProblem", description="Why nothing was done to the arrangement.", directives=[SINCE]
    ),
]


@strawberry.type(
    description="The arrangement as it stands now, or why nothing was done to it.",
    directives=policy(PERSONAL, RECORD, added=ADDED),
)
class ChangeArrangementPayload:
    """What came of it."""

    arrangement: AcceptedArrangement | None = strawberry.field(
        default=None,
        description="It, as far as whoever commands may see it; null where they may not, or nothing was done.",
    )
    state: ArrangementState | None = strawberry.field(
        default=None, description="Where it stands; null where nothing was done."
    )
    problems: list[ChangeArrangementProblem] = strawberry.field(
        default_factory=list, description="Why nothing was done; empty when it was."
    )


async def concerned(person: PersonInput | None, context: Context) -> SubjectRef | AccessRefused:
    """Find whose arrangement it is. Raises BadInput for a number that cannot be one."""
    found = await subject_of(person or None, context)
    return AccessRefused(code=found.value, path=["input", "person"]) if isinstance(found, Nobody) else found


async def shown(
    alive: Alive, subject: SubjectRef, context: Context, case: CaseInput | None = None
) -> AcceptedArrangement | None:
    """Show what whoever commands may see of it: looked at, and written down, like any other look."""
    look = Look(requester=context.requester, subject=subject, trace=context.trace, case=said(case))
    found = await context.services.actions.show_accepted(look)
    mine = () if isinstance(found, Ground) else found
    about = context.about(subject)
    return next(
        (AcceptedArrangement.from_domain(seen, about) for seen in mine if seen.alive.kept.id == alive.kept.id), None
    )


class Command(Protocol):
    """What the input of every command about an arrangement has."""

    idempotency_key: str
    arrangement: strawberry.ID
    person: PersonInput | None


async def changed(
    change: Change, given: Command, context: Context, case: CaseInput | None = None
) -> ChangeArrangementPayload:
    """Let something happen to the named arrangement, and show what came of it."""
    try:
        subject = await concerned(given.person or None, context)
        if isinstance(subject, AccessRefused):
            return ChangeArrangementPayload(problems=[subject])
        named = Named(
            requester=context.requester,
            subject=subject,
            # What is no id of an arrangement stands for none: the same answer as for somebody else's.
            arrangement=global_id.key_of(str(given.arrangement), KIND) or "",
            trace=context.trace,
            key=checked(given.idempotency_key),
            case=said(case),
        )
        came = await context.services.actions.change_arrangement(named, change)
        if not isinstance(came, Alive):
            return ChangeArrangementPayload(problems=[problem_of(came)])
        seen = await shown(came, subject, context, case)
    except BadInput as fault:
        return ChangeArrangementPayload(problems=[of_command(fault)])
    return ChangeArrangementPayload(arrangement=seen, state=ArrangementState[came.life.state.name])


def problem_of(
    came: LifeProblem | ConsentFault | OnceProblem,
) -> ArrangementProblem | ConsentProblem | IdempotencyProblem:
    """Show why nothing was done."""
    return ArrangementProblem.from_domain(came) if isinstance(came, LifeProblem) else of_consent(came)
