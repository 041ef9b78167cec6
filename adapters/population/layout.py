"""How a population lies on disk: parts of whole people, each part a folder with three tables.

`docs/policy-lab.md` tells it to whoever brings a file of their own.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from hub.domain.facts import FactName

PART: Final = "part-{:05d}"
_NUMBER: Final = re.compile(r"part-([0-9]{5,})", re.ASCII)
MOST_IN_A_PART: Final = 50_000
"""A part is read whole: this keeps the memory of a worker small whatever the population (people)."""

WHOLE: Final = 5_000
"""People in a part that we make ourselves."""


class HouseholdRow(NamedTuple):
    """Who lives together, and what is spent a month (cents). None was not told, which is not nothing."""

    person: int
    household: str
    pension_age: bool
    registered_address: bool | None
    already_taken_cents: int | None
    rent_cents: int | None
    rent_benefit_cents: int | None
    health_premium_cents: int | None
    care_benefit_cents: int | None
    tax_debts_cents: int | None
    alimony_cents: int | None
    childcare_cents: int | None
    other_cents: int | None
    insolvency: str | None
    recovery_operation: str | None
    guardianship: str | None


class IncomeRow(NamedTuple):
    """What comes in: taxable in a year for both partners together, the rest net a month (cents)."""

    person: int
    taxable_income_year_cents: int
    monthly_income_cents: int | None
    partner_monthly_income_cents: int | None
    other_monthly_income_cents: int | None


class DebtRow(NamedTuple):
    """One debt as the agency that collects it states it. Facts: `no`, `yes`, `yes 2026-03-01`; None is unknown."""

    person: int
    agency: str
    owner: str
    reference: str
    kind: str
    imposed_on: date
    due_on: date | None
    principal_cents: int
    open_costs_cents: int
    open_interest_cents: int
    open_principal_cents: int
    objection: str | None
    irrevocable_on: str | None
    writ_on: str | None
    bailiff: str | None
    in_arrangement: str | None
    detention: str | None
    limitation_on: str | None
    breached_on: str | None


Row = HouseholdRow | IncomeRow | DebtRow

PERSON_FACTS: Final = (FactName.INSOLVENCY, FactName.RECOVERY_OPERATION, FactName.GUARDIANSHIP)
CLAIM_FACTS: Final = (
    FactName.OBJECTION,
    FactName.IRREVOCABLE,
    FactName.WRIT,
    FactName.BAILIFF,
    FactName.IN_ARRANGEMENT,
    FactName.DETENTION,
    FactName.LIMITATION,
    FactName.BREACHED,
)

BIGINT, VARCHAR, DATE, BOOLEAN = "BIGINT", "VARCHAR", "DATE", "BOOLEAN"
_TYPES: Final = {int: BIGINT, str: VARCHAR, date: DATE, bool: BOOLEAN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its name, its type in SQL, and whether it may be empty."""

    name: str
    type: str
    nullable: bool


def columns_of(row: type[tuple[object, ...]]) -> tuple[Column, ...]:
    """The columns of a kind of row, in order."""
    return tuple(
        Column(
            name=name,
            type=next(word for kind, word in _TYPES.items() if kind in (said, *getattr(said, "__args__", ()))),
            nullable=type(None) in getattr(said, "__args__", ()),
        )
        for name, said in row.__annotations__.items()
    )


TABLES: Final[dict[str, type[Row]]] = {"households": HouseholdRow, "incomes": IncomeRow, "debts": DebtRow}


def part_of(folder: Path, number: int) -> Path:
    """Where a part lies: of a population, and of what a run made of it."""
    return folder / PART.format(number)


def parts_in(folder: Path) -> list[int]:
    """The numbers of the parts that a folder holds, in order."""
    found = (_NUMBER.fullmatch(path.name) for path in folder.iterdir() if path.is_dir())
    return sorted(int(match[1]) for match in found if match)
