"""Why a worker of an agency looks, and in which case. Written down with every look, and shown to the person."""

from enum import Enum
from typing import Annotated, Final

import strawberry

from schema.directives import IDENTIFYING, policy
from schema.scalars import CaseNumber

WHY: Final = "Why a worker looks, and in which case. A worker must say it; others leave it out."
"""What the contract says of it."""


@strawberry.enum(description="Why a worker looks. A closed list.")
class CaseReason(Enum):
    """The reasons."""

    CONTACT = strawberry.enum_value("contact", description="The person made contact.")
    ARRANGEMENT = strawberry.enum_value("arrangement", description="An arrangement is asked for, or runs.")
    OBJECTION = strawberry.enum_value("objection", description="An objection or appeal.")
    COLLECTION = strawberry.enum_value("collection", description="The claim is being collected.")
    SUPERVISION = strawberry.enum_value("supervision", description="A colleague's work is checked.")


@strawberry.input(description="Why a worker looks, and in which case.", directives=policy(IDENTIFYING))
class CaseInput:
    """Reason and number."""

    reason: CaseReason = strawberry.field(description="Why.")
    number: CaseNumber = strawberry.field(description="What the agency files the case under.")


Case = Annotated[CaseInput | None, strawberry.argument(description=WHY)]


def said(case: CaseInput | None) -> str | None:
    """Reason and number in one text, as the log keeps it."""
    return f"{case.reason.name.lower()}:{case.number}" if case else None
