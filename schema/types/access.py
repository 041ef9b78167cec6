"""Who looked: one access to a person's data, as the log has it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import Enum

import strawberry

from consent.activities import Basis
from consent.parties import SELF, AgencyCode, Role
from hub.audit.events import AuditRecord, Decided, Event
from hub.ports import AuditLine
from schema import global_id
from schema.context import Context
from schema.directives import FINANCIAL, IDENTIFYING, PERSONAL, RECORD, policy
from schema.paging import Connection
from schema.types.activity import ProcessingActivity
from schema.types.agency import Agency
from schema.types.arrangement import SINCE
from schema.types.grant import Purpose


@strawberry.enum(description="What happened. A closed list.")
class AccessKind(Enum):
    """The events of the log that a person sees."""

    CONSENT_GIVEN = strawberry.enum_value("consent.given", description="Consent was given.")
    CONSENT_NARROWED = strawberry.enum_value("consent.narrowed", description="Consent was narrowed.")
    CONSENT_WITHDRAWN = strawberry.enum_value("consent.withdrawn", description="Consent was withdrawn.")
    CONSENT_READ = strawberry.enum_value("consent.read", description="The consents, or requests for one, were read.")
    CONSENT_ASKED = strawberry.enum_value("consent.asked", description="An organization asked for consent.")
    CONSENT_ANSWERED = strawberry.enum_value("consent.answered", description="A request for consent was answered.")
    MANDATE_GIVEN = strawberry.enum_value("mandate.given", description="A mandate was given or recorded.")
    MANDATE_ENDED = strawberry.enum_value("mandate.ended", description="A mandate was ended.")
    MANDATE_READ = strawberry.enum_value("mandate.read", description="The mandates were read.")
    CLAIMS_RELEASED = strawberry.enum_value("claims.released", description="Claims were asked for and shown, or not.")
    PROPOSAL_KEPT = strawberry.enum_value("proposal.kept", description="A proposal was made and kept.")
    PROPOSAL_READ = strawberry.enum_value("proposal.read", description="A kept proposal was read.")
    ARRANGEMENT_ACCEPTED = strawberry.enum_value(
        "arrangement.accepted", description="A proposal was accepted.", directives=SINCE
    )
    ARRANGEMENT_MOVED = strawberry.enum_value(
        "arrangement.moved", description="Something happened to an arrangement.", directives=SINCE
    )
    ARRANGEMENT_READ = strawberry.enum_value(
        "arrangement.read", description="An arrangement was read.", directives=SINCE
    )
    ERRAND_BROUGHT = strawberry.enum_value(
        "errand.brought", description="An agency is asked or told about an arrangement.", directives=SINCE
    )
    ERRAND_ANSWERED = strawberry.enum_value(
        "errand.answered", description="It answered, or could not be reached.", directives=SINCE
    )
    ERRAND_RETRIED = strawberry.enum_value(
        "errand.retried", description="An operator has it asked or told again.", directives=SINCE
    )
    ERRAND_GIVEN_UP = strawberry.enum_value(
        "errand.given_up", description="An operator gave up asking or telling it.", directives=SINCE
    )
    EVENT_SENT = strawberry.enum_value(
        "event.sent",
        description="An agency's system is told that something happened to an arrangement; not what.",
        directives=SINCE,
    )
    EVENT_REPLAYED = strawberry.enum_value(
        "event.replayed", description="An operator has it told again.", directives=SINCE
    )
    COLLECTION_EXPORTED = strawberry.enum_value(
        "collection.exported", description="It was written down what is taken from an account.", directives=SINCE
    )
    COLLECTION_REJECTED = strawberry.enum_value(
        "collection.rejected",
        description="It was written down that a bank refused to take something from an account, and why.",
        directives=SINCE,
    )
    PAYOUT_EXPORTED = strawberry.enum_value(
        "payout.exported", description="What was paid was counted into what owners are paid.", directives=SINCE
    )
    ARRANGEMENT_EXPORTED = strawberry.enum_value(
        "arrangement.exported", description="An arrangement was given to the exchange of debt help.", directives=SINCE
    )
    REVIEW_REQUESTED = strawberry.enum_value(
        "review.requested", description="A person at an agency was asked to look.", directives=SINCE
    )
    REVIEW_OPENED = strawberry.enum_value(
        "review.opened", description="An owner does not follow: a person at the agency has to look.", directives=SINCE
    )
    REVIEW_READ = strawberry.enum_value("review.read", description="The reviews were read.", directives=SINCE)
    REVIEW_SAID = strawberry.enum_value(
        "review.said", description="Somebody said something in a review.", directives=SINCE
    )
    REVIEW_DECIDED = strawberry.enum_value(
        "review.decided", description="A worker of an agency decided on a review.", directives=SINCE
    )
    REVIEW_WITHDRAWN = strawberry.enum_value(
        "review.withdrawn", description="A review was taken back.", directives=SINCE
    )
    REVIEW_REMOVED = strawberry.enum_value(
        "review.removed", description="A review was removed: its time was over.", directives=SINCE
    )
    DISPUTE_MADE = strawberry.enum_value("dispute.made", description="A claim was disputed.", directives=SINCE)
    DISPUTE_READ = strawberry.enum_value("dispute.read", description="The disputes were read.", directives=SINCE)
    DISPUTE_BROUGHT = strawberry.enum_value(
        "dispute.brought", description="An agency is told that its claim is disputed, or no more.", directives=SINCE
    )
    DISPUTE_RETRIED = strawberry.enum_value(
        "dispute.retried", description="An operator has it told again.", directives=SINCE
    )
    DISPUTE_GIVEN_UP = strawberry.enum_value(
        "dispute.given_up", description="An operator gave up telling it.", directives=SINCE
    )
    DISPUTE_ANSWERED = strawberry.enum_value(
        "dispute.answered", description="An agency answered a dispute.", directives=SINCE
    )
    DISPUTE_WITHDRAWN = strawberry.enum_value(
        "dispute.withdrawn", description="A dispute was taken back.", directives=SINCE
    )
    DISPUTE_REMOVED = strawberry.enum_value(
        "dispute.removed", description="A dispute was removed: its time was over.", directives=SINCE
    )
    CAPACITY_COMPUTED = strawberry.enum_value("capacity.computed", description="It was computed what can be missed.")
    ACCESS_REFUSED = strawberry.enum_value("access.refused", description="Somebody tried, and was refused.")
    ACCESS_EVALUATED = strawberry.enum_value(
        "access.evaluated", description="Somebody asked whether access is allowed."
    )
    ACCESSES_READ = strawberry.enum_value("accesses.read", description="This list was read.")
    PERSON_NAMED = strawberry.enum_value(
        "person.named",
        description="Somebody used the person's number, and got a reference for it: nothing else.",
        directives=SINCE,
    )
    PERSON_ERASED = strawberry.enum_value("person.erased", description="The person was erased.")
    PERSON_EXPORTED = strawberry.enum_value(
        "person.exported", description="Everything about the person was taken home.", directives=SINCE
    )
    KEY_DESTROYED_AGAIN = strawberry.enum_value(
        "key.destroyed_again",
        description="The key of a person who was erased was destroyed again: a restored backup had brought it back.",
        directives=SINCE,
    )
    RECORDS_REMOVED = strawberry.enum_value(
        "records.removed", description="What the hub kept was removed: its time was over.", directives=SINCE
    )


@strawberry.enum(description="In which capacity somebody came.")
class PartyRole(Enum):
    """The roles of `consent`."""

    CITIZEN = strawberry.enum_value("citizen", description="A person with a log-in of their own.")
    INTERMEDIARY = strawberry.enum_value("intermediary", description="An organization that helps.")
    STAFF = strawberry.enum_value("staff", description="A worker of an agency.")
    AGENCY = strawberry.enum_value("agency", description="An agency's system.")
    AUDITOR = strawberry.enum_value("auditor", description="An auditor.")
    PORTAL = strawberry.enum_value("portal", description="A portal's system.")
    HUB = strawberry.enum_value("hub", description="This hub by itself: nobody asked just then.", directives=SINCE)


@strawberry.type(description="Who looked.", directives=policy(PERSONAL, RECORD))
class AccessParty:
    """A party."""

    role: PartyRole = strawberry.field(description="In which capacity.")
    you: bool = strawberry.field(description="Whether it was the person, with nobody acting for them.")
    oin: str | None = strawberry.field(description="The organization's number; null for a person.")
    name: str | None = strawberry.field(description="The organization's name, where this hub knows it.")
    for_you: bool = strawberry.field(description="Whether somebody acted for the person.")
    mandate: strawberry.ID | None = strawberry.field(
        description="On which mandate, where somebody acted for the person."
    )


@strawberry.type(
    description="What was decided about one agency's data, and what came of it.",
    directives=policy(PERSONAL, RECORD, listed=5),
)
class AccessDecision:
    """A decision about one agency."""

    agency: Agency = strawberry.field(description="Whose data.")
    permitted: bool = strawberry.field(description="Whether it was allowed.")
    basis: str | None = strawberry.field(description="On what it rests (`Basis`, in small letters); null: refused.")
    article: str | None = strawberry.field(description="The article that allows or forbids it.")
    activity: ProcessingActivity | None = strawberry.field(description="Under which processing activity.")
    ground: str | None = strawberry.field(description="Why it was refused, as a stable code.")
    grant: strawberry.ID | None = strawberry.field(description="The grant it rests on.")
    shown: int | None = strawberry.field(
        description="How many claims were shown; null where the agency was not asked.", directives=policy(FINANCIAL)
    )
    status: str | None = strawberry.field(description="How the agency answered (`SourceStatus`, in small letters).")
    signed: bool | None = strawberry.field(
        description="Whether what was read bore the agency's signature; null where nothing was read, or before 0.2.0.",
        directives=SINCE,
    )

    @classmethod
    def from_domain(cls, agency: str, decided: Decided, outcome: str | None, context: Context) -> "AccessDecision":
        """Show a decision."""
        status, _, rest = (outcome or "").partition(":")
        count, _, signed = rest.partition(":")
        activity = context.services.register.find(decided.activity) if decided.activity else None
        asked = decided.permitted and outcome is not None
        return cls(
            agency=Agency.from_domain(context.services.agency(AgencyCode(agency))),
            permitted=decided.permitted,
            basis=decided.basis,
            article=decided.article,
            activity=ProcessingActivity.from_domain(activity, context) if activity else None,
            ground=decided.ground,
            grant=_grant(decided),
            shown=int(count) if asked and count else None,
            status=status if asked else None,
            signed=signed == "signed" if asked and signed else None,
        )


@strawberry.type(
    description="One access to the person's data: who, when, what, why, on which basis.",
    directives=policy(PERSONAL, RECORD),
)
class Access:
    """An access."""

    id: strawberry.ID = strawberry.field(description="Tells nothing about what it stands for.")
    at: datetime = strawberry.field(description="When.")
    kind: AccessKind = strawberry.field(description="What happened.")
    by: AccessParty = strawberry.field(description="Who.")
    purpose: Purpose | None = strawberry.field(description="What for, where data was asked for.")
    decisions: list[AccessDecision] = strawberry.field(description="What was decided, agency by agency.")
    refused: bool = strawberry.field(description="Whether all of it was refused.")
    ground: str | None = strawberry.field(description="Why somebody was refused before any agency came into it.")
    case: str | None = strawberry.field(
        description="The reason and case number that a worker gave.", directives=policy(IDENTIFYING)
    )
    trace_id: str = strawberry.field(
        description="Ties this to what other parties have in their logs (W3C).", directives=policy(IDENTIFYING)
    )

    @classmethod
    def from_domain(cls, line: AuditLine, context: Context) -> "Access":
        """Show a line of the log."""
        record = line.record
        opaque = context.services.directory.opaque("access", str(record.subject), str(line.seq))
        return cls(
            id=global_id.encode("Access", opaque),
            at=record.at,
            kind=AccessKind[record.event.name],
            by=_party(record, context),
            purpose=Purpose[record.purpose.upper()] if record.purpose else None,
            decisions=[
                AccessDecision.from_domain(agency, decided, _text(record, agency), context)
                for agency, decided in record.decisions
            ],
            refused=is_refused(record),
            ground=_text(record, "ground"),
            case=record.case,
            trace_id=record.trace_id,
        )


@strawberry.type(
    description="One organization, and how often it looked.", directives=policy(PERSONAL, RECORD, listed=10)
)
class AccessOrganization:
    """A row of the view by organization."""

    by: AccessParty = strawberry.field(description="Who.")
    count: int = strawberry.field(description="How often.")
    refused: int = strawberry.field(description="How often all of it was refused.")
    latest: datetime = strawberry.field(description="When for the last time.")


@strawberry.type(
    description="One page of accesses, the latest first; and the same by organization.",
    directives=policy(PERSONAL, RECORD),
)
class AccessConnection(Connection[Access]):
    """A page."""

    organizations: list[AccessOrganization] = strawberry.field(
        description="Everybody who looked, in the order of their latest access, whatever page this is."
    )


def is_refused(record: AuditRecord) -> bool:
    """Say whether everything in this line was refused."""
    if record.event is Event.ACCESS_REFUSED:
        return True
    return bool(record.decisions) and not any(decided.permitted for _, decided in record.decisions)


def by_organization(lines: Sequence[AuditLine], context: Context) -> list[AccessOrganization]:
    """Group the lines by who looked."""
    groups: dict[tuple[str, str], list[AuditRecord]] = {}
    for line in lines:
        groups.setdefault(_who(line.record), []).append(line.record)
    return [
        AccessOrganization(
            by=_party(records[0], context),
            count=len(records),
            refused=_count(is_refused(record) for record in records),
            latest=max(record.at for record in records),
        )
        for records in sorted(groups.values(), key=lambda records: max(record.at for record in records), reverse=True)
    ]


def _who(record: AuditRecord) -> tuple[str, str]:
    return record.role, record.oin or record.representative or SELF


def _party(record: AuditRecord, context: Context) -> AccessParty:
    oin = record.oin
    is_person = record.role == Role.CITIZEN.value
    return AccessParty(
        role=PartyRole[record.role.upper()],
        you=is_person and record.representative is None,
        oin=oin,
        name=next((agency.name for agency in context.services.agencies if agency.oin == oin), None),
        for_you=record.representative is not None,
        mandate=global_id.encode("Mandate", record.mandate) if record.mandate else None,
    )


def _grant(decided: Decided) -> strawberry.ID | None:
    is_grant = decided.basis == Basis.CONSENT.value and decided.rests_on and decided.rests_on != decided.mandate
    return global_id.encode("Grant", decided.rests_on or "") if is_grant else None


def _text(record: AuditRecord, agency: str) -> str | None:
    found = record.outcome.get(agency)
    return found if isinstance(found, str) else None


def _count(truths: Iterable[bool]) -> int:
    return sum(truths)
