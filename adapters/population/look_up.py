"""Finds one person of a run again, and what was decided about them."""

from pathlib import Path
from typing import NamedTuple

from adapters.population import decide, parquet, run, sound
from adapters.population.layout import columns_of, part_of
from adapters.population.person import Person
from adapters.population.results import RESULTS, Result
from hub.domain.comparison import Comparison
from hub.errors import BadInput
from hub.rules.policy import Policy


class Found(NamedTuple):
    """A person, everything that was computed about them, by which law, and whether it is what stands in the results."""

    person: Person
    comparison: Comparison
    policy: Policy
    run: run.Run
    same: bool


def find(results: Path, number: int, people: Path | None = None) -> Found:
    """Compute one person again. Raises BadInput for somebody who is not there, and for other people or code."""
    this = run.read(results)
    population = run.population_of(results, people)
    if population.fingerprint != this.population:
        raise BadInput("population.other_people", "Those are not the people of that run.", "Name them with --people.")
    reform = run.reform_of(results, this)
    rules = run.law_of(reform)
    for part in population.parts:
        if number not in _numbers(part_of(population.folder, part)):
            continue
        person = next(
            one for one in sound.read(part_of(population.folder, part), rules.known(this.on)) if one.number == number
        )
        again = decide.decide(person, rules, this.on, this.variants)
        return Found(
            person=person,
            comparison=decide.compared(person, rules, this.on, this.variants),
            policy=rules.policy(this.on),
            run=this,
            same=_stored(part_of(results, part), number) == tuple(again),
        )
    raise BadInput("population.nobody", "There is nobody with that number.", "Name a person of the population.")


def _numbers(part: Path) -> set[int]:
    with parquet.connected() as connection:
        files = [str(part / "households.parquet")]
        rows = connection.execute("SELECT person FROM read_parquet($files)", {"files": files}).fetchall()
    return {row[0] for row in rows}


def _stored(part: Path, number: int) -> tuple[tuple[Result, ...], ...]:
    """The rows about a person, table by table."""
    tables: list[tuple[Result, ...]] = []
    for name, kind in RESULTS.items():
        rows = parquet.read(part / f"{name}.parquet", columns_of(kind))
        tables.append(tuple(kind(*row) for row in rows if row[0] == number))
    return tuple(tables)
