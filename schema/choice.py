"""What a person may choose; everything may be left out."""

from typing import Final

import strawberry
from strawberry import UNSET

from hub.actions.plan_wish import NamedOptIn
from hub.domain import arrangement as domain
from hub.domain.money import Cents
from hub.errors import BadInput
from schema.directives import FINANCIAL, policy
from schema.situation import or_none
from schema.types.route import Route

PAYMENT_DAY: Final = "Day of the month on which to pay, 1 to 31; short months: the last day."


REPLACED: Final = "Superseded by `choice.paymentDay`, which counts where both stand."

DEPRECATED: Final = "Use `choice.paymentDay`. Removed after 2028-01-01."


@strawberry.input(
    description="A claim that waits, and that the person wants in all the same. Only where its owner's rule allows it.",
    directives=policy(FINANCIAL),
)
class OptInInput:
    """An opt-in."""

    claim: strawberry.ID = strawberry.field(description="The claim (`Claim.id`).")
    gives_up: str = strawberry.field(
        description="The remedy that paying may cost, repeated as a confirmation (`Claim.legalRoute.remedy`)."
    )


@strawberry.input(description="What the person chooses. Left out: what the rules give.", directives=policy(FINANCIAL))
class ChoiceInput:
    """A choice."""

    months: int | None = strawberry.field(
        default=UNSET, description="In how many months to pay; never beside `amount`."
    )
    amount: Cents | None = strawberry.field(
        default=UNSET, description="How much to pay a month; never beside `months`."
    )
    payment_day: int | None = strawberry.field(default=UNSET, description=PAYMENT_DAY)
    route: Route | None = strawberry.field(
        default=UNSET, description="Another way than the rules give. One that the scheme does not know is refused."
    )
    opt_ins: list[OptInInput] | None = strawberry.field(
        default=UNSET, description="Claims that wait, each with a confirmation of its own. At most 100."
    )


def chosen(given: ChoiceInput | None, payment_day: int | None = None) -> domain.Choice:
    """Read a choice without its opt-ins; `payment_day` counts where the choice has none. Raises BadInput."""
    day = or_none(payment_day)
    if day is not None and not 1 <= day <= domain.LAST_DAY:
        raise BadInput("payment_day.out_of_range", "There is no such day of the month.", "Choose 1 to 31.")
    if not given:
        return domain.Choice(payment_day=day)
    own_day, route = or_none(given.payment_day), or_none(given.route)
    return domain.Choice(
        payment_day=day if own_day is None else own_day,
        months=or_none(given.months),
        amount=or_none(given.amount),
        route=domain.Route[route.name] if route else None,
    )


def opt_ins(given: ChoiceInput | None) -> tuple[NamedOptIn, ...]:
    """Read the opt-ins; which claims they mean is known when the agencies have answered."""
    named = or_none(given.opt_ins) if given else None
    return tuple(NamedOptIn(claim=str(wish.claim), gives_up=wish.gives_up) for wish in named or ())
