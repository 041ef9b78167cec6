"""A look at what a person owes: about whom, as it stood when, what for, in which case."""

from datetime import date, datetime
from typing import Annotated, Final

import strawberry

from consent import purposes
from hub.actions.collect import Question
from hub.errors import BadInput
from schema import wishes
from schema.case import CaseInput, said
from schema.context import Context
from schema.person import Nobody, PersonInput, subject_of
from schema.problems import AccessRefused, InputProblem
from schema.types.grant import Purpose

AsOf = Annotated[date | None, strawberry.argument(description="As it stood at the end of this day; left out: today.")]
KnownAt = Annotated[
    datetime | None, strawberry.argument(description="Only what agencies had registered by this moment.")
]
WhatFor = Annotated[
    Purpose | None,
    strawberry.argument(description="What for: to carry out an arrangement, for one. Left out: to look."),
]

PURPOSES: Final = tuple(purposes.Purpose)
"""What one may look for."""


async def question_of(
    context: Context,
    *,
    person: PersonInput | None,
    as_of: date | None,
    known_at: datetime | None,
    purpose: Purpose | None,
    case: CaseInput | None,
) -> Question | AccessRefused | InputProblem:
    """Make the question, or say why it cannot be asked. What was left out is UNSET here, as the client left it."""
    try:
        wishes.not_later_than_now(as_of or None, known_at or None, context)
        subject = await subject_of(person or None, context)
        if isinstance(subject, Nobody):
            return AccessRefused(code=subject.value, path=["person"])
        return context.question(
            subject,
            purposes.Purpose[purpose.name] if purpose else purposes.Purpose.OVERVIEW,
            as_of=as_of or None,
            known_at=known_at or None,
            case=said(case),
        )
    except BadInput as fault:
        return InputProblem.from_fault(fault)
