"""What happened to an arrangement, one thing after the other; and what came in."""

from datetime import date, datetime
from enum import Enum

import strawberry

from consent.parties import AgencyCode
from hub.actions.living import Written
from hub.actions.show_accepted import Seen
from hub.domain import arrangement as domain
from hub.domain.money import Cents, total
from hub.life import actor as domain_actor
from hub.life import events
from schema.context import About
from schema.directives import FINANCIAL, IDENTIFYING, PERSONAL, RECORD, policy
from schema.paging import LaterConnection
from schema.types.agency import Agency
from schema.types.arrangement import ADDED, SINCE
from schema.types.claim import Component
from schema.types.reason import Reason


@strawberry.enum(description="What happens to an arrangement. A closed list.", directives=SINCE)
class ArrangementStep(Enum):
    """The steps, as in `hub.life.states`."""

    ACCEPT = strawberry.enum_value("accept", description="The person accepted.")
    REQUEST = strawberry.enum_value("request", description="The agency received the request.")
    GRANT = strawberry.enum_value("grant", description="The agency granted it.")
    OFFER = strawberry.enum_value("offer", description="The agency grants other terms.")
    DECLINE = strawberry.enum_value("decline", description="The agency refused it.")
    AGREE = strawberry.enum_value("agree", description="The person agreed to other terms.")
    RECEIVE = strawberry.enum_value("receive", description="A payment came in.")
    REVERSE = strawberry.enum_value("reverse", description="A payment did not stay.")
    RESTATE = strawberry.enum_value("restate", description="An agency states another open amount of a claim.")
    REMIND = strawberry.enum_value("remind", description="An instalment was missed, and a reminder was sent.")
    CURE = strawberry.enum_value("cure", description="All that was due is in.")
    ASK_PERSON = strawberry.enum_value("ask_person", description="A person at the agency must decide.")
    ASK_PAUSE = strawberry.enum_value("ask_pause", description="The person asked for a pause.")
    DECLINE_PAUSE = strawberry.enum_value("decline_pause", description="The agency refused a pause.")
    PAUSE = strawberry.enum_value("pause", description="The agency granted a pause.")
    RESUME = strawberry.enum_value("resume", description="A pause is over.")
    ASK_CHANGE = strawberry.enum_value("ask_change", description="The person asked for other terms.")
    OFFER_CHANGE = strawberry.enum_value("offer_change", description="The agency grants others than were asked for.")
    DECLINE_CHANGE = strawberry.enum_value("decline_change", description="The terms stay as they are.")
    AMEND = strawberry.enum_value("amend", description="Other claims, or other terms, from now on.")
    END = strawberry.enum_value("end", description="The agency ended it early.")
    COMPLETE = strawberry.enum_value("complete", description="All is paid.")
    WITHDRAW = strawberry.enum_value("withdraw", description="The person wants it no longer.")
    EXPIRE = strawberry.enum_value("expire", description="Other terms were not agreed to in time.")


@strawberry.enum(description="Who does something to an arrangement.", directives=SINCE)
class ActorKind(Enum):
    """The kinds, as in `hub.life.events`."""

    PERSON = strawberry.enum_value("person", description="The person, or whoever acts for them.")
    AGENCY = strawberry.enum_value("agency", description="An agency's system.")
    WORKER = strawberry.enum_value("worker", description="A worker of an agency, who decided.")
    RULE = strawberry.enum_value("rule", description="A rule by itself: nobody decided.")


@strawberry.type(description="Who did it.", directives=policy(FINANCIAL, RECORD, added=ADDED))
class ArrangementActor:
    """An actor."""

    kind: ActorKind = strawberry.field(description="A person, an agency, a worker or a rule.")
    agency: Agency | None = strawberry.field(description="Which agency; null for a person and a rule.")
    for_person: bool = strawberry.field(description="Whether somebody acted for the person.")
    says: str | None = strawberry.field(description="Why, in the words of the worker who decided; null for others.")

    @classmethod
    def from_domain(cls, actor: domain_actor.Actor, about: About) -> "ArrangementActor":
        """Show an actor; who acted for a person, and which worker it was, stands in the list of accesses only."""
        is_person = actor.kind is domain_actor.ActorKind.PERSON
        return cls(
            kind=ActorKind[actor.kind.name],
            agency=Agency.from_domain(about.agency(actor.agency)) if actor.agency else None,
            for_person=is_person and actor.says is not None,
            says=None if is_person else actor.says,
        )


@strawberry.type(
    description="One thing that happened: when, by whom, why.", directives=policy(FINANCIAL, RECORD, added=ADDED)
)
class ArrangementEvent:
    """An event."""

    number: int = strawberry.field(description="Counted from 1, without gaps.")
    on: date = strawberry.field(description="The day on which it happened.")
    at: datetime = strawberry.field(description="When it was written down.")
    step: ArrangementStep = strawberry.field(description="What happened.")
    by: ArrangementActor = strawberry.field(description="Who did it.")
    reason: Reason = strawberry.field(description="Why: a sentence, and the article where a rule decided.")

    @classmethod
    def from_domain(cls, written: Written, about: About) -> "ArrangementEvent":
        """Show what happened."""
        return cls(
            number=written.seq,
            on=written.event.on,
            at=written.at,
            step=ArrangementStep[written.event.step.name],
            by=ArrangementActor.from_domain(written.event.by, about),
            reason=Reason.from_domain(written.event.reason),
        )


@strawberry.type(
    description="One page of what happened, the first first.", directives=policy(PERSONAL, RECORD, added=ADDED)
)
class ArrangementEventConnection(LaterConnection[ArrangementEvent]):
    """A page of events."""


@strawberry.type(
    description="The part of a payment that went to one part of one claim.",
    directives=policy(FINANCIAL, RECORD, listed=5, added=ADDED),
)
class PaymentLine:
    """A line."""

    claim_id: strawberry.ID = strawberry.field(description="Id of the claim that it paid.")
    owner: Agency = strawberry.field(description="Whose claim.")
    component: Component = strawberry.field(description="Which part of the claim.")
    amount: Cents = strawberry.field(description="How much.")

    @classmethod
    def from_domain(cls, line: domain.Allocation, about: About) -> "PaymentLine":
        """Show a line."""
        return cls(
            claim_id=about.claim_id(line.key),
            owner=Agency.from_domain(about.agency(line.key.owner)),
            component=Component[line.component.name],
            amount=line.amount,
        )


@strawberry.type(
    description="Money that came in at the agency that carries it out, and where it went.",
    directives=policy(FINANCIAL, RECORD, added=ADDED),
)
class ReceivedPayment:
    """A payment. Whoever sees some claims only sees what went to those."""

    reference: str | None = strawberry.field(
        description="The agency's reference; null for whoever sees some of the claims only.",
        directives=policy(IDENTIFYING),
    )
    on: date = strawberry.field(description="The day on which it came in.")
    amount: Cents = strawberry.field(description="How much; for whoever sees some claims only, what went to those.")
    surplus: Cents | None = strawberry.field(
        description="What was more than is open, and goes back; null for whoever sees some of the claims only."
    )
    set_off_by: Agency | None = strawberry.field(description="The agency that set it off against its own claims.")
    reversed: bool = strawberry.field(description="Whether it did not stay: what it had paid is open again.")
    lines: list[PaymentLine] = strawberry.field(description="Where it went; with the surplus it adds up to the amount.")
    reason: Reason = strawberry.field(description="By which rule it was divided.")

    @classmethod
    def from_domain(cls, came: events.Received, seen: Seen, about: About) -> "ReceivedPayment":
        """Show a payment, as far as it went to claims that are seen."""
        lines = [line for line in came.lines if line.key.owner in seen.owners]
        only = came.payment.only
        return cls(
            reference=came.payment.reference if seen.whole else None,
            on=came.payment.on,
            amount=came.payment.amount if seen.whole else total([line.amount for line in lines]),
            surplus=came.surplus if seen.whole else None,
            set_off_by=Agency.from_domain(about.agency(AgencyCode(only))) if only else None,
            reversed=came.payment.reference in seen.alive.life.reversed,
            lines=[PaymentLine.from_domain(line, about) for line in lines],
            reason=Reason.from_domain(came.reason),
        )


@strawberry.type(description="One page of payments, the first first.", directives=policy(PERSONAL, RECORD, added=ADDED))
class ReceivedPaymentConnection(LaterConnection[ReceivedPayment]):
    """A page of payments."""


def shows(came: events.Received, seen: Seen) -> bool:
    """Say whether anything of a payment is seen."""
    return seen.whole or any(line.key.owner in seen.owners for line in came.lines)
