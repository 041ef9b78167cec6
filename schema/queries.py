"""What a client can ask. Each resolver finds the person, asks one action, and shows what comes back."""

from datetime import date, datetime
from typing import Annotated

import strawberry

from consent.purposes import Purpose
from hub.errors import BadInput
from schema import nodes, wishes
from schema.context import Info
from schema.limits import PAGE
from schema.paging import After, Edge, First, cut
from schema.person import Nobody, PersonInput, subject_of
from schema.problems import AccessRefused, InputProblem
from schema.resolved import resolved
from schema.types.agency import Agency
from schema.types.arrangement import Arrangement
from schema.types.grant import Grant, GrantConnection
from schema.types.node import Node
from schema.types.outcome import NeedsHuman, Proposal, Refusal, show
from schema.types.overview import Overview
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

GrantsResult = Annotated[
    GrantConnection | AccessRefused | InputProblem,
    strawberry.union("GrantsResult", description="The grants, or why they are not shown."),
]

Person = Annotated[PersonInput | None, strawberry.argument(description="Whom it is about; a citizen leaves it out.")]


@strawberry.input(description="What to compute.")
class PreviewInput:
    """The wish."""

    scheme: str = strawberry.field(description="Under which scheme; `schemes` lists them.")
    person: PersonInput | None = strawberry.field(
        default=strawberry.UNSET, description="Whom it is about; a citizen leaves it out."
    )
    payment_day: int | None = strawberry.field(
        default=strawberry.UNSET, description="Day of the month on which to pay, 1 to 31; short months: the last day."
    )


@strawberry.type(description="What can be asked.")
class Query:
    """The questions."""

    @resolved("The agencies of this hub, in a fixed order.")
    def agencies(self, info: Info) -> list[Agency]:
        """List the registry."""
        return [Agency.from_domain(agency) for agency in info.context.services.agencies]

    @resolved("The schemes that the law of today knows, and what-ifs beside them.")
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
        "A citizen sees their own; an organization sees what the person, or a law, lets it see."
    )
    async def overview(
        self,
        info: Info,
        person: Person = strawberry.UNSET,
        as_of: Annotated[
            date | None, strawberry.argument(description="As it stood at the end of this day; left out: today.")
        ] = strawberry.UNSET,
        known_at: Annotated[
            datetime | None, strawberry.argument(description="Only what agencies had registered by this moment.")
        ] = strawberry.UNSET,
    ) -> OverviewResult:
        """Collect and show."""
        context = info.context
        try:
            wishes.not_later_than_now(as_of or None, known_at or None, context)
            subject = await subject_of(person or None, context)
        except BadInput as fault:
            return InputProblem.from_fault(fault)
        if isinstance(subject, Nobody):
            return AccessRefused(code=subject.value, path=["person"])
        question = context.question(subject, Purpose.OVERVIEW, as_of=as_of or None, known_at=known_at or None)
        answers = await context.answers.load(question)
        return Overview.from_domain(answers, context.about(subject), as_of=question.as_of, known_at=question.known_at)

    @resolved(
        "What one arrangement would look like today. Nothing is kept. "
        "Several schemes side by side in one document ask the agencies once."
    )
    async def preview(
        self, info: Info, input: Annotated[PreviewInput, strawberry.argument(description="What to compute.")]
    ) -> PreviewResult:
        """Collect and compute."""
        context = info.context
        try:
            scheme, choice = wishes.plan(input.scheme, input.payment_day, context)
            subject = await subject_of(input.person or None, context)
        except BadInput as fault:
            return InputProblem.from_fault(fault, under=("input",))
        if isinstance(subject, Nobody):
            return AccessRefused(code=subject.value, path=["input", "person"])
        answers = await context.answers.load(context.question(subject, Purpose.PROPOSAL))
        computed = context.services.actions.compute(answers=answers, scheme=scheme, choice=choice)
        about = context.about(subject)
        sources = [SourceReport.from_domain(report, about) for report in computed.answers.reports]
        return show(computed.receipt.outcome, computed.receipt, sources, about)

    @resolved("One's own arrangement. Null for somebody else's, for one that never was and for one that expired.")
    async def arrangement(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")]
    ) -> Arrangement | None:
        """Open a kept proposal."""
        return await nodes.arrangement(str(id), info.context)

    @resolved("Anything by its id. Null for what is somebody else's and for what does not exist, alike.")
    async def node(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")]
    ) -> Node | None:
        """Look it up, within what this client may see."""
        return await nodes.find(str(id), info.context)

    @resolved("What a person allowed, in the order given; ended grants too. Only for the person.")
    async def grants(
        self, info: Info, person: Person = strawberry.UNSET, first: First = PAGE, after: After = strawberry.UNSET
    ) -> GrantsResult:
        """List the grants."""
        context = info.context
        try:
            subject = await subject_of(person or None, context)
        except BadInput as fault:
            return InputProblem.from_fault(fault)
        if isinstance(subject, Nobody):
            return AccessRefused(code=subject.value, path=["person"])
        states = await context.services.actions.list_grants(
            requester=context.requester, subject=subject, trace_id=context.trace_id
        )
        shown = [Grant.from_domain(state, context) for state in states]
        try:
            page, page_info = cut(shown, first=first, after=after, cursor=lambda grant: str(grant.id))
        except BadInput as fault:
            return InputProblem.from_fault(fault)
        edges = [Edge(cursor=cursor, node=grant) for cursor, grant in page]
        return GrantConnection(edges=edges, page_info=page_info, total_count=len(shown))
