"""`withdrawConsent`: take grants back."""

from typing import Annotated

import strawberry

from consent.grants import GrantId
from hub.actions.change_grants import Named
from hub.errors import BadInput
from schema import global_id
from schema.context import Info
from schema.directives import PERSONAL, RECORD, policy
from schema.mutations.key import FOR_WHOM, KEY, acting_subject, checked
from schema.person import PersonInput
from schema.problems import AccessRefused, WithdrawConsentProblem, of_command, of_consent
from schema.released_on import WRITING, on_law
from schema.resolved import mutation
from schema.types.grant import Grant


@strawberry.input(description="Which grants the person takes back.", directives=policy(PERSONAL))
class WithdrawConsentInput:
    """The wish."""

    idempotency_key: str = strawberry.field(description=KEY)
    grants: list[strawberry.ID] = strawberry.field(description="Ids of one's own grants.")
    person: PersonInput | None = strawberry.field(default=strawberry.UNSET, description=FOR_WHOM)


@strawberry.type(
    description="The grants as they stand now, or why none was withdrawn.", directives=policy(PERSONAL, RECORD)
)
class WithdrawConsentPayload:
    """What came of it."""

    grants: list[Grant] | None = strawberry.field(
        default=None, description="The grants, withdrawn; null where nothing was changed."
    )
    problems: list[WithdrawConsentProblem] = strawberry.field(
        default_factory=list, description="Why nothing was changed; empty when it was."
    )


@mutation(
    "Withdraw consent: all named grants or none. From now on nothing more is fetched on them; "
    "what was lawful before stays so. As easy as giving, and without effect on anything else.",
    on_law("AVG 7(3)", "The person takes it back.", weight=WRITING),
)
async def withdraw_consent(
    info: Info, input: Annotated[WithdrawConsentInput, strawberry.argument(description="Which grants.")]
) -> WithdrawConsentPayload:
    """Withdraw, and show the grants."""
    context = info.context
    try:
        subject = await acting_subject(input.person or None, context)
        if isinstance(subject, AccessRefused):
            return WithdrawConsentPayload(problems=[subject])
        withdrawal = Named(
            requester=context.requester,
            subject=subject,
            # What is no id of a grant stands for no grant: the action gives the same answer as for somebody else's.
            grants=tuple(GrantId(global_id.key_of(text, "Grant") or "") for text in input.grants),
            trace=context.trace,
            key=checked(input.idempotency_key),
        )
        withdrawn = await context.services.actions.withdraw_consent(withdrawal)
    except BadInput as fault:
        return WithdrawConsentPayload(problems=[of_command(fault)])
    if not isinstance(withdrawn, tuple):
        return WithdrawConsentPayload(problems=[of_consent(withdrawn)])
    return WithdrawConsentPayload(grants=[Grant.from_domain(state, context) for state in withdrawn])
