"""Small populations: one of a few people that a test spells out, and made ones."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from adapters.population import draw, parquet
from adapters.population.layout import TABLES, DebtRow, HouseholdRow, IncomeRow, columns_of, part_of


def a_household(person: int = 1, household: str = "single", **more: Any) -> HouseholdRow:
    nothing: dict[str, Any] = {name: 0 for name in HouseholdRow._fields if name.endswith("_cents")}
    facts = {"insolvency": "no", "recovery_operation": "no", "guardianship": "no"}
    whole = {"pension_age": False, "registered_address": True, **nothing, **facts, **more}
    return HouseholdRow(person=person, household=household, **whole)


def an_income(person: int = 1, month: int = 210_000, **more: Any) -> IncomeRow:
    return IncomeRow(
        **{
            "person": person,
            "taxable_income_year_cents": month * 14,
            "monthly_income_cents": month,
            "partner_monthly_income_cents": None,
            "other_monthly_income_cents": 0,
            **more,
        }
    )


def a_debt(cents: int = 60_000, person: int = 1, owner: str = "cjib", **more: Any) -> DebtRow:
    calm = dict.fromkeys(("objection", "writ_on", "bailiff", "in_arrangement", "detention", "breached_on"), "no")
    kinds = {
        "belastingdienst": "income_tax",
        "toeslagen": "benefit_reclaim",
        "cjib": "traffic_fine",
        "duo": "study_debt",
    }
    return DebtRow(
        **{
            "person": person,
            "agency": owner,
            "owner": owner,
            "reference": "A-1",
            "kind": kinds.get(owner, "uninsured_fine"),
            "imposed_on": date(2026, 3, 1),
            "due_on": date(2026, 5, 1),
            "principal_cents": cents,
            "open_costs_cents": 0,
            "open_interest_cents": 0,
            "open_principal_cents": cents,
            "irrevocable_on": "yes",
            "limitation_on": "yes 2031-03-01",
            **calm,
            **more,
        }
    )


def a_population(
    folder: Path,
    households: Sequence[HouseholdRow],
    incomes: Sequence[IncomeRow],
    debts: Sequence[DebtRow],
    part: int = 0,
) -> Path:
    """Write a population of one's own, in the layout of the page."""
    where = part_of(folder, part)
    where.mkdir(parents=True)
    for name, rows in (("households", households), ("incomes", incomes), ("debts", debts)):
        parquet.write(where / f"{name}.parquet", columns_of(TABLES[name]), rows)
    return folder


def drawn(folder: Path, *, parts: int, each: int, seed: int = 11) -> Path:
    """Write made-up people in many small parts, as somebody's own: what a test can wait for."""
    for number in range(parts):
        people = list(draw.part(seed, number, each))
        a_population(
            folder,
            [one[0] for one in people],
            [one[1] for one in people],
            [debt for one in people for debt in one[2]],
            part=number,
        )
    return folder


def bytes_of(results: Path) -> dict[str, bytes]:
    """Everything that a run wrote about people."""
    return {
        str(path.relative_to(results)): path.read_bytes()
        for path in sorted(results.rglob("*"))
        if path.is_file() and path.name not in {".lock", "population.txt"}
    }
