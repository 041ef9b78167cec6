"""What came back from an agency, and what did not."""

from datetime import date, datetime
from enum import Enum

import strawberry

from consent.parties import AgencyCode
from hub.audit.receipt import Statement
from hub.domain import source as domain
from schema.context import About
from schema.directives import AGENCY, FINANCIAL, HUB, PERSONAL, RULE_BOOK, policy
from schema.types.agency import Agency


@strawberry.enum(
    description="How an agency answered. Only ANSWERED says everything; anything else is unknown, not zero."
)
class SourceStatus(Enum):
    """The one list of statuses."""

    ANSWERED = strawberry.enum_value("answered", description="A full answer; without claims it means: owes nothing.")
    WITHHELD = strawberry.enum_value("withheld", description="Not asked, or not everything shown: consent or a law.")
    UNREACHABLE = strawberry.enum_value("unreachable", description="No answer in time.")
    BUSY = strawberry.enum_value("busy", description="The agency cannot take more questions now.")
    CONTRADICTORY = strawberry.enum_value("contradictory", description="The answer does not agree with itself.")
    NOT_UNDERSTOOD = strawberry.enum_value("not_understood", description="The answer holds what we do not know.")
    BAD_SIGNATURE = strawberry.enum_value("bad_signature", description="The answer is not certainly the agency's.")
    NOT_SUPPORTED = strawberry.enum_value("not_supported", description="The agency cannot answer this question.")


@strawberry.type(
    description="One agency's answer, or the honest absence of one. Silence is never zero debt.",
    directives=policy(PERSONAL, HUB, listed=5),
)
class SourceReport:
    """How one agency answered."""

    agency: Agency = strawberry.field(description="Which agency.")
    status: SourceStatus = strawberry.field(description="How it answered.")
    as_of: date = strawberry.field(description="The day whose end the answer describes.")
    asked_at: datetime | None = strawberry.field(description="When it was asked; null where it was not.")
    reason: str | None = strawberry.field(description="Why there is no full answer, as a stable code.")
    article: str | None = strawberry.field(
        description="The law that withholds, where one does.", directives=policy(of=RULE_BOOK)
    )
    signed: bool | None = strawberry.field(
        description="Whether what was read bore the agency's good signature; null where nothing was read.",
        directives=policy(added="0.2.0"),
    )
    claim_count: int | None = strawberry.field(
        description="How many claims it told of; null unless it ANSWERED.", directives=policy(FINANCIAL, AGENCY)
    )

    @classmethod
    def from_domain(cls, report: domain.SourceReport, about: About) -> "SourceReport":
        """Show a report; a count stands only beside a full answer."""
        answered = report.status is domain.SourceStatus.ANSWERED
        return cls(
            agency=Agency.from_domain(about.agency(report.agency)),
            status=SourceStatus[report.status.name],
            as_of=report.as_of,
            asked_at=report.asked_at,
            reason=report.reason,
            article=report.article,
            signed=report.signed,
            claim_count=len(report.claims) if answered else None,
        )

    @classmethod
    def from_statement(cls, statement: Statement, about: About) -> "SourceReport":
        """Show what a receipt keeps of a report: not when the agency was asked, nor why it did not answer."""
        report = domain.SourceReport(
            agency=AgencyCode(statement.agency),
            status=statement.status,
            as_of=statement.as_of,
            claims=statement.claims,
            signed=None if statement.received is None else statement.received.signature is not None,
        )
        return cls.from_domain(report, about)
