"""What is on record about a person: what they allowed, who acts for them, who asked, who looked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import strawberry

from consent.parties import SubjectRef
from consent.verdict import Ground
from hub.actions import reading
from hub.errors import BadInput
from hub.ports import AuditLine
from schema import wishes
from schema.context import Context, Info
from schema.directives import PERSONAL, RECORD, AddedIn, policy
from schema.limits import PAGE
from schema.paging import After, Edge, First, cut
from schema.person import Nobody, Person, PersonInput, subject_of
from schema.problems import AccessRefused, InputProblem
from schema.released_on import COMPUTING, READING, on_law
from schema.resolved import resolved
from schema.types import person as known_as
from schema.types.access import Access, AccessConnection, AccessKind, by_organization
from schema.types.activity import ProcessingActivity
from schema.types.arrangement import ADDED
from schema.types.consent_request import ConsentRequest
from schema.types.grant import Grant, GrantConnection
from schema.types.mandate import Mandate

GrantsResult = Annotated[
    GrantConnection | AccessRefused | InputProblem,
    strawberry.union("GrantsResult", description="The grants, or why they are not shown."),
]


@strawberry.type(
    description="Who may act for a person, in the order given; ended mandates too.", directives=policy(PERSONAL, RECORD)
)
class MandateList:
    """Mandates."""

    mandates: list[Mandate] = strawberry.field(description="The mandates.")


MandatesResult = Annotated[
    MandateList | AccessRefused | InputProblem,
    strawberry.union("MandatesResult", description="The mandates, or why they are not shown."),
]


@strawberry.type(description="Requests for a person's consent, oldest first.", directives=policy(PERSONAL, RECORD))
class ConsentRequestList:
    """Requests."""

    requests: list[ConsentRequest] = strawberry.field(description="The requests.")


ConsentRequestsResult = Annotated[
    ConsentRequestList | AccessRefused | InputProblem,
    strawberry.union("ConsentRequestsResult", description="The requests, or why they are not shown."),
]

AccessesResult = Annotated[
    AccessConnection | AccessRefused | InputProblem,
    strawberry.union("AccessesResult", description="Who looked, or why that is not shown."),
]

PersonResult = Annotated[
    known_as.Person | AccessRefused | InputProblem,
    strawberry.union(
        "PersonResult",
        description="The person as this client knows them, or why nobody is meant.",
        directives=[AddedIn(version=ADDED)],
    ),
]


@strawberry.type(description="What is on record about a person, and what consent can be given for.")
class RecordQueries:
    """The questions about the record."""

    @resolved("The register of processing activities of today, with the texts that a person reads.", policy(weight=1))
    def processing_activities(self, info: Info) -> list[ProcessingActivity]:
        """List the register."""
        context = info.context
        found = context.services.register.in_force(context.now.date())
        return [ProcessingActivity.from_domain(activity, context) for activity in found]

    @resolved(
        "This client's own reference for a person, so that a number is sent once and goes no further. Nobody is asked, "
        "and nothing is said about the person: also not whether anything is known of them. The person sees that "
        "their number was used.",
        (
            *on_law("AVG 25", "A number is replaced by a pseudonym as soon as it can be.", weight=READING),
            AddedIn(version=ADDED),
        ),
    )
    async def person(
        self,
        info: Info,
        person: Annotated[
            PersonInput | None, strawberry.argument(description="Who is meant; a citizen leaves it out.")
        ] = strawberry.UNSET,
    ) -> PersonResult:
        """Give the pseudonym."""
        context = info.context
        subject = await _subject(person, context)
        if not isinstance(subject, str):
            return subject
        if person and person.bsn:
            await context.services.actions.name_person(
                requester=context.requester, subject=subject, trace=context.trace
            )
        return known_as.Person.from_domain(context.about(subject))

    @resolved(
        "What a person allowed, in the order given; ended grants too. "
        "Only for the person, and for whoever may decide on their consent.",
        on_law("AVG 15", "One's own record.", weight=READING),
    )
    async def grants(
        self,
        info: Info,
        person: Person = strawberry.UNSET,
        known_at: Annotated[
            datetime | None, strawberry.argument(description="As the hub knew it at this moment; left out: now.")
        ] = strawberry.UNSET,
        first: First = PAGE,
        after: After = strawberry.UNSET,
    ) -> GrantsResult:
        """List the grants."""
        context = info.context
        subject = await _subject(person, context)
        if not isinstance(subject, str):
            return subject
        try:
            wishes.not_later_than_now(None, known_at or None, context)
        except BadInput as fault:
            return InputProblem.from_fault(fault)
        states = await context.services.actions.list_grants(
            requester=context.requester, subject=subject, trace=context.trace, known_at=known_at or None
        )
        shown = [Grant.from_domain(state, context, known_at=known_at or None) for state in states]
        try:
            page, page_info = cut(shown, first=first, after=after, cursor=lambda grant: str(grant.id))
        except BadInput as fault:
            return InputProblem.from_fault(fault)
        edges = [Edge(cursor=cursor, node=grant) for cursor, grant in page]
        return GrantConnection(edges=edges, page_info=page_info, total_count=len(shown))

    @resolved(
        "Who may act for a person: to the person all of them, to whoever acts only what was given to them.",
        on_law("AVG 15", "One's own record; whoever acts for a person sees their own mandates.", weight=READING),
    )
    async def mandates(self, info: Info, person: Person = strawberry.UNSET) -> MandatesResult:
        """List the mandates."""
        context = info.context
        subject = await _subject(person, context)
        if not isinstance(subject, str):
            return subject
        states = await context.services.actions.list_mandates(
            requester=context.requester, subject=subject, trace=context.trace
        )
        return MandateList(mandates=[Mandate.from_domain(state, context) for state in states])

    @resolved(
        "Requests for consent: to the person all of them, to an organization its own. "
        "To whoever asked, a refusal looks like no answer.",
        on_law("AVG 15", "One's own record; whoever asked for consent sees their own requests.", weight=READING),
    )
    async def consent_requests(self, info: Info, person: Person = strawberry.UNSET) -> ConsentRequestsResult:
        """List the requests."""
        context = info.context
        subject = await _subject(person, context)
        if not isinstance(subject, str):
            return subject
        found = await context.services.actions.list_requests(
            requester=context.requester, subject=subject, trace=context.trace
        )
        return ConsentRequestList(requests=[ConsentRequest.from_domain(request, context) for request in found])

    @resolved(
        "Who looked at a person's data, when, what for and on which basis, refusals too; the latest first, and there "
        "as soon as the access was. Only for the person, and for whoever logged in for them. "
        f"At most the newest {reading.MOST} lines of the log are read, filtered and counted; `until` reaches older.",
        on_law("AVG 15", "One's own record.", weight=COMPUTING),
    )
    async def accesses(
        self,
        info: Info,
        person: Person = strawberry.UNSET,
        organization: Annotated[
            str | None, strawberry.argument(description="Only by the organization with this number.")
        ] = strawberry.UNSET,
        kinds: Annotated[
            list[AccessKind] | None, strawberry.argument(description="Only these kinds; left out: all.")
        ] = strawberry.UNSET,
        since: Annotated[
            datetime | None, strawberry.argument(description="Only from this moment on.")
        ] = strawberry.UNSET,
        until: Annotated[
            datetime | None, strawberry.argument(description="Only up to and including this moment.")
        ] = strawberry.UNSET,
        first: First = PAGE,
        after: After = strawberry.UNSET,
    ) -> AccessesResult:
        """Read the log."""
        context = info.context
        subject = await _subject(person, context)
        if not isinstance(subject, str):
            return subject
        lines = await context.services.actions.list_accesses(
            requester=context.requester,
            subject=subject,
            trace=context.trace,
            since=since or None,
            until=until or None,
        )
        if isinstance(lines, Ground):
            return AccessRefused(code=lines.value, path=["person"])
        wanted = _wanted(lines, organization or None, kinds or None)
        try:
            page, page_info = cut(wanted, first=first, after=after, cursor=lambda line: _cursor(line, context))
        except BadInput as fault:
            return InputProblem.from_fault(fault)
        return AccessConnection(
            edges=[Edge(cursor=cursor, node=Access.from_domain(line, context)) for cursor, line in page],
            page_info=page_info,
            total_count=len(wanted),
            organizations=by_organization(wanted, context),
        )


async def _subject(person: PersonInput | None, context: Context) -> SubjectRef | AccessRefused | InputProblem:
    """Find whom it is about, or say why nobody is meant."""
    try:
        subject = await subject_of(person or None, context)
    except BadInput as fault:
        return InputProblem.from_fault(fault)
    return AccessRefused(code=subject.value, path=["person"]) if isinstance(subject, Nobody) else subject


def _wanted(lines: Sequence[AuditLine], organization: str | None, kinds: list[AccessKind] | None) -> list[AuditLine]:
    names = {kind.name for kind in kinds} if kinds else None
    return [
        line
        for line in lines
        if (organization is None or line.record.oin == organization)
        and (names is None or line.record.event.name in names)
    ]


def _cursor(line: AuditLine, context: Context) -> str:
    return context.services.directory.opaque("access", str(line.record.subject), str(line.seq))
