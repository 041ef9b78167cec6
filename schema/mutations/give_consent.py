"""`giveConsent`: let agencies' claims be fetched, for named purposes, until a moment."""

import re
from datetime import datetime
from typing import Annotated

import strawberry

from consent import purposes
from consent.parties import SELF, AgencyCode
from hub.actions.give_consent import ConsentProblem as ConsentFault
from hub.actions.give_consent import Wish
from hub.actions.once import OnceProblem
from hub.errors import BadInput
from schema.context import Info
from schema.mutations.key import KEY, checked, own_subject
from schema.problems import (
    AccessRefused,
    ConsentProblem,
    GiveConsentProblem,
    IdempotencyProblem,
    of_command,
)
from schema.resolved import mutation
from schema.types.grant import Grant, Purpose

_OIN = re.compile(r"\d{20}", re.ASCII)


@strawberry.input(description="What the person allows. For every agency and purpose one grant is given.")
class GiveConsentInput:
    """The wish."""

    idempotency_key: str = strawberry.field(description=KEY)
    agencies: list[str] = strawberry.field(description="Codes of the agencies whose claims may be fetched.")
    purposes: list[Purpose] = strawberry.field(description="What for.")
    until: datetime | None = strawberry.field(
        default=strawberry.UNSET, description="Until when, that moment excluded. Left out: as long as is allowed."
    )
    recipient: str | None = strawberry.field(
        default=strawberry.UNSET,
        description=(
            "Who may receive them: an organization identification number (twenty digits). Left out: only yourself. "
            "Consent never lifts a law that keeps an agency's data secret from other organizations."
        ),
    )


@strawberry.type(description="The grants, or why none was given.")
class GiveConsentPayload:
    """What came of it."""

    grants: list[Grant] | None = strawberry.field(default=None, description="The grants; null where none was given.")
    problems: list[GiveConsentProblem] = strawberry.field(
        default_factory=list, description="Why none was given; empty when they were."
    )


@mutation(
    "Give consent: all of it or nothing. A new grant for the same agency, purpose and recipient takes the place "
    "of the old one. Leaving an agency out has no effect on anything else."
)
async def give_consent(
    info: Info, input: Annotated[GiveConsentInput, strawberry.argument(description="What the person allows.")]
) -> GiveConsentPayload:
    """Give, and show the grants."""
    context = info.context
    subject = own_subject(context)
    if isinstance(subject, AccessRefused):
        return GiveConsentPayload(problems=[subject])
    try:
        wish = Wish(
            requester=context.requester,
            subject=subject,
            agencies=tuple(AgencyCode(code) for code in input.agencies),
            purposes=tuple(purposes.Purpose[purpose.name] for purpose in input.purposes),
            trace_id=context.trace_id,
            key=checked(input.idempotency_key),
            recipient=_recipient(input.recipient or SELF),
            until=input.until or None,
        )
        given = await context.services.actions.give_consent(wish)
    except BadInput as fault:
        return GiveConsentPayload(problems=[of_command(fault)])
    match given:
        case OnceProblem():
            return GiveConsentPayload(problems=[IdempotencyProblem.from_domain(given)])
        case ConsentFault():
            return GiveConsentPayload(problems=[ConsentProblem.from_domain(given)])
        case _:
            return GiveConsentPayload(grants=[Grant.from_domain(state, context) for state in given])


def _recipient(text: str) -> str:
    if text != SELF and not _OIN.fullmatch(text):
        raise BadInput("recipient.malformed", "A recipient is twenty digits.", "Send an OIN, or leave it out.")
    return text
