"""What comes out of the decision: a proposal, a refusal, or the word that a person must look."""

from datetime import date
from typing import Annotated, Any

import strawberry

from hub.domain import arrangement as domain
from hub.domain.claim import Claim as ToldClaim
from hub.domain.money import Cents
from schema.context import About
from schema.directives import COMPUTED, FINANCIAL, PERSONAL, RULE_BOOK, AddedIn, policy
from schema.limits import PAGE
from schema.paging import After, Edge, First, cut
from schema.resolved import resolved
from schema.types.advice import Signal, signals
from schema.types.agency import Agency
from schema.types.capacity import Room
from schema.types.claim import Claim, ClaimConnection
from schema.types.interest import ClaimInterest
from schema.types.person import Person
from schema.types.proposal import Instalment, Planned
from schema.types.reason import Reason
from schema.types.receipt import Receipt, Receipted
from schema.types.route import DecisionManner, Floor, Route
from schema.types.scheme import ADDED, REFORM, Participant, Reform
from schema.types.source_report import SourceReport
from schema.types.treated_claim import TreatedClaim, TreatedClaimConnection


@strawberry.type(description="Who decides. The hub prepares; it never decides.", directives=policy(PERSONAL, RULE_BOOK))
class DecidedBy:
    """Who decides, and how."""

    agency: Agency | None = strawberry.field(
        description="The agency that carries the arrangement out; null where the text of the scheme is missing."
    )
    how: DecisionManner = strawberry.field(description="By a rule or by a person. What refuses is never a rule alone.")


@strawberry.type(
    description="The scheme that was asked for, and the one whose rules were applied.",
    directives=policy(PERSONAL, COMPUTED),
)
class SchemeUsed:
    """Asked and applied."""

    asked: str = strawberry.field(description="The scheme that was asked for.")
    applied: str = strawberry.field(
        description="The one whose rules were applied; another one where only one party's claims are there."
    )


@strawberry.interface(
    description="What the decision looked at: the same whatever came out.", directives=policy(PERSONAL, COMPUTED)
)
class Considered:
    """What every outcome has."""

    seen: strawberry.Private[domain.Considered]
    about: strawberry.Private[About]
    came_out: strawberry.Private[domain.Outcome]
    person: Person = strawberry.field(description="Whom it is about.")
    scheme: SchemeUsed = strawberry.field(description="Under which scheme.")
    on: date = strawberry.field(description="The day whose law was applied.")
    is_what_if: bool = strawberry.field(
        description=(
            "Whether some participant takes no part under the law of that day. Then nobody can accept it, unless a "
            "reform is named."
        )
    )
    reform: Reform | None = strawberry.field(description=REFORM, directives=[AddedIn(version=ADDED)])
    executes: Agency | None = strawberry.field(
        description="The agency that carries the arrangement out; null where the text of the scheme is missing."
    )
    participants: list[Participant] = strawberry.field(description="Who takes part, and under which law.")
    sources: list[SourceReport] = strawberry.field(description="How every agency answered.")
    missing: list[SourceReport] = strawberry.field(description="The needed agencies without a full answer.")
    decided_by: DecidedBy = strawberry.field(description="Who decides.")
    reasons: list[Reason] = strawberry.field(description="How it came about, step by step; for a refusal its grounds.")
    receipt: Receipt = strawberry.field(description="What is needed to compute it again.")

    @resolved("Every claim once, with what is done with it and why.")
    def claims(self, first: First = PAGE, after: After = strawberry.UNSET) -> TreatedClaimConnection:
        """Cut a page out of the treated claims."""
        page, info = cut(
            self.seen.claims, first=first, after=after, cursor=lambda item: self.about.claim_id(item.claim.key)
        )
        edges = [Edge(cursor=cursor, node=TreatedClaim.from_domain(item, self.about)) for cursor, item in page]
        return TreatedClaimConnection(edges=edges, page_info=info, total_count=len(self.seen.claims))

    @resolved("What is worth knowing early. Told to the person only: whoever else asks gets none.")
    def signals(self) -> list[Signal]:
        """Look for signals in what the decision looked at."""
        return signals([item.claim for item in self.seen.claims], self.about, self.came_out)

    @resolved("Reports of a claim that a later report by another agency replaced.")
    def history(self, first: First = PAGE, after: After = strawberry.UNSET) -> ClaimConnection:
        """Cut a page out of the replaced reports."""
        return replaced(self.seen.history, self.about, first=first, after=after)


@strawberry.type(
    description="An arrangement not yet accepted: amounts, dates, and how they came about.",
    directives=policy(FINANCIAL, COMPUTED, listed=3),
)
class Proposal(Considered):
    """A proposal."""

    planned: strawberry.Private[Planned]
    told: strawberry.Private[domain.Proposal]
    forecast: strawberry.Private[Receipted | None]
    route: Route = strawberry.field(description="By which way it came about.")
    floor: Floor = strawberry.field(description="Whether the subsistence minimum was guarded.")
    total: Cents = strawberry.field(
        description="What is open in the plan's claims: what it pays, and what stays open after it."
    )
    months: int = strawberry.field(description="How many instalments; 0 in a pause.")
    monthly_amount: Cents = strawberry.field(description="The amount of every instalment but the last; 0 in a pause.")
    first_due_on: date | None = strawberry.field(
        description="Due date of the first instalment; null where nothing is paid, as in a pause."
    )
    last_due_on: date | None = strawberry.field(
        description="Due date of the last instalment; null where nothing is paid, as in a pause."
    )
    open_after_review: Cents = strawberry.field(
        description="What is still open after the instalments. It is shown, not promised: the agency looks again."
    )
    review_on: date | None = strawberry.field(description="When the agency looks again; null where it need not.")
    arrangements: int = strawberry.field(description="How many arrangements this is in the agency's own books.")
    room: Room | None = strawberry.field(
        description="What the household can miss a month; null where it was not told enough."
    )
    unconfirmed: list[str] = strawberry.field(
        description=(
            "Values of the rule book that decided, that were not read in the text in force, and that no agency has "
            "confirmed to the operator."
        )
    )
    conditions: list[Reason] = strawberry.field(description="What holds on acceptance.")
    blocked_by: list[Reason] = strawberry.field(description="Why it cannot be accepted as it stands; empty: it can.")
    indicative: bool = strawberry.field(
        description="Whether amounts may change: a needed agency is missing, or a value must be confirmed first."
    )
    acceptable: bool = strawberry.field(description="Whether nothing stands in the way of accepting it.")

    @resolved("Dates and amounts; at most 72, the longest term that any rule knows.")
    def instalments(self) -> list[Instalment]:
        """Show the instalments."""
        return [Instalment.from_domain(instalment, self.planned) for instalment in self.told.instalments]

    @resolved("Other plans on the same facts, the standard one for instance; at most a few.")
    def alternatives(self) -> list["Proposal"]:
        """Show the other plans, each as this one is shown."""
        return [self.shown(other) for other in self.told.alternatives]

    @resolved(
        "Interest that the agencies will charge while the plan runs: a forecast per claim, no part of the instalments. "
        "Empty for a plan that stands beside another: ask for it by itself."
    )
    def interest(self) -> list[ClaimInterest]:
        """Show the forecast."""
        found = self.forecast.receipt.interest if self.forecast else ()
        return [ClaimInterest.from_domain(each, self.planned) for each in found]

    def shown(self, other: domain.Proposal) -> "Proposal":
        """Show a plan that stands beside this one, on the same facts."""
        shared = _shared(other, self.receipt, self.sources, self.about)
        return _proposal(other, shared, self.about)


@strawberry.type(
    description="What the rule says must be refused. The agency decides, and a person there can look again.",
    directives=policy(FINANCIAL, COMPUTED),
)
class Refusal(Considered):
    """A refusal, prepared."""


@strawberry.type(
    description="The rules, or the facts, do not allow a plan without a person.", directives=policy(FINANCIAL, COMPUTED)
)
class NeedsHuman(Considered):
    """A person must look."""

    alternative: Proposal | None = strawberry.field(description="What is possible meanwhile, without those claims.")
    room: Room | None = strawberry.field(
        description="What the household can miss a month; null where it was not told enough."
    )


Outcome = Annotated[
    Proposal | Refusal | NeedsHuman,
    strawberry.union("Outcome", description="What came out. A refusal is an answer, not an error."),
]


def show(outcome: domain.Outcome, decided: Receipted, sources: list[SourceReport], about: About) -> Outcome:
    """Show what came out, with how every agency answered."""
    match outcome:
        case domain.Proposal():
            return show_proposal(outcome, decided, sources, about)
        case domain.Refusal():
            return Refusal(**_shared(outcome, Receipt(told=decided), sources, about))
        case domain.NeedsHuman():
            other, shown = outcome.alternative, Receipt(told=decided)
            return NeedsHuman(
                **_shared(outcome, shown, sources, about),
                alternative=_proposal(other, _shared(other, shown, sources, about), about) if other else None,
                room=Room.from_domain(outcome.room) if outcome.room else None,
            )


def show_proposal(proposal: domain.Proposal, decided: Receipted, sources: list[SourceReport], about: About) -> Proposal:
    """Show a proposal, with the forecast that its receipt holds."""
    shared = _shared(proposal, Receipt(told=decided), sources, about)
    return _proposal(proposal, shared, about, forecast=decided)


def replaced(claims: tuple[ToldClaim, ...], about: About, *, first: int, after: str | None) -> ClaimConnection:
    """Cut a page out of reports of claims. Two may be of one debt, so the place counts in the cursor."""
    numbered = list(enumerate(claims))
    page, info = cut(numbered, first=first, after=after, cursor=lambda item: f"{about.claim_id(item[1].key)}.{item[0]}")
    edges = [Edge(cursor=cursor, node=Claim.from_domain(claim, about)) for cursor, (_, claim) in page]
    return ClaimConnection(edges=edges, page_info=info, total_count=len(claims))


def _shared(outcome: domain.Outcome, receipt: Receipt, sources: list[SourceReport], about: About) -> dict[str, Any]:
    """What every outcome has, by the name of the field."""
    seen, services = outcome.considered, about.context.services
    executes = Agency.from_domain(services.agency(seen.executes)) if seen.executes else None
    by_rule = isinstance(outcome, domain.Proposal) and outcome.decided_by is domain.DecidedBy.RULE
    how = DecisionManner.BY_RULE if by_rule else DecisionManner.BY_PERSON
    return {
        "seen": seen,
        "about": about,
        "came_out": outcome,
        "person": Person.from_domain(about),
        "scheme": SchemeUsed(asked=seen.asked, applied=seen.scheme),
        "on": seen.on,
        "is_what_if": not seen.is_law,
        "reform": Reform.from_domain(seen.reform),
        "executes": executes,
        "participants": [Participant.from_domain(participant, services) for participant in seen.participants],
        "sources": sources,
        "missing": [SourceReport.from_domain(report, about) for report in seen.missing],
        "decided_by": DecidedBy(agency=executes, how=how),
        "reasons": [Reason.from_domain(reason) for reason in outcome.reasons],
        "receipt": receipt,
    }


def _proposal(
    proposal: domain.Proposal, shared: dict[str, Any], about: About, *, forecast: Receipted | None = None
) -> Proposal:
    claims = {item.claim.key: item.claim for item in proposal.considered.claims}
    return Proposal(
        **shared,
        planned=Planned(claims=claims, about=about),
        told=proposal,
        forecast=forecast,
        route=Route[proposal.route.name],
        floor=Floor[proposal.floor.name],
        total=proposal.total,
        months=proposal.months,
        monthly_amount=proposal.monthly_amount,
        first_due_on=proposal.instalments[0].due_on if proposal.instalments else None,
        last_due_on=proposal.instalments[-1].due_on if proposal.instalments else None,
        open_after_review=proposal.open_after_review,
        review_on=proposal.review_on,
        arrangements=proposal.arrangements,
        room=Room.from_domain(proposal.room) if proposal.room else None,
        unconfirmed=list(proposal.unconfirmed),
        conditions=[Reason.from_domain(reason) for reason in proposal.conditions],
        blocked_by=[Reason.from_domain(reason) for reason in proposal.blocked_by],
        indicative=proposal.indicative,
        acceptable=proposal.acceptable,
    )
