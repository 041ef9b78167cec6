"""A claim, what is done with it in the plan, and why."""

from enum import Enum

import strawberry

from hub.domain import arrangement as domain
from schema.context import About
from schema.directives import COMPUTED, FINANCIAL, PERSONAL, policy
from schema.paging import Connection
from schema.types.claim import Claim
from schema.types.reason import Reason


@strawberry.enum(description="What happens to a claim in the plan.")
class Treatment(Enum):
    """In, waiting, or out."""

    INCLUDED = strawberry.enum_value("included", description="The plan pays it.")
    FROZEN = strawberry.enum_value("frozen", description="It waits: it is disputed, or not final.")
    LEFT_OUT = strawberry.enum_value("left_out", description="It is no part of this plan.")


@strawberry.type(description="A claim, what is done with it, and why.", directives=policy(FINANCIAL, COMPUTED))
class TreatedClaim:
    """A claim in a plan."""

    claim: Claim = strawberry.field(description="The claim as its agency states it.")
    treatment: Treatment = strawberry.field(description="What is done with it.")
    reasons: list[Reason] = strawberry.field(description="Why.")

    @classmethod
    def from_domain(cls, treated: domain.TreatedClaim, about: About) -> "TreatedClaim":
        """Show a claim with its treatment."""
        return cls(
            claim=Claim.from_domain(treated.claim, about),
            treatment=Treatment[treated.treatment.name],
            reasons=[Reason.from_domain(reason) for reason in treated.reasons],
        )


@strawberry.type(description="One page of treated claims.", directives=policy(PERSONAL, COMPUTED))
class TreatedClaimConnection(Connection[TreatedClaim]):
    """A page of treated claims."""
