"""`requestHumanReview` and `decideHumanReview`: a person asks for a person, and a worker decides."""

from dataclasses import dataclass
from typing import Annotated, Final

import strawberry

from consent.parties import AgencyCode, SubjectRef
from consent.purposes import Purpose
from consent.verdict import Ground
from hub.actions.acting import ConsentProblem as ConsentFault
from hub.actions.decide_review import Verdict
from hub.actions.once import OnceProblem
from hub.actions.request_review import AboutKept, AboutOutcome, Application
from hub.actions.reviewing import Standing
from hub.actions.say_in_review import Saying
from hub.actions.show_accepted import Look
from hub.errors import BadInput
from hub.review import events
from hub.review.problem import ReviewProblem as ReviewFault
from schema import global_id, wishes
from schema.case import WHY, CaseInput, said
from schema.choice import ChoiceInput
from schema.context import Context, Info
from schema.directives import FINANCIAL, PERSONAL, RECORD, policy
from schema.mutations.arrangement_payload import SINCE, concerned
from schema.mutations.key import KEY, checked
from schema.person import PersonInput
from schema.problems import (
    AccessRefused,
    ConsentProblem,
    IdempotencyProblem,
    InputProblem,
    ReviewProblem,
    of_command,
    of_consent,
)
from schema.released_on import ASKING, COMPUTING, WRITING, on_law
from schema.resolved import mutation
from schema.situation import SituationInput
from schema.types.arrangement import ADDED
from schema.types.human_review import KIND, HumanReview, ReviewDecisionKind

WHOSE: Final = "Who asks, or asked; a person leaves it out."
"""What the contract says of the person in an input."""

HumanReviewProblem = Annotated[
    IdempotencyProblem | ReviewProblem | ConsentProblem | InputProblem | AccessRefused,
    strawberry.union("HumanReviewProblem", description="Why nothing was done about a review.", directives=[SINCE]),
]


@strawberry.input(
    description="What came out instead of a plan: asked for again in the same way.",
    directives=policy(FINANCIAL, added=ADDED),
)
class ReviewOutcomeInput:
    """A question whose answer was a refusal, or that a person must look."""

    scheme: str = strawberry.field(description="Under which scheme; `schemes` lists them.")
    choice: ChoiceInput | None = strawberry.field(
        default=strawberry.UNSET, description="What the person chose; left out: what the rules give."
    )
    situation: SituationInput | None = strawberry.field(default=strawberry.UNSET, description="The household.")


@strawberry.input(
    one_of=True, description="What is to be looked at: one of these.", directives=policy(FINANCIAL, added=ADDED)
)
class ReviewAboutInput:
    """What a review is about."""

    outcome: ReviewOutcomeInput | None = strawberry.field(
        default=strawberry.UNSET, description="What came out instead of a plan."
    )
    proposal: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="A kept proposal (`Arrangement.id`)."
    )
    arrangement: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="An accepted arrangement (`AcceptedArrangement.id`)."
    )


@strawberry.input(description="What a person asks somebody to look at.", directives=policy(PERSONAL, added=ADDED))
class RequestHumanReviewInput:
    """The wish."""

    idempotency_key: str = strawberry.field(description=KEY)
    about: ReviewAboutInput = strawberry.field(description="What is to be looked at.")
    words: str = strawberry.field(
        description="What the person wants, in their own words; at most 1,000 characters, no number of anybody."
    )
    person: PersonInput | None = strawberry.field(default=strawberry.UNSET, description=WHOSE)


@strawberry.input(description="What a worker decides, and why.", directives=policy(PERSONAL, added=ADDED))
class DecideHumanReviewInput:
    """The decision."""

    idempotency_key: str = strawberry.field(description=KEY)
    review: strawberry.ID = strawberry.field(description="Id of the review.")
    person: PersonInput | None = strawberry.field(default=strawberry.UNSET, description=WHOSE)
    decision: ReviewDecisionKind = strawberry.field(description="What is decided.")
    reason: str = strawberry.field(
        description="Why, in the worker's own words; the person reads it. At most 1,000 characters."
    )
    article: str = strawberry.field(description="The article on which it rests; at most 200 characters.")
    case: CaseInput | None = strawberry.field(default=strawberry.UNSET, description=WHY)


@strawberry.input(description="What somebody says in a review.", directives=policy(PERSONAL, added=ADDED))
class SayInReviewInput:
    """A message."""

    idempotency_key: str = strawberry.field(description=KEY)
    review: strawberry.ID = strawberry.field(description="Id of the review.")
    person: PersonInput | None = strawberry.field(default=strawberry.UNSET, description=WHOSE)
    text: str = strawberry.field(description="What is said; at most 1,000 characters, no number of anybody.")
    to: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="Code of the agency that is asked: one with claims in a running arrangement. Only the agency that "
        "carries it out asks one.",
    )
    kept_back_under: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The article that keeps the text from the person; they see that it was said, by whom, and this.",
    )
    case: CaseInput | None = strawberry.field(default=strawberry.UNSET, description=WHY)


@strawberry.type(
    description="The review as it stands now, or why nothing was done.",
    directives=policy(PERSONAL, RECORD, added=ADDED),
)
class HumanReviewPayload:
    """What came of it."""

    review: HumanReview | None = strawberry.field(
        default=None, description="It, as far as whoever commands may see it; null where nothing was done."
    )
    problems: list[HumanReviewProblem] = strawberry.field(
        default_factory=list, description="Why nothing was done; empty when it was."
    )


@mutation(
    "Ask that a person at the competent agency looks: an application, with a last day for the agency to decide. It "
    "stops nothing by itself. What came out instead of a plan is computed again first.",
    (
        *on_law(
            "Awb 4:1",
            "The person applies to the agency that decides.",
            weight=ASKING + COMPUTING + WRITING,
        ),
        SINCE,
    ),
)
async def request_human_review(
    info: Info, input: Annotated[RequestHumanReviewInput, strawberry.argument(description="What, and why.")]
) -> HumanReviewPayload:
    """Ask, and show how it stands."""
    context = info.context
    try:
        subject = await concerned(input.person or None, context)
        if isinstance(subject, AccessRefused):
            return HumanReviewPayload(problems=[subject])
        asked = Application(
            requester=context.requester,
            subject=subject,
            trace=context.trace,
            key=checked(input.idempotency_key),
            about=_about(input.about, subject, context),
            words=input.words,
        )
        came = await context.services.actions.reviews.request(asked)
        return await shown(came, Shown(subject=subject, text="words"), context)
    except BadInput as fault:
        return HumanReviewPayload(problems=[of_command(fault)])


@mutation(
    "A worker of the competent agency with the role for it decides, and says why and under which article. An "
    "arrangement is ended with `endArrangement` first.",
    (*on_law("Awb 4:13", "The agency decides on the application.", weight=WRITING), SINCE),
)
async def decide_human_review(
    info: Info, input: Annotated[DecideHumanReviewInput, strawberry.argument(description="Which, how, and why.")]
) -> HumanReviewPayload:
    """Decide, and show how it stands."""
    context, case = info.context, input.case or None
    try:
        subject = await concerned(input.person or None, context)
        if isinstance(subject, AccessRefused):
            return HumanReviewPayload(problems=[subject])
        verdict = Verdict(
            look=Look(requester=context.requester, subject=subject, trace=context.trace, case=said(case)),
            # What is no id of a review stands for none: the same answer as for somebody else's.
            review=global_id.key_of(str(input.review), KIND) or "",
            key=checked(input.idempotency_key),
            decision=events.Decision[input.decision.name],
            says=input.reason,
            article=input.article,
        )
        came = await context.services.actions.reviews.decide(verdict)
        return await shown(came, Shown(subject=subject, text="reason", case=case), context)
    except BadInput as fault:
        return HumanReviewPayload(problems=[of_command(fault)])


@mutation(
    "Say something in a review that is not decided: the person, the agency that decides, and an agency that it asked. "
    "The person sees each message: who, when, and the text unless a law keeps it from them.",
    (*on_law("Awb 3:2 and 4:1", "What the agency needs to know to decide.", weight=WRITING), SINCE),
)
async def say_in_review(
    info: Info, input: Annotated[SayInReviewInput, strawberry.argument(description="What, where, to whom.")]
) -> HumanReviewPayload:
    """Say it, and show how it stands."""
    context, case = info.context, input.case or None
    try:
        subject = await concerned(input.person or None, context)
        if isinstance(subject, AccessRefused):
            return HumanReviewPayload(problems=[subject])
        saying = Saying(
            look=Look(requester=context.requester, subject=subject, trace=context.trace, case=said(case)),
            review=global_id.key_of(str(input.review), KIND) or "",
            key=checked(input.idempotency_key),
            text=input.text,
            to=AgencyCode(input.to) if input.to else None,
            kept_back=input.kept_back_under or None,
        )
        came = await context.services.actions.reviews.say(saying)
        return await shown(came, Shown(subject=subject, text="text", case=case), context)
    except BadInput as fault:
        return HumanReviewPayload(problems=[of_command(fault)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Whose review is shown after a command, in which case, and which field of the input held a text."""

    subject: SubjectRef
    text: str
    case: CaseInput | None = None


def _about(told: ReviewAboutInput, subject: SubjectRef, context: Context) -> AboutOutcome | AboutKept:
    if told.outcome:
        outcome, about = told.outcome, context.about(subject)
        wish = wishes.plan(
            outcome.scheme, None, context, choice=outcome.choice or None, situation=outcome.situation or None
        )
        return AboutOutcome(question=context.question(subject, Purpose.PROPOSAL), wish=wish, name_of=about.claim_id)
    if told.proposal:
        return AboutKept(about=events.About.PROPOSAL, id=global_id.key_of(str(told.proposal), "Arrangement") or "")
    arrangement = global_id.key_of(str(told.arrangement), "AcceptedArrangement") or ""
    return AboutKept(about=events.About.ARRANGEMENT, id=arrangement)


async def shown(
    came: Standing | ReviewFault | ConsentFault | Ground | OnceProblem, to: Shown, context: Context
) -> HumanReviewPayload:
    """Show what came of it: looked at, and written down, like any other look."""
    if isinstance(came, Ground):
        return HumanReviewPayload(problems=[AccessRefused(code=came.value, path=["input"])])
    if isinstance(came, ReviewFault):
        return HumanReviewPayload(problems=[ReviewProblem.from_domain(came, to.text)])
    if not isinstance(came, Standing):
        return HumanReviewPayload(problems=[of_consent(came)])
    look = Look(requester=context.requester, subject=to.subject, trace=context.trace, case=said(to.case))
    found = await context.services.actions.reviews.show(look)
    mine = () if isinstance(found, Ground) else found
    seen = next((each for each in mine if each.standing.kept.id == came.kept.id), None)
    return HumanReviewPayload(review=HumanReview.from_domain(seen, context.about(to.subject)) if seen else None)
