"""`proposeArrangement`: compute an arrangement and keep the proposal for a while."""

from typing import Annotated

import strawberry

from consent.purposes import Purpose
from hub.actions.acting import ConsentProblem
from hub.actions.once import OnceProblem
from hub.actions.replay import answers_of
from hub.actions.show_arrangement import Shown
from hub.errors import BadInput
from schema import wishes
from schema.choice import DEPRECATED, PAYMENT_DAY, REPLACED, ChoiceInput
from schema.context import Info
from schema.directives import PERSONAL, RECORD, policy
from schema.mutations.amends import AmendsInput, amends_of, change_of
from schema.mutations.key import KEY, acting_subject, checked
from schema.person import PersonInput
from schema.problems import AccessRefused, ArrangementProblem, IdempotencyProblem, ProposeArrangementProblem, of_command
from schema.released_on import ASKING, COMPUTING, WRITING, on_consent
from schema.resolved import mutation
from schema.situation import SituationInput
from schema.types.accepted_change import ArrangementChange
from schema.types.arrangement import SINCE, Arrangement
from schema.types.outcome import Outcome, show
from schema.types.source_report import SourceReport


@strawberry.input(description="What to propose, and for whom.", directives=policy(PERSONAL))
class ProposeArrangementInput:
    """The wish."""

    idempotency_key: str = strawberry.field(description=KEY)
    scheme: str = strawberry.field(description="Under which scheme; `schemes` lists them.")
    payment_day: int | None = strawberry.field(
        default=strawberry.UNSET, description=f"{PAYMENT_DAY} {REPLACED}", deprecation_reason=DEPRECATED
    )
    choice: ChoiceInput | None = strawberry.field(
        default=strawberry.UNSET, description="What the person chooses; left out: what the rules give."
    )
    situation: SituationInput | None = strawberry.field(
        default=strawberry.UNSET,
        description="The household. Left out: standard routes only, and nobody checks what must be left to live on.",
    )
    amends: AmendsInput | None = strawberry.field(
        default=strawberry.UNSET,
        description="Amend an arrangement that runs, in place of making another one.",
        directives=SINCE,
    )
    person: PersonInput | None = strawberry.field(
        default=strawberry.UNSET,
        description="For whom an organization proposes, on a mandate to look; a person leaves it out.",
        directives=SINCE,
    )


@strawberry.type(
    description="The proposal that is kept, or what came out instead, or why nothing was done.",
    directives=policy(PERSONAL, RECORD),
)
class ProposeArrangementPayload:
    """What came of it."""

    arrangement: Arrangement | None = strawberry.field(
        default=None, description="The kept proposal; null where a refusal or a human look came out."
    )
    outcome: Outcome | None = strawberry.field(
        default=None, description="What came out; null where nothing was computed."
    )
    change: ArrangementChange | None = strawberry.field(
        default=None,
        description="What the proposal would change about the arrangement that it amends; null where it amends none.",
        directives=SINCE,
    )
    problems: list[ProposeArrangementProblem] = strawberry.field(
        default_factory=list, description="Why nothing was done; empty when it was."
    )


@mutation(
    "Compute one arrangement about oneself, or whom one helps, and keep the proposal, encrypted, until it expires. It "
    "asks nobody for anything and stops nothing.",
    on_consent(Purpose.PROPOSAL, weight=ASKING + COMPUTING + WRITING),
)
async def propose_arrangement(
    info: Info, input: Annotated[ProposeArrangementInput, strawberry.argument(description="What to propose.")]
) -> ProposeArrangementPayload:
    """Propose, and show what came of it."""
    context = info.context
    try:
        subject = await acting_subject(input.person or None, context)
    except BadInput as fault:
        return ProposeArrangementPayload(problems=[of_command(fault)])
    if isinstance(subject, AccessRefused):
        return ProposeArrangementPayload(problems=[subject])
    about = context.about(subject)
    amends = amends_of(input.amends or None)
    try:
        wish = wishes.plan(
            input.scheme,
            input.payment_day,
            context,
            choice=input.choice or None,
            situation=input.situation or None,
            amends=amends,
        )
        made = await context.services.actions.propose(
            context.question(subject, Purpose.PROPOSAL),
            wish,
            key=checked(input.idempotency_key),
            name_of=about.claim_id,
        )
    except BadInput as fault:
        return ProposeArrangementPayload(problems=[of_command(fault)])
    if isinstance(made, ConsentProblem):
        return ProposeArrangementPayload(problems=[AccessRefused(code=made.code, path=["input", "person"])])
    if isinstance(made, OnceProblem):
        return ProposeArrangementPayload(problems=[IdempotencyProblem.from_domain(made)])
    about = about.told(answers_of(made.receipt.inputs))
    if isinstance(made, Shown):
        arrangement = Arrangement.from_domain(made, about)
        change = await change_of(made, amends, subject, context) if amends else None
        if isinstance(change, ArrangementProblem):
            return ProposeArrangementPayload(arrangement=arrangement, outcome=arrangement.proposal, problems=[change])
        return ProposeArrangementPayload(arrangement=arrangement, outcome=arrangement.proposal, change=change)
    sources = [SourceReport.from_domain(report, about) for report in made.answers.reports]
    return ProposeArrangementPayload(outcome=show(made.outcome, made, sources, about))
