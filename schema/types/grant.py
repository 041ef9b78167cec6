"""What a person allowed."""

from datetime import datetime
from enum import Enum

import strawberry

from consent.history import GrantState
from schema import global_id
from schema.context import Context
from schema.paging import Connection
from schema.types.agency import Agency
from schema.types.node import Node


@strawberry.enum(description="Why claims are fetched. A closed list.")
class Purpose(Enum):
    """The purposes of `consent`."""

    OVERVIEW = strawberry.enum_value("overview", description="Show what is owed where.")
    PROPOSAL = strawberry.enum_value("proposal", description="Compute one arrangement over what is owed.")


@strawberry.type(description="Leave to fetch one agency's claims, for one purpose, on behalf of one recipient.")
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
    valid_from: datetime = strawberry.field(description="From when.")
    valid_until: datetime = strawberry.field(description="Until when, that moment excluded.")
    given_at: datetime = strawberry.field(description="When it was given.")
    withdrawn_at: datetime | None = strawberry.field(description="When it was withdrawn; null: never.")
    in_force: bool = strawberry.field(description="Whether it counts now.")

    @classmethod
    def from_domain(cls, state: GrantState, context: Context) -> "Grant":
        """Show a grant as it counts at this moment; a mutation may have changed it since the request began."""
        grant = state.grant
        return cls(
            id=global_id.encode("Grant", grant.id),
            agency=Agency.from_domain(context.services.agency(grant.agency)),
            purpose=Purpose[grant.purpose.name],
            recipient=grant.recipient,
            valid_from=grant.valid_from,
            valid_until=grant.valid_until,
            given_at=state.given_at,
            withdrawn_at=state.withdrawn_at,
            in_force=state.in_force(context.services.clock.now()),
        )


@strawberry.type(description="One page of grants, in the order in which they were given; ended ones too.")
class GrantConnection(Connection[Grant]):
    """A page of grants."""
