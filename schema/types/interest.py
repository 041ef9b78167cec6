"""What interest an agency will charge while a plan runs: a forecast, never part of the instalments."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

import strawberry

from hub.domain import interest as domain
from hub.domain.money import Cents
from schema.directives import COMPUTED, FINANCIAL, policy
from schema.resolved import resolved
from schema.types.claim import Claim
from schema.types.proposal import Planned
from schema.types.reason import Reason

_SIX_DECIMALS: Final = Decimal("0.000001")


@strawberry.type(
    description="Days on which one rate runs over one amount.", directives=policy(FINANCIAL, COMPUTED, listed=10)
)
class InterestWindow:
    """A window."""

    starts_on: date = strawberry.field(description="Its first day.")
    ends_before: date = strawberry.field(description="The day after its last.")
    days: int = strawberry.field(description="How many days.")
    base: Cents = strawberry.field(description="The amount that bears interest.")
    rate_percent: str = strawberry.field(description="Percent a year, written out.")
    amount: str = strawberry.field(description="The interest in euros, six decimals at most; only the sum is rounded.")
    reason: Reason = strawberry.field(description="Why this rate.")

    @classmethod
    def from_domain(cls, window: domain.InterestWindow) -> "InterestWindow":
        """Show a window."""
        return cls(
            starts_on=window.begins,
            ends_before=window.ends,
            days=window.days,
            base=window.base,
            rate_percent=_written(window.rate),
            amount=_written(window.amount),
            reason=Reason.from_domain(window.reason),
        )


@strawberry.type(
    description="The forecast of interest on one claim, by its agency's own rules.",
    directives=policy(FINANCIAL, COMPUTED, listed=20),
)
class ClaimInterest:
    """A forecast."""

    told: strawberry.Private[domain.ClaimInterest]
    planned: strawberry.Private[Planned]
    amount: Cents | None = strawberry.field(
        description="The interest until the claim is paid; null where it cannot be told, and the reasons say why."
    )
    windows: list[InterestWindow] = strawberry.field(description="How it adds up.")
    reasons: list[Reason] = strawberry.field(description="Under which rules, or why it cannot be told.")

    @classmethod
    def from_domain(cls, found: domain.ClaimInterest, planned: Planned) -> "ClaimInterest":
        """Show a forecast."""
        return cls(
            told=found,
            planned=planned,
            amount=found.amount,
            windows=[InterestWindow.from_domain(window) for window in found.windows],
            reasons=[Reason.from_domain(reason) for reason in found.reasons],
        )

    @resolved("The claim that bears it.")
    def claim(self) -> Claim:
        """Show the claim."""
        return Claim.from_domain(self.planned.claims[self.told.key], self.planned.about)


def _written(exact: Fraction) -> str:
    """Write an exact number for reading; it is shown, never computed with."""
    written = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(_SIX_DECIMALS)
    return f"{written.normalize():f}"
