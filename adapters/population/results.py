"""How results lie on disk: five tables in every part. `docs/policy-lab.md` tells what each column means."""

from datetime import date
from typing import Final, NamedTuple


class PersonResult(NamedTuple):
    """What is the same under every variant."""

    person: int
    household: str
    debts: int
    organizations: int
    open_cents: int
    debt_band: str
    oldest_months: int | None
    length_band: str
    long_high: bool
    room_cents: int | None
    room_complete: bool
    objection: bool
    bailiff: bool
    transferred: bool
    pays_already: bool
    low_income: bool


class VariantResult(NamedTuple):
    """One variant for one person. Amounts are empty where somebody must look first: `known_` is what can be told."""

    person: int
    variant: str
    told: bool
    measured: str
    monthly_cents: int | None
    heaviest_cents: int | None
    months: int | None
    ends_on: date | None
    left_open_cents: int | None
    interest_cents: int | None
    costs_cents: int
    letters: int
    room_left_cents: int | None
    known_monthly_cents: int
    known_heaviest_cents: int
    known_interest_cents: int
    in_no_plan_cents: int
    human: bool
    refused: bool


class AgencyResult(NamedTuple):
    """One agency under one variant for one person, with what it receives year by year from the day on."""

    person: int
    variant: str
    agency: str
    told: bool
    measured: str
    open_cents: int
    monthly_cents: int | None
    heaviest_cents: int | None
    months: int | None
    ends_on: date | None
    left_open_cents: int | None
    interest_cents: int | None
    costs_cents: int
    letters: int
    year_1_cents: int
    year_2_cents: int
    year_3_cents: int
    year_4_cents: int
    year_5_cents: int
    year_6_cents: int
    later_cents: int


class CaseResult(NamedTuple):
    """A plan at which a person at an agency must look, and the first reason."""

    person: int
    variant: str
    agency: str
    outcome: str
    reason: str


class ConflictResult(NamedTuple):
    """Rules that contradict each other about something, for what this person owes."""

    person: int
    topic: str


Result = PersonResult | VariantResult | AgencyResult | CaseResult | ConflictResult

RESULTS: Final[dict[str, type[Result]]] = {
    "people": PersonResult,
    "variants": VariantResult,
    "agencies": AgencyResult,
    "cases": CaseResult,
    "conflicts": ConflictResult,
}
YEARS: Final = 6

DEBT_BANDS: Final = (
    (50_000, "below €500"),
    (150_000, "€500 to €1,500"),
    (500_000, "€1,500 to €5,000"),
    (1_500_000, "€5,000 to €15,000"),
    (5_000_000, "€15,000 to €50,000"),
)
HIGHEST: Final = "€50,000 and more"
LENGTH_BANDS: Final = ((12, "less than a year"), (24, "one to two years"), (48, "two to four years"))
LONGEST: Final = "four years and more"
LOW_INCOME: Final = 160_000
"""Net a month of both partners together, below which an income counts as low (cents)."""


def debt_band(cents: int) -> str:
    return next((name for below, name in DEBT_BANDS if cents < below), HIGHEST)


def length_band(months: int | None) -> str:
    return next((name for below, name in LENGTH_BANDS if (months or 0) < below), LONGEST)
