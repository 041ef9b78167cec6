"""`acceptArrangement`: a person accepts a proposal, and says how they pay."""

from datetime import date
from enum import Enum
from typing import Annotated

import strawberry

from consent.purposes import Purpose
from hub.actions.accept_arrangement import Acceptance
from hub.actions.living import Alive
from hub.actions.still_so import Changed
from hub.domain.money import Cents
from hub.errors import BadInput
from hub.life import accept as domain
from hub.life.paying import BY_TRANSFER, Account, DebitMandate, Paying
from schema import global_id
from schema.arrangement_messages import CHANGED
from schema.context import About, Info
from schema.directives import AGENCY, FINANCIAL, HUB, IDENTIFYING, PERSONAL, PUBLIC, RECORD, AddedIn, policy
from schema.mutations.arrangement_payload import SINCE, concerned, problem_of, shown
from schema.mutations.key import KEY, checked
from schema.person import PersonInput
from schema.problems import (
    AccessRefused,
    ArrangementProblem,
    ConsentProblem,
    IdempotencyProblem,
    InputProblem,
    Problem,
    of_command,
)
from schema.released_on import ASKING, COMPUTING, WRITING, on_consent
from schema.resolved import mutation
from schema.scalars import Iban
from schema.types.accepted import AcceptedArrangement
from schema.types.accepted_terms import PaymentMethod, method_of
from schema.types.agency import Agency
from schema.types.arrangement import ADDED, ArrangementState


@strawberry.input(
    description="An account at a bank. It is kept sealed, and never shown again but for its end.",
    directives=policy(IDENTIFYING, added=ADDED),
)
class AccountInput:
    """An account."""

    iban: Iban = strawberry.field(description="Its number, as a variable.")
    holder: str = strawberry.field(description="The name that it stands in.")


@strawberry.input(description="Leave to take money from the account.", directives=policy(IDENTIFYING, added=ADDED))
class DebitMandateInput:
    """A mandate for direct debit."""

    reference: str = strawberry.field(description="Its reference.")
    signed_on: date = strawberry.field(description="The day on which the person signed it; not in the future.")


@strawberry.input(description="How the person pays.", directives=policy(IDENTIFYING, added=ADDED))
class PayingInput:
    """A way to pay."""

    method: PaymentMethod = strawberry.field(description="By transfer or by direct debit.")
    account: AccountInput | None = strawberry.field(
        default=strawberry.UNSET, description="Direct debit needs it. With a transfer: where money goes back to."
    )
    mandate: DebitMandateInput | None = strawberry.field(
        default=strawberry.UNSET, description="Direct debit needs it; a transfer must not have it."
    )


@strawberry.input(description="What the person accepts.", directives=policy(PERSONAL, added=ADDED))
class AcceptArrangementInput:
    """The wish."""

    idempotency_key: str = strawberry.field(description=KEY)
    proposal: strawberry.ID = strawberry.field(description="Id of the kept proposal (`Arrangement.id`).")
    payment: PayingInput | None = strawberry.field(
        default=strawberry.UNSET, description="How the person pays; left out: by transfer."
    )
    person: PersonInput | None = strawberry.field(
        default=strawberry.UNSET, description="For whom an organization acts, on a mandate to accept."
    )


@strawberry.enum(description="What changed about a claim.", directives=[AddedIn(version=ADDED)])
class ClaimChangeKind(Enum):
    """The changes, as in `hub.life.accept`."""

    NEW = strawberry.enum_value("new", description="It was no part of the proposal.")
    GONE = strawberry.enum_value("gone", description="It is there no longer, or no part of the plan any more.")
    AMOUNT = strawberry.enum_value("amount", description="Another amount of it is open.")


@strawberry.type(
    description="A claim that is not what the proposal counts on.",
    directives=policy(FINANCIAL, AGENCY, listed=20, added=ADDED),
)
class ClaimChange:
    """A change."""

    claim_id: strawberry.ID = strawberry.field(description="Its id, as in an overview.")
    owner: Agency = strawberry.field(description="Whose claim.")
    reference: str = strawberry.field(description="The owner's case reference.", directives=policy(IDENTIFYING))
    change: ClaimChangeKind = strawberry.field(description="What changed.")
    before: Cents = strawberry.field(description="What the proposal counts on; 0: nothing.")
    now: Cents = strawberry.field(description="What is open of it now; 0: nothing.")

    @classmethod
    def from_domain(cls, change: domain.ClaimChange, about: About) -> "ClaimChange":
        """Show a change."""
        return cls(
            claim_id=about.claim_id(change.key),
            owner=Agency.from_domain(about.agency(change.key.owner)),
            reference=change.key.reference,
            change=ClaimChangeKind[change.change.name],
            before=change.before,
            now=change.now,
        )


@strawberry.type(
    description="The agencies state something else than the proposal counts on. Nothing was accepted.",
    directives=policy(PUBLIC, HUB, listed=1, added=ADDED),
)
class ArrangementChanged(Problem):
    """What was agreed to is not there any more."""

    claims: list[ClaimChange] = strawberry.field(
        default_factory=list,
        description="What changed, claim by claim; empty where an agency is silent, or another plan follows today.",
    )


AcceptArrangementProblem = Annotated[
    IdempotencyProblem | ArrangementChanged | ArrangementProblem | ConsentProblem | InputProblem | AccessRefused,
    strawberry.union("AcceptArrangementProblem", description="Why nothing was accepted.", directives=[SINCE]),
]


@strawberry.type(
    description="The arrangement that was accepted, or why it was not.",
    directives=policy(PERSONAL, RECORD, added=ADDED),
)
class AcceptArrangementPayload:
    """What came of it."""

    arrangement: AcceptedArrangement | None = strawberry.field(
        default=None, description="The arrangement, as it stands; null where nothing was accepted."
    )
    state: ArrangementState | None = strawberry.field(
        default=None, description="Where it stands; null where nothing was accepted."
    )
    problems: list[AcceptArrangementProblem] = strawberry.field(
        default_factory=list, description="Why nothing was accepted; empty when it was."
    )


@mutation(
    "Accept a kept proposal. Every agency is asked again first: only what is still so is accepted, and only what is "
    "law. Then the agency that carries it out is asked to grant it, and decides.",
    (*on_consent(Purpose.PROPOSAL, weight=ASKING + COMPUTING + WRITING), SINCE),
)
async def accept_arrangement(
    info: Info, input: Annotated[AcceptArrangementInput, strawberry.argument(description="What is accepted.")]
) -> AcceptArrangementPayload:
    """Accept, and show what came of it."""
    context = info.context
    try:
        subject = await concerned(input.person or None, context)
        if isinstance(subject, AccessRefused):
            return AcceptArrangementPayload(problems=[subject])
        asked = Acceptance(
            requester=context.requester,
            subject=subject,
            # What is no id of a proposal stands for none: the same answer as for somebody else's.
            proposal=global_id.key_of(str(input.proposal), "Arrangement") or "",
            trace=context.trace,
            key=checked(input.idempotency_key),
            paying=_paying(input.payment or None),
        )
        came = await context.services.actions.accept_arrangement(asked)
        if isinstance(came, Changed):
            return AcceptArrangementPayload(problems=[changed(came, context.about(subject))])
        if not isinstance(came, Alive):
            return AcceptArrangementPayload(problems=[problem_of(came)])
        seen = await shown(came, subject, context)
    except BadInput as fault:
        return AcceptArrangementPayload(problems=[of_command(fault)])
    return AcceptArrangementPayload(arrangement=seen, state=ArrangementState[came.life.state.name])


def _paying(told: PayingInput | None) -> Paying:
    if told is None:
        return BY_TRANSFER
    account, mandate = told.account or None, told.mandate or None
    return Paying(
        method=method_of(told.method),
        account=Account(iban=account.iban, holder=account.holder) if account else None,
        mandate=DebitMandate(reference=mandate.reference, signed_on=mandate.signed_on) if mandate else None,
    )


def changed(came: Changed, about: About) -> ArrangementChanged:
    """Show what is not as the proposal counts on."""
    return ArrangementChanged(
        code=CHANGED,
        path=["input", "proposal"],
        claims=[ClaimChange.from_domain(change, about) for change in came.claims],
    )
