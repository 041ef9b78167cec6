"""`withdrawDispute`: a person takes back what they said is wrong about a claim."""

from typing import Annotated

import strawberry

from hub.actions.disputing import Open
from hub.actions.withdraw_dispute import DisputeWithdrawal
from hub.errors import BadInput
from hub.review.problem import DisputeProblem as DisputeFault
from schema import global_id
from schema.context import Info
from schema.directives import PERSONAL, RECORD, policy
from schema.mutations.arrangement_payload import SINCE, concerned
from schema.mutations.claim_disputes import WHOSE, ClaimDisputeProblem
from schema.mutations.key import KEY, checked
from schema.person import PersonInput
from schema.problems import AccessRefused, DisputeProblem, of_command, of_consent
from schema.released_on import WRITING, on_law
from schema.resolved import mutation
from schema.types.arrangement import ADDED
from schema.types.claim_dispute import KIND, ClaimDispute


@strawberry.input(description="Which dispute is taken back.", directives=policy(PERSONAL, added=ADDED))
class WithdrawDisputeInput:
    """The wish."""

    idempotency_key: str = strawberry.field(description=KEY)
    dispute: strawberry.ID = strawberry.field(description="Id of the dispute.")
    person: PersonInput | None = strawberry.field(default=strawberry.UNSET, description=WHOSE)


@strawberry.type(
    description="The dispute as it stands now, or why nothing was done.",
    directives=policy(PERSONAL, RECORD, added=ADDED),
)
class WithdrawDisputePayload:
    """What came of it."""

    dispute: ClaimDispute | None = strawberry.field(default=None, description="It; null where nothing was done.")
    problems: list[ClaimDisputeProblem] = strawberry.field(
        default_factory=list, description="Why nothing was done; empty when it was."
    )


@mutation(
    "Take back a dispute that is not answered: it marks the claim no more, and its agency is told where it may have "
    "heard of it. Taken back already, it stands as it stood.",
    (*on_law("AVG 16", "Who asked to have a datum put right may ask no longer.", weight=WRITING), SINCE),
)
async def withdraw_dispute(
    info: Info, input: Annotated[WithdrawDisputeInput, strawberry.argument(description="Which.")]
) -> WithdrawDisputePayload:
    """Take it back, and show how it stands."""
    context = info.context
    try:
        subject = await concerned(input.person or None, context)
        if isinstance(subject, AccessRefused):
            return WithdrawDisputePayload(problems=[subject])
        asked = DisputeWithdrawal(
            requester=context.requester,
            subject=subject,
            trace=context.trace,
            # What is no id of a dispute stands for none: the same answer as for somebody else's.
            dispute=global_id.key_of(str(input.dispute), KIND) or "",
            key=checked(input.idempotency_key),
        )
        came = await context.services.actions.reviews.withdraw_dispute(asked)
    except BadInput as fault:
        return WithdrawDisputePayload(problems=[of_command(fault)])
    if isinstance(came, Open):
        return WithdrawDisputePayload(dispute=ClaimDispute.from_domain(came, context.about(subject)))
    if isinstance(came, DisputeFault):
        return WithdrawDisputePayload(problems=[DisputeProblem(code=came.value, path=["input", "dispute"])])
    return WithdrawDisputePayload(problems=[of_consent(came)])
