"""`erasePerson`: be forgotten."""

from typing import Annotated

import strawberry

from hub.errors import BadInput
from schema.context import Info
from schema.directives import PERSONAL, RECORD, policy
from schema.mutations.key import KEY, checked, own_subject
from schema.problems import AccessRefused, ErasePersonProblem, IdempotencyProblem, of_command, of_consent
from schema.released_on import WRITING, on_law
from schema.resolved import mutation


@strawberry.input(description="To be forgotten.", directives=policy(PERSONAL))
class ErasePersonInput:
    """The wish."""

    idempotency_key: str = strawberry.field(description=KEY)


@strawberry.type(description="Whether the person was forgotten, or why not.", directives=policy(PERSONAL, RECORD))
class ErasePersonPayload:
    """What came of it."""

    erased: bool = strawberry.field(default=False, description="Whether it was done. It cannot be undone.")
    problems: list[ErasePersonProblem] = strawberry.field(
        default_factory=list, description="Why nothing was erased; empty when it was."
    )


@mutation(
    "Be forgotten: the key under which everything about the person was sealed is destroyed, and nobody can find them "
    "by their number any more. It cannot be undone. That it happened stays in the log, about nobody.",
    on_law("AVG 17", "The person asks to be forgotten.", weight=WRITING),
)
async def erase_person(
    info: Info, input: Annotated[ErasePersonInput, strawberry.argument(description="The key of this command.")]
) -> ErasePersonPayload:
    """Erase. The same key again finds a new, empty person, and erases that one."""
    context = info.context
    subject = own_subject(context)
    if isinstance(subject, AccessRefused):
        return ErasePersonPayload(problems=[subject])
    try:
        key = checked(input.idempotency_key)
    except BadInput as fault:
        return ErasePersonPayload(problems=[of_command(fault)])
    if not key.strip():
        return ErasePersonPayload(problems=[IdempotencyProblem.missing()])
    came = await context.services.actions.erase_person(
        requester=context.requester, subject=subject, trace=context.trace
    )
    return ErasePersonPayload(problems=[of_consent(came)]) if came else ErasePersonPayload(erased=True)
