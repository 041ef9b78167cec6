"""Who is meant: by a number, by this client's pseudonym, or, for a citizen, without a word.

Whether the claims of that person may be seen is not asked here; `consent` decides that, per agency.
"""

from enum import StrEnum
from typing import Annotated

import strawberry

from consent.parties import Role, SubjectRef
from schema.context import Context
from schema.directives import IDENTIFYING, policy
from schema.scalars import Bsn


class Nobody(StrEnum):
    """Why nobody is meant. Codes are stable for ever."""

    NOT_NAMED = "person.not_named"
    UNKNOWN = "person.unknown"
    NO_BASIS = "bsn.no_basis"


@strawberry.input(
    one_of=True,
    description=(
        "The person concerned. A citizen leaves it out. "
        "Somebody else than oneself, a reference of another client and one that never was give the same refusal."
    ),
    directives=policy(IDENTIFYING),
)
class PersonInput:
    """The person concerned, as a client names them."""

    bsn: Bsn | None = strawberry.field(
        default=strawberry.UNSET,
        description="Citizen service number, as a variable. Only for a client that is registered with a legal basis.",
    )
    ref: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="The reference that the hub gave this client for the person (`Person.ref`).",
    )


Person = Annotated[PersonInput | None, strawberry.argument(description="Whom it is about; a citizen leaves it out.")]


async def subject_of(person: PersonInput | None, context: Context) -> SubjectRef | Nobody:
    """Find the person. Raises BadInput for a number that cannot be one.

    For a citizen everybody else is unknown, whether they exist or not: the same answer, by the same way.
    """
    requester = context.requester
    if not person:
        return requester.subject or Nobody.NOT_NAMED
    found = await _named(person, context)
    if requester.role is Role.CITIZEN and found != requester.subject:
        return Nobody.UNKNOWN
    return found


async def _named(person: PersonInput, context: Context) -> SubjectRef | Nobody:
    requester, directory = context.requester, context.services.directory
    if person.bsn and requester.role is Role.CITIZEN:
        return await directory.find_bsn(person.bsn) or Nobody.UNKNOWN
    if person.bsn:
        if requester.bsn_basis is None:
            return Nobody.NO_BASIS
        return await directory.ref_of_bsn(person.bsn)
    return await context.people.load(str(person.ref)) or Nobody.UNKNOWN
