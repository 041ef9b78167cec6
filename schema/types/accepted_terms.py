"""What was agreed: when which amount must be in, how it is paid, and what changes that for a while."""

from datetime import date
from enum import Enum

import strawberry

from hub.domain.money import NOTHING, Cents
from hub.life import events, paying
from hub.life.agreed import Agreed, Term
from hub.life.life import Life
from schema.directives import COMPUTED, FINANCIAL, IDENTIFYING, RECORD, policy
from schema.types.arrangement import ADDED, SINCE
from schema.types.reason import Reason


@strawberry.enum(description="How money comes in.", directives=SINCE)
class PaymentMethod(Enum):
    """The methods."""

    TRANSFER = strawberry.enum_value("transfer", description="The person transfers each instalment.")
    DIRECT_DEBIT = strawberry.enum_value(
        "direct_debit", description="The agency that carries it out collects it, on a mandate of the person."
    )


@strawberry.type(
    description="One dated amount as it was agreed, and what came in for it: the oldest is paid first.",
    directives=policy(FINANCIAL, RECORD, listed=72, added=ADDED),
)
class AgreedInstalment:
    """An instalment."""

    number: int = strawberry.field(description="Counted from 1, from when these terms began.")
    due_on: date = strawberry.field(description="The day on which it must be in.")
    amount: Cents = strawberry.field(description="How much.")
    paid_amount: Cents = strawberry.field(description="What came in for it.", directives=policy(of=COMPUTED))


@strawberry.type(
    description="What was agreed, for whoever sees the whole arrangement.",
    directives=policy(FINANCIAL, RECORD, added=ADDED),
)
class ArrangementTerms:
    """The terms as they are now."""

    payment_day: int = strawberry.field(description="The day of the month (1 to 31).")
    method: PaymentMethod = strawberry.field(description="How money comes in.")
    account_ending: str | None = strawberry.field(
        description="The last four characters of the account's number; the whole number never comes back.",
        directives=policy(IDENTIFYING),
    )
    mandate_reference: str | None = strawberry.field(
        description="Reference of the mandate for direct debit; null: none.", directives=policy(IDENTIFYING)
    )
    instalments: list[AgreedInstalment] = strawberry.field(description="Every instalment of these terms, paid or not.")
    owed_now: Cents = strawberry.field(
        description="What should be in by today, and is not.", directives=policy(of=COMPUTED)
    )
    open_afterwards: Cents = strawberry.field(
        description="What these terms leave open when they have been paid.", directives=policy(of=COMPUTED)
    )
    last_due_on: date | None = strawberry.field(description="The last due date; null where nothing is to be paid.")
    review_on: date | None = strawberry.field(description="When the agency looks again; null where it need not.")

    @classmethod
    def from_domain(cls, life: Life, today: date) -> "ArrangementTerms":
        """Show the terms as they are now."""
        account, mandate = life.paying.account, life.paying.mandate
        return cls(
            payment_day=life.agreed.payment_day,
            method=PaymentMethod[life.paying.method.name],
            account_ending=account.ending if account else None,
            mandate_reference=mandate.reference if mandate else None,
            instalments=instalments_of(life.terms, life.into_terms),
            owed_now=life.owed_by(today),
            open_afterwards=life.agreed.open_after,
            last_due_on=life.terms[-1].due_on if life.terms else None,
            review_on=life.agreed.review_on,
        )


@strawberry.type(
    description="Other terms that the agency grants. Nothing happens unless the person agrees in time.",
    directives=policy(FINANCIAL, RECORD, added=ADDED),
)
class OtherTerms:
    """An offer."""

    until: date = strawberry.field(description="The day from which it can no longer be agreed to.")
    instalments: list[AgreedInstalment] = strawberry.field(description="Its instalments.")
    open_afterwards: Cents = strawberry.field(description="What it leaves open.", directives=policy(of=COMPUTED))
    reason: Reason = strawberry.field(description="What the agency says.")

    @classmethod
    def from_domain(cls, offer: events.Offered) -> "OtherTerms":
        """Show an offer."""
        agreed: Agreed = offer.agreed
        return cls(
            until=offer.until,
            instalments=instalments_of(agreed.terms, NOTHING),
            open_afterwards=agreed.open_after,
            reason=Reason.from_domain(offer.reason),
        )


@strawberry.type(
    description="An instalment was missed. A reminder is free of charge, and nothing else happens before its last day.",
    directives=policy(FINANCIAL, RECORD, added=ADDED),
)
class Reminder:
    """A reminder."""

    missing: Cents = strawberry.field(description="What was not in when it was sent.")
    until: date = strawberry.field(description="The last day on which it can be made good.")
    reason: Reason = strawberry.field(description="On what it rests.")

    @classmethod
    def from_domain(cls, reminder: events.Reminded) -> "Reminder":
        """Show a reminder."""
        return cls(missing=reminder.missing, until=reminder.until, reason=Reason.from_domain(reminder.reason))


@strawberry.type(
    description="A pause: nothing needs to be paid, and everything stays open.",
    directives=policy(FINANCIAL, RECORD, added=ADDED),
)
class ArrangementPause:
    """A pause."""

    granted: bool = strawberry.field(description="Whether it was granted; false: it waits for the agency.")
    until: date = strawberry.field(description="The first day after it.")
    reason: Reason = strawberry.field(description="On what it rests.")

    @classmethod
    def from_domain(cls, pause: events.Paused | events.PauseAsked) -> "ArrangementPause":
        """Show a pause, or the wish for one."""
        granted = isinstance(pause, events.Paused)
        return cls(granted=granted, until=pause.until, reason=Reason.from_domain(pause.reason))


@strawberry.type(
    description="The agency ended it early. Only a person decides that, and says why.",
    directives=policy(FINANCIAL, RECORD, added=ADDED),
)
class EarlyEnd:
    """An early end."""

    on: date = strawberry.field(description="The day.")
    ground: str = strawberry.field(description="The ground in the rules; stable for ever.")
    says: str | None = strawberry.field(description="Why, in the words of whoever decided.")
    pay_by: date | None = strawberry.field(
        description="Until this day, included, everything can be paid and nothing is collected; null: no such time."
    )
    reason: Reason = strawberry.field(description="On what it rests.")

    @classmethod
    def from_domain(cls, ended: events.Ended) -> "EarlyEnd":
        """Show an early end."""
        return cls(
            on=ended.on,
            ground=ended.ground,
            says=ended.by.says,
            pay_by=ended.pay_by,
            reason=Reason.from_domain(ended.reason),
        )


def method_of(method: PaymentMethod) -> paying.Method:
    """The method in the words of `hub`."""
    return paying.Method[method.name]


def instalments_of(terms: tuple[Term, ...], came_in: Cents) -> list[AgreedInstalment]:
    """Show the terms with what came in for each, the oldest first."""
    left, shown = max(came_in, NOTHING), []
    for number, term in enumerate(terms, start=1):
        paid = min(left, term.amount)
        left = Cents(left - paid)
        shown.append(AgreedInstalment(number=number, due_on=term.due_on, amount=term.amount, paid_amount=paid))
    return shown
