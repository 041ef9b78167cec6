"""`giveConsent`: let agencies' claims be fetched, for named purposes, until a moment."""

import re
from datetime import datetime
from typing import Annotated, Final

import strawberry

from consent import grants, purposes
from consent.parties import SELF, AgencyCode
from hub.actions.give_consent import Wish
from hub.errors import BadInput
from schema.context import Info
from schema.directives import PERSONAL, RECORD, policy
from schema.mutations.key import FOR_WHOM, KEY, acting_subject, checked
from schema.person import PersonInput
from schema.problems import AccessRefused, GiveConsentProblem, of_command, of_consent
from schema.released_on import WRITING, on_law
from schema.resolved import mutation
from schema.types.grant import Category, Grant, Purpose, Use

OIN: Final = re.compile(r"\d{20}", re.ASCII)
"""An organization identification number."""


@strawberry.input(
    description="What the person allows. For every agency and purpose one grant is given.", directives=policy(PERSONAL)
)
class GiveConsentInput:
    """The wish."""

    idempotency_key: str = strawberry.field(description=KEY)
    agencies: list[str] = strawberry.field(description="Codes of the agencies whose claims may be fetched.")
    purposes: list[Purpose] = strawberry.field(description="What for.")
    categories: list[Category] | None = strawberry.field(
        default=strawberry.UNSET, description="What kinds of data. Left out: all that the purposes need."
    )
    use: Use | None = strawberry.field(
        default=strawberry.UNSET, description="How often it may be used. Left out: again and again."
    )
    until: datetime | None = strawberry.field(
        default=strawberry.UNSET, description="Until when, that moment excluded. Left out: as long as is allowed."
    )
    notices: list[str] | None = strawberry.field(
        default=strawberry.UNSET,
        description=(
            "Which texts the person read (`Notice.id`). Where one has changed meanwhile nothing is given. "
            "Left out: the present texts in the language of the request count as read."
        ),
    )
    recipient: str | None = strawberry.field(
        default=strawberry.UNSET,
        description=(
            "Who may receive them: an organization identification number (twenty digits). Left out: only yourself. "
            "Consent never lifts a law that keeps an agency's data secret from other organizations."
        ),
    )
    person: PersonInput | None = strawberry.field(default=strawberry.UNSET, description=FOR_WHOM)


@strawberry.type(description="The grants, or why none was given.", directives=policy(PERSONAL, RECORD))
class GiveConsentPayload:
    """What came of it."""

    grants: list[Grant] | None = strawberry.field(default=None, description="The grants; null where none was given.")
    problems: list[GiveConsentProblem] = strawberry.field(
        default_factory=list, description="Why none was given; empty when they were."
    )


@mutation(
    "Give consent: all of it or nothing. A new grant for the same agency, purpose and recipient takes the place "
    "of the old one. Leaving an agency out has no effect on anything else.",
    on_law("AVG 7", "The person says yes.", weight=WRITING),
)
async def give_consent(
    info: Info, input: Annotated[GiveConsentInput, strawberry.argument(description="What the person allows.")]
) -> GiveConsentPayload:
    """Give, and show the grants."""
    context = info.context
    try:
        subject = await acting_subject(input.person or None, context)
        if isinstance(subject, AccessRefused):
            return GiveConsentPayload(problems=[subject])
        wish = Wish(
            requester=context.requester,
            subject=subject,
            agencies=tuple(AgencyCode(code) for code in input.agencies),
            purposes=tuple(purposes.Purpose[purpose.name] for purpose in input.purposes),
            trace=context.trace,
            key=checked(input.idempotency_key),
            recipient=recipient_of(input.recipient or SELF),
            categories=categories_of(input.categories),
            use=use_of(input.use),
            until=input.until or None,
            language=context.language,
            notices=tuple(input.notices or ()),
        )
        given = await context.services.actions.give_consent(wish)
    except BadInput as fault:
        return GiveConsentPayload(problems=[of_command(fault)])
    if not isinstance(given, tuple):
        return GiveConsentPayload(problems=[of_consent(given)])
    return GiveConsentPayload(grants=[Grant.from_domain(state, context) for state in given])


def categories_of(wished: list[Category] | None) -> frozenset[purposes.Category] | None:
    """What kinds of data are meant; None: all that the purposes need."""
    if wished is None or wished is strawberry.UNSET:
        return None
    return frozenset(purposes.Category[category.name] for category in wished)


def use_of(wished: Use | None) -> grants.Use:
    """How often is meant."""
    return grants.Use[wished.name] if wished else grants.Use.ONGOING


def recipient_of(text: str) -> str:
    """Give an organization's number, or the person. Raises BadInput."""
    if text != SELF and not OIN.fullmatch(text):
        raise BadInput("recipient.malformed", "A recipient is twenty digits.", "Send an OIN, or leave it out.")
    return text
