"""One debt as its agency states it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, NewType

from consent.parties import AgencyCode
from hub.domain.facts import UNKNOWN, Fact, FactName, Facts
from hub.domain.money import NOTHING, Cents, total

KindCode = NewType("KindCode", str)
"""What sort of debt: a key of the book's list of kinds."""


class Component(StrEnum):
    """Part of a debt, in the order in which payments reach it (*Awb 4:92*, *IW 7*)."""

    COSTS = "costs"
    INTEREST = "interest"
    PRINCIPAL = "principal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """An amount by component. Statutory increases belong to the principal."""

    costs: Cents = NOTHING
    interest: Cents = NOTHING
    principal: Cents = NOTHING

    def __post_init__(self) -> None:
        """Refuse negative parts: a debt is never below nothing."""
        if self.costs < 0 or self.interest < 0 or self.principal < 0:
            message = "no part of a claim is negative"
            raise ValueError(message)

    @property
    def total(self) -> Cents:
        """All parts together."""
        return Cents(self.costs + self.interest + self.principal)

    def parts(self) -> tuple[tuple[Component, Cents], ...]:
        """The parts in payment order."""
        return (
            (Component.COSTS, self.costs),
            (Component.INTEREST, self.interest),
            (Component.PRINCIPAL, self.principal),
        )

    def beyond(self, other: "Amounts") -> "Amounts":
        """How much more this is than another amount, of which it is more; in parts, where no part of it is less."""
        parts = {part.value: Cents(amount - dict(other.parts())[part]) for part, amount in self.parts()}
        if min(parts.values()) < 0:
            return Amounts(principal=Cents(self.total - other.total))
        return Amounts(**parts)

    def less(self, paid: Cents) -> "Amounts":
        """Give what stays open after a payment: costs first, then interest, then principal."""
        if paid == 0:
            return self
        costs = min(self.costs, paid)
        interest = min(self.interest, paid - costs)
        principal = min(self.principal, paid - costs - interest)
        return Amounts(
            costs=Cents(self.costs - costs),
            interest=Cents(self.interest - interest),
            principal=Cents(self.principal - principal),
        )


def add_up(amounts: Iterable[Amounts]) -> Amounts:
    """Add amounts part by part."""
    added = list(amounts)
    return Amounts(
        costs=total([each.costs for each in added]),
        interest=total([each.interest for each in added]),
        principal=total([each.principal for each in added]),
    )


class ClaimKey(NamedTuple):
    """Identity of a debt across agencies: who decided it, and under which case reference; in that order."""

    owner: AgencyCode
    reference: str


class IssueCode(StrEnum):
    """Why a claim cannot be planned with as it stands."""

    CONTRADICTORY = "claim.contradictory"
    NOT_UNDERSTOOD = "claim.not_understood"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Something wrong with what an agency sent about one claim: both numbers, or the unknown word."""

    code: IssueCode
    detail: str
    stated: Cents | None = None
    computed: Cents | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One debt at one agency, with what is open now.

    `owner` decided it, `collector` collects it (and told us). `principal` is the amount first imposed; `open` is what
    was demanded and not yet paid, due or not. `taken_over_at` and `handed_over_at` say when collection moved.
    """

    key: ClaimKey
    collector: AgencyCode
    kind: KindCode
    imposed_on: date
    principal: Cents
    open: Amounts
    due_on: date | None = None
    facts: Facts = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    taken_over_at: datetime | None = None
    handed_over_at: datetime | None = None

    @property
    def owner(self) -> AgencyCode:
        """Who imposed the debt: the party in the sense of the scheme (readings 2)."""
        return self.key.owner

    def fact(self, name: FactName) -> Fact:
        """Look up what was stated; what was not stated is unknown."""
        return self.facts.get(name, UNKNOWN)


def total_open(claims: Iterable[Claim]) -> Cents:
    """What is open of some claims together."""
    return total([claim.open.total for claim in claims])
