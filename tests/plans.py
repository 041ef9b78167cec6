"""Plans written down by hand, for tests of what follows from a plan and not of how one comes about."""

from collections.abc import Iterable
from datetime import date

from consent.parties import AgencyCode
from hub.domain.arrangement import (
    Allocation,
    Considered,
    DecidedBy,
    Floor,
    Instalment,
    Proposal,
    Route,
    TreatedClaim,
    Treatment,
)
from hub.domain.claim import Claim, Component
from hub.domain.money import Cents
from hub.domain.scheme import SchemeCode

Payment = tuple[date, Claim, Component, int]


def a_plan(
    *claims: Claim,
    on: date,
    paid: Iterable[Payment] = (),
    route: Route = Route.STANDARD,
    review_on: date | None = None,
) -> Proposal:
    """A plan over claims with these payments, one day a payment; what they leave is open after the review."""
    days: dict[date, list[Allocation]] = {}
    for day, claim, component, cents in sorted(paid, key=lambda payment: payment[0]):
        days.setdefault(day, []).append(Allocation(key=claim.key, component=component, amount=Cents(cents)))
    instalments = tuple(
        Instalment(
            number=number, due_on=day, amount=Cents(sum(line.amount for line in lines)), allocations=tuple(lines)
        )
        for number, (day, lines) in enumerate(days.items(), start=1)
    )
    total = Cents(sum(claim.open.total for claim in claims))
    return Proposal(
        considered=considered(*claims, on=on),
        route=route,
        decided_by=DecidedBy.RULE,
        floor=Floor.NOT_CHECKED,
        total=total,
        months=len(instalments),
        monthly_amount=max((instalment.amount for instalment in instalments), default=Cents(0)),
        instalments=instalments,
        reasons=(),
        conditions=(),
        blocked_by=(),
        open_after_review=Cents(total - sum(instalment.amount for instalment in instalments)),
        review_on=review_on,
    )


def considered(*claims: Claim, on: date) -> Considered:
    return Considered(
        on=on,
        asked=SchemeCode("rijk-wide"),
        scheme=SchemeCode("rijk-wide"),
        executes=AgencyCode("cjib"),
        participants=(),
        is_law=False,
        claims=tuple(TreatedClaim(claim=claim, treatment=Treatment.INCLUDED, reasons=()) for claim in claims),
        history=(),
        missing=(),
    )


def in_parts(claim: Claim, *payments: tuple[date, int]) -> list[Payment]:
    """Payments of a claim's principal."""
    return [(day, claim, Component.PRINCIPAL, cents) for day, cents in payments]
