"""What agencies tell about an arrangement that they carry out or have claims in: money, claims, and an early end."""

from datetime import date
from typing import Annotated

import strawberry

from consent.parties import AgencyCode, Role
from hub.actions import arrangement_changes as changes
from hub.domain.claim import Amounts, ClaimKey
from hub.domain.money import NOTHING, Cents
from hub.errors import BadInput
from hub.life.events import Payment
from schema.case import WHY, CaseInput
from schema.context import Info
from schema.directives import FINANCIAL, PERSONAL, policy
from schema.mutations.arrangement_payload import SINCE, WHICH, ChangeArrangementPayload, changed
from schema.mutations.key import KEY
from schema.person import PersonInput
from schema.problems import of_command
from schema.released_on import WRITING, on_law
from schema.resolved import mutation
from schema.types.arrangement import ADDED

WHOSE = "Whose arrangement it is."
"""What the contract says of the person in an agency's input."""

_CARRIED_OUT = on_law("AVG 6(1)(e)", "Carrying out the arrangement that the person accepted.", weight=WRITING)


@strawberry.input(description="Money that came in.", directives=policy(FINANCIAL, added=ADDED))
class RecordPaymentInput:
    """What is told."""

    idempotency_key: str = strawberry.field(description=KEY)
    person: PersonInput | None = strawberry.field(default=strawberry.UNSET, description=WHOSE)
    arrangement: strawberry.ID = strawberry.field(description=WHICH)
    reference: str = strawberry.field(
        description="The agency's own reference. The same payment told again is booked once."
    )
    amount: Cents = strawberry.field(description="How much; above zero.")
    received_on: date = strawberry.field(description="The day on which it came in: not in the future.")
    set_off_by: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="Code of an agency that set it off against its own claims; left out: it is for all of them.",
    )


@strawberry.input(description="Money that did not stay.", directives=policy(FINANCIAL, added=ADDED))
class ReversePaymentInput:
    """What is told."""

    idempotency_key: str = strawberry.field(description=KEY)
    person: PersonInput | None = strawberry.field(default=strawberry.UNSET, description=WHOSE)
    arrangement: strawberry.ID = strawberry.field(description=WHICH)
    reference: str = strawberry.field(description="The reference under which it was recorded.")


@strawberry.input(description="An amount, in parts; none below zero.", directives=policy(FINANCIAL, added=ADDED))
class OpenPartsInput:
    """Costs, interest and principal."""

    costs: Cents = strawberry.field(default=NOTHING, description="Costs of collecting.")
    interest: Cents = strawberry.field(default=NOTHING, description="Interest.")
    principal: Cents = strawberry.field(description="The debt itself, statutory increases included.")


@strawberry.input(description="What is open of an agency's own claim now.", directives=policy(FINANCIAL, added=ADDED))
class RestateClaimInput:
    """What is told."""

    idempotency_key: str = strawberry.field(description=KEY)
    person: PersonInput | None = strawberry.field(default=strawberry.UNSET, description=WHOSE)
    arrangement: strawberry.ID = strawberry.field(description=WHICH)
    reference: str = strawberry.field(description="The agency's own case reference.")
    open: OpenPartsInput = strawberry.field(description="What is open of it, beside what is in payments told here.")


@strawberry.input(description="Which arrangement ends, and on which ground.", directives=policy(PERSONAL, added=ADDED))
class EndArrangementInput:
    """What is decided."""

    idempotency_key: str = strawberry.field(description=KEY)
    person: PersonInput | None = strawberry.field(default=strawberry.UNSET, description=WHOSE)
    arrangement: strawberry.ID = strawberry.field(description=WHICH)
    ground: str = strawberry.field(description="The ground, as the rules name it.")
    reason: str = strawberry.field(description="Why, in the worker's own words; the person reads it.")
    case: CaseInput | None = strawberry.field(default=strawberry.UNSET, description=WHY)


@mutation(
    "The agency that carries it out tells that money came in. It is divided over the claims that are open then; what "
    "is more than is open goes back.",
    (*_CARRIED_OUT, SINCE),
)
async def record_payment(
    info: Info, input: Annotated[RecordPaymentInput, strawberry.argument(description="The payment.")]
) -> ChangeArrangementPayload:
    """Book it, and show how the arrangement stands."""
    context = info.context
    told = Payment(
        reference=input.reference,
        amount=input.amount,
        on=input.received_on,
        only=AgencyCode(input.set_off_by) if input.set_off_by else None,
    )
    return await changed(changes.payment(told, today=context.today), input, context)


@mutation(
    "The agency that carries it out tells that money did not stay: what it had paid is open again.",
    (*_CARRIED_OUT, SINCE),
)
async def reverse_payment(
    info: Info, input: Annotated[ReversePaymentInput, strawberry.argument(description="Which payment.")]
) -> ChangeArrangementPayload:
    """Take it back, and show how the arrangement stands."""
    context = info.context
    return await changed(changes.reversal(input.reference, today=context.today), input, context)


@mutation(
    "An agency tells what is open of its own claim. Less shortens the arrangement; more is no part of it, and a person "
    "decides.",
    (*_CARRIED_OUT, SINCE),
)
async def restate_claim(
    info: Info, input: Annotated[RestateClaimInput, strawberry.argument(description="The claim.")]
) -> ChangeArrangementPayload:
    """Take it over, and show how the arrangement stands."""
    context = info.context
    try:
        stated = _amounts(input.open)
    except BadInput as fault:
        return ChangeArrangementPayload(problems=[of_command(fault)])
    key = ClaimKey(owner=context.requester.agency or AgencyCode(""), reference=input.reference)
    return await changed(changes.restatement(key, stated, today=context.today), input, context)


@mutation(
    "A worker of the agency that carries it out ends it early, on a ground of the rules, and says why. No system does.",
    (*_CARRIED_OUT, SINCE),
)
async def end_arrangement(
    info: Info, input: Annotated[EndArrangementInput, strawberry.argument(description="Which, and why.")]
) -> ChangeArrangementPayload:
    """End it, and show how it stands."""
    context = info.context
    case = input.case or None
    if context.requester.role is Role.STAFF and case is None:
        missing = BadInput("case.missing", "A worker must say why they look.", "Send `case` with a reason and number.")
        return ChangeArrangementPayload(problems=[of_command(missing)])
    return await changed(changes.early_end(input.ground, input.reason, today=context.today), input, context, case)


def _amounts(told: OpenPartsInput) -> Amounts:
    """Read an amount. Raises BadInput where a part is below zero."""
    try:
        return Amounts(costs=told.costs, interest=told.interest, principal=told.principal)
    except ValueError:
        raise BadInput("restatement.negative", "A part of the amount is below zero.", "Send 0 or more.") from None
