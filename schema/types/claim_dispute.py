"""What a person says is wrong about a claim, and what its agency answers."""

from datetime import date, datetime
from enum import Enum
from typing import Final

import strawberry

from hub.actions.disputing import Open
from hub.advise import legal_routes
from hub.review import dispute as domain
from schema import global_id
from schema.context import About
from schema.directives import COMPUTED, IDENTIFYING, PERSONAL, RECORD, AddedIn, policy
from schema.paging import LaterConnection
from schema.resolved import resolved
from schema.types.advice import LegalRemedy
from schema.types.agency import Agency
from schema.types.person import Person
from schema.types.reason import Reason

KIND: Final = "ClaimDispute"
"""What its ids begin with."""

ADDED: Final = "0.2.0"
SINCE: Final = (AddedIn(version=ADDED),)
"""Since when all of this is there; a claim shows it, so it cannot ask the types that show claims."""


@strawberry.enum(description="What is wrong about a claim, in the person's eyes. A closed list.", directives=SINCE)
class DisputeGround(Enum):
    """What is wrong."""

    NOT_MINE = strawberry.enum_value("not_mine", description="It is somebody else's.")
    PAID = strawberry.enum_value("paid", description="It was paid.")
    AMOUNT = strawberry.enum_value("amount", description="The amount is wrong.")
    TWICE = strawberry.enum_value("twice", description="It stands there twice.")
    TOO_OLD = strawberry.enum_value("too_old", description="It can be recovered no more.")
    SOMETHING_ELSE = strawberry.enum_value("something_else", description="Something else: the words say what.")


@strawberry.enum(description="What the agency answers.", directives=SINCE)
class DisputeAnswerKind(Enum):
    """The answers."""

    UPHELD = strawberry.enum_value("upheld", description="The person is right.")
    CORRECTED = strawberry.enum_value("corrected", description="What the agency states was put right.")
    REJECTED = strawberry.enum_value("rejected", description="It stays as it was. Only a worker says so.")


@strawberry.enum(description="How far a dispute has come.", directives=SINCE)
class DisputeState(Enum):
    """The states."""

    MADE = strawberry.enum_value("made", description="The agency has not taken it in yet; it is told again.")
    TOLD = strawberry.enum_value("told", description="The agency has it.")
    NOT_TOLD = strawberry.enum_value(
        "not_told", description="The agency could not be told, and is told no more: ask it yourself."
    )
    ANSWERED = strawberry.enum_value("answered", description="The agency answered.")
    WITHDRAWN = strawberry.enum_value("withdrawn", description="It was taken back: nobody has to answer it.")


@strawberry.type(description="What the agency answered.", directives=policy(PERSONAL, RECORD, added=ADDED))
class DisputeAnswer:
    """An answer."""

    on: date = strawberry.field(description="The day on which it answered.")
    by: Agency = strawberry.field(description="The agency.")
    by_person: bool = strawberry.field(description="Whether a worker answered, and not a system alone.")
    answer: DisputeAnswerKind = strawberry.field(description="What it answered.")
    reason: str = strawberry.field(description="Why, in its own words.")


@strawberry.type(
    description=(
        "What a person says is wrong about a claim. No objection or appeal: those are used as `remedies` says, and in "
        "time. It stops nothing by itself."
    ),
    directives=policy(PERSONAL, RECORD, listed=5, added=ADDED),
)
class ClaimDispute:
    """A dispute."""

    told: strawberry.Private[Open]
    about: strawberry.Private[About]
    id: strawberry.ID = strawberry.field(description="Its id.")
    reference: str = strawberry.field(
        description="The key under which the agency has it; `recordDisputeAnswer` names it.",
        directives=policy(IDENTIFYING),
    )
    person: Person = strawberry.field(description="Who disputes it.")
    agency: Agency = strawberry.field(description="Whose claim it is.")
    claim_id: strawberry.ID = strawberry.field(description="Id of the claim (`Claim.id`).")
    claim_reference: str = strawberry.field(
        description="The agency's own case reference.", directives=policy(IDENTIFYING)
    )
    wrong: DisputeGround = strawberry.field(description="What is wrong.")
    words: str = strawberry.field(description="The same in the person's own words; may be empty.")
    made_at: datetime = strawberry.field(description="When it was made.")
    told_at: datetime | None = strawberry.field(description="When the agency took it in; null: not yet.")
    withdrawn_at: datetime | None = strawberry.field(description="When it was taken back; null: it was not.")
    withdrawal_told_at: datetime | None = strawberry.field(
        description="When the agency heard that it was taken back; null: not yet, or it never heard of the dispute."
    )
    state: DisputeState = strawberry.field(description="How far it has come.")
    answer: DisputeAnswer | None = strawberry.field(description="What the agency answered; null: nothing yet.")

    @classmethod
    def from_domain(cls, told: Open, about: About) -> "ClaimDispute":
        """Show a dispute; which worker answered stands in the list of accesses only."""
        kept, dispute = told.kept, told.dispute
        agency = Agency.from_domain(about.agency(kept.agency))
        return cls(
            told=told,
            about=about,
            id=global_id.encode(KIND, kept.id),
            reference=kept.id,
            person=Person.from_domain(about),
            agency=agency,
            claim_id=about.claim_id(dispute.key),
            claim_reference=dispute.key.reference,
            wrong=DisputeGround[dispute.wrong.name],
            words=dispute.words,
            made_at=kept.made_at,
            told_at=kept.told_at,
            withdrawn_at=kept.withdrawn_at,
            withdrawal_told_at=kept.withdrawal_told_at,
            state=_state(told),
            answer=_answer(told.answer, agency) if told.answer else None,
        )

    @resolved("What a dispute is not, and what it does not do.")
    def notice(self) -> Reason:
        """Say it."""
        return Reason.from_domain(domain.NO_OBJECTION)

    @resolved("How the claim is challenged by law, each with its last day where it is known.", policy(of=COMPUTED))
    def remedies(self) -> list[LegalRemedy]:
        """List the remedies of today."""
        context = self.about.context
        found = legal_routes.of(self.told.dispute.claim, context.policy, context.today)
        return [LegalRemedy.from_domain(remedy) for remedy in found]


@strawberry.type(
    description="One page of disputes, the latest first.", directives=policy(PERSONAL, RECORD, added=ADDED)
)
class ClaimDisputeConnection(LaterConnection[ClaimDispute]):
    """A page of disputes."""


def _state(told: Open) -> DisputeState:
    if told.answer:
        return DisputeState.ANSWERED
    if told.kept.withdrawn_at:
        return DisputeState.WITHDRAWN
    if told.kept.told_at:
        return DisputeState.TOLD
    return DisputeState.NOT_TOLD if told.kept.is_given_up else DisputeState.MADE


def _answer(answer: domain.DisputeAnswer, agency: Agency) -> DisputeAnswer:
    return DisputeAnswer(
        on=answer.on,
        by=agency,
        by_person=answer.by.worker is not None,
        answer=DisputeAnswerKind[answer.answered.name],
        reason=answer.says,
    )
