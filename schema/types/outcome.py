"""What comes out of the decision: a proposal, a refusal, or the word that a person must look."""

from datetime import date
from enum import Enum
from typing import Annotated, Any

import strawberry

from hub.audit import receipt as receipts
from hub.domain import arrangement as domain
from hub.domain.claim import Claim as ToldClaim
from hub.domain.money import Cents
from schema.context import About
from schema.limits import PAGE
from schema.paging import After, Edge, First, cut
from schema.resolved import resolved
from schema.types.agency import Agency
from schema.types.claim import Claim, ClaimConnection
from schema.types.person import Person
from schema.types.proposal import Instalment, Planned
from schema.types.reason import Reason
from schema.types.receipt import Receipt
from schema.types.scheme import Participant
from schema.types.source_report import SourceReport
from schema.types.treated_claim import TreatedClaim, TreatedClaimConnection


@strawberry.enum(description="By which way the plan came about.")
class Route(Enum):
    """The ways."""

    STANDARD = strawberry.enum_value("standard", description="The standard arrangement: a rule alone may grant it.")


@strawberry.enum(description="Whether the subsistence minimum was guarded.")
class Floor(Enum):
    """What is known of the floor."""

    NOT_CHECKED = strawberry.enum_value("not_checked", description="It was not: household facts are not known.")


@strawberry.enum(description="How the agency decides.")
class DecisionManner(Enum):
    """By rule or by a person."""

    BY_RULE = strawberry.enum_value("by_rule", description="A rule alone may grant this.")
    BY_PERSON = strawberry.enum_value("by_person", description="A person must decide.")


@strawberry.type(description="Who decides. The hub prepares; it never decides.")
class DecidedBy:
    """Who decides, and how."""

    agency: Agency | None = strawberry.field(
        description="The agency that carries the arrangement out; null where the text of the scheme is missing."
    )
    how: DecisionManner = strawberry.field(description="By a rule or by a person. What refuses is never a rule alone.")


@strawberry.type(description="The scheme that was asked for, and the one whose rules were applied.")
class SchemeUsed:
    """Asked and applied."""

    asked: str = strawberry.field(description="The scheme that was asked for.")
    applied: str = strawberry.field(
        description="The one whose rules were applied; another one where only one party's claims are there."
    )


@strawberry.interface(description="What the decision looked at: the same whatever came out.")
class Considered:
    """What every outcome has."""

    seen: strawberry.Private[domain.Considered]
    about: strawberry.Private[About]
    person: Person = strawberry.field(description="Whom it is about.")
    scheme: SchemeUsed = strawberry.field(description="Under which scheme.")
    on: date = strawberry.field(description="The day whose law was applied.")
    is_what_if: bool = strawberry.field(
        description="Whether some participant takes no part under the law of that day. Then nobody can accept it."
    )
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

    @resolved("Reports of a claim that a later report by another agency replaced.")
    def history(self, first: First = PAGE, after: After = strawberry.UNSET) -> ClaimConnection:
        """Cut a page out of the replaced reports."""
        return replaced(self.seen.history, self.about, first=first, after=after)


@strawberry.type(description="An arrangement not yet accepted: amounts, dates, and how they came about.")
class Proposal(Considered):
    """A proposal."""

    planned: strawberry.Private[Planned]
    told: strawberry.Private[domain.Proposal]
    route: Route = strawberry.field(description="By which way it came about.")
    floor: Floor = strawberry.field(description="Whether the subsistence minimum was guarded.")
    total: Cents = strawberry.field(description="What the plan pays in all.")
    months: int = strawberry.field(description="How many instalments.")
    monthly_amount: Cents = strawberry.field(description="The amount of every instalment but the last.")
    first_due_on: date = strawberry.field(description="Due date of the first instalment.")
    last_due_on: date = strawberry.field(description="Due date of the last instalment.")
    conditions: list[Reason] = strawberry.field(description="What holds on acceptance.")
    blocked_by: list[Reason] = strawberry.field(description="Why it cannot be accepted as it stands; empty: it can.")
    indicative: bool = strawberry.field(description="Whether a needed agency is missing: then amounts may change.")
    acceptable: bool = strawberry.field(description="Whether nothing stands in the way of accepting it.")

    @resolved("Dates and amounts; at most 72, the longest term that any rule knows.")
    def instalments(self) -> list[Instalment]:
        """Show the instalments."""
        return [Instalment.from_domain(instalment, self.planned) for instalment in self.told.instalments]


@strawberry.type(
    description="What the rule says must be refused. The agency decides, and a person there can look again."
)
class Refusal(Considered):
    """A refusal, prepared."""


@strawberry.type(description="The rules, or the facts, do not allow a plan without a person.")
class NeedsHuman(Considered):
    """A person must look."""

    alternative: Proposal | None = strawberry.field(description="What is possible meanwhile, without those claims.")


Outcome = Annotated[
    Proposal | Refusal | NeedsHuman,
    strawberry.union("Outcome", description="What came out. A refusal is an answer, not an error."),
]


def show(outcome: domain.Outcome, receipt: receipts.Receipt, sources: list[SourceReport], about: About) -> Outcome:
    """Show what came out, with how every agency answered."""
    shared = _shared(outcome, receipt, sources, about)
    match outcome:
        case domain.Proposal():
            return _proposal(outcome, shared, about)
        case domain.Refusal():
            return Refusal(**shared)
        case domain.NeedsHuman():
            other = outcome.alternative
            return NeedsHuman(
                **shared,
                alternative=_proposal(other, _shared(other, receipt, sources, about), about) if other else None,
            )


def show_proposal(
    proposal: domain.Proposal, receipt: receipts.Receipt, sources: list[SourceReport], about: About
) -> Proposal:
    """Show a proposal."""
    return _proposal(proposal, _shared(proposal, receipt, sources, about), about)


def replaced(claims: tuple[ToldClaim, ...], about: About, *, first: int, after: str | None) -> ClaimConnection:
    """Cut a page out of reports of claims. Two may be of one debt, so the place counts in the cursor."""
    numbered = list(enumerate(claims))
    page, info = cut(numbered, first=first, after=after, cursor=lambda item: f"{about.claim_id(item[1].key)}.{item[0]}")
    edges = [Edge(cursor=cursor, node=Claim.from_domain(claim, about)) for cursor, (_, claim) in page]
    return ClaimConnection(edges=edges, page_info=info, total_count=len(claims))


def _shared(
    outcome: domain.Outcome, receipt: receipts.Receipt, sources: list[SourceReport], about: About
) -> dict[str, Any]:
    """What every outcome has, by the name of the field."""
    seen, services = outcome.considered, about.context.services
    executes = Agency.from_domain(services.agency(seen.executes)) if seen.executes else None
    how = DecisionManner.BY_RULE if isinstance(outcome, domain.Proposal) else DecisionManner.BY_PERSON
    return {
        "seen": seen,
        "about": about,
        "person": Person.from_domain(about),
        "scheme": SchemeUsed(asked=seen.asked, applied=seen.scheme),
        "on": seen.on,
        "is_what_if": not seen.is_law,
        "executes": executes,
        "participants": [Participant.from_domain(participant, services) for participant in seen.participants],
        "sources": sources,
        "missing": [SourceReport.from_domain(report, about) for report in seen.missing],
        "decided_by": DecidedBy(agency=executes, how=how),
        "reasons": [Reason.from_domain(reason) for reason in outcome.reasons],
        "receipt": Receipt.from_domain(receipt),
    }


def _proposal(proposal: domain.Proposal, shared: dict[str, Any], about: About) -> Proposal:
    claims = {item.claim.key: item.claim for item in proposal.considered.claims}
    return Proposal(
        **shared,
        planned=Planned(claims=claims, about=about),
        told=proposal,
        route=Route[proposal.route.name],
        floor=Floor[proposal.floor.name],
        total=proposal.total,
        months=proposal.months,
        monthly_amount=proposal.monthly_amount,
        first_due_on=proposal.instalments[0].due_on,
        last_due_on=proposal.instalments[-1].due_on,
        conditions=[Reason.from_domain(reason) for reason in proposal.conditions],
        blocked_by=[Reason.from_domain(reason) for reason in proposal.blocked_by],
        indicative=proposal.indicative,
        acceptable=proposal.acceptable,
    )
