"""The dates and amounts of a plan, to the cent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import strawberry

from consent.parties import AgencyCode
from hub.domain import arrangement as domain
from hub.domain.claim import Claim as ToldClaim
from hub.domain.claim import ClaimKey
from hub.domain.money import NOTHING, Cents
from schema.context import About
from schema.directives import COMPUTED, FINANCIAL, policy
from schema.resolved import resolved
from schema.types.agency import Agency
from schema.types.claim import Claim, Component


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The claims of one plan, so that an allocation can show the claim that it pays."""

    claims: Mapping[ClaimKey, ToldClaim]
    about: About
    _shown: dict[ClaimKey, Claim] = field(default_factory=dict, repr=False, compare=False)

    def claim(self, key: ClaimKey) -> Claim:
        """Show a claim; every instalment that pays it shows the same one."""
        if key not in self._shown:
            self._shown[key] = Claim.from_domain(self.claims[key], self.about)
        return self._shown[key]


@strawberry.type(
    description="The part of a payment that goes to one agency.", directives=policy(FINANCIAL, COMPUTED, listed=5)
)
class AgencyShare:
    """An agency's share."""

    agency: Agency = strawberry.field(description="The agency whose claims are paid.")
    amount: Cents = strawberry.field(description="How much.")


@strawberry.type(
    description="The part of an instalment that goes to one part of one claim.",
    directives=policy(FINANCIAL, COMPUTED, listed=20),
)
class Allocation:
    """A line of an instalment."""

    told: strawberry.Private[domain.Allocation]
    planned: strawberry.Private[Planned]
    component: Component = strawberry.field(description="Which part of the claim it pays.")
    amount: Cents = strawberry.field(description="How much.")

    @resolved("The claim that it pays.")
    def claim(self) -> Claim:
        """Show the claim."""
        return self.planned.claim(self.told.key)


@strawberry.type(
    description="One dated amount. Its allocations add up to it.", directives=policy(FINANCIAL, COMPUTED, listed=72)
)
class Instalment:
    """An instalment."""

    told: strawberry.Private[domain.Instalment]
    planned: strawberry.Private[Planned]
    number: int = strawberry.field(description="Counted from 1.")
    due_on: date = strawberry.field(description="The day on which it must be paid.")
    amount: Cents = strawberry.field(description="How much.")

    @classmethod
    def from_domain(cls, instalment: domain.Instalment, planned: Planned) -> "Instalment":
        """Show an instalment; where its money goes is written out when it is asked for."""
        return cls(
            told=instalment,
            planned=planned,
            number=instalment.number,
            due_on=instalment.due_on,
            amount=instalment.amount,
        )

    @resolved("The amount by agency; adds up to the instalment.")
    def per_agency(self) -> list[AgencyShare]:
        """Add the allocations up by the agency that decided the claims."""
        shares: dict[AgencyCode, Cents] = {}
        for line in self.told.allocations:
            shares[line.key.owner] = Cents(shares.get(line.key.owner, NOTHING) + line.amount)
        return [
            AgencyShare(agency=Agency.from_domain(self.planned.about.agency(owner)), amount=amount)
            for owner, amount in shares.items()
        ]

    @resolved("The amount by claim and part; adds up to the instalment.")
    def allocations(self) -> list[Allocation]:
        """Write out where the money goes."""
        return [
            Allocation(told=line, planned=self.planned, component=Component[line.component.name], amount=line.amount)
            for line in self.told.allocations
        ]
