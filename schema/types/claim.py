"""One debt as its agency states it."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum

import strawberry

from hub.advise import advice, legal_routes, liability
from hub.domain import claim as domain
from hub.domain import facts
from hub.domain.advice import Against
from hub.domain.money import Cents
from hub.rules import kind as law
from hub.rules.policy import Policy
from schema.context import About, Info
from schema.directives import AGENCY, COMPUTED, FINANCIAL, IDENTIFYING, PERSONAL, RULE_BOOK, AddedIn, policy
from schema.paging import Connection
from schema.resolved import resolved
from schema.types.advice import ClaimGuards, LegalRemedy, Liability
from schema.types.agency import Agency
from schema.types.answer import Answer
from schema.types.claim_dispute import ClaimDispute
from schema.types.language import LanguageInput, chosen
from schema.types.node import Node
from schema.types.reason import Confidence


@strawberry.enum(description="Part of a debt, in the order in which payments reach it (Awb 4:92, IW 7).")
class Component(Enum):
    """Costs, interest, principal."""

    COSTS = strawberry.enum_value("costs", description="Costs of collecting.")
    INTEREST = strawberry.enum_value("interest", description="Interest.")
    PRINCIPAL = strawberry.enum_value("principal", description="The debt itself, statutory increases included.")


@strawberry.type(
    description="What sort of debt this is, and the law that it rests on.", directives=policy(FINANCIAL, RULE_BOOK)
)
class ClaimKind:
    """A kind of debt in the rule book."""

    code: str = strawberry.field(description="Its name in the rule book.")
    article: str | None = strawberry.field(description="The law; null for a kind that the book does not know.")
    says: strawberry.Private[Mapping[str, str]]

    @resolved("What people call it.")
    def label(self, info: Info, language: LanguageInput = strawberry.UNSET) -> str:
        """Name it; a kind that the book does not know keeps its code."""
        return self.says.get(chosen(language, info.context), self.code)


@strawberry.type(description="An amount, in parts.", directives=policy(FINANCIAL, AGENCY))
class ClaimParts:
    """Costs, interest and principal."""

    costs: Cents = strawberry.field(description="Costs of collecting.")
    interest: Cents = strawberry.field(description="Interest.")
    principal: Cents = strawberry.field(description="The debt itself, statutory increases included.")


@strawberry.type(
    description="What an agency states about a claim. A fact that is not here is unknown, never no.",
    directives=policy(FINANCIAL, AGENCY, listed=10),
)
class ClaimFact:
    """One stated fact."""

    name: str = strawberry.field(description="Which fact, for instance `objection` or `writ_on`; stable for ever.")
    answer: Answer = strawberry.field(description="Yes, no or unknown.")
    on: date | None = strawberry.field(description="The day that belongs to it: since when, or until when.")
    detail: str | None = strawberry.field(description="What the agency adds in its own words.")
    source: str | None = strawberry.field(description="Who states it, by organization identification number.")
    stated_on: date | None = strawberry.field(description="The day on which it was stated.")


@strawberry.type(
    description="Something wrong with what the agency sent about this claim.",
    directives=policy(FINANCIAL, COMPUTED, listed=2),
)
class ClaimIssue:
    """An issue."""

    code: str = strawberry.field(description="What is wrong; stable for ever.")
    detail: str = strawberry.field(description="The unknown word, or which amounts do not agree.")
    stated: Cents | None = strawberry.field(
        description="The amount as the agency states it.", directives=policy(of=AGENCY)
    )
    computed: Cents | None = strawberry.field(description="The amount as its own details add up.")


@strawberry.type(
    description="How one challenges this debt. An arrangement never changes that.",
    directives=policy(FINANCIAL, RULE_BOOK),
)
class LegalRoute:
    """Objection or appeal."""

    remedy: str = strawberry.field(description="The Dutch name of the remedy, for instance `bezwaar`.")
    body: str = strawberry.field(description="Where it goes.")
    weeks: int = strawberry.field(description="Within how many weeks.")
    article: str = strawberry.field(description="The law that says so.")
    then: str = strawberry.field(description="What comes after it.")
    ends_on: date | None = strawberry.field(
        description="The last day; null where the day on which it starts is not known.", directives=policy(of=COMPUTED)
    )
    is_open: Answer = strawberry.field(
        description="Whether it can be used today, or is in use.", directives=policy(of=COMPUTED)
    )
    paying_waives_it: bool = strawberry.field(description="Whether paying before it is final gives this remedy up.")
    confidence: Confidence = strawberry.field(description="How sure we are of this.")


@strawberry.type(
    description="What the agency itself offers to whoever cannot pay at once.", directives=policy(FINANCIAL, RULE_BOOK)
)
class OwnPlan:
    """The owner's own arrangement."""

    article: str = strawberry.field(description="The rule that it rests on.")
    confidence: Confidence = strawberry.field(description="How sure we are of this.")
    told: strawberry.Private[dict[str, str]]

    @resolved("What it offers.")
    def says(self, info: Info, language: LanguageInput = strawberry.UNSET) -> str:
        """Say what it offers."""
        return self.told[chosen(language, info.context)]


@strawberry.type(
    description="One debt at one agency, as that agency states it. Stands in an answer once.",
    directives=policy(FINANCIAL, AGENCY, listed=20),
)
class Claim(Node):
    """A debt."""

    told: strawberry.Private[domain.Claim]
    about: strawberry.Private[About]
    owner: Agency = strawberry.field(description="Who decided it.")
    collector: Agency = strawberry.field(description="Who collects it now.")
    kind: ClaimKind = strawberry.field(description="What sort of debt.")
    reference: str = strawberry.field(
        description="The owner's case reference, as it stands in its letters.", directives=policy(IDENTIFYING)
    )
    imposed_on: date = strawberry.field(description="When it was imposed.")
    due_on: date | None = strawberry.field(description="When it had to be paid; null where the agency does not say.")
    imposed_amount: Cents = strawberry.field(description="The amount first imposed.")
    open_amount: Cents = strawberry.field(description="What was demanded and is not yet paid.")
    parts: ClaimParts = strawberry.field(description="The open amount in parts.")
    taken_over_at: datetime | None = strawberry.field(description="When the collector took it over, if it did.")
    handed_over_at: datetime | None = strawberry.field(description="When the collector handed it on, if it did.")

    @classmethod
    def from_domain(cls, claim: domain.Claim, about: About) -> "Claim":
        """Show a claim; what has to be worked out about it is worked out when it is asked for."""
        return cls(
            id=about.claim_id(claim.key),
            told=claim,
            about=about,
            owner=Agency.from_domain(about.agency(claim.owner)),
            collector=Agency.from_domain(about.agency(claim.collector)),
            kind=kind_of(claim.kind, about),
            reference=claim.key.reference,
            imposed_on=claim.imposed_on,
            due_on=claim.due_on,
            imposed_amount=claim.principal,
            open_amount=claim.open.total,
            parts=ClaimParts(costs=claim.open.costs, interest=claim.open.interest, principal=claim.open.principal),
            taken_over_at=claim.taken_over_at,
            handed_over_at=claim.handed_over_at,
        )

    @resolved("What the agency states; the list of names is closed.")
    def facts(self) -> list[ClaimFact]:
        """Show what is stated."""
        return [_fact(name, fact) for name, fact in self.told.facts.items()]

    @resolved("What keeps it from being planned with; mostly nothing.")
    def issues(self) -> list[ClaimIssue]:
        """Show what is wrong with it."""
        return [_issue(issue) for issue in self.told.issues]

    @resolved("How to challenge it; null for a kind of debt that the rule book does not know.")
    def legal_route(self) -> LegalRoute | None:
        """Ask the book, and the adviser for its last day."""
        kind = _kind(self.told.kind, self.about.context.policy)
        return _legal_route(kind, self.told, self.about) if kind else None

    @resolved("What the owner itself offers; null where the rule book does not know.")
    def own_plan(self) -> OwnPlan | None:
        """Ask the book."""
        kind = _kind(self.told.kind, self.about.context.policy)
        return _own_plan(kind.own_plan) if kind and kind.own_plan else None

    @resolved("Every remedy there is today, the one against the debt itself first. Remedies are never merged.")
    def legal_remedies(self) -> list[LegalRemedy]:
        """List the remedies; none for a kind that the book does not know."""
        context = self.about.context
        return [LegalRemedy.from_domain(found) for found in legal_routes.of(self.told, context.policy, context.today)]

    @resolved("What the law lets an agency do to collect it today; null for a kind that the rule book does not know.")
    def guards(self) -> ClaimGuards | None:
        """Ask the advisers."""
        context = self.about.context
        if not context.policy.knows(self.told.kind):
            return None
        found = advice.advise([self.told], self.about.person_facts, None, context.policy, context.today)
        return ClaimGuards.from_domain(found.claims[0])

    @resolved("Who owes it beside the person; null for a kind that the rule book does not know.")
    def liability(self) -> Liability | None:
        """Ask who is bound."""
        policy = self.about.context.policy
        return Liability.from_domain(liability.of(self.told, policy)) if policy.knows(self.told.kind) else None

    @resolved(
        "What the person says is wrong about it and has not taken back; null where nothing is, and for every agency.",
        [AddedIn(version="0.2.0")],
    )
    async def dispute(self) -> ClaimDispute | None:
        """Look for the latest dispute."""
        mine = await self.about.context.disputes.load(self.about.subject)
        stands = (each for each in mine if each.kept.withdrawn_at is None)
        found = next((each for each in stands if each.dispute.key == self.told.key), None)
        return ClaimDispute.from_domain(found, self.about) if found else None


@strawberry.type(description="One page of claims.", directives=policy(PERSONAL, COMPUTED))
class ClaimConnection(Connection[Claim]):
    """A page of claims."""


def kind_of(code: domain.KindCode, about: About) -> ClaimKind:
    """Name the kind of a debt; one that the book does not know keeps its code."""
    kind = _kind(code, about.context.policy)
    return ClaimKind(code=code, article=kind.article if kind else None, says=kind.says if kind else {})


def _kind(code: domain.KindCode, policy: Policy) -> law.Kind | None:
    """What the book says of the kind; a word of an agency that the book does not know is shown as it is."""
    return policy.kind(code) if policy.find(f"kinds.{code}") else None


def _fact(name: facts.FactName, fact: facts.Fact) -> ClaimFact:
    return ClaimFact(
        name=name.value,
        answer=Answer[fact.answer.name],
        on=fact.on,
        detail=fact.detail,
        source=fact.source,
        stated_on=fact.stated_on,
    )


def _issue(issue: domain.Issue) -> ClaimIssue:
    return ClaimIssue(code=issue.code.value, detail=issue.detail, stated=issue.stated, computed=issue.computed)


def _own_plan(plan: law.OwnPlan) -> OwnPlan:
    return OwnPlan(article=plan.article, confidence=Confidence[plan.confidence.name], told=dict(plan.says))


def _legal_route(kind: law.Kind, claim: domain.Claim, about: About) -> LegalRoute:
    route = kind.legal_route
    remedies = legal_routes.of(claim, about.context.policy, about.context.today)
    found = next((remedy for remedy in remedies if remedy.against is Against.DEBT), None)
    return LegalRoute(
        remedy=route.name,
        body=route.body,
        weeks=route.weeks,
        article=route.article,
        then=route.then,
        ends_on=found.ends_on if found else None,
        is_open=Answer[found.is_open.name] if found else Answer.UNKNOWN,
        paying_waives_it=kind.paying_waives_remedy,
        confidence=Confidence[route.confidence.name],
    )
