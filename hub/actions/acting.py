"""Whether somebody may act for a person, and what is written down about who did."""

from dataclasses import dataclass
from datetime import datetime

from consent import authority
from consent.mandates import Act, By, Mandate, MandateEvent
from consent.parties import Requester, SubjectRef
from consent.verdict import Ground
from hub.ports import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentProblem:
    """Why nothing was done about a person's consent or mandates, and where in the input."""

    code: str
    path: str


def acting(
    act: Act, *, requester: Requester, subject: SubjectRef, events: tuple[MandateEvent, ...], at: datetime
) -> By | ConsentProblem:
    """Say who does this, where they may; otherwise why not."""
    found = authority.may(act, requester=requester, subject=subject, events=events, at=at)
    if isinstance(found, Ground):
        return ConsentProblem(code=found.value, path="person")
    return by(requester, found)


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
    requester: Requester, subject: SubjectRef, transaction: Transaction, at: datetime
) -> Mandate | Ground | None:
    """Say whether somebody may see what is a person's own; None: they are that person. A mandate: they act for them."""
    standing = await transaction.standing()
    moment = standing.moment(at)
    return authority.may(Act.VIEW, requester=requester, subject=subject, events=standing.mandates, at=moment)
