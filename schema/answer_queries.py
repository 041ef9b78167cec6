"""The question whose answer comes agency by agency."""

from typing import Annotated

import strawberry

from hub.actions.collect import Question
from schema.case import Case
from schema.context import Info
from schema.directives import AddedIn
from schema.look import PURPOSES, AsOf, KnownAt, WhatFor, question_of
from schema.person import Person
from schema.problems import AccessRefused, InputProblem
from schema.released_on import READING, on_consent
from schema.resolved import resolved
from schema.types.agency_answers import AgencyAnswers

AgencyAnswersResult = Annotated[
    AgencyAnswers | AccessRefused | InputProblem,
    strawberry.union(
        "AgencyAnswersResult",
        description="The agencies' answers, or why there are none.",
        directives=[AddedIn(version="0.2.0")],
    ),
]


@strawberry.type(description="What each agency says by itself.")
class AnswerQueries:
    """The question."""

    @resolved(
        "What a person owes where, agency by agency, before their answers are laid beside each other. Whoever sees an "
        "`overview` sees this. For a page that fills as agencies answer, where the hub sends an answer in parts.",
        (*on_consent(*PURPOSES, weight=READING), AddedIn(version="0.2.0")),
    )
    async def agency_answers(
        self,
        info: Info,
        person: Person = strawberry.UNSET,
        as_of: AsOf = strawberry.UNSET,
        known_at: KnownAt = strawberry.UNSET,
        purpose: WhatFor = strawberry.UNSET,
        case: Case = strawberry.UNSET,
    ) -> AgencyAnswersResult:
        """Say whom it is about; the agencies are asked when their answers are."""
        context = info.context
        question = await question_of(context, person=person, as_of=as_of, known_at=known_at, purpose=purpose, case=case)
        if not isinstance(question, Question):
            return question
        return AgencyAnswers.from_domain(question, context.about(question.subject))
