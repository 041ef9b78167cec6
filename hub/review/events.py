"""What happens in a review: it begins, those concerned speak, a person at the agency decides, or it goes."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from consent.parties import AgencyCode
from hub.domain.advice import LegalRemedy
from hub.domain.reasons import Reason
from hub.domain.scheme import SchemeCode
from hub.review.states import Step


class About(StrEnum):
    """What is to be looked at: what came out instead of a plan, a kept proposal, or an accepted arrangement."""

    OUTCOME = "outcome"
    PROPOSAL = "proposal"
    ARRANGEMENT = "arrangement"


class Decision(StrEnum):
    """What a person at the agency can decide. A closed list: the first five grant something.

    The last one is for what nobody applied for: there is nothing to refuse then.
    """

    DEVIATION = "deviation"
    TAILOR_MADE = "tailor_made"
    CAPACITY = "capacity"
    MAY_GROUND = "may_ground"
    OTHER_TERMS = "other_terms"
    REFUSED = "refused"
    ENDED = "ended"
    AS_AGREED = "as_agreed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who does something in a review: an agency's worker, or the person and whoever acts for them."""

    agency: AgencyCode | None = None
    worker: str | None = None
    representative: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What is to be looked at, and by whom.

    `concerns` is the id of the proposal or arrangement. `agency` is the competent one. `owners` are the agencies with
    claims in an arrangement. `grounds` are those of the outcome, as codes with their article, without amounts: the
    person's own; no agency is shown them, because they may come from another agency's data.
    """

    about: About
    scheme: SchemeCode
    agency: AgencyCode
    concerns: str | None = None
    owners: frozenset[AgencyCode] = frozenset()
    grounds: tuple[Reason, ...] = ()

    @property
    def agencies(self) -> frozenset[AgencyCode]:
        """All that it touches: who speaks for the person must have leave for each of them."""
        return self.owners | {self.agency}


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """The day on which it happened, and who did it."""

    on: date
    by: Speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied(Happened):
    """The person asks for a person, in their own words; `reason` says until when the agency has, and by which rule."""

    step: ClassVar = Step.APPLY

    matter: Matter
    words: str
    decide_by: date
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(Happened):
    """The agency has to look of its own motion: `owner` does not follow an arrangement that it granted; `reason` why.

    Nobody applied, so that no law gives a term: none runs, and there is nothing that could be taken back or refused.
    """

    step: ClassVar = Step.OPEN

    matter: Matter
    owner: AgencyCode
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(Happened):
    """Somebody says something. `to` is the agency that is asked; None: whoever takes part.

    `kept_back` is the article that keeps the text from the person; that it was said is never kept from them.
    """

    step: ClassVar = Step.SAY

    text: str
    to: AgencyCode | None = None
    kept_back: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided(Happened):
    """A worker of the competent agency decided, why, under which article, and what can be done against it."""

    step: ClassVar = Step.DECIDE

    decision: Decision
    says: str
    article: str
    remedy: LegalRemedy


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn(Happened):
    """The person took it back: nobody has to decide any more."""

    step: ClassVar = Step.WITHDRAW


Begun = Applied | Opened
"""How a review begins."""

Event = Applied | Opened | Said | Decided | Withdrawn
