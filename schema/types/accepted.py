"""An arrangement that a person accepted: how it stands, what was agreed, what happened, and what each agency says."""

from datetime import date, datetime
from enum import Enum
from typing import Annotated, Final

import strawberry

from hub.actions.show_accepted import Seen
from hub.domain.claim import total_open
from hub.domain.money import Cents
from hub.life import events
from hub.life.payment_reference import PaymentFor, tag_of
from schema import global_id
from schema.context import About
from schema.directives import COMPUTED, FINANCIAL, IDENTIFYING, PERSONAL, RECORD, policy
from schema.paging import After, First, LaterConnection, LaterEdge, cut
from schema.resolved import resolved
from schema.types.accepted_agency import AgencyInArrangement, ClaimInArrangement, agencies_of, claims_of
from schema.types.accepted_change import ArrangementChange
from schema.types.accepted_event import (
    ArrangementEvent,
    ArrangementEventConnection,
    ReceivedPayment,
    ReceivedPaymentConnection,
    shows,
)
from schema.types.accepted_terms import ArrangementPause, ArrangementTerms, EarlyEnd, OtherTerms, Reminder
from schema.types.agency import Agency
from schema.types.arrangement import ADDED, SINCE, ArrangementState
from schema.types.node import Node
from schema.types.person import Person
from schema.types.reason import Reason
from schema.types.scheme import REFORM, Reform

KIND: Final = "AcceptedArrangement"
"""What its ids begin with."""

SOME: Final = 20
"""How many payments, or things that happened, are given unless more are asked for: each holds others."""


@strawberry.enum(description="What a person at the agency must decide, because no rule may.", directives=SINCE)
class ArrangementQuestion(Enum):
    """The questions, as in `hub.life.events`."""

    MISSED = strawberry.enum_value("missed", description="An instalment was missed, and the rules know no reminder.")
    END = strawberry.enum_value("end", description="Whether to end it: the reminder was not answered.")
    REVIEW = strawberry.enum_value("review", description="What the person can pay from now on.")
    CLAIM_GREW = strawberry.enum_value("claim_grew", description="Whether what a claim grew by joins the arrangement.")
    REVERSED = strawberry.enum_value("reversed", description="What becomes of money that went back after the end.")
    PAUSE_OTHERWISE = strawberry.enum_value("pause_otherwise", description="What the other terms of a pause mean.")
    OWNER_DOES_NOT_FOLLOW = strawberry.enum_value(
        "owner_does_not_follow", description="What to do about an owner that goes on collecting by itself."
    )
    TERMS_NOT_FOLLOWED = strawberry.enum_value(
        "terms_not_followed", description="Which terms hold: the agency that carries it out does not follow these."
    )


@strawberry.type(
    description="Something that waits for a person at the agency.",
    directives=policy(FINANCIAL, RECORD, listed=2, added=ADDED),
)
class OpenQuestion:
    """A question."""

    question: ArrangementQuestion = strawberry.field(description="What must be decided.")
    since: date = strawberry.field(description="Since when it waits.")
    reason: Reason = strawberry.field(description="Why it is asked.")


@strawberry.type(
    description=(
        "An arrangement that a person accepted, as far as whoever asks may see it: the person and the agency that "
        "carries it out all of it; an agency with claims in it its own claims and what went to them."
    ),
    directives=policy(FINANCIAL, RECORD, added=ADDED),
)
class AcceptedArrangement(Node):
    """An arrangement in its life."""

    seen: strawberry.Private[Seen]
    about: strawberry.Private[About]
    reference: str = strawberry.field(
        description="Under which every agency knows it: the `arrangement` in what is brought to it.",
        directives=policy(IDENTIFYING),
    )
    person: Person = strawberry.field(description="Whose it is.")
    state: ArrangementState = strawberry.field(description="Where it stands.")
    scheme: str = strawberry.field(description="Under which scheme.")
    article: str = strawberry.field(description="The article under which it is carried out.")
    reform: Reform | None = strawberry.field(description=REFORM)
    executes: Agency = strawberry.field(description="The agency that carries it out.")
    accepted_at: datetime = strawberry.field(description="When the person accepted.")
    begun_at: datetime | None = strawberry.field(description="When an agency granted it; null: not yet.")
    ended_at: datetime | None = strawberry.field(description="When it was over, however; null: it is not.")
    agreed_amount: Cents = strawberry.field(description="What of the claims shown was open when these terms began.")
    open_amount: Cents = strawberry.field(
        description="What of the claims shown is open now.", directives=policy(of=COMPUTED)
    )
    proposal_id: strawberry.ID | None = strawberry.field(
        description="Id of the proposal that was accepted; it opens until it expires. Null for an owner of claims."
    )

    @classmethod
    def from_domain(cls, seen: Seen, about: About) -> "AcceptedArrangement":
        """Show an arrangement; what is long is written out when it is asked for."""
        kept, life = seen.alive.kept, seen.alive.life
        return cls(
            seen=seen,
            about=about,
            id=global_id.encode(KIND, kept.id),
            reference=kept.id,
            person=Person.from_domain(about),
            state=ArrangementState[life.state.name],
            scheme=kept.scheme,
            article=kept.article,
            reform=Reform.from_domain(life.agreed.reform),
            executes=Agency.from_domain(about.agency(kept.executes)),
            accepted_at=kept.accepted_at,
            begun_at=kept.begun_at,
            ended_at=kept.ended_at,
            agreed_amount=total_open(claim for claim in life.agreed.claims if claim.owner in seen.owners),
            open_amount=total_open(claim for claim in life.claims if claim.owner in seen.owners),
            proposal_id=global_id.encode("Arrangement", kept.proposal) if seen.whole else None,
        )

    @resolved("The claims in it, as they stand.")
    def claims(self) -> list[ClaimInArrangement]:
        """Show the claims."""
        return claims_of(self.seen, self.about)

    @resolved("Every agency that takes part, the one that carries it out first: its part, and what it says.")
    def agencies(self) -> list[AgencyInArrangement]:
        """Show the agencies."""
        return agencies_of(self.seen, self.about)

    @resolved("What was agreed; null for an owner of claims.")
    def terms(self) -> ArrangementTerms | None:
        """Show the terms."""
        return ArrangementTerms.from_domain(self.seen.alive.life, self.about.context.today) if self.seen.whole else None

    @resolved(
        "The structured reference (ISO 11649) by which a payment is known: say it when transferring. Null for a day on "
        "which no instalment is due, and for an owner of claims.",
        policy(IDENTIFYING),
    )
    def payment_reference(
        self,
        due_on: Annotated[
            date | None,
            strawberry.argument(description="The due date of the instalment that is paid; left out: any amount."),
        ] = strawberry.UNSET,
    ) -> str | None:
        """Name the arrangement, and the instalment, as a bank takes it."""
        day, kept = due_on or None, self.seen.alive.kept
        is_due = day is None or any(term.due_on == day for term in self.seen.alive.life.terms)
        if not (self.seen.whole and is_due):
            return None
        return self.about.context.services.payment_reference(PaymentFor(tag=tag_of(kept.id), due_on=day))

    @resolved("Other terms that wait for the person; null where there are none, and for an owner of claims.")
    def other_terms(self) -> OtherTerms | None:
        """Show the offer."""
        offer = self.seen.alive.life.offer
        return OtherTerms.from_domain(offer) if offer and self.seen.whole else None

    @resolved("The reminder that runs; null where there is none, and for an owner of claims.")
    def reminder(self) -> Reminder | None:
        """Show the reminder."""
        reminder = self.seen.alive.life.reminder
        return Reminder.from_domain(reminder) if reminder and self.seen.whole else None

    @resolved("The pause that runs or was asked for; null where there is none.")
    def pause(self) -> ArrangementPause | None:
        """Show the pause."""
        pause = self.seen.alive.life.pause or self.seen.alive.life.pause_asked
        return ArrangementPause.from_domain(pause) if pause else None

    @resolved("A change that was asked for or is offered; null where there is none, and for an owner of claims.")
    def change(self) -> ArrangementChange | None:
        """Show the change."""
        life = self.seen.alive.life
        change = life.change_asked or life.change_offered
        if change is None or not (life.runs and self.seen.whole):
            return None
        return ArrangementChange.from_domain(change, life, self.about)

    @resolved("How it was ended early; null where it was not, and for an owner of claims.")
    def ended(self) -> EarlyEnd | None:
        """Show the early end."""
        ended = self.seen.alive.life.ended
        return EarlyEnd.from_domain(ended) if ended and self.seen.whole else None

    @resolved("What a person at the agency must decide; empty for an owner of claims.")
    def questions(self) -> list[OpenQuestion]:
        """Show what waits for a person; of what was asked twice the last time counts."""
        waiting = self.seen.alive.life.asked if self.seen.whole else frozenset()
        asked = [each.event for each in self.seen.happened if isinstance(each.event, events.PersonAsked)]
        latest = {event.question: event for event in asked if event.question in waiting}
        return [
            OpenQuestion(
                question=ArrangementQuestion[event.question.name],
                since=event.on,
                reason=Reason.from_domain(event.reason),
            )
            for event in latest.values()
        ]

    @resolved("What came in; to an owner of claims what went to them.")
    def payments(self, first: First = SOME, after: After = strawberry.UNSET) -> ReceivedPaymentConnection:
        """Cut a page out of the payments."""
        numbered = [each for each in enumerate(self.seen.alive.life.received, start=1) if shows(each[1], self.seen)]
        page, info = cut(numbered, first=first, after=after, cursor=lambda each: f"payment.{each[0]}")
        edges = [
            LaterEdge(cursor=cursor, node=ReceivedPayment.from_domain(came, self.seen, self.about))
            for cursor, (_, came) in page
        ]
        return ReceivedPaymentConnection(edges=edges, page_info=info, total_count=len(numbered))

    @resolved("What happened, from its acceptance on; empty for an owner of claims.")
    def events(self, first: First = SOME, after: After = strawberry.UNSET) -> ArrangementEventConnection:
        """Cut a page out of what happened."""
        happened = self.seen.happened if self.seen.whole else ()
        page, info = cut(happened, first=first, after=after, cursor=lambda each: f"event.{each.seq}")
        edges = [
            LaterEdge(cursor=cursor, node=ArrangementEvent.from_domain(written, self.about)) for cursor, written in page
        ]
        return ArrangementEventConnection(edges=edges, page_info=info, total_count=len(happened))


@strawberry.type(
    description="One page of arrangements that a person accepted, the latest first; those that are over too.",
    directives=policy(PERSONAL, RECORD, added=ADDED),
)
class AcceptedArrangementConnection(LaterConnection[AcceptedArrangement]):
    """A page of arrangements."""
