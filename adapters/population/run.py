"""Decides a whole population part by part: each part is whole or not there, and whatever is whole is kept."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

from adapters.population import decide, law, make, parquet, sound, spread, whole
from adapters.population.layout import columns_of, part_of, parts_in
from adapters.population.make import Population, Told
from adapters.population.results import RESULTS
from hub.errors import BadInput

RUN: Final = "run.json"
PART: Final = "part.json"
MANIFEST: Final = "results.json"
REFORM: Final = "reform.toml"
WHERE: Final = "population.txt"

SHORT: Final = 12
"""Digits of a receipt that a person reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reform:
    """A reform as somebody wrote it: its name, and its text."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a run is of. Two runs of the same give the same bytes; `receipt` is what they are told apart by."""

    population: str
    made: Mapping[str, Any] | None
    book: str
    reform: Mapping[str, str] | None
    on: date
    variants: tuple[str, ...]
    code: str

    @property
    def of(self) -> dict[str, Any]:
        """All of it, for a file."""
        return {
            "population": self.population,
            "made": self.made,
            "book": self.book,
            "reform": self.reform,
            "on": self.on.isoformat(),
            "variants": list(self.variants),
            "code": self.code,
        }

    @property
    def receipt(self) -> str:
        return sha256(json.dumps(self.of, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class _Task(NamedTuple):
    population: Path
    out: Path
    part: int
    on: date
    variants: tuple[str, ...]
    reform: Reform | None
    receipt: str
    book: str
    code: str


class Done(NamedTuple):
    """A part that is whole."""

    part: int
    people: int


def planned(population: Population, *, on: date, variants: tuple[str, ...] | None, reform: Reform | None) -> Run:
    """Say what a run would be of. Raises BadInput for a reform that is not sound and for an unknown variant."""
    rules = law_of(reform)
    return Run(
        population=population.fingerprint,
        made=population.made,
        book=rules.fingerprint,
        reform={"name": reform.name, "sha256": sha256(reform.text.encode()).hexdigest()} if reform else None,
        on=on,
        variants=rules.chosen(variants, on),
        code=law.code(),
    )


def law_of(reform: Reform | None) -> law.Law:
    """The book, under a reform where there is one. Raises BadInput for a reform that is not sound."""
    return law.law(reform.text, reform.name) if reform else law.law()


def run(
    population: Population,
    out: Path,
    *,
    on: date,
    variants: tuple[str, ...] | None = None,
    reform: Reform | None = None,
    workers: int,
    scheduler: str | None = None,
    told: Told = lambda _: None,
) -> Run:
    """Decide about everybody who is not decided about yet. Raises BadInput where the folder holds another run."""
    this = planned(population, on=on, variants=variants, reform=reform)
    with whole.only_writer(out):
        whole.sweep(out)
        _begin(out, this, population, reform)
        there = {number: read for number in parts_in(out) if (read := _whole_part(part_of(out, number), this.receipt))}
        told(sum(part["people"] for part in there.values()))
        tasks = [_task(population, out, number, this, reform) for number in population.parts if number not in there]
        for done in spread.each(_decide_part, tasks, workers=workers, scheduler=scheduler):
            told(done.people)
        whole.sweep(out)  # A worker that was killed cannot take away what it was writing.
        _end(out, this, population, reform)
    return this


def _begin(out: Path, this: Run, population: Population, reform: Reform | None) -> None:
    begun = out / RUN
    if begun.is_file():
        if json.loads(begun.read_text(encoding="utf-8"))["receipt"] != this.receipt:
            raise BadInput(
                "population.other_run",
                "That folder holds another run: of other people, law, reform, day, variants or code.",
                "Name another folder.",
            )
    elif parts_in(out):
        raise BadInput("population.folder_taken", "That folder holds something else.", "Name another folder.")
    else:
        if reform:
            whole.write_text(out / REFORM, reform.text)
        whole.write_text(out / WHERE, f"{population.folder.resolve()}\n")
        whole.write_json(begun, {"receipt": this.receipt, **this.of})


def _task(population: Population, out: Path, number: int, this: Run, reform: Reform | None) -> _Task:
    return _Task(
        population=population.folder.resolve(),
        out=out.resolve(),
        part=number,
        on=this.on,
        variants=this.variants,
        reform=reform,
        receipt=this.receipt,
        book=this.book,
        code=this.code,
    )


def _decide_part(task: _Task) -> Done:
    """Decide about the people of one part: the task of a worker."""
    rules = law_of(task.reform)
    if (rules.fingerprint, law.code()) != (task.book, task.code):
        raise BadInput(
            "population.other_code", "A worker has another rule book or other code.", "Give every worker the same."
        )
    part = part_of(task.population, task.part)
    if not part.is_dir():
        raise BadInput("population.not_seen", f"A worker does not see {part.name}.", "Share the folder with workers.")
    people = sound.read(part, rules.known(task.on))
    tables = decide.tables(decide.decide(person, rules, task.on, task.variants) for person in people)
    with whole.whole_folder(part_of(task.out, task.part)) as writing:
        for name, kind in RESULTS.items():
            parquet.write(writing / f"{name}.parquet", columns_of(kind), tables[name])
        whole.write_json(writing / PART, {"receipt": task.receipt, "people": len(people), "files": _digests(writing)})
    return Done(part=task.part, people=len(people))


def _digests(folder: Path) -> dict[str, str]:
    return {path.name: whole.digest(path) for path in sorted(folder.glob("*.parquet"))}


def _whole_part(folder: Path, receipt: str) -> Mapping[str, Any]:
    """What a part says of itself. Raises BadInput where it is of another run, or was changed since."""
    try:
        told: Mapping[str, Any] = json.loads((folder / PART).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        told = {}
    if told.get("receipt") != receipt or told.get("files") != _digests(folder):
        raise BadInput(
            "population.changed", f"{folder.name} of the results is not as it was written.", "Remove it and run again."
        )
    return told


def _end(out: Path, this: Run, population: Population, reform: Reform | None) -> None:
    rules = law_of(reform)
    parts = {number: _whole_part(part_of(out, number), this.receipt) for number in population.parts}
    whole.write_json(
        out / MANIFEST,
        {
            "receipt": this.receipt,
            "people": sum(part["people"] for part in parts.values()),
            "variants": {code: rules.variant(code, this.on)._asdict() for code in this.variants},
            "parts": {part_of(out, number).name: part["files"] for number, part in parts.items()},
        },
    )


def read(out: Path) -> Run:
    """Read what a run is of, where all of it is whole. Raises BadInput where it is not."""
    if not (out / RUN).is_file():
        raise BadInput("population.no_run", "There are no results in that folder.", "Run first: hub population run.")
    if not (out / MANIFEST).is_file():
        raise BadInput("population.unfinished", "That run is not whole.", "Run the same command again: it goes on.")
    told = json.loads((out / RUN).read_text(encoding="utf-8"))
    for number in parts_in(out):
        _whole_part(part_of(out, number), told["receipt"])
    del told["receipt"]
    return Run(**{**told, "on": date.fromisoformat(told["on"]), "variants": tuple(told["variants"])})


def variants_of(out: Path) -> Mapping[str, Any]:
    """What each variant of a run is: what the book says, and whether the law knows it. Older runs do not tell."""
    told: Mapping[str, Any] = json.loads((out / MANIFEST).read_text(encoding="utf-8")).get("variants", {})
    return told


def reform_of(out: Path, this: Run) -> Reform | None:
    """The reform of a run, as it was kept with the results."""
    if this.reform is None:
        return None
    return Reform(name=this.reform["name"], text=(out / REFORM).read_text(encoding="utf-8"))


def population_of(out: Path, folder: Path | None = None) -> Population:
    """The population of a run, where it lay then or where it lies now."""
    return make.found(folder or Path((out / WHERE).read_text(encoding="utf-8").strip()))
