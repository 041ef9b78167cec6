"""The only function in the project that says yes or no to access."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from consent import authority, history, mandates
from consent.activities import Activity, Footing
from consent.arrangements import CarriedOut
from consent.history import GrantState, GrantStatus
from consent.mandates import Act, Mandate
from consent.parties import Agency, Requester, Role, SubjectRef
from consent.purposes import Category
from consent.standing import Standing
from consent.verdict import Ground, Permitted, Refused, Verdict


def decide(
    *,
    requester: Requester,
    subject: SubjectRef,
    activities: Sequence[Activity],
    categories: frozenset[Category],
    agencies: Sequence[Agency],
    standing: Standing,
    at: datetime,
) -> tuple[Verdict, ...]:
    """Decide per agency whether what it states about the subject may be fetched and released; the default is no.

    One verdict per agency, in the order given. `activities` are those that could serve the question; the first that
    permits counts, and of refusals the first. What is on record about anybody else is ignored, so that a wrong look-up
    cannot open a door; and where deciding fails, the answer is no. Not checked here: who the requester is (the token
    is checked before), and whether the agency answers at all.
    """
    try:
        asked = _Asked(
            requester=requester,
            subject=subject,
            activities=tuple(activities),
            categories=categories,
            at=at,
            barred=_barred(requester, subject, activities),
        )
        found = _Found.of(asked, standing)
        return tuple(_decided(asked, agency, found) for agency in agencies)
    except Exception:  # noqa: BLE001 - whatever went wrong, it must not open a door
        return tuple(Refused(agency=agency.code, ground=Ground.UNDECIDED) for agency in agencies)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """The question. `barred` is the ground that bars the requester from every agency at once, if there is one."""

    requester: Requester
    subject: SubjectRef
    activities: tuple[Activity, ...]
    categories: frozenset[Category]
    at: datetime
    barred: Ground | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What of the record counts for this question: grants to this recipient, mandates, running arrangements."""

    grants: tuple[GrantState, ...]
    mandates: tuple[Mandate, ...]
    arrangements: tuple[CarriedOut, ...]

    @classmethod
    def of(cls, asked: _Asked, standing: Standing) -> "_Found":
        requester, at = asked.requester, asked.at
        return cls(
            grants=tuple(
                state
                for state in history.states(standing.consents, known_at=at)
                if state.grant.subject == asked.subject and state.grant.recipient == requester.recipient
            ),
            mandates=mandates.in_force(standing.mandates, subject=asked.subject, at=at),
            arrangements=tuple(
                run
                for run in standing.arrangements
                if run.subject == asked.subject and run.runs(at) and run.concerns(requester.agency)
            ),
        )


def _barred(requester: Requester, subject: SubjectRef, activities: Sequence[Activity]) -> Ground | None:
    match requester.role:
        case Role.CITIZEN:
            return None if requester.is_subject(subject) else Ground.NOT_THEIR_OWN
        case Role.AGENCY | Role.STAFF | Role.INTERMEDIARY:
            unregistered = [activity for activity in activities if activity.purpose not in requester.purposes]
            return Ground.PURPOSE_NOT_REGISTERED if unregistered else None
        case _:
            return Ground.ROLE_HAS_NO_BASIS


def _decided(asked: _Asked, agency: Agency, found: _Found) -> Verdict:
    """Try one activity after the other."""
    if asked.barred is not None:
        return Refused(agency=agency.code, ground=asked.barred)
    refusals = []
    for activity in asked.activities:
        if not _serves(activity, asked, agency):
            continue
        verdict = _under(activity, asked, agency, found)
        if isinstance(verdict, Permitted):
            return verdict
        refusals.append(verdict)
    return refusals[0] if refusals else Refused(agency=agency.code, ground=Ground.NO_ACTIVITY)


def _serves(activity: Activity, asked: _Asked, agency: Agency) -> bool:
    """Say whether an activity is for this requester, this agency and any of what is asked."""
    fits = activity.admits(asked.requester) and activity.reaches(agency, asked.requester)
    return fits and bool(activity.categories & asked.categories)


def _under(activity: Activity, asked: _Asked, agency: Agency, found: _Found) -> Verdict:
    """Decide under one activity, by what it needs."""
    match activity.footing:
        case Footing.GRANT:
            return _on_grant(activity, asked, agency, found)
        case Footing.MANDATE:
            return _on_mandate(activity, asked, agency, found)
        case Footing.ARRANGEMENT:
            return _on_arrangement(activity, asked, agency, found)
        case Footing.LAW:
            return _on_law(activity, asked, agency, found)
        case _:
            assert_never(activity.footing)


def _on_grant(activity: Activity, asked: _Asked, agency: Agency, found: _Found) -> Verdict:
    """Consent: never enough to hand what a law keeps secret to another organization (decision 28)."""
    requester = asked.requester
    if agency.secrecy and requester.role is not Role.CITIZEN and requester.agency != agency.code:
        return _no(activity, agency, Ground.NEEDS_LEGAL_BASIS, agency.secrecy)
    mandate = _acting(activity, asked, agency, found)
    if isinstance(mandate, Ground):
        return _no(activity, agency, mandate)
    statuses = set()
    for state in found.grants:
        grant = state.grant
        if grant.agency != agency.code or grant.purpose is not activity.purpose:
            continue
        status = state.status(activity, asked.at)
        if status is GrantStatus.IN_FORCE and grant.categories & asked.categories & activity.categories:
            return replace(_yes(activity, asked, agency, within=grant.categories, mandate=mandate), grant=grant.id)
        statuses.add(status)
    # An organization learns no more than that there is no consent: not that there was, nor why it ended.
    telling = _TELLING if requester.role is Role.CITIZEN else {}
    ground = next((ground for status, ground in telling.items() if status in statuses), Ground.NO_GRANT)
    return _no(activity, agency, ground)


_TELLING = {
    GrantStatus.OUTDATED: Ground.OUTDATED,
    GrantStatus.LAPSED: Ground.LAPSED,
    GrantStatus.USED_UP: Ground.USED_UP,
}
"""Why a grant does not count, where that tells the person what to do; the first that is there is told."""


def _acting(activity: Activity, asked: _Asked, agency: Agency, found: _Found) -> Mandate | Ground | None:
    """Find the leave of whoever acts for the person; nobody needs leave to act for themselves."""
    if not asked.requester.represents:
        return None
    mandate = authority.covering(
        asked.requester, found.mandates, Act.VIEW, purpose=activity.purpose, agencies=(agency.code,)
    )
    return mandate or Ground.NO_MANDATE


def _on_mandate(activity: Activity, asked: _Asked, agency: Agency, found: _Found) -> Verdict:
    """Whoever acts for the person stands where the person stands: within the mandate, secrecy is no bar."""
    mandate = _acting(activity, asked, agency, found)
    if not isinstance(mandate, Mandate):
        return _no(activity, agency, Ground.NO_MANDATE)
    return _yes(activity, asked, agency, mandate=mandate)


def _on_law(activity: Activity, asked: _Asked, agency: Agency, found: _Found) -> Verdict:
    """The article alone is enough, but for whoever comes in the person's place: they need leave from the person."""
    requester = asked.requester
    in_their_own_name = requester.actor is None and requester.oin in activity.recipients
    mandate = None if in_their_own_name else _acting(activity, asked, agency, found)
    if isinstance(mandate, Ground):
        return _no(activity, agency, mandate)
    return _yes(activity, asked, agency, mandate=mandate)


def _on_arrangement(activity: Activity, asked: _Asked, agency: Agency, found: _Found) -> Verdict:
    """Whoever carries out an arrangement, or has claims in it, sees the owners' claims, and nobody else's."""
    for run in found.arrangements:
        if agency.code in run.owners:
            return replace(_yes(activity, asked, agency), arrangement=run.id, article=run.article)
    return _no(activity, agency, Ground.NO_ARRANGEMENT)


def _yes(
    activity: Activity,
    asked: _Asked,
    agency: Agency,
    *,
    within: frozenset[Category] | None = None,
    mandate: Mandate | None = None,
) -> Permitted:
    covered = asked.categories & activity.categories
    return Permitted(
        agency=agency.code,
        activity=activity.id,
        basis=activity.basis,
        article=activity.article,
        categories=covered if within is None else covered & within,
        mandate=mandate.id if mandate else None,
    )


def _no(activity: Activity, agency: Agency, ground: Ground, article: str | None = None) -> Refused:
    return Refused(agency=agency.code, ground=ground, article=article, activity=activity.id)
