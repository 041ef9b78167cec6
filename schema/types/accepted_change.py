"""Other terms for an arrangement that runs: what they would be, and what they change, in words."""

from datetime import date

import strawberry

from hub.domain.claim import Claim
from hub.domain.money import NOTHING, Cents
from hub.life.difference import difference
from hub.life.events import ChangeAsked, ChangeOffered
from hub.life.life import Life
from schema.context import About
from schema.directives import COMPUTED, FINANCIAL, IDENTIFYING, RECORD, policy
from schema.types.accepted_terms import AgreedInstalment, instalments_of
from schema.types.agency import Agency
from schema.types.arrangement import ADDED
from schema.types.reason import Reason


@strawberry.type(
    description="A claim, or more of a claim, that would join an arrangement.",
    directives=policy(FINANCIAL, RECORD, listed=20, added=ADDED),
)
class JoiningClaim:
    """What joins."""

    owner: Agency = strawberry.field(description="Whose claim.")
    reference: str = strawberry.field(description="The owner's case reference.", directives=policy(IDENTIFYING))
    amount: Cents = strawberry.field(description="How much of it is not in the arrangement yet.")

    @classmethod
    def from_domain(cls, claim: Claim, about: About) -> "JoiningClaim":
        """Show what joins of a claim."""
        return cls(
            owner=Agency.from_domain(about.agency(claim.owner)),
            reference=claim.key.reference,
            amount=claim.open.total,
        )


@strawberry.type(
    description="Other terms for an arrangement that runs. Until they are agreed on, those that were agreed on hold.",
    directives=policy(FINANCIAL, RECORD, added=ADDED),
)
class ArrangementChange:
    """A change that is asked for or offered."""

    until: date | None = strawberry.field(
        description="The day from which the person can no longer agree to them; null: they wait for the agency."
    )
    instalments: list[AgreedInstalment] = strawberry.field(description="Their instalments.")
    open_afterwards: Cents = strawberry.field(description="What they leave open.", directives=policy(of=COMPUTED))
    joins: list[JoiningClaim] = strawberry.field(description="What would join.")
    difference: list[Reason] = strawberry.field(description="What they would change for the person, in words.")
    reason: Reason = strawberry.field(description="On what it rests, or what the agency says.")

    @classmethod
    def from_domain(cls, change: ChangeAsked | ChangeOffered, life: Life, about: About) -> "ArrangementChange":
        """Show a change beside what holds now."""
        return cls(
            until=change.until if isinstance(change, ChangeOffered) else None,
            instalments=instalments_of(change.agreed.terms, NOTHING),
            open_afterwards=change.agreed.open_after,
            joins=[JoiningClaim.from_domain(claim, about) for claim in change.joins],
            difference=[Reason.from_domain(each) for each in difference(life, change.agreed, change.joins)],
            reason=Reason.from_domain(change.reason),
        )
