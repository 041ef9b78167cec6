"""`disputeClaim` and `recordDisputeAnswer`: a person says what is wrong about a claim, and its agency answers."""

from typing import Annotated, Final

import strawberry

from consent.purposes import Purpose
from consent.verdict import Ground
from hub.actions.answer_dispute import Answering
from hub.actions.dispute_claim import Disputed, Disputing
from hub.actions.disputing import Open
from hub.actions.preview import Computed
from hub.actions.show_accepted import Look
from hub.errors import BadInput
from hub.review import dispute as domain
from hub.review.problem import DisputeProblem as DisputeFault
from schema import wishes
from schema.case import WHY, CaseInput, said
from schema.context import About, Info
from schema.directives import PERSONAL, RECORD, policy
from schema.mutations.arrangement_payload import SINCE, concerned
from schema.mutations.key import KEY, checked
from schema.person import PersonInput
from schema.problems import (
    AccessRefused,
    ConsentProblem,
    DisputeProblem,
    IdempotencyProblem,
    InputProblem,
    of_command,
    of_consent,
)
from schema.released_on import ASKING, COMPUTING, WRITING, on_consent, on_law
from schema.resolved import mutation
from schema.situation import SituationInput
from schema.types.arrangement import ADDED
from schema.types.claim_dispute import ClaimDispute, DisputeAnswerKind, DisputeGround
from schema.types.outcome import Outcome, show
from schema.types.source_report import SourceReport

WHOSE: Final = "Who disputes it; a person leaves it out."
"""What the contract says of the person in an input."""

ClaimDisputeProblem = Annotated[
    IdempotencyProblem | DisputeProblem | ConsentProblem | InputProblem | AccessRefused,
    strawberry.union("ClaimDisputeProblem", description="Why nothing was done about a dispute.", directives=[SINCE]),
]


@strawberry.input(description="What is wrong about a claim.", directives=policy(PERSONAL, added=ADDED))
class DisputeClaimInput:
    """The dispute."""

    idempotency_key: str = strawberry.field(description=KEY)
    claim: strawberry.ID = strawberry.field(description="Id of the claim, as in an overview (`Claim.id`).")
    wrong: DisputeGround = strawberry.field(description="What is wrong.")
    words: str = strawberry.field(
        default="", description="The same in one's own words; at most 1,000 characters, no number of anybody."
    )
    scheme: str = strawberry.field(description="For which plan it is to be seen what the claim makes of it.")
    situation: SituationInput | None = strawberry.field(
        default=strawberry.UNSET, description="The household, for that plan."
    )
    person: PersonInput | None = strawberry.field(default=strawberry.UNSET, description=WHOSE)


@strawberry.input(description="What an agency answers to a dispute.", directives=policy(PERSONAL, added=ADDED))
class RecordDisputeAnswerInput:
    """The answer."""

    idempotency_key: str = strawberry.field(description=KEY)
    reference: str = strawberry.field(description="The key under which the agency was told of it.")
    person: PersonInput | None = strawberry.field(default=strawberry.UNSET, description=WHOSE)
    answer: DisputeAnswerKind = strawberry.field(description="What is answered.")
    reason: str = strawberry.field(description="Why; the person reads it. At most 1,000 characters.")
    case: CaseInput | None = strawberry.field(default=strawberry.UNSET, description=WHY)


@strawberry.type(
    description="The dispute, and the plan with the claim and without it; or why nothing was done.",
    directives=policy(PERSONAL, RECORD, added=ADDED),
)
class DisputeClaimPayload:
    """What came of it."""

    dispute: ClaimDispute | None = strawberry.field(default=None, description="It; null where nothing was done.")
    with_claim: Outcome | None = strawberry.field(
        default=None, description="What comes out today; null where nothing was done. Nothing of it is kept."
    )
    without_claim: Outcome | None = strawberry.field(
        default=None, description="What would come out today if the claim were not there; null likewise."
    )
    problems: list[ClaimDisputeProblem] = strawberry.field(
        default_factory=list, description="Why nothing was done; empty when it was."
    )


@strawberry.type(
    description="The dispute as it stands now, or why nothing was done.",
    directives=policy(PERSONAL, RECORD, added=ADDED),
)
class RecordDisputeAnswerPayload:
    """What came of it."""

    dispute: ClaimDispute | None = strawberry.field(default=None, description="It; null where nothing was done.")
    problems: list[ClaimDisputeProblem] = strawberry.field(
        default_factory=list, description="Why nothing was done; empty when it was."
    )


@mutation(
    "Say what is wrong about a claim. It is marked in one's own answers and its agency is told; the plan is computed "
    "with it and without it. No objection or appeal, and it stops nothing by itself.",
    (*on_consent(Purpose.PROPOSAL, weight=ASKING + 2 * COMPUTING + WRITING), SINCE),
)
async def dispute_claim(
    info: Info, input: Annotated[DisputeClaimInput, strawberry.argument(description="Which, and what is wrong.")]
) -> DisputeClaimPayload:
    """Dispute it, and show what it would change."""
    context = info.context
    try:
        subject = await concerned(input.person or None, context)
        if isinstance(subject, AccessRefused):
            return DisputeClaimPayload(problems=[subject])
        about = context.about(subject)
        asked = Disputing(
            requester=context.requester,
            subject=subject,
            trace=context.trace,
            key=checked(input.idempotency_key),
            claim=str(input.claim),
            wrong=domain.Wrong[input.wrong.name],
            words=input.words,
            question=context.question(subject, Purpose.PROPOSAL),
            wish=wishes.plan(input.scheme, None, context, situation=input.situation or None),
            name_of=about.claim_id,
        )
        came = await context.services.actions.reviews.dispute(asked)
    except BadInput as fault:
        return DisputeClaimPayload(problems=[of_command(fault)])
    if isinstance(came, DisputeFault):
        return DisputeClaimPayload(problems=[DisputeProblem.from_domain(came, "words")])
    if not isinstance(came, Disputed):
        return DisputeClaimPayload(problems=[of_consent(came)])
    return DisputeClaimPayload(
        dispute=ClaimDispute.from_domain(came.open, about),
        with_claim=_plan(came.with_it, about),
        without_claim=_plan(came.without_it, about),
    )


@mutation(
    "The agency whose claim it is answers a dispute. Its system may say that the person is right or that it was put "
    "right; that it stays as it was, only a worker with the role for it says.",
    (*on_law("AVG 16 and 12(3)", "The agency answers a request to put data right.", weight=WRITING), SINCE),
)
async def record_dispute_answer(
    info: Info, input: Annotated[RecordDisputeAnswerInput, strawberry.argument(description="Which, and what.")]
) -> RecordDisputeAnswerPayload:
    """Write the answer down, and show the dispute."""
    context, case = info.context, input.case or None
    try:
        subject = await concerned(input.person or None, context)
        if isinstance(subject, AccessRefused):
            return RecordDisputeAnswerPayload(problems=[subject])
        asked = Answering(
            look=Look(requester=context.requester, subject=subject, trace=context.trace, case=said(case)),
            dispute=input.reference,
            key=checked(input.idempotency_key),
            answered=domain.Answered[input.answer.name],
            says=input.reason,
        )
        came = await context.services.actions.reviews.answer_dispute(asked)
    except BadInput as fault:
        return RecordDisputeAnswerPayload(problems=[of_command(fault)])
    if isinstance(came, Open):
        return RecordDisputeAnswerPayload(dispute=ClaimDispute.from_domain(came, context.about(subject)))
    if isinstance(came, Ground):
        return RecordDisputeAnswerPayload(problems=[AccessRefused(code=came.value, path=["input"])])
    if isinstance(came, DisputeFault):
        return RecordDisputeAnswerPayload(problems=[DisputeProblem.from_domain(came, "reason")])
    return RecordDisputeAnswerPayload(problems=[of_consent(came)])


def _plan(computed: Computed, about: About) -> Outcome:
    seen = about.told(computed.answers)
    sources = [SourceReport.from_domain(report, seen) for report in computed.answers.reports]
    return show(computed.outcome, computed, sources, seen)
