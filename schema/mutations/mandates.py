"""`giveMandate`, `recordMandate`, `endMandates`: who acts for a person."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

import strawberry

from consent import mandates, purposes
from consent.mandates import MandateId
from consent.parties import AgencyCode
from hub.actions.give_mandate import MandateWish
from hub.actions.mandates_on_record import Came
from hub.errors import BadInput
from schema import global_id
from schema.context import Context, Info
from schema.directives import PERSONAL, RECORD, policy
from schema.mutations.give_consent import OIN
from schema.mutations.key import KEY, checked, own_subject
from schema.person import Nobody, PersonInput, subject_of
from schema.problems import AccessRefused, MandateProblem, of_command, of_consent
from schema.released_on import WRITING, on_law
from schema.resolved import mutation
from schema.scalars import CaseNumber
from schema.types.grant import Purpose
from schema.types.mandate import Act, Evidence, Mandate, MandateKind


@strawberry.input(description="Whom the person lets act for them.", directives=policy(PERSONAL))
class GiveMandateInput:
    """The wish."""

    idempotency_key: str = strawberry.field(description=KEY)
    representative: str = strawberry.field(description="The organization that helps: its number (twenty digits).")
    acts: list[Act] = strawberry.field(description="What it may do.")
    purposes: list[Purpose] = strawberry.field(description="What data it may ask for.")
    agencies: list[str] = strawberry.field(description="Codes of the agencies towards which it may act.")
    until: datetime | None = strawberry.field(
        default=strawberry.UNSET, description="Until when, that moment excluded. Left out: as long as is allowed."
    )


@strawberry.input(
    description="What shows a mandate that was given on paper or by a court.", directives=policy(PERSONAL)
)
class EvidenceInput:
    """Evidence that the representative keeps."""

    kind: Evidence = strawberry.field(description="PAPER or COURT_ORDER; the others are noted by the hub itself.")
    signed_on: date = strawberry.field(description="The date on it.")
    reference: CaseNumber = strawberry.field(description="What it is filed under.")


@strawberry.input(
    description="A mandate on paper, recorded by whoever it was given to (an assisted session).",
    directives=policy(PERSONAL),
)
class RecordMandateInput:
    """The wish."""

    idempotency_key: str = strawberry.field(description=KEY)
    person: PersonInput = strawberry.field(description="Who gave it, or for whom the court decided.")
    kind: MandateKind = strawberry.field(description="Why.")
    evidence: EvidenceInput = strawberry.field(description="What shows it.")
    acts: list[Act] = strawberry.field(description="What may be done.")
    purposes: list[Purpose] = strawberry.field(description="What data may be asked for.")
    agencies: list[str] = strawberry.field(description="Codes of the agencies.")
    until: datetime | None = strawberry.field(
        default=strawberry.UNSET, description="Until when, that moment excluded. Left out: as long as is allowed."
    )


@strawberry.input(description="Which mandates to end.", directives=policy(PERSONAL))
class EndMandatesInput:
    """The wish."""

    idempotency_key: str = strawberry.field(description=KEY)
    mandates: list[strawberry.ID] = strawberry.field(description="Their ids.")
    person: PersonInput | None = strawberry.field(
        default=strawberry.UNSET, description="For whom the mandate is; the person leaves it out."
    )


@strawberry.type(
    description="The mandates as they stand now, or why nothing was changed.", directives=policy(PERSONAL, RECORD)
)
class MandatePayload:
    """What came of it."""

    mandates: list[Mandate] | None = strawberry.field(
        default=None, description="The mandates; null where nothing was changed."
    )
    problems: list[MandateProblem] = strawberry.field(
        default_factory=list, description="Why nothing was changed; empty when it was."
    )


@mutation(
    "Let an organization act for oneself. Every look of theirs is shown, and it can be ended at any moment.",
    on_law("BW 3:60", "The person lets somebody act for them.", weight=WRITING),
)
async def give_mandate(
    info: Info, input: Annotated[GiveMandateInput, strawberry.argument(description="Who may do what.")]
) -> MandatePayload:
    """Give, and show the mandate."""
    context = info.context
    subject = own_subject(context)
    if isinstance(subject, AccessRefused):
        return MandatePayload(problems=[subject])
    try:
        wish = MandateWish(
            requester=context.requester,
            subject=subject,
            representative=_organization(input.representative),
            kind=mandates.MandateKind.HELP,
            acts=_acts(input.acts),
            purposes=_purposes(input.purposes),
            agencies=tuple(AgencyCode(code) for code in input.agencies),
            evidence=mandates.Evidence.LOGIN,
            until=input.until or None,
            trace=context.trace,
            key=checked(input.idempotency_key),
        )
        return _told(await context.services.actions.give_mandate(wish), context)
    except BadInput as fault:
        return MandatePayload(problems=[of_command(fault)])


@mutation(
    "Record a mandate that was given on paper or by a court. Only for a helper that is registered to do so, and only "
    "for the helper itself. The person sees it, and every look that rests on it.",
    on_law("BW 3:60", "A paper of the person, or a court's order.", weight=WRITING),
)
async def record_mandate(
    info: Info, input: Annotated[RecordMandateInput, strawberry.argument(description="What was given.")]
) -> MandatePayload:
    """Record, and show the mandate."""
    context = info.context
    try:
        subject = await subject_of(input.person, context)
        if isinstance(subject, Nobody):
            return MandatePayload(problems=[AccessRefused(code=subject.value, path=["input", "person"])])
        wish = MandateWish(
            requester=context.requester,
            subject=subject,
            representative=context.requester.recipient,
            kind=mandates.MandateKind[input.kind.name],
            acts=_acts(input.acts),
            purposes=_purposes(input.purposes),
            agencies=tuple(AgencyCode(code) for code in input.agencies),
            evidence=mandates.Evidence[input.evidence.kind.name],
            signed_on=input.evidence.signed_on,
            reference=input.evidence.reference,
            until=input.until or None,
            trace=context.trace,
            key=checked(input.idempotency_key),
        )
        return _told(await context.services.actions.give_mandate(wish), context)
    except BadInput as fault:
        return MandatePayload(problems=[of_command(fault)])


@mutation(
    "End mandates: all named ones or none. By the person, unless a court decided, or by whoever acts.",
    on_law("BW 3:72", "Either side ends it.", weight=WRITING),
)
async def end_mandates(
    info: Info, input: Annotated[EndMandatesInput, strawberry.argument(description="Which mandates.")]
) -> MandatePayload:
    """End, and show the mandates."""
    context = info.context
    try:
        subject = await subject_of(input.person or None, context)
        if isinstance(subject, Nobody):
            return MandatePayload(problems=[AccessRefused(code=subject.value, path=["input", "person"])])
        came = await context.services.actions.end_mandate(
            requester=context.requester,
            subject=subject,
            wanted=tuple(MandateId(global_id.key_of(text, "Mandate") or "") for text in input.mandates),
            trace=context.trace,
            key=checked(input.idempotency_key),
        )
        return _told(came, context)
    except BadInput as fault:
        return MandatePayload(problems=[of_command(fault)])


def _organization(text: str) -> str:
    """Give the number of whoever is to act. Raises BadInput."""
    if not OIN.fullmatch(text):
        raise BadInput("representative.malformed", "A representative is twenty digits.", "Send the OIN of who helps.")
    return text


def _told(came: Came, context: Context) -> MandatePayload:
    if not isinstance(came, tuple):
        return MandatePayload(problems=[of_consent(came)])
    return MandatePayload(mandates=[Mandate.from_domain(state, context) for state in came])


def _acts(acts: Sequence[Act]) -> frozenset[mandates.Act]:
    return frozenset(mandates.Act[act.name] for act in acts)


def _purposes(wanted: Sequence[Purpose]) -> frozenset[purposes.Purpose]:
    return frozenset(purposes.Purpose[purpose.name] for purpose in wanted)
