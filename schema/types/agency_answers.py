"""The agencies' answers one by one, as each of them gives it."""

from collections.abc import Mapping
from contextlib import aclosing
from datetime import date, datetime
from typing import Final

import strawberry

from consent.parties import AgencyCode
from hub.actions.collect import Question
from hub.domain import source as domain
from schema.context import About
from schema.directives import COMPUTED, PERSONAL, policy
from schema.limits import PAGE
from schema.paging import After, Edge, First, cut
from schema.resolved import resolved
from schema.types.claim import Claim, ClaimConnection
from schema.types.overview import Overview
from schema.types.person import Person
from schema.types.source_report import SourceReport

EACH: Final = 10
"""What asking one agency weighs."""


@strawberry.type(
    description=(
        "One agency's answer by itself, before it is laid beside the others': a debt that two agencies tell of stands "
        "in both, and one that moved stands where it was too. `overview` has each debt once."
    ),
    directives=policy(PERSONAL, COMPUTED, listed=5, added="0.2.0"),
)
class SourceAnswer:
    """A report and what was released with it."""

    told: strawberry.Private[domain.SourceReport]
    about: strawberry.Private[About]
    report: SourceReport = strawberry.field(description="How it answered.")
    overview: Overview | None = strawberry.field(
        description=(
            "With the last answer: everything together, as `overview` has it, without asking anybody again. "
            "Null with the others."
        )
    )

    @classmethod
    def from_domain(
        cls, report: domain.SourceReport, about: About, *, overview: Overview | None = None
    ) -> "SourceAnswer":
        """Show one agency's answer; of the person only what this agency stated is known here."""
        about = about.told(domain.Answers(reports=(report,)))
        return cls(told=report, about=about, report=SourceReport.from_domain(report, about), overview=overview)

    @resolved("The debts that it told of, in the order of agency and reference.")
    def claims(self, first: First = PAGE, after: After = strawberry.UNSET) -> ClaimConnection:
        """Cut a page out of the claims."""
        claims = sorted(self.told.claims, key=lambda claim: claim.key)
        page, info = cut(claims, first=first, after=after, cursor=lambda claim: self.about.claim_id(claim.key))
        edges = [Edge(cursor=cursor, node=Claim.from_domain(claim, self.about)) for cursor, claim in page]
        return ClaimConnection(edges=edges, page_info=info, total_count=len(claims))


@strawberry.type(
    description="The agencies' answers, one by one. What they come to together is in `overview`.",
    directives=policy(PERSONAL, COMPUTED, added="0.2.0"),
)
class AgencyAnswers:
    """Who is asked about, and the answers."""

    question: strawberry.Private[Question]
    about: strawberry.Private[About]
    person: Person = strawberry.field(description="Whom it is about.")
    as_of: date = strawberry.field(description="The day whose end they describe.")
    known_at: datetime | None = strawberry.field(description="Only what agencies had registered by then; null: now.")

    @classmethod
    def from_domain(cls, question: Question, about: About) -> "AgencyAnswers":
        """Show a question; nobody is asked yet."""
        return cls(
            question=question,
            about=about,
            person=Person.from_domain(about),
            as_of=question.as_of,
            known_at=question.known_at,
        )

    @resolved(
        "Each agency's answer, in the order in which they come: first those that may not be asked, last whoever takes "
        "longest. Asks every agency each time it stands in a document. Each is decided on again when it comes: consent "
        "that ends meanwhile withholds the rest.",
        policy(weight=EACH),
    )
    async def sources(self) -> strawberry.Streamable[SourceAnswer]:
        """Ask, and show each answer when it was released."""
        services = self.about.context.services
        told: dict[AgencyCode, domain.SourceReport] = {}
        async with aclosing(services.actions.collect.one_by_one(self.question)) as coming:
            async for report in coming:
                told[report.agency] = report
                whole = self._together(told) if len(told) == len(services.agencies) else None
                yield SourceAnswer.from_domain(report, self.about, overview=whole)

    def _together(self, told: Mapping[AgencyCode, domain.SourceReport]) -> Overview:
        """Lay the answers beside each other, in the order of the registry."""
        order = [agency.code for agency in self.about.context.services.agencies]
        answers = domain.Answers(reports=tuple(told[code] for code in order))
        return Overview.from_domain(answers, self.about, as_of=self.as_of, known_at=self.known_at)
