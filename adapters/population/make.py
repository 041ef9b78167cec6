"""Makes a population part by part: the same seed gives the same bytes, however many processes write."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, NamedTuple

from adapters.population import draw, marginals, parquet, spread, whole
from adapters.population.layout import TABLES, WHOLE, columns_of, part_of, parts_in
from hub.errors import BadInput

MANIFEST: Final = "population.json"
MOST_PEOPLE: Final = 20_000_000
"""More people than the country has (people)."""

Told = Callable[[int], None]
"""Who is told how many people are done more."""


class _Part(NamedTuple):
    folder: Path
    seed: int
    number: int
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """A folder with a population: its parts, what its bytes are, and how it was made (None: somebody's own)."""

    folder: Path
    parts: tuple[int, ...]
    fingerprint: str
    made: Mapping[str, Any] | None


def make(
    folder: Path, *, people: int, seed: int, workers: int, scheduler: str | None = None, told: Told = lambda _: None
) -> Population:
    """Write a population, or what is not there of it yet. Raises BadInput where another one is there."""
    if not 1 <= people <= MOST_PEOPLE:
        raise BadInput("population.people", f"So many people cannot be made: 1 to {MOST_PEOPLE}.", "Name fewer.")
    made = {
        "layout": 1,
        "people": people,
        "seed": seed,
        "marginals": marginals.fingerprint(),
        "version": version("eenregeling"),
    }
    with whole.only_writer(folder):
        whole.sweep(folder)
        _begin(folder, made)
        numbers = range(-(-people // WHOLE))
        missing = [
            _Part(folder.resolve(), seed, number, min(WHOLE, people - number * WHOLE))
            for number in numbers
            if not part_of(folder, number).is_dir()
        ]
        told(people - sum(part.people for part in missing))
        for done in spread.each(_write, missing, workers=workers, scheduler=scheduler):
            told(done)
        whole.write_json(folder / MANIFEST, {**made, "parts": digests(folder)})
    return found(folder)


_BEGUN: Final = "begun.json"


def _begin(folder: Path, made: Mapping[str, Any]) -> None:
    """Say what is being made, and refuse a folder with something else in it."""
    begun = folder / _BEGUN
    if not begun.is_file():
        if parts_in(folder):
            raise BadInput("population.folder_taken", "That folder holds somebody's own population.", "Name another.")
        whole.write_json(begun, made)
    elif json.loads(begun.read_text(encoding="utf-8")) != made:
        raise BadInput("population.folder_taken", "That folder holds another population.", "Name another folder.")


def _write(part: _Part) -> int:
    """Write one part: the task of a worker."""
    drawn = list(draw.part(part.seed, part.number, part.people))
    rows: Mapping[str, list[Any]] = {
        "households": [one[0] for one in drawn],
        "incomes": [one[1] for one in drawn],
        "debts": [debt for one in drawn for debt in one[2]],
    }
    with whole.whole_folder(part_of(part.folder, part.number)) as writing:
        for table, kind in TABLES.items():
            parquet.write(writing / f"{table}.parquet", columns_of(kind), rows[table])
    return part.people


def found(folder: Path) -> Population:
    """Look at a population: ours, or somebody's own.

    Raises BadInput for none, for ours where it was changed, and where nothing is installed that could read it.
    """
    parquet.lab("duckdb")
    if not folder.is_dir() or not (parts := parts_in(folder)):
        raise BadInput("population.none", "There is no population in that folder.", "Make one: hub population make.")
    made = None
    is_ours = (folder / _BEGUN).is_file()
    there = digests(folder)
    if is_ours:
        if not (folder / MANIFEST).is_file():
            raise BadInput("population.unfinished", "That population is not whole.", "Run the same make again.")
        made = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        for name, files in made.pop("parts").items():
            if there.get(name) != files:
                raise BadInput("population.changed", f"{name} is not as it was made.", "Make the population anew.")
    text = json.dumps(there, sort_keys=True)
    return Population(folder=folder, parts=tuple(parts), fingerprint=sha256(text.encode()).hexdigest(), made=made)


def count(population: Population) -> int:
    """How many people there are."""
    files = [str(part_of(population.folder, number) / "households.parquet") for number in population.parts]
    with parquet.connected() as connection:
        try:
            found = connection.execute("SELECT count(*) FROM read_parquet($files)", {"files": files}).fetchone()
        except parquet.lab("duckdb").Error:
            raise BadInput(
                "population.unreadable",
                "A households.parquet is not there, or cannot be read as Parquet.",
                "Bring all three tables of each part.",
            ) from None
    return int(found[0])


def digests(folder: Path) -> dict[str, dict[str, str]]:
    """What the bytes of each part are."""
    return {
        part_of(folder, number).name: {
            path.name: whole.digest(path) for path in sorted(part_of(folder, number).glob("*.parquet"))
        }
        for number in parts_in(folder)
    }
