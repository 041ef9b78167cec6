"""What happens in the life of an arrangement. Each says on which day, who did it, and on what it rests."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar

from consent.parties import AgencyCode
from hub.domain.arrangement import Allocation
from hub.domain.claim import Amounts, Claim, ClaimKey
from hub.domain.money import NOTHING, Cents
from hub.life.actor import Happened
from hub.life.agreed import Agreed, Term
from hub.life.paying import BY_TRANSFER, Paying
from hub.life.states import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted(Happened):
    """The person accepted, and said how they pay."""

    step: ClassVar = Step.ACCEPT

    agreed: Agreed
    paying: Paying = BY_TRANSFER


@dataclass(frozen=True, slots=True, kw_only=True)
class Requested(Happened):
    """The executing agency has been asked."""

    step: ClassVar = Step.REQUEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted(Happened):
    """It granted what was asked, with these due dates."""

    step: ClassVar = Step.GRANT

    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered(Happened):
    """It grants other terms, if the person agrees before `until` (not included)."""

    step: ClassVar = Step.OFFER

    agreed: Agreed
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedTo(Happened):
    """The person agreed to the other terms, with these due dates."""

    step: ClassVar = Step.AGREE

    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined(Happened):
    """It refused; the reason is its own."""

    step: ClassVar = Step.DECLINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money that came in at the executing agency, in cents, under a reference that no other has.

    `only` is the agency that set it off against its own claims; None: it is for all of them.
    """

    reference: str
    amount: Cents
    on: date
    only: AgencyCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Received(Happened):
    """A payment came in and was booked: `lines` says on what, `surplus` is what was too much and goes back."""

    step: ClassVar = Step.RECEIVE

    payment: Payment
    lines: tuple[Allocation, ...]
    surplus: Cents = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversed(Happened):
    """A payment did not stay (*storno*): what it had paid is open again."""

    step: ClassVar = Step.REVERSE

    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Restated(Happened):
    """An agency states that something else is open of a claim.

    Less is taken from what stays open after the terms, and then from the last terms. More is no part of the
    arrangement: `outside` says how much, and a person looks (R1-17).
    """

    step: ClassVar = Step.RESTATE

    key: ClaimKey
    open: Amounts
    terms: tuple[Term, ...]
    outside: Amounts = field(default_factory=Amounts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded(Happened):
    """A term was missed: so many cents. Until that day, included, they can still come in."""

    step: ClassVar = Step.REMIND

    missing: Cents
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Cured(Happened):
    """All that was due is in."""

    step: ClassVar = Step.CURE


class Question(StrEnum):
    """What a person at the agency must decide, because no rule may."""

    MISSED = "missed"
    END = "end"
    REVIEW = "review"
    CLAIM_GREW = "claim_grew"
    REVERSED = "reversed"
    PAUSE_OTHERWISE = "pause_otherwise"
    OWNER_DOES_NOT_FOLLOW = "owner_does_not_follow"
    TERMS_NOT_FOLLOWED = "terms_not_followed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAsked(Happened):
    """A person at the agency is asked to decide."""

    step: ClassVar = Step.ASK_PERSON

    question: Question


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseAsked(Happened):
    """The person asks that nothing need be paid before `until`; the agency decides.

    The pause counts from `since`: where it extends one, from that one's first day.
    """

    step: ClassVar = Step.ASK_PAUSE

    since: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseDeclined(Happened):
    """The agency refused a pause; the reason is its own."""

    step: ClassVar = Step.DECLINE_PAUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused(Happened):
    """Nothing needs to be paid from `since` and before `until`; what is unpaid comes after it, on new days."""

    step: ClassVar = Step.PAUSE

    since: date
    until: date
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(Happened):
    """The pause is over."""

    step: ClassVar = Step.RESUME


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeAsked(Happened):
    """The person asks for other terms, or that something joins (R1-17); the agency decides.

    `agreed` is what would be agreed on then. `joins` is what would join: a claim, with as much of it as is not in the
    arrangement. `proposal` names what it was computed as.
    """

    step: ClassVar = Step.ASK_CHANGE

    agreed: Agreed
    joins: tuple[Claim, ...]
    proposal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOffered(Happened):
    """The agency grants other terms than those that were asked for, if the person agrees before `until`."""

    step: ClassVar = Step.OFFER_CHANGE

    agreed: Agreed
    joins: tuple[Claim, ...]
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDeclined(Happened):
    """Nothing changes: the agency refused it for a reason of its own, or the person did not agree in time."""

    step: ClassVar = Step.DECLINE_CHANGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended(Happened):
    """Other terms from now on, and what joins."""

    step: ClassVar = Step.AMEND

    agreed: Agreed
    joins: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended(Happened):
    """The agency ended it early. Until `pay_by`, included, nothing is collected; None: no such time is given.

    From `collected_from` on each owner may collect by its own rules; None: nobody does because of this end.
    """

    step: ClassVar = Step.END

    ground: str
    pay_by: date | None
    collected_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed(Happened):
    """All is paid."""

    step: ClassVar = Step.COMPLETE


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn(Happened):
    """The person wants it no longer."""

    step: ClassVar = Step.WITHDRAW


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired(Happened):
    """The person did not agree to other terms in time."""

    step: ClassVar = Step.EXPIRE


Event = (
    Accepted
    | Requested
    | Granted
    | Offered
    | AgreedTo
    | Declined
    | Received
    | Reversed
    | Restated
    | Reminded
    | Cured
    | PersonAsked
    | PauseAsked
    | PauseDeclined
    | Paused
    | Resumed
    | ChangeAsked
    | ChangeOffered
    | ChangeDeclined
    | Amended
    | Ended
    | Completed
    | Withdrawn
    | Expired
)
