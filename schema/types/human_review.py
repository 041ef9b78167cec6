"""A review: what a person asked somebody at an agency to look at, and what came of it."""

from datetime import date, datetime
from enum import Enum
from typing import Final

import strawberry

from consent.parties import AgencyCode
from hub.actions.reviewing import Written
from hub.actions.show_reviews import SeenReview, View
from hub.review import events
from hub.review.notice import NO_TERM, NOT_APPLIED_FOR, STOPS_NOTHING
from hub.review.say import shown_to
from schema import global_id
from schema.context import About
from schema.directives import HUB, PERSONAL, RECORD, RULE_BOOK, policy
from schema.paging import LaterConnection
from schema.resolved import resolved
from schema.types.advice import LegalRemedy
from schema.types.agency import Agency
from schema.types.arrangement import ADDED, SINCE
from schema.types.person import Person
from schema.types.reason import Reason

KIND: Final = "HumanReview"
"""What its ids begin with."""

_CONCERNS: Final = {events.About.PROPOSAL: "Arrangement", events.About.ARRANGEMENT: "AcceptedArrangement"}


@strawberry.enum(description="What is to be looked at. More may follow.", directives=SINCE)
class ReviewSubject(Enum):
    """What a review is about."""

    OUTCOME = strawberry.enum_value("outcome", description="What came out instead of a plan.")
    PROPOSAL = strawberry.enum_value("proposal", description="A kept proposal.")
    ARRANGEMENT = strawberry.enum_value("arrangement", description="An arrangement that the person accepted.")


@strawberry.enum(description="How far a review has come.", directives=SINCE)
class ReviewState(Enum):
    """The states."""

    RECEIVED = strawberry.enum_value("received", description="The agency has to decide.")
    DECIDED = strawberry.enum_value("decided", description="A worker of the agency decided.")
    WITHDRAWN = strawberry.enum_value("withdrawn", description="The person took it back.")


@strawberry.enum(description="What a worker decides. A closed list.", directives=SINCE)
class ReviewDecisionKind(Enum):
    """The decisions."""

    DEVIATION = strawberry.enum_value("deviation", description="The agency deviates from the rule for this person.")
    TAILOR_MADE = strawberry.enum_value("tailor_made", description="A tailor-made arrangement (maatwerk).")
    CAPACITY = strawberry.enum_value("capacity", description="An arrangement by what can be missed (draagkracht).")
    MAY_GROUND = strawberry.enum_value(
        "may_ground", description="A ground that a rule allows and does not command is applied."
    )
    OTHER_TERMS = strawberry.enum_value("other_terms", description="Other terms than were asked for.")
    REFUSED = strawberry.enum_value("refused", description="What was asked for is refused.")
    ENDED = strawberry.enum_value("ended", description="The arrangement was ended.")
    AS_AGREED = strawberry.enum_value(
        "as_agreed",
        description="The arrangement goes on as it was agreed. Only where nobody applied: there is nothing to refuse.",
    )


@strawberry.type(
    description="A ground of what came out, without its values.",
    directives=policy(PERSONAL, RECORD, listed=5, added=ADDED),
)
class ReviewGround:
    """A ground."""

    code: str = strawberry.field(description="Which ground, as `noun.fact`; stable for ever.")
    article: str | None = strawberry.field(description="Where the rule stands.", directives=policy(of=RULE_BOOK))


@strawberry.type(
    description="Why an agency looks although nobody applied.", directives=policy(PERSONAL, RECORD, added=ADDED)
)
class ReviewOccasion:
    """What made the agency look."""

    reason: Reason = strawberry.field(description="What happened.")
    owner: Agency = strawberry.field(description="The agency whose doing it is: it goes on collecting by itself.")


@strawberry.type(description="What a worker of the agency decided.", directives=policy(PERSONAL, RECORD, added=ADDED))
class ReviewDecision:
    """A decision by a person."""

    on: date = strawberry.field(description="The day on which it was decided.")
    by: Agency = strawberry.field(description="The agency that decided, by a person and never by a rule alone.")
    kind: ReviewDecisionKind = strawberry.field(description="What was decided.")
    reason: str = strawberry.field(description="Why, in the words of the worker.")
    article: str = strawberry.field(description="The article on which it rests.")
    remedy: LegalRemedy = strawberry.field(description="What can be done against it, and until when.")

    @classmethod
    def from_domain(cls, decided: events.Decided, agency: Agency) -> "ReviewDecision":
        """Show a decision; which worker it was stands in the list of accesses only."""
        return cls(
            on=decided.on,
            by=agency,
            kind=ReviewDecisionKind[decided.decision.name],
            reason=decided.says,
            article=decided.article,
            remedy=LegalRemedy.from_domain(decided.remedy),
        )


@strawberry.type(
    description="What was said in a review. That it was said is never kept from the person.",
    directives=policy(PERSONAL, RECORD, listed=10, added=ADDED),
)
class ReviewMessage:
    """A message."""

    at: datetime = strawberry.field(description="When it was said.")
    by: Agency | None = strawberry.field(description="The agency that said it; null: the person.")
    for_person: bool = strawberry.field(description="Whether somebody said it for the person.")
    to: Agency | None = strawberry.field(description="The agency that was asked; null: whoever takes part.")
    text: str | None = strawberry.field(description="What was said; null to the person where a law keeps it from them.")
    kept_back_under: str | None = strawberry.field(description="The article that keeps it from the person, if any.")

    @classmethod
    def from_domain(cls, written: Written, said: events.Said, view: View, about: About) -> "ReviewMessage":
        """Show a message; which worker it was stands in the list of accesses only."""
        return cls(
            at=written.at,
            by=Agency.from_domain(about.agency(said.by.agency)) if said.by.agency else None,
            for_person=said.by.representative is not None,
            to=Agency.from_domain(about.agency(said.to)) if said.to else None,
            text=None if said.kept_back and view is View.OWN else said.text,
            kept_back_under=said.kept_back,
        )


@strawberry.type(
    description=(
        "What somebody at an agency has to look at: a person's application to that agency, or, with `occasion`, what "
        "it looks at of its own motion, for which no law sets a term. The person sees all of it, the agency all but "
        "the grounds, which may come from other agencies' data. It is removed once nothing can be done against the "
        "decision any more."
    ),
    directives=policy(PERSONAL, RECORD, listed=5, added=ADDED),
)
class HumanReview:
    """A review."""

    seen: strawberry.Private[SeenReview]
    about_person: strawberry.Private[About]
    id: strawberry.ID = strawberry.field(description="Its id.")
    person: Person = strawberry.field(description="Whose it is.")
    agency: Agency = strawberry.field(description="The competent agency.")
    about: ReviewSubject = strawberry.field(description="What is to be looked at.")
    scheme: str = strawberry.field(description="Under which scheme.")
    received_at: datetime = strawberry.field(description="When it was received: a term begins on the day after.")
    decide_by: date | None = strawberry.field(
        description="The last day for the agency to decide; null where nobody applied: no term runs."
    )
    state: ReviewState = strawberry.field(description="How far it has come.")
    concerns: strawberry.ID | None = strawberry.field(
        description="Id of the proposal (`Arrangement`) or arrangement (`AcceptedArrangement`); null for an outcome."
    )

    @classmethod
    def from_domain(cls, seen: SeenReview, about: About) -> "HumanReview":
        """Show a review."""
        kept, matter = seen.standing.kept, seen.standing.review.matter
        kind = _CONCERNS.get(matter.about)
        return cls(
            seen=seen,
            about_person=about,
            id=global_id.encode(KIND, kept.id),
            person=Person.from_domain(about),
            agency=Agency.from_domain(about.agency(kept.agency)),
            about=ReviewSubject[matter.about.name],
            scheme=matter.scheme,
            received_at=kept.received_at,
            decide_by=kept.decide_by,
            state=ReviewState[kept.state.name],
            concerns=global_id.encode(kind, matter.concerns) if kind and matter.concerns else None,
        )

    @resolved("Whom to call or write to today; null where the agency named nobody.", policy(of=HUB))
    def contact(self) -> str | None:
        """Look it up in the configuration: it changes, and the review does not."""
        return self.about_person.context.services.contacts.get(self.seen.standing.kept.agency)

    @resolved("Whether the last day has passed without a decision.")
    def late(self) -> bool:
        """Compare with today."""
        return self.seen.standing.kept.is_late(self.about_person.context.today)

    @resolved("Until when the agency has to decide, and under which article; or that no term runs.")
    def term(self) -> Reason:
        """Show the term."""
        begun = self.seen.standing.review.begun
        return Reason.from_domain(begun.reason if isinstance(begun, events.Applied) else NO_TERM)

    @resolved("What it does not do by itself.")
    def notice(self) -> Reason:
        """Say that it stops nothing, or that nothing changes yet."""
        return Reason.from_domain(NOT_APPLIED_FOR if self.seen.standing.review.opened else STOPS_NOTHING)

    @resolved("Why the agency looks of its own motion; null where the person applied.")
    def occasion(self) -> ReviewOccasion | None:
        """Show what an owner does."""
        opened = self.seen.standing.review.opened
        if opened is None:
            return None
        owner = Agency.from_domain(self.about_person.agency(opened.owner))
        return ReviewOccasion(reason=Reason.from_domain(opened.reason), owner=owner)

    @resolved("What the person wrote; null for an agency that was only asked something, and where nobody applied.")
    def words(self) -> str | None:
        """Show the words."""
        begun = self.seen.standing.review.begun
        return begun.words if isinstance(begun, events.Applied) and self.seen.view is not View.ASKED else None

    @resolved("The grounds of what came out; empty for every agency.")
    def grounds(self) -> list[ReviewGround]:
        """Show the grounds."""
        grounds = self.seen.standing.review.matter.grounds if self.seen.view is View.OWN else ()
        return [ReviewGround(code=ground.code, article=ground.article) for ground in grounds]

    @resolved("What was said, the first first; to an agency that was asked what it was asked and what it said.")
    def messages(self) -> list[ReviewMessage]:
        """Show what was said."""
        about, view = self.about_person, self.seen.view
        agency = about.context.requester.agency or ""
        return [
            ReviewMessage.from_domain(written, written.event, view, about)
            for written in self.seen.standing.happened
            if isinstance(written.event, events.Said)
            and (view is not View.ASKED or shown_to(written.event, AgencyCode(agency)))
        ]

    @resolved("What was decided; null where nothing was, and for an agency that was only asked something.")
    def decision(self) -> ReviewDecision | None:
        """Show the decision."""
        decided = None if self.seen.view is View.ASKED else self.seen.standing.review.decided
        return ReviewDecision.from_domain(decided, self.agency) if decided else None


@strawberry.type(
    description="One page of reviews: a person's the latest first, an agency's by the day until which it has.",
    directives=policy(PERSONAL, RECORD, added=ADDED),
)
class HumanReviewConnection(LaterConnection[HumanReview]):
    """A page of reviews."""
