"""`withdrawHumanReview`: a person takes back what they asked somebody to look at."""

from typing import Annotated

import strawberry

from hub.actions.withdraw_review import Withdrawal
from hub.errors import BadInput
from schema import global_id
from schema.context import Info
from schema.directives import PERSONAL, policy
from schema.mutations.arrangement_payload import SINCE, concerned
from schema.mutations.human_reviews import WHOSE, HumanReviewPayload, Shown, shown
from schema.mutations.key import KEY, checked
from schema.person import PersonInput
from schema.problems import AccessRefused, of_command
from schema.released_on import WRITING, on_law
from schema.resolved import mutation
from schema.types.arrangement import ADDED
from schema.types.human_review import KIND


@strawberry.input(description="Which review is taken back.", directives=policy(PERSONAL, added=ADDED))
class WithdrawHumanReviewInput:
    """The wish."""

    idempotency_key: str = strawberry.field(description=KEY)
    review: strawberry.ID = strawberry.field(description="Id of the review.")
    person: PersonInput | None = strawberry.field(default=strawberry.UNSET, description=WHOSE)


@mutation(
    "Take back a review that is not decided: it leaves the agency's queue, and is removed when one that was decided "
    "on the same day would be.",
    (*on_law("Awb 4:1", "Who applied may take the application back.", weight=WRITING), SINCE),
)
async def withdraw_human_review(
    info: Info, input: Annotated[WithdrawHumanReviewInput, strawberry.argument(description="Which.")]
) -> HumanReviewPayload:
    """Take it back, and show how it stands."""
    context = info.context
    try:
        subject = await concerned(input.person or None, context)
        if isinstance(subject, AccessRefused):
            return HumanReviewPayload(problems=[subject])
        asked = Withdrawal(
            requester=context.requester,
            subject=subject,
            trace=context.trace,
            review=global_id.key_of(str(input.review), KIND) or "",
            key=checked(input.idempotency_key),
        )
        came = await context.services.actions.reviews.withdraw(asked)
        return await shown(came, Shown(subject=subject, text="review"), context)
    except BadInput as fault:
        return HumanReviewPayload(problems=[of_command(fault)])
