"""What a person does to an accepted arrangement: withdraw it, ask for a pause, agree to other terms."""

from typing import Annotated

import strawberry

from hub.actions import arrangement_changes as changes
from schema.context import Info
from schema.directives import PERSONAL, policy
from schema.mutations.arrangement_payload import SINCE, WHICH, WHOSE, ChangeArrangementPayload, changed
from schema.mutations.key import KEY
from schema.person import PersonInput
from schema.released_on import WRITING, on_law
from schema.resolved import mutation
from schema.types.arrangement import ADDED


@strawberry.input(description="Which arrangement, and whose.", directives=policy(PERSONAL, added=ADDED))
class WithdrawArrangementInput:
    """The wish."""

    idempotency_key: str = strawberry.field(description=KEY)
    arrangement: strawberry.ID = strawberry.field(description=WHICH)
    person: PersonInput | None = strawberry.field(default=strawberry.UNSET, description=WHOSE)


@strawberry.input(
    description="Which arrangement is to pause, and why it may take longer.", directives=policy(PERSONAL, added=ADDED)
)
class RequestPauseInput:
    """The wish."""

    idempotency_key: str = strawberry.field(description=KEY)
    arrangement: strawberry.ID = strawberry.field(description=WHICH)
    helped: bool = strawberry.field(
        default=False, description="Whether the municipality grants help with debts: then it may take longer."
    )
    person: PersonInput | None = strawberry.field(default=strawberry.UNSET, description=WHOSE)


@strawberry.input(description="To whose other terms, and whose.", directives=policy(PERSONAL, added=ADDED))
class AgreeToOtherTermsInput:
    """The wish."""

    idempotency_key: str = strawberry.field(description=KEY)
    arrangement: strawberry.ID = strawberry.field(description=WHICH)
    person: PersonInput | None = strawberry.field(default=strawberry.UNSET, description=WHOSE)


_CARRIED_OUT = on_law("AVG 6(1)(e)", "The person decides about what is carried out for them.", weight=WRITING)


@mutation(
    "The person wants the arrangement no longer. Every agency in it is told, and goes on by its own rules.",
    (*_CARRIED_OUT, SINCE),
)
async def withdraw_arrangement(
    info: Info, input: Annotated[WithdrawArrangementInput, strawberry.argument(description="Which.")]
) -> ChangeArrangementPayload:
    """Withdraw, and show how it stands."""
    context = info.context
    return await changed(changes.withdrawal(today=context.today), input, context)


@mutation(
    "Ask that nothing need be paid for a while. One wish for all agencies: the one that carries it out decides, and "
    "the others are told. Until it is granted, everything stays due.",
    (*_CARRIED_OUT, SINCE),
)
async def request_pause(
    info: Info, input: Annotated[RequestPauseInput, strawberry.argument(description="Which.")]
) -> ChangeArrangementPayload:
    """Ask, and show how it stands."""
    context = info.context
    return await changed(changes.pause_wish(helped=input.helped, today=context.today), input, context)


@mutation(
    "Agree to the other terms that the agency grants; without it they expire, and nothing has changed.",
    (*_CARRIED_OUT, SINCE),
)
async def agree_to_other_terms(
    info: Info, input: Annotated[AgreeToOtherTermsInput, strawberry.argument(description="Which.")]
) -> ChangeArrangementPayload:
    """Agree, and show how it stands."""
    context = info.context
    return await changed(changes.agreement(today=context.today), input, context)
