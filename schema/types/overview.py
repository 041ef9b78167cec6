"""What a person owes where, and what is not known."""

from collections.abc import Mapping
from datetime import date, datetime

import strawberry

from hub.arrange.merge import Merged, merge
from hub.domain.claim import Claim as ToldClaim
from hub.domain.claim import ClaimKey
from hub.domain.money import Cents, total
from hub.domain.source import Answers, SourceStatus
from schema.context import About
from schema.directives import COMPUTED, FINANCIAL, PERSONAL, policy
from schema.limits import PAGE
from schema.paging import After, Edge, First, cut
from schema.resolved import resolved
from schema.types.advice import Signal, signals
from schema.types.claim import Claim, ClaimConnection
from schema.types.outcome import replaced
from schema.types.person import Person
from schema.types.source_report import SourceReport


def is_complete(answers: Answers) -> bool:
    """Say whether every agency gave a full answer."""
    return all(report.status is SourceStatus.ANSWERED for report in answers.reports)


@strawberry.type(
    description="Claims that may be one and the same debt under different references.",
    directives=policy(FINANCIAL, COMPUTED, listed=5),
)
class PossibleDuplicate:
    """A group of look-alikes."""

    claims: list[Claim] = strawberry.field(description="The claims that look alike.")


@strawberry.type(
    description="What is owed where, each debt once, and how every agency answered.",
    directives=policy(PERSONAL, COMPUTED),
)
class Overview:
    """An overview."""

    merged: strawberry.Private[Merged]
    about: strawberry.Private[About]
    person: Person = strawberry.field(description="Whom it is about.")
    as_of: date = strawberry.field(description="The day whose end it describes.")
    known_at: datetime | None = strawberry.field(description="Only what agencies had registered by then; null: now.")
    complete: bool = strawberry.field(description="Whether every agency gave a full answer.")
    sources: list[SourceReport] = strawberry.field(description="How every agency answered, in a fixed order.")
    total_open: Cents | None = strawberry.field(
        description="What is open in all. Null unless every agency gave a full answer: silence is never zero debt.",
        directives=policy(FINANCIAL),
    )
    known_open: Cents = strawberry.field(
        description="What is open at least: the claims that are known.", directives=policy(FINANCIAL)
    )

    @classmethod
    def from_domain(cls, answers: Answers, about: About, *, as_of: date, known_at: datetime | None) -> "Overview":
        """Show the answers, each debt once."""
        merged, about = merge(answers.claims), about.told(answers)
        complete = is_complete(answers)
        known = total([claim.open.total for claim in merged.claims])
        return cls(
            merged=merged,
            about=about,
            person=Person.from_domain(about),
            as_of=as_of,
            known_at=known_at,
            complete=complete,
            sources=[SourceReport.from_domain(report, about) for report in answers.reports],
            total_open=known if complete else None,
            known_open=known,
        )

    @resolved("Every debt once, in the order of agency and reference.")
    def claims(self, first: First = PAGE, after: After = strawberry.UNSET) -> ClaimConnection:
        """Cut a page out of the claims."""
        claims = self.merged.claims
        page, info = cut(claims, first=first, after=after, cursor=lambda claim: self.about.claim_id(claim.key))
        edges = [Edge(cursor=cursor, node=Claim.from_domain(claim, self.about)) for cursor, claim in page]
        return ClaimConnection(edges=edges, page_info=info, total_count=len(claims))

    @resolved("Reports of a claim that a later report by another agency replaced.")
    def history(self, first: First = PAGE, after: After = strawberry.UNSET) -> ClaimConnection:
        """Cut a page out of the replaced reports."""
        return replaced(self.merged.history, self.about, first=first, after=after)

    @resolved(
        "What is worth knowing early, about the person as a whole and claim by claim. Told to the person only: whoever "
        "else asks gets none."
    )
    def signals(self) -> list[Signal]:
        """Look for signals in what was released."""
        return signals(self.merged.claims, self.about)

    @resolved("Groups of claims that may be one debt; a person must look before they are planned.")
    def possible_duplicates(self) -> list[PossibleDuplicate]:
        """Show the look-alikes."""
        claims: Mapping[ClaimKey, ToldClaim] = {claim.key: claim for claim in self.merged.claims}
        return [
            PossibleDuplicate(claims=[Claim.from_domain(claims[key], self.about) for key in group])
            for group in self.merged.possible_duplicates
        ]
