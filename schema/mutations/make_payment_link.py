"""A person asks for a link by which they pay a term, or everything that is open."""

from datetime import date
from typing import Annotated

import strawberry

from hub.actions.change_arrangement import Named
from hub.errors import BadInput
from hub.life import payment_link
from schema import global_id
from schema.context import Info
from schema.directives import FINANCIAL, PERSONAL, RECORD, policy
from schema.mutations.arrangement_payload import (
    SINCE,
    WHICH,
    WHOSE,
    ChangeArrangementProblem,
    concerned,
    problem_of,
)
from schema.mutations.key import KEY, checked
from schema.person import PersonInput
from schema.problems import AccessRefused, of_command
from schema.released_on import WRITING, on_law
from schema.resolved import mutation
from schema.types.accepted import KIND
from schema.types.arrangement import ADDED
from schema.types.payment_link import PaymentLink


@strawberry.input(description="What is to be paid.", directives=policy(PERSONAL, added=ADDED))
class MakePaymentLinkInput:
    """The wish."""

    idempotency_key: str = strawberry.field(description=KEY)
    arrangement: strawberry.ID = strawberry.field(description=WHICH)
    due_on: date | None = strawberry.field(
        default=strawberry.UNSET,
        description="The due date of the instalment to pay, as far as it is unpaid; left out: everything that is open.",
    )
    person: PersonInput | None = strawberry.field(default=strawberry.UNSET, description=WHOSE)


@strawberry.type(description="The link, or why there is none.", directives=policy(FINANCIAL, RECORD, added=ADDED))
class MakePaymentLinkPayload:
    """What came of it."""

    payment_link: PaymentLink | None = strawberry.field(default=None, description="Where to pay; null: nowhere.")
    problems: list[ChangeArrangementProblem] = strawberry.field(
        default_factory=list, description="Why there is no link; empty when there is."
    )


@mutation(
    "Ask for a link by which an unpaid instalment is paid, or everything that is open. Nothing counts as paid before "
    "the money came in at the agency.",
    (*on_law("AVG 6(1)(e)", "The person pays what is carried out for them.", weight=WRITING), SINCE),
)
async def make_payment_link(
    info: Info, input: Annotated[MakePaymentLinkInput, strawberry.argument(description="What is to be paid.")]
) -> MakePaymentLinkPayload:
    """Make a link."""
    context = info.context
    try:
        subject = await concerned(input.person or None, context)
        if isinstance(subject, AccessRefused):
            return MakePaymentLinkPayload(problems=[subject])
        named = Named(
            requester=context.requester,
            subject=subject,
            arrangement=global_id.key_of(str(input.arrangement), KIND) or "",
            trace=context.trace,
            key=checked(input.idempotency_key),
        )
        came = await context.services.actions.make_payment_link(named, input.due_on or None)
    except BadInput as fault:
        return MakePaymentLinkPayload(problems=[of_command(fault)])
    if not isinstance(came, payment_link.PaymentLink):
        return MakePaymentLinkPayload(problems=[problem_of(came)])
    return MakePaymentLinkPayload(payment_link=PaymentLink.from_domain(came))
