"""The two answers to an access question, each with its grounds."""

from dataclasses import dataclass
from enum import StrEnum

from consent.activities import ActivityId, Basis
from consent.arrangements import ArrangementId
from consent.grants import GrantId
from consent.mandates import MandateId
from consent.parties import AgencyCode
from consent.purposes import Category


class Ground(StrEnum):
    """Why access is refused. Codes are stable for ever."""

    NO_GRANT = "consent.missing"
    LAPSED = "consent.lapsed"
    OUTDATED = "consent.outdated"
    USED_UP = "consent.used_up"
    NO_MANDATE = "consent.no_mandate"
    NO_ARRANGEMENT = "consent.no_arrangement"
    NEEDS_LEGAL_BASIS = "needs.legal_basis"
    NO_ACTIVITY = "consent.no_activity"
    PURPOSE_NOT_REGISTERED = "consent.purpose_not_registered"
    ROLE_HAS_NO_BASIS = "consent.role_has_no_basis"
    NOT_THEIR_OWN = "consent.not_their_own"
    UNDER_GUARDIANSHIP = "consent.under_guardianship"
    ARRANGEMENT_RUNS = "consent.arrangement_runs"
    UNDECIDED = "consent.undecided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Permitted:
    """Yes: these categories, on this basis, under this activity.

    It rests on a grant, on an arrangement, or on the article alone; `mandate` names the leave of whoever acts for the
    person, where somebody does.
    """

    agency: AgencyCode
    activity: ActivityId
    basis: Basis
    article: str
    categories: frozenset[Category]
    grant: GrantId | None = None
    mandate: MandateId | None = None
    arrangement: ArrangementId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """No, because of this ground. `article` names the law where a law forbids it."""

    agency: AgencyCode
    ground: Ground
    article: str | None = None
    activity: ActivityId | None = None


Verdict = Permitted | Refused
