"""`narrowConsent`: leave less of a consent, without taking it back."""

from datetime import datetime
from typing import Annotated

import strawberry

from consent.grants import GrantId
from hub.actions.change_grants import Named
from hub.errors import BadInput
from schema import global_id
from schema.context import Info
from schema.directives import PERSONAL, RECORD, policy
from schema.mutations.give_consent import categories_of
from schema.mutations.key import FOR_WHOM, KEY, acting_subject, checked
from schema.person import PersonInput
from schema.problems import AccessRefused, NarrowConsentProblem, of_command, of_consent
from schema.released_on import WRITING, on_law
from schema.resolved import mutation
from schema.types.grant import Category, Grant


@strawberry.input(description="What the person leaves of some grants.", directives=policy(PERSONAL))
class NarrowConsentInput:
    """The wish."""

    idempotency_key: str = strawberry.field(description=KEY)
    grants: list[strawberry.ID] = strawberry.field(description="Ids of one's own grants.")
    categories: list[Category] | None = strawberry.field(
        default=strawberry.UNSET, description="Only these kinds of data. Left out: as it is."
    )
    until: datetime | None = strawberry.field(
        default=strawberry.UNSET, description="Only until then, that moment excluded. Left out: as it is."
    )
    person: PersonInput | None = strawberry.field(default=strawberry.UNSET, description=FOR_WHOM)


@strawberry.type(
    description="The grants as they stand now, or why none was narrowed.", directives=policy(PERSONAL, RECORD)
)
class NarrowConsentPayload:
    """What came of it."""

    grants: list[Grant] | None = strawberry.field(
        default=None, description="The grants, narrowed; null where nothing was changed."
    )
    problems: list[NarrowConsentProblem] = strawberry.field(
        default_factory=list, description="Why nothing was changed; empty when it was."
    )


@mutation(
    "Narrow consent: all named grants or none. It can only become less; more takes a new consent.",
    on_law("AVG 7(3)", "The person takes a part back.", weight=WRITING),
)
async def narrow_consent(
    info: Info, input: Annotated[NarrowConsentInput, strawberry.argument(description="What is left.")]
) -> NarrowConsentPayload:
    """Narrow, and show the grants."""
    context = info.context
    try:
        subject = await acting_subject(input.person or None, context)
        if isinstance(subject, AccessRefused):
            return NarrowConsentPayload(problems=[subject])
        named = Named(
            requester=context.requester,
            subject=subject,
            grants=tuple(GrantId(global_id.key_of(text, "Grant") or "") for text in input.grants),
            trace=context.trace,
            key=checked(input.idempotency_key),
        )
        came = await context.services.actions.narrow_consent(
            named, categories=categories_of(input.categories), until=input.until or None
        )
    except BadInput as fault:
        return NarrowConsentPayload(problems=[of_command(fault)])
    if not isinstance(came, tuple):
        return NarrowConsentPayload(problems=[of_consent(came)])
    return NarrowConsentPayload(grants=[Grant.from_domain(state, context) for state in came])
