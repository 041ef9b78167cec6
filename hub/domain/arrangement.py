"""What comes out of the decision: a proposal, a refusal, or the honest word that a person must look."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import Final, NamedTuple

from consent.parties import AgencyCode
from hub.domain.capacity import Room
from hub.domain.claim import Claim, ClaimKey, Component
from hub.domain.money import NOTHING, Cents
from hub.domain.reasons import Reason
from hub.domain.scheme import Participant, Reform, SchemeCode
from hub.domain.source import SourceReport
from hub.domain.written import LATER
from hub.errors import BadInput

_AMOUNT: Final = attrgetter("amount")


class Treatment(StrEnum):
    """What happens to one claim in the plan."""

    INCLUDED = "included"
    FROZEN = "frozen"
    LEFT_OUT = "left_out"


class TreatedClaim(NamedTuple):
    """A claim, what is done with it, and why."""

    claim: Claim
    treatment: Treatment
    reasons: tuple[Reason, ...]


class Route(StrEnum):
    """By which way the arrangement came about."""

    STANDARD = "standard"
    TAILOR_MADE = "tailor_made"
    CAPACITY = "capacity"
    POSTPONEMENT = "postponement"
    PAUSE = "pause"
    SHORT_POSTPONEMENT = "short_postponement"
    PERSONAL = "personal"


class DecidedBy(StrEnum):
    """How the agency decides: only what grants the standard is a rule's alone (decision 27)."""

    RULE = "rule"
    PERSON = "person"


class Floor(StrEnum):
    """Whether the subsistence minimum was guarded; never claimed on incomplete data (decision 30)."""

    NOT_CHECKED = "not_checked"
    PARTLY_CHECKED = "partly_checked"
    GUARDED = "guarded"
    BELOW = "below"


LAST_DAY = 31
"""The longest month; in shorter ones its last day counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptIn:
    """A frozen claim that the person wants in all the same. `gives_up` repeats the remedy that paying may cost them."""

    owner: AgencyCode
    reference: str
    gives_up: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the person may choose; everything may be left out.

    `payment_day` is the day of the month (1 to 31); `months` or `amount` (cents a month), never both; `route` a way of
    their own; `opt_ins` frozen claims to take in, each with a confirmation of its own (readings 13).
    """

    payment_day: int | None = None
    months: int | None = None
    amount: Cents | None = None
    route: Route | None = None
    opt_ins: tuple[OptIn, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be chosen. Raises BadInput that names the field."""
        if self.months is not None and self.amount is not None:
            raise BadInput("choice.months_or_amount", "Both months and an amount were chosen.", "Choose one of them.")
        if self.payment_day is not None and not 1 <= self.payment_day <= LAST_DAY:
            raise BadInput("choice.no_such_day", "There is no such day of the month.", "Choose 1 to 31.")
        for name in ("months", "amount"):
            wanted = getattr(self, name)
            if wanted is not None and wanted < 1:
                raise BadInput("choice.not_positive", f"{name} is not above zero.", "Choose at least 1.")


class Allocation(NamedTuple):
    """The part of one instalment that goes to one part of one claim."""

    key: ClaimKey
    component: Component
    amount: Cents


class Instalment(NamedTuple):
    """One dated amount (*termijn*); its allocations add up to it, as the plan that it is of sees to."""

    number: int
    due_on: date
    amount: Cents
    allocations: tuple[Allocation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """What the decision looked at, whatever came out: the same for a proposal, a refusal and a human look.

    `scheme` is the one whose rules were applied; `asked` the one that was asked for. `missing` are the needed agencies
    without a full answer; `claims` every claim once, `history` the reports of a claim that another report replaced.
    `reform` is the one under which alone the scheme can be.
    """

    on: date
    asked: SchemeCode
    scheme: SchemeCode
    executes: AgencyCode | None
    participants: tuple[Participant, ...]
    is_law: bool
    claims: tuple[TreatedClaim, ...]
    history: tuple[Claim, ...]
    missing: tuple[SourceReport, ...]
    reform: Reform | None = field(default=None, metadata=LATER)

    @property
    def included(self) -> tuple[Claim, ...]:
        """The claims that are in the plan."""
        return tuple(item.claim for item in self.claims if item.treatment is Treatment.INCLUDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An arrangement not yet accepted.

    `reasons` is the computation step by step. `blocked_by` says why it cannot be accepted as it stands (empty: it
    can); `conditions` what holds on acceptance. Amounts are cents, `months` the number of instalments. After `months`
    the agency looks again (`review_on`) and `open_after_review` is still open: shown, not promised. `arrangements`
    counts the arrangements that this is in the agency's own books. `alternatives` are other plans on the same facts,
    `unconfirmed` the values below `verified` that decided and that no agency has confirmed to the operator.
    """

    considered: Considered
    route: Route
    decided_by: DecidedBy
    floor: Floor
    total: Cents
    months: int
    monthly_amount: Cents
    instalments: tuple[Instalment, ...]
    reasons: tuple[Reason, ...]
    conditions: tuple[Reason, ...]
    blocked_by: tuple[Reason, ...]
    open_after_review: Cents = NOTHING
    review_on: date | None = None
    arrangements: int = 1
    room: Room | None = None
    alternatives: tuple["Proposal", ...] = ()
    unconfirmed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Hold the invariants: every cent of the total is in exactly one instalment, or open after the review.

        Of each instalment something is paid, and all of it has a destination.
        """
        if not _all_allocated(self.instalments):
            message = "an instalment is positive and its allocations add up to it"
            raise ValueError(message)
        if sum(map(_AMOUNT, self.instalments)) + self.open_after_review != self.total:
            message = "instalments and what stays open add up to the total"
            raise ValueError(message)
        if len(self.instalments) != self.months:
            message = "there are as many instalments as months"
            raise ValueError(message)

    @property
    def indicative(self) -> bool:
        """Say whether amounts may change: a needed agency is missing, or a value must be confirmed first."""
        return bool(self.considered.missing) or any(reason.code == "rule.unconfirmed" for reason in self.blocked_by)

    @property
    def acceptable(self) -> bool:
        """Say whether nothing stands in the way of accepting it."""
        return not self.blocked_by


def _all_allocated(instalments: Sequence[Instalment]) -> bool:
    """Say whether each is above zero and its allocations add up to it; the same allocations are added up once."""
    lines: tuple[Allocation, ...] = ()
    allocated = 0
    for one in instalments:
        if one.allocations is not lines:
            lines = one.allocations
            allocated = sum(map(_AMOUNT, lines))
        if not 0 < one.amount == allocated:
            return False
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What the rule says must be refused. The hub prepares; the agency decides, and a person can be asked to look."""

    considered: Considered
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsHuman:
    """The rules, or the facts, do not allow a plan without a person. `alternative` is what is possible meanwhile."""

    considered: Considered
    reasons: tuple[Reason, ...]
    alternative: Proposal | None = None
    room: Room | None = None


Outcome = Proposal | Refusal | NeedsHuman
