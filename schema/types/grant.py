"""What a person allowed."""

from datetime import datetime
from enum import Enum

import strawberry

from consent import history, purposes
from consent.grants import GrantId
from consent.history import GrantState
from consent.parties import SubjectRef
from schema import global_id
from schema.context import Context, Info
from schema.directives import PERSONAL, RECORD, policy
from schema.paging import Connection
from schema.resolved import resolved
from schema.types.agency import Agency
from schema.types.consent_receipt import ConsentReceipt
from schema.types.node import Node


@strawberry.enum(description="Why claims are fetched. A closed list.")
class Purpose(Enum):
    """The purposes of `consent`."""

    OVERVIEW = strawberry.enum_value("overview", description="Show what is owed where.")
    PROPOSAL = strawberry.enum_value("proposal", description="Compute one arrangement over what is owed.")
    EXECUTION = strawberry.enum_value("execution", description="Carry out an arrangement that was accepted.")


@strawberry.enum(description="What kind of data. A closed list.")
class Category(Enum):
    """The categories of `consent`."""

    CLAIMS = strawberry.enum_value("claims", description="What is owed, and what stands in the way.")
    CIRCUMSTANCES = strawberry.enum_value(
        "circumstances", description="What agencies state about the person: insolvency, guardianship and the like."
    )


@strawberry.enum(description="How often a grant may be used.")
class Use(Enum):
    """Once or again and again."""

    ONCE = strawberry.enum_value("once", description="For one answer.")
    ONGOING = strawberry.enum_value("ongoing", description="Until it ends, is withdrawn, or nobody uses it for long.")


@strawberry.enum(description="How a grant stands. Only IN_FORCE lets anything be fetched.")
class GrantStatus(Enum):
    """The statuses of `consent`."""

    IN_FORCE = strawberry.enum_value("in_force", description="It counts.")
    AHEAD = strawberry.enum_value("ahead", description="Its time has not come.")
    ENDED = strawberry.enum_value("ended", description="Its time is over.")
    WITHDRAWN = strawberry.enum_value("withdrawn", description="The person took it back.")
    USED_UP = strawberry.enum_value("used_up", description="It was for once, and was used.")
    LAPSED = strawberry.enum_value("lapsed", description="Nobody used it for too long.")
    OUTDATED = strawberry.enum_value(
        "outdated", description="What it was for, or the text that was read, has changed: ask again."
    )


@strawberry.type(
    description="Leave to fetch one agency's claims, for one purpose, on behalf of one recipient.",
    directives=policy(PERSONAL, RECORD, listed=10),
)
class Grant(Node):
    """A grant."""

    agency: Agency = strawberry.field(description="Whose claims may be fetched.")
    purpose: Purpose = strawberry.field(description="What for.")
    recipient: str = strawberry.field(
        description=(
            "Who receives them: `self` is the person, otherwise an organization identification number, "
            "or `client:` and a name where the organization has none."
        )
    )
    categories: list[Category] = strawberry.field(description="What kinds of data.")
    use: Use = strawberry.field(description="How often.")
    activity: str = strawberry.field(description="For which version of which processing activity it was given.")
    notice: str = strawberry.field(description="Which text was read: its language and a digest of it.")
    valid_from: datetime = strawberry.field(description="From when.")
    valid_until: datetime = strawberry.field(description="Until when, that moment excluded.")
    given_at: datetime = strawberry.field(description="When it was given.")
    given_by_representative: bool = strawberry.field(description="Whether somebody gave it on the person's behalf.")
    narrowed_at: datetime | None = strawberry.field(description="When it was last narrowed; null: never.")
    used_at: datetime | None = strawberry.field(description="When anything was last released on it; null: never.")
    lapses_at: datetime | None = strawberry.field(
        description="From when it no longer counts unless it is used before; null: it does not count now."
    )
    withdrawn_at: datetime | None = strawberry.field(description="When it was withdrawn; null: never.")
    status: GrantStatus = strawberry.field(description="How it stands now.")
    in_force: bool = strawberry.field(description="Whether it counts now.")
    subject: strawberry.Private[SubjectRef]
    name: strawberry.Private[GrantId]
    known_at: strawberry.Private[datetime | None] = None

    @resolved(
        "Signed receipts to keep, one for giving, for each narrowing and for withdrawing, in that order. "
        "Asking for them stands in the list of accesses."
    )
    async def receipts(self, info: Info) -> list[ConsentReceipt]:
        """Fetch them, together with those of the other grants."""
        found = await info.context.receipts.load((self.subject, self.name))
        shown = [each for each in found if self.known_at is None or each.at <= self.known_at]
        return [ConsentReceipt.from_domain(each) for each in shown]

    @classmethod
    def from_domain(cls, state: GrantState, context: Context, *, known_at: datetime | None = None) -> "Grant":
        """Show a grant as it counts at this moment; a mutation may have changed it since the request began.

        `known_at` is the moment as of which it was read; None: now.
        """
        grant, services = state.grant, context.services
        now = services.clock.now()
        activity = services.register.consented(grant.purpose, grant.recipient, on=now.date())
        status = state.status(activity, now)
        counts = status is history.GrantStatus.IN_FORCE
        return cls(
            id=global_id.encode("Grant", grant.id),
            agency=Agency.from_domain(services.agency(grant.agency)),
            purpose=Purpose[grant.purpose.name],
            recipient=grant.recipient,
            categories=[Category[category.name] for category in purposes.Category if category in grant.categories],
            use=Use[grant.use.name],
            activity=grant.activity,
            notice=grant.notice,
            valid_from=grant.valid_from,
            valid_until=grant.valid_until,
            given_at=state.given_at,
            given_by_representative=state.given_by.representative is not None,
            narrowed_at=state.narrowed_at,
            used_at=state.used_at,
            lapses_at=state.lapses_at(activity) if activity and counts else None,
            withdrawn_at=state.withdrawn_at,
            status=GrantStatus[status.name],
            in_force=counts,
            subject=grant.subject,
            name=grant.id,
            known_at=known_at,
        )


@strawberry.type(
    description="One page of grants, in the order in which they were given; ended ones too.",
    directives=policy(PERSONAL, RECORD),
)
class GrantConnection(Connection[Grant]):
    """A page of grants."""
