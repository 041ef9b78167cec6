"""What a client can ask. Each resolver finds the person, asks one action, and shows what comes back."""

from typing import Annotated

import strawberry

from consent import purposes
from consent.verdict import Ground
from hub.actions.collect import Question
from hub.actions.plan_wish import with_opt_ins
from hub.domain.money import Cents
from hub.errors import BadInput
from schema import nodes, wishes
from schema.answer_queries import AnswerQueries
from schema.arrangement_queries import ArrangementQueries
from schema.case import WHY, Case, CaseInput, said
from schema.choice import DEPRECATED, PAYMENT_DAY, REPLACED, ChoiceInput, chosen, opt_ins
from schema.context import Info
from schema.directives import FINANCIAL, PERSONAL, LegalBasis, policy
from schema.federation import FederationQueries
from schema.look import PURPOSES, AsOf, KnownAt, WhatFor, question_of
from schema.person import Nobody, Person, PersonInput, subject_of
from schema.problems import AccessRefused, InputProblem, ReceiptProblem
from schema.record_queries import RecordQueries
from schema.released_on import ASKING, COMPUTING, READING, on_consent, on_law
from schema.resolved import resolved
from schema.review_queries import ReviewQueries
from schema.situation import SituationInput, or_none, told
from schema.types.agency import Agency
from schema.types.arrangement import SINCE, Arrangement
from schema.types.capacity import Capacity
from schema.types.comparison import Comparison
from schema.types.node import Node
from schema.types.outcome import NeedsHuman, Proposal, Refusal, show
from schema.types.overview import Overview, is_complete
from schema.types.receipt import ReceiptCopy
from schema.types.scheme import Scheme
from schema.types.source_report import SourceReport

OverviewResult = Annotated[
    Overview | AccessRefused | InputProblem,
    strawberry.union("OverviewResult", description="The overview, or why there is none."),
]

PreviewResult = Annotated[
    Proposal | Refusal | NeedsHuman | AccessRefused | InputProblem,
    strawberry.union("PreviewResult", description="What came out, or why nothing was computed."),
]

CapacityResult = Annotated[
    Capacity | AccessRefused | InputProblem,
    strawberry.union("CapacityResult", description="What can be missed, or why it was not computed."),
]

CompareResult = Annotated[
    Comparison | AccessRefused | InputProblem,
    strawberry.union("CompareResult", description="The variants side by side, or why there are none."),
]

ReceiptResult = Annotated[
    ReceiptCopy | ReceiptProblem,
    strawberry.union("ReceiptResult", description="The receipt, or why it is gone."),
]

HelpedPerson = Annotated[
    PersonInput | None,
    strawberry.argument(
        description="Whose, for an organization that helps them on a mandate; a person leaves it out.",
        directives=SINCE,
    ),
]


@strawberry.input(description="What to compute.", directives=policy(PERSONAL))
class PreviewInput:
    """The wish."""

    scheme: str = strawberry.field(description="Under which scheme; `schemes` lists them.")
    person: PersonInput | None = strawberry.field(
        default=strawberry.UNSET, description="Whom it is about; a citizen leaves it out."
    )
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
    case: CaseInput | None = strawberry.field(default=strawberry.UNSET, description=WHY)


@strawberry.input(description="What to put side by side.", directives=policy(PERSONAL))
class CompareInput:
    """The wish."""

    person: PersonInput | None = strawberry.field(
        default=strawberry.UNSET, description="Whom it is about; a citizen leaves it out."
    )
    choice: ChoiceInput | None = strawberry.field(
        default=strawberry.UNSET,
        description="What the person chooses for the joint plan; every other plan follows its agency's own rules.",
    )
    situation: SituationInput | None = strawberry.field(
        default=strawberry.UNSET, description="The household; left out: no room is told."
    )
    lump_sum: Cents | None = strawberry.field(
        default=strawberry.UNSET,
        description="What if this much were paid at once, before any plan? `situation` is the household after that.",
        directives=SINCE,
    )
    case: CaseInput | None = strawberry.field(default=strawberry.UNSET, description=WHY)


@strawberry.input(description="Whose capacity to compute.", directives=policy(FINANCIAL))
class CapacityInput:
    """The wish."""

    situation: SituationInput = strawberry.field(description="The household.")
    person: PersonInput | None = strawberry.field(
        default=strawberry.UNSET, description="Whom it is about; a citizen leaves it out."
    )


@strawberry.type(description="What can be asked.")
class Query(AnswerQueries, ArrangementQueries, RecordQueries, ReviewQueries, FederationQueries):
    """The questions."""

    @resolved("The agencies of this hub, in a fixed order.", policy(weight=1))
    def agencies(self, info: Info) -> list[Agency]:
        """List the registry."""
        return [Agency.from_domain(agency) for agency in info.context.services.agencies]

    @resolved("The schemes that the law of today knows, and what-ifs beside them.", policy(weight=1))
    def schemes(self, info: Info) -> list[Scheme]:
        """List what can be computed today; a scheme whose text is missing is not listed."""
        policy, services = info.context.policy, info.context.services
        return [
            Scheme.from_domain(policy.scheme(code), policy.get(name), services)
            for code in policy.schemes()
            if policy.find(name := f"schemes.{code}") and not policy.text_missing(name)
        ]

    @resolved(
        "What a person owes where. Asks every agency that may be asked, at once, and says how each answered. "
        "A citizen sees their own; an organization sees what the person, or a law, lets it see.",
        on_consent(*PURPOSES, weight=ASKING),
    )
    async def overview(
        self,
        info: Info,
        person: Person = strawberry.UNSET,
        as_of: AsOf = strawberry.UNSET,
        known_at: KnownAt = strawberry.UNSET,
        purpose: WhatFor = strawberry.UNSET,
        case: Case = strawberry.UNSET,
    ) -> OverviewResult:
        """Collect and show."""
        context = info.context
        question = await question_of(context, person=person, as_of=as_of, known_at=known_at, purpose=purpose, case=case)
        if not isinstance(question, Question):
            return question
        try:
            answers = await context.answers.load(question)
        except BadInput as fault:
            return InputProblem.from_fault(fault)
        return Overview.from_domain(
            answers, context.about(question.subject), as_of=question.as_of, known_at=question.known_at
        )

    @resolved(
        "What one arrangement would look like today. Nothing is kept. "
        "Several schemes side by side in one document ask the agencies once.",
        on_consent(purposes.Purpose.PROPOSAL, weight=ASKING + COMPUTING),
    )
    async def preview(
        self, info: Info, input: Annotated[PreviewInput, strawberry.argument(description="What to compute.")]
    ) -> PreviewResult:
        """Collect and compute."""
        context = info.context
        try:
            wish = wishes.plan(
                input.scheme, input.payment_day, context, choice=input.choice or None, situation=input.situation or None
            )
            subject = await subject_of(input.person or None, context)
            if isinstance(subject, Nobody):
                return AccessRefused(code=subject.value, path=["input", "person"])
            answers = await context.answers.load(
                context.question(subject, purposes.Purpose.PROPOSAL, case=said(input.case))
            )
            about = context.about(subject).told(answers)
            computed = context.services.actions.compute(
                answers=answers,
                scheme=wish.scheme,
                choice=wish.choice_among(answers, about.claim_id),
                situation=wish.situation,
            )
        except BadInput as fault:
            return InputProblem.from_fault(fault, under=("input",))
        sources = [SourceReport.from_domain(report, about) for report in computed.answers.reports]
        return show(computed.outcome, computed, sources, about)

    @resolved(
        "What each way of arranging everything would mean, side by side: each agency by its own rules, or jointly. "
        "Nothing is kept; beside `preview` in one document the agencies are asked once.",
        on_consent(purposes.Purpose.PROPOSAL, weight=ASKING + COMPUTING),
    )
    async def compare(
        self, info: Info, input: Annotated[CompareInput, strawberry.argument(description="What to compare.")]
    ) -> CompareResult:
        """Collect and compare."""
        context = info.context
        try:
            choice = chosen(input.choice or None)
            situation = told(input.situation) if input.situation else None
            subject = await subject_of(input.person or None, context)
            if isinstance(subject, Nobody):
                return AccessRefused(code=subject.value, path=["input", "person"])
            about = context.about(subject)
            answers = await context.answers.load(
                context.question(subject, purposes.Purpose.PROPOSAL, case=said(input.case))
            )
            choice = with_opt_ins(choice, opt_ins(input.choice or None), answers, about.claim_id)
            found = context.services.actions.compare(
                answers=answers, choice=choice, situation=situation, at_once=or_none(input.lump_sum)
            )
        except BadInput as fault:
            return InputProblem.from_fault(fault, under=("input",))
        sources = [SourceReport.from_domain(report, about) for report in answers.reports]
        return Comparison.from_domain(found, sources, about, complete=is_complete(answers))

    @resolved(
        "What a household must keep and can miss, computed from what is told here: no agency is asked. "
        "For the person, or for an organization that is registered to plan. Nothing is kept.",
        on_law(
            "AVG 6(1)(a)",
            "Asked for by the person or on their mandate; all data comes with the question.",
            weight=COMPUTING,
        ),
    )
    async def capacity(
        self, info: Info, input: Annotated[CapacityInput, strawberry.argument(description="Whose capacity.")]
    ) -> CapacityResult:
        """Compute."""
        context = info.context
        try:
            situation = told(input.situation)
            subject = await subject_of(input.person or None, context)
        except BadInput as fault:
            return InputProblem.from_fault(fault, under=("input",))
        if isinstance(subject, Nobody):
            return AccessRefused(code=subject.value, path=["input", "person"])
        found = await context.services.actions.compute_capacity(
            requester=context.requester, subject=subject, situation=situation, trace=context.trace
        )
        if isinstance(found, Ground):
            return AccessRefused(code=found.value, path=["input"])
        return Capacity.from_domain(found)

    @resolved(
        "One's own receipt of a kept proposal, whole: everything that is needed to compute it again. "
        "Null for somebody else's and for one that never was.",
        on_law("AVG 15", "One's own record.", weight=READING),
    )
    async def receipt(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Id of the arrangement.")]
    ) -> ReceiptResult | None:
        """Open a kept receipt."""
        return await nodes.receipt(str(id), info.context)

    @resolved(
        "One's own arrangement. Null for somebody else's, for one that never was and for one that expired.",
        on_law("AVG 15", "One's own record.", weight=READING),
    )
    async def arrangement(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")],
        person: HelpedPerson = strawberry.UNSET,
    ) -> Arrangement | None:
        """Open a kept proposal; what can be no number is nobody's."""
        try:
            return await nodes.arrangement(str(id), info.context, person or None)
        except BadInput:
            return None

    @resolved(
        "Anything by its id. Null for what is somebody else's and for what does not exist, alike.",
        (*on_consent(purposes.Purpose.OVERVIEW, weight=ASKING), LegalBasis(article="AVG 15", note="One's own record.")),
    )
    async def node(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")]
    ) -> Node | None:
        """Look it up, within what this client may see."""
        return await nodes.find(str(id), info.context)
