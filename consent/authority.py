"""Who may do something on a person's behalf: the person, or whoever acts for them. Never an agency."""

from collections.abc import Collection, Sequence
from datetime import datetime

from consent import mandates
from consent.mandates import Act, Mandate, MandateEvent, MandateKind
from consent.parties import AgencyCode, Requester, Role, SubjectRef
from consent.purposes import Purpose
from consent.verdict import Ground

KEPT_FROM = {
    MandateKind.ADMINISTRATION: frozenset({Act.ACCEPT}),
    MandateKind.GUARDIANSHIP: frozenset({Act.ACCEPT, Act.CONSENT}),
}
"""What a court's order takes out of the person's own hands (decision 31; BW 1:438 and 1:381)."""


def may(
    act: Act,
    *,
    requester: Requester,
    subject: SubjectRef,
    events: Sequence[MandateEvent],
    at: datetime,
    taking_back: bool = False,
    purpose: Purpose | None = None,
    agencies: Collection[AgencyCode] = (),
) -> Mandate | Ground | None:
    """Say whether the requester may do this for the subject. None: yes, for themselves. A mandate: yes, on it.

    A mandate must reach all of the `agencies` that it is done at, and the `purpose` that it is done for.

    Taking consent back, or refusing it, is never kept from the person: it only ever lets fewer people see.
    """
    standing = mandates.in_force(events, subject=subject, at=at)
    if not may_try(requester, subject):
        return Ground.NOT_THEIR_OWN
    # What a court took out of the person's hands they cannot leave to a helper either.
    by_court = () if taking_back else tuple(mandate for mandate in standing if _keeps(mandate, act))
    if requester.represents:
        return covering(requester, by_court or standing, act, purpose=purpose, agencies=agencies) or (Ground.NO_MANDATE)
    return Ground.UNDER_GUARDIANSHIP if by_court else None


def may_try(requester: Requester, subject: SubjectRef) -> bool:
    """Say whether there is any way in which somebody could act here: for themselves, or for whom they help."""
    return requester.role is Role.INTERMEDIARY or requester.is_subject(subject)


def _keeps(mandate: Mandate, act: Act) -> bool:
    """Say whether a court's mandate keeps an act from the person.

    Accepting it always does. Consenting it does where its representative can consent instead: otherwise nobody could.
    """
    return act in KEPT_FROM.get(mandate.kind, ()) and (act is Act.ACCEPT or act in mandate.acts)


def covering(
    requester: Requester,
    standing: Sequence[Mandate],
    act: Act,
    *,
    purpose: Purpose | None = None,
    agencies: Collection[AgencyCode] = (),
) -> Mandate | None:
    """Find the mandate under which the requester acts; of several the first that is wide enough."""
    return next(
        (
            mandate
            for mandate in standing
            if mandate.representative == requester.representative
            and act in mandate.acts
            and (purpose is None or purpose in mandate.purposes)
            and mandate.agencies.issuperset(agencies)
        ),
        None,
    )
