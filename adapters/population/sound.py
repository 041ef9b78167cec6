"""Reads a part of a population and refuses what cannot be: named by file, row and column, and never by its value."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

from adapters.population import parquet
from adapters.population.layout import (
    CLAIM_FACTS,
    MOST_IN_A_PART,
    PERSON_FACTS,
    TABLES,
    DebtRow,
    HouseholdRow,
    IncomeRow,
    Row,
    columns_of,
)
from adapters.population.person import Person, fact_is_sound, people
from hub.domain.household import Household
from hub.errors import BadInput

_EARLIEST: Final = date(1950, 1, 1)
_HOUSEHOLDS: Final = frozenset(Household)
_COUPLES: Final = frozenset(household.value for household in Household if household.is_couple)

R = TypeVar("R", bound=Row)
Fault = tuple[str, str]
"""A column, and what is wrong in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a population may name: agencies, kinds of debt, and a day after which nothing has happened yet."""

    agencies: frozenset[str]
    kinds: frozenset[str]
    on: date


def read(part: Path, known: Known) -> list[Person]:
    """Read the people of a part. Raises BadInput for the first thing that cannot be."""
    households = _read(part, "households", HouseholdRow)
    if len(households) > MOST_IN_A_PART:
        raise _unsound(f"{part.name} holds more than {MOST_IN_A_PART} people", "Divide it into parts.")
    incomes = _read(part, "incomes", IncomeRow)
    debts = _read(part, "debts", DebtRow)
    kinds = {row.person: row.household for row in households}
    _check(part, "households", households, _Households())
    _check(part, "incomes", incomes, _Incomes(kinds))
    if len(incomes) < len(households):
        raise _unsound(f"{part.name}/incomes.parquet has no row for somebody of households", "Bring a row for each.")
    _check(part, "debts", debts, _Debts(frozenset(kinds), known))
    return list(people(households, incomes, debts))


def _read(part: Path, table: str, kind: Callable[..., R]) -> list[R]:
    path = part / f"{table}.parquet"
    if not path.is_file():
        raise BadInput(
            "population.file_missing", f"{part.name} has no {path.name}.", "Bring all three tables of each part."
        )
    return [kind(*row) for row in parquet.read(path, columns_of(TABLES[table]))]


def _check(part: Path, table: str, rows: Sequence[R], faults: Callable[[R], Iterator[Fault]]) -> None:
    needed = [(place, column.name) for place, column in enumerate(columns_of(TABLES[table])) if not column.nullable]
    for number, row in enumerate(rows, start=1):
        empty = ((name, "is empty") for place, name in needed if row[place] is None)
        for column, wrong in (*empty, *(faults(row) if None not in (row[place] for place, _ in needed) else ())):
            raise _unsound(
                f"{part.name}/{table}.parquet, row {number}, column {column} {wrong}",
                "Mend the row; docs/policy-lab.md tells the layout.",
            )


def _unsound(happened: str, todo: str) -> BadInput:
    return BadInput("population.unsound", f"{happened}.", todo)


def _below_zero(row: Any) -> Iterator[Fault]:  # noqa: ANN401 - a row of any table
    for name, value in zip(row._fields, row, strict=True):
        if name.endswith("_cents") and value is not None and value < 0:
            yield name, "is below zero"


def _facts(row: Row, names: Sequence[str]) -> Iterator[Fault]:
    for name in names:
        said = getattr(row, name)
        if said is not None and not fact_is_sound(said):
            yield name, "is neither `no`, `yes`, `yes` with a day of the calendar, nor `unknown`"


class _Households:
    def __init__(self) -> None:
        self.seen: set[int] = set()

    def __call__(self, row: HouseholdRow) -> Iterator[Fault]:
        if row.person in self.seen:
            yield "person", "stands there twice"
        self.seen.add(row.person)
        if row.person < 0:
            yield "person", "is below zero"
        if row.household not in _HOUSEHOLDS:
            yield "household", f"is none of {', '.join(sorted(_HOUSEHOLDS))}"
        yield from _below_zero(row)
        yield from _facts(row, PERSON_FACTS)


class _Incomes:
    def __init__(self, households: dict[int, str]) -> None:
        self.households = households
        self.seen: set[int] = set()

    def __call__(self, row: IncomeRow) -> Iterator[Fault]:
        if row.person not in self.households:
            yield "person", "is nobody of households"
        if row.person in self.seen:
            yield "person", "stands there twice"
        self.seen.add(row.person)
        yield from _below_zero(row)
        if row.partner_monthly_income_cents and self.households.get(row.person) not in _COUPLES:
            yield "partner_monthly_income_cents", "needs a household with a partner"


class _Debts:
    def __init__(self, people: frozenset[int], known: Known) -> None:
        self.people, self.known = people, known
        self.seen: set[tuple[int, str, str]] = set()

    def __call__(self, row: DebtRow) -> Iterator[Fault]:
        if row.person not in self.people:
            yield "person", "is nobody of households"
        for name in ("agency", "owner"):
            if getattr(row, name) not in self.known.agencies:
                yield name, f"is none of {', '.join(sorted(self.known.agencies))}"
        if row.kind not in self.known.kinds:
            yield "kind", "is no kind of debt that the rule book knows"
        key = (row.person, row.owner, row.reference)
        if key in self.seen:
            yield "reference", "stands there twice for this person and owner"
        self.seen.add(key)
        yield from _below_zero(row)
        if not _EARLIEST <= row.imposed_on <= self.known.on:
            yield "imposed_on", f"lies before {_EARLIEST} or after {self.known.on}"
        if row.due_on is not None and row.due_on < row.imposed_on:
            yield "due_on", "lies before imposed_on"
        yield from _facts(row, CLAIM_FACTS)
