"""The words of a story: what happened between one person and one agency, as a statement of account would tell it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

BEHAVIOURS = (
    "unavailable",
    "busy",
    "refuses",
    "slow",
    "drip",
    "huge",
    "deep",
    "garbage",
    "bad_signature",
    "other_person",
)

DESK_BEHAVIOURS = (
    *BEHAVIOURS,
    "error",
    "declines",
    "other_terms",
    "acknowledges",
    "acknowledges_twice",
    "forgets",
    "loses_answer",
)
"""How the desk for arrangements can behave, beside all that a machine can do."""

COUNTER_BEHAVIOURS = (*BEHAVIOURS, "error", "late", "contradictory")
"""How the counter for claims can be told to behave: also a little late, or so that an answer contradicts itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What a story says about a fact; `omit` leaves it out of the answer, so that the receiver does not know."""

    value: str
    on: date | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """A letter that asks for money before a date; without an amount it asks for all that is open."""

    on: date
    due: date
    kind: str
    amount: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """Money added later (increase, costs, interest), with the new letter that takes the place of the old one."""

    component: str
    amount: int
    demand: Demand


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Money that settled part of the debt: a payment, or a remission. `registered` is when it was booked."""

    on: date
    amount: int
    registered: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """The claim changed hands; the other agency is named by its code."""

    agency: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """An event in words that FCID does not have; sent as it stands."""

    on: date
    content: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One debt at one agency, from the day it was imposed."""

    reference: str
    type: str
    imposed: date
    amount: int
    decision: str
    demand: Demand | None = None
    costs: int = 0
    additions: tuple[Addition, ...] = ()
    payments: tuple[Credit, ...] = ()
    remissions: tuple[Credit, ...] = ()
    transferred_from: Transfer | None = None
    transferred_to: Transfer | None = None
    extra_events: tuple[Foreign, ...] = ()
    stated_total: int | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)

    @property
    def known_from(self) -> date:
        """The day from which this agency knows the case: a taken-over claim only since the transfer."""
        return self.transferred_from.on if self.transferred_from else self.imposed


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """All that one agency holds about one person, and how its machine behaves when asked about them."""

    persona: str
    bsn: str | None
    cases: tuple[Case, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)
    behaviour: str | None = None
    desk: str | None = None
    late_events: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """A made-up person with a story that stands for one edge of the law.

    `situation` is what they tell of their household when they ask for a plan, in the words of our contract; no
    agency knows it.
    """

    name: str
    bsn: str
    story: Mapping[str, str]
    consents: tuple[str, ...]
    shows: str
    situation: Mapping[str, object] = field(default_factory=dict)
