"""A link by which a person pays: where, by which scheme, how much, until when."""

from datetime import datetime

import strawberry

from hub.domain.money import Cents
from hub.life import payment_link
from schema.directives import FINANCIAL, IDENTIFYING, RECORD, policy
from schema.types.arrangement import ADDED


@strawberry.type(
    description="Where a person pays what is open. The money goes to the agency that carries the arrangement out.",
    directives=policy(FINANCIAL, RECORD, added=ADDED),
)
class PaymentLink:
    """A link."""

    scheme: str = strawberry.field(description="By which scheme it is paid; more may come, and some may go.")
    url: str = strawberry.field(
        description="The address to send the person to. Whoever has it can see what is to be paid.",
        directives=policy(IDENTIFYING),
    )
    expires_at: datetime = strawberry.field(description="Until when it can be paid there.")
    amount: Cents = strawberry.field(description="How much.")
    reference: str = strawberry.field(
        description="The structured reference (ISO 11649) by which the payment is known.",
        directives=policy(IDENTIFYING),
    )

    @classmethod
    def from_domain(cls, link: payment_link.PaymentLink) -> "PaymentLink":
        """Show a link."""
        return cls(
            scheme=link.scheme,
            url=link.url,
            expires_at=link.expires_at,
            amount=link.amount,
            reference=link.reference,
        )
