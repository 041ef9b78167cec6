"""Who may do something on a person's behalf: the person, or whoever acts for them. Never an agency."""

from collections.abc import Sequence
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
    act: Act, *, requester: Requester, subject: SubjectRef, events: Sequence[MandateEvent], at: datetime
) -> Mandate | Ground | None:
    """Say whether the requester may do this for the subject. None: yes, for themselves. A mandate: yes, on it."""
    standing = mandates.in_force(events, subject=subject, at=at)
    if requester.role is not Role.INTERMEDIARY and not requester.is_subject(subject):
        return Ground.NOT_THEIR_OWN
    # What a court took out of the person's hands they cannot leave to a helper either.
    by_court = tuple(mandate for mandate in standing if act in KEPT_FROM.get(mandate.kind, ()))
    if requester.represents:
        return covering(requester, by_court or standing, act) or Ground.NO_MANDATE
    return Ground.UNDER_GUARDIANSHIP if by_court else None


def covering(
    requester: Requester,
    standing: Sequence[Mandate],
    act: Act,
    *,
    purpose: Purpose | None = None,
    agency: AgencyCode | None = None,
) -> Mandate | None:
    """Find the mandate under which the requester acts; of several the first that is wide enough."""
    return next(
        (
            mandate
            for mandate in standing
            if mandate.representative == requester.representative
            and act in mandate.acts
            and (purpose is None or purpose in mandate.purposes)
            and (agency is None or agency in mandate.agencies)
        ),
        None,
    )
