"""Holds a population against its marginals: what was found, what the source says, and what is guessed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from adapters.population import parquet
from adapters.population.marginals import Marginal, marginals

FEW: Final = 2_000
"""Below this many people chance alone may be further off than the tolerance (people)."""

_VIEWS: Final = """
CREATE VIEW debts AS SELECT *, open_costs_cents + open_interest_cents + open_principal_cents AS cents
FROM read_parquet({debts});
CREATE VIEW people AS SELECT person, household, coalesce(owners, 0) AS owners FROM read_parquet({households})
LEFT JOIN (SELECT person, count(DISTINCT owner) AS owners FROM debts GROUP BY person) USING (person);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A marginal and what a population has. None: nobody in it is what the figure speaks of."""

    marginal: Marginal
    found: int | None

    @property
    def fits(self) -> bool:
        return self.found is not None and self.marginal.fits(self.found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """Every marginal, and how many people it was measured on."""

    people: int
    figures: tuple[Measured, ...]


def measure(folder: Path) -> Measurement:
    """Measure a population."""
    with parquet.connected() as connection:
        tables = {name: parquet.quoted(folder / "part-*" / f"{name}.parquet") for name in ("households", "debts")}
        connection.execute(_VIEWS.format(**tables))
        (people,) = connection.execute("SELECT count(*) FROM people").fetchone()
        figures = tuple(
            Measured(marginal=each, found=_whole(connection.execute(each.measure).fetchone()[0]))
            for each in marginals()
        )
    return Measurement(people=people, figures=figures)


def _whole(found: int | None) -> int | None:
    return None if found is None else int(found)
