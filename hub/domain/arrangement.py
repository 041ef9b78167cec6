"""What comes out of the decision: a proposal, a refusal, or the honest word that a person must look."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from consent.parties import AgencyCode
from hub.domain.claim import Claim, ClaimKey, Component
from hub.domain.money import Cents, total
from hub.domain.reasons import Reason
from hub.domain.scheme import Participant, SchemeCode
from hub.domain.source import SourceReport


class Treatment(StrEnum):
    """What happens to one claim in the plan."""

    INCLUDED = "included"
    FROZEN = "frozen"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatedClaim:
    """A claim, what is done with it, and why."""

    claim: Claim
    treatment: Treatment
    reasons: tuple[Reason, ...]


class Route(StrEnum):
    """By which way the arrangement came about. More ways follow with their rules."""

    STANDARD = "standard"


class Floor(StrEnum):
    """Whether the subsistence minimum was guarded."""

    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the person may choose: the day of the month on which to pay (1–31; None takes the book's default)."""

    payment_day: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """The part of one instalment that goes to one part of one claim."""

    key: ClaimKey
    component: Component
    amount: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalment:
    """One dated amount (*termijn*); its allocations add up to it."""

    number: int
    due_on: date
    amount: Cents
    allocations: tuple[Allocation, ...]

    def __post_init__(self) -> None:
        """Hold what must always hold: something is paid, and all of it has a destination."""
        if self.amount <= 0 or total([line.amount for line in self.allocations]) != self.amount:
            message = "an instalment is positive and its allocations add up to it"
            raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """What the decision looked at, whatever came out: the same for a proposal, a refusal and a human look.

    `scheme` is the one whose rules were applied; `asked` the one that was asked for. `missing` are the needed agencies
    without a full answer; `claims` every claim once, `history` the reports of a claim that another report replaced.
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

    @property
    def included(self) -> tuple[Claim, ...]:
        """The claims that are in the plan."""
        return tuple(item.claim for item in self.claims if item.treatment is Treatment.INCLUDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An arrangement not yet accepted.

    `reasons` is the computation step by step. `blocked_by` says why it cannot be accepted as it stands (empty: it
    can); `conditions` what holds on acceptance. Amounts are cents, `months` the number of instalments.
    """

    considered: Considered
    route: Route
    floor: Floor
    total: Cents
    months: int
    monthly_amount: Cents
    instalments: tuple[Instalment, ...]
    reasons: tuple[Reason, ...]
    conditions: tuple[Reason, ...]
    blocked_by: tuple[Reason, ...]

    def __post_init__(self) -> None:
        """Hold the invariants: every cent of the total is in exactly one instalment."""
        if total([instalment.amount for instalment in self.instalments]) != self.total:
            message = "instalments add up to the total"
            raise ValueError(message)
        if len(self.instalments) != self.months:
            message = "there are as many instalments as months"
            raise ValueError(message)

    @property
    def indicative(self) -> bool:
        """Say whether a needed agency is missing: then amounts may change."""
        return bool(self.considered.missing)

    @property
    def acceptable(self) -> bool:
        """Say whether nothing stands in the way of accepting it."""
        return not self.blocked_by


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


Outcome = Proposal | Refusal | NeedsHuman
