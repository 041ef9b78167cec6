"""The only function in the project that says yes or no to access."""

from collections.abc import Sequence
from datetime import datetime

from consent import history
from consent.grants import ConsentEvent, Grant
from consent.parties import Agency, Requester, Role, SubjectRef
from consent.purposes import Purpose
from consent.verdict import Basis, Ground, Permitted, Refused, Verdict


def decide(
    *,
    requester: Requester,
    subject: SubjectRef,
    purpose: Purpose,
    agencies: Sequence[Agency],
    events: Sequence[ConsentEvent],
    at: datetime,
) -> tuple[Verdict, ...]:
    """Decide per agency whether its claims about the subject may be fetched and released; the default is no.

    One verdict per agency, in the order given. `events` is the consent history of the subject; events of anybody
    else are ignored, so that a wrong look-up cannot open a door. Not checked here: who the requester is (the token
    is checked before), and whether the agency answers at all.
    """
    grants = [grant for grant in history.in_force(events, at=at) if grant.subject == subject]
    barred = _barred(requester, subject, purpose)
    return tuple(_one(requester, agency, purpose, grants, barred) for agency in agencies)


def _barred(requester: Requester, subject: SubjectRef, purpose: Purpose) -> Ground | None:
    """Give the ground that bars this requester from every agency at once, if there is one."""
    match requester.role:
        case Role.CITIZEN:
            return None if requester.is_subject(subject) else Ground.NOT_THEIR_OWN
        case Role.AGENCY:
            return None if purpose in requester.purposes else Ground.PURPOSE_NOT_REGISTERED
        case Role.INTERMEDIARY:
            return Ground.NO_MANDATE
        case _:
            return Ground.ROLE_HAS_NO_BASIS


def _one(
    requester: Requester, agency: Agency, purpose: Purpose, grants: Sequence[Grant], barred: Ground | None
) -> Verdict:
    if barred is not None:
        return Refused(agency=agency.code, ground=barred)
    if agency.secrecy and requester.role is not Role.CITIZEN and requester.agency != agency.code:
        return Refused(agency=agency.code, ground=Ground.NEEDS_LEGAL_BASIS, article=agency.secrecy)
    for grant in grants:
        if (grant.agency, grant.purpose, grant.recipient) == (agency.code, purpose, requester.recipient):
            return Permitted(agency=agency.code, basis=Basis.CONSENT, grant_id=grant.id)
    return Refused(agency=agency.code, ground=Ground.NO_GRANT)
