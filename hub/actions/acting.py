"""Whether somebody may act for a person, and what is written down about who did."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from consent import authority
from consent.mandates import Act, By, Mandate, MandateEvent
from consent.parties import AgencyCode, Requester, Role, SubjectRef
from consent.purposes import Purpose
from consent.verdict import Ground
from hub.audit.events import AuditRecord, Event, Trace, record
from hub.ports import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentProblem:
    """Why nothing was done about a person's consent or mandates, and where in the input."""

    code: str
    path: str


def acting(
    act: Act,
    *,
    requester: Requester,
    subject: SubjectRef,
    events: tuple[MandateEvent, ...],
    at: datetime,
    taking_back: bool = False,
    agencies: Collection[AgencyCode] = (),
) -> By | ConsentProblem:
    """Say who does this, where they may at all of these agencies; otherwise why not."""
    found = authority.may(
        act,
        requester=requester,
        subject=subject,
        events=events,
        at=at,
        taking_back=taking_back,
        agencies=agencies,
    )
    if isinstance(found, Ground):
        return ConsentProblem(code=found.value, path="person")
    return by(requester, found)


async def who_acts(
    act: Act,
    *,
    requester: Requester,
    subject: SubjectRef,
    trace: Trace,
    transaction: Transaction,
    at: datetime,
    taking_back: bool = False,
    agencies: Collection[AgencyCode] = (),
) -> By | ConsentProblem:
    """Say who does this: the person, or whoever may in their place at all of these agencies (decision 31).

    That others tried is written down.
    """
    standing = await transaction.standing()
    found = acting(
        act,
        requester=requester,
        subject=subject,
        events=standing.mandates,
        at=at,
        taking_back=taking_back,
        agencies=agencies,
    )
    return await noted(found, requester=requester, subject=subject, trace=trace, transaction=transaction, at=at)


async def noted(
    found: By | ConsentProblem,
    *,
    requester: Requester,
    subject: SubjectRef,
    trace: Trace,
    transaction: Transaction,
    at: datetime,
) -> By | ConsentProblem:
    """Write down that somebody tried what they may not: the person sees that too."""
    if isinstance(found, ConsentProblem):
        await transaction.append_audit(refused(Ground(found.code), requester, subject, at, trace))
    return found


def by(requester: Requester, mandate: Mandate | None = None) -> By:
    """Write down who does something, and how they had logged in."""
    return By(
        client=requester.client,
        representative=requester.representative,
        mandate=mandate.id if mandate else None,
        acr=requester.acr,
        logged_in_at=requester.logged_in_at,
    )


async def may_view(
    requester: Requester,
    subject: SubjectRef,
    transaction: Transaction,
    at: datetime,
    *,
    purpose: Purpose | None = None,
    agencies: Collection[AgencyCode] = (),
) -> Mandate | Ground | None:
    """Say whether somebody may see what is a person's own; None: they are that person. A mandate: they act for them.

    `agencies` are those whose data is in it: a mandate must reach them all.
    """
    standing = await transaction.standing()
    return authority.may(
        Act.VIEW,
        requester=requester,
        subject=subject,
        events=standing.mandates,
        at=standing.moment(at),
        purpose=purpose,
        agencies=agencies,
    )


async def may_view_own(
    requester: Requester, subject: SubjectRef, transaction: Transaction, at: datetime
) -> Mandate | Ground | None:
    """Like `may_view`, for what only a person with a log-in sees: their own, or that of whom they logged in for."""
    if not requester.is_subject(subject):
        return Ground.NOT_THEIR_OWN
    return await may_view(requester, subject, transaction, at)


async def may_see_consents(
    requester: Requester, subject: SubjectRef, transaction: Transaction, at: datetime
) -> Mandate | Ground | None:
    """Like `may_view_own`, and for an organization that may decide on the person's consent."""
    if requester.role is not Role.INTERMEDIARY:
        return await may_view_own(requester, subject, transaction, at)
    standing = await transaction.standing()
    moment = standing.moment(at)
    return authority.may(
        Act.CONSENT, requester=requester, subject=subject, events=standing.mandates, at=moment, taking_back=True
    )


async def kept_from(
    requester: Requester, acts: frozenset[Act], transaction: Transaction, at: datetime
) -> ConsentProblem | None:
    """Say why a person cannot hand these acts on: nobody gives away what a court took out of their own hands.

    An organization that records a paper hands on nothing.
    """
    subject = requester.subject
    if subject is None:
        return None
    events = (await transaction.standing()).mandates
    for act in (Act.CONSENT, *sorted(acts)):
        who = acting(act, requester=requester, subject=subject, events=events, at=at)
        if isinstance(who, ConsentProblem):
            return who
    return None


def refused(ground: Ground, requester: Requester, subject: SubjectRef, at: datetime, trace: Trace) -> AuditRecord:
    """Write down that somebody tried to see what is a person's own: the person sees that too."""
    return record(
        Event.ACCESS_REFUSED,
        requester=requester,
        subject=subject,
        at=at,
        trace=trace,
        outcome={"ground": ground.value},
    )
