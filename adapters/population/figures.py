"""What a report shows: the questions to a run answered in whole numbers, variant by variant."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any, Final, NamedTuple

from adapters.population import parquet
from adapters.population.bars import Tints
from adapters.population.questions import ALIKE, HOUSEHOLDS, PEOPLE, QUESTIONS, THOUSANDTHS, Question
from adapters.population.results import RESULTS


class Row(NamedTuple):
    """A value for each column: of a group, or of a part of it. None: there is none such."""

    group: str
    part: str
    values: tuple[int | None, ...]

    @property
    def label(self) -> str:
        return f"{self.group}: {self.part}" if self.part else self.group


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A chart, its sentence and its table: rows by group, a column for each variant.

    `tints`: the parts of a group are of one whole, drawn in these.
    """

    id: str
    title: str
    lead: str
    unit: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    tints: Tints = ()


_GUESSES: Final = (
    *((says, f"household = '{household}'") for household, says in HOUSEHOLDS.items()),
    ("debts at three organizations or more", "organizations >= 3"),
    ("a debt under objection", "objection"),
    ("a debt that was transferred", "transferred"),
    ("a debt that is paid in an arrangement already", "pays_already"),
    ("a low income", "low_income"),
)
_FACTORS: Final = (("a quarter fewer", Fraction(3, 4)), ("as guessed", Fraction(1)), ("a quarter more", Fraction(5, 4)))


def figures(results: Path, variants: tuple[str, ...]) -> Iterator[Figure]:
    """Every figure of a run, in the order of the report."""
    with parquet.connected() as connection:
        for name in RESULTS:
            files = parquet.quoted(results / "part-*" / f"{name}.parquet")
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({files})")
        connection.execute(ALIKE)

        def ask(sql: str) -> list[tuple[Any, ...]]:
            found: list[tuple[Any, ...]] = connection.execute(sql).fetchall()
            return found

        for asked in QUESTIONS:
            yield _pivoted(asked, ask(asked.sql), variants)
        yield _conflicts(ask)
        yield _sensitivity(ask, variants)


def headline(results: Path) -> tuple[int, int]:
    """How many people there are, and of how many everything can be told under every variant."""
    with parquet.connected() as connection:
        files = parquet.quoted(results / "part-*" / "variants.parquet")
        connection.execute(f"CREATE VIEW variants AS SELECT * FROM read_parquet({files})")
        connection.execute(ALIKE)
        everybody = connection.execute("SELECT count(DISTINCT person) FROM variants").fetchone()[0]
        return int(everybody), int(connection.execute("SELECT count(*) FROM alike").fetchone()[0])


def _pivoted(asked: Question, found: list[tuple[Any, ...]], variants: tuple[str, ...]) -> Figure:
    values = {(group, part, of): None if value is None else int(value) for group, part, of, value in found}
    there = {group for group, _, _ in values}
    groups = [group for group in asked.groups if group in there] or sorted(there)
    columns = tuple(variant for variant in variants if any(of == variant for _, _, of in values))
    return Figure(
        id=asked.id,
        title=asked.title,
        lead=asked.lead,
        unit=asked.unit,
        columns=columns,
        rows=tuple(
            Row(group, part, tuple(values.get((group, part, column), asked.absent) for column in columns))
            for group in groups
            for part in asked.parts
        ),
        tints=asked.tints,
    )


def _conflicts(ask: Callable[[str], list[tuple[Any, ...]]]) -> Figure:
    found = ask("SELECT topic, count(*) FROM conflicts GROUP BY topic ORDER BY count(*) DESC, topic")
    return Figure(
        id="conflicts",
        title="Where rules contradict each other",
        lead="The contradiction that touches most people touches",
        unit=PEOPLE,
        columns=("people",),
        rows=tuple(Row(topic.replace("_", " "), "", (int(count),)) for topic, count in found),
    )


def _sensitivity(ask: Callable[[str], list[tuple[Any, ...]]], variants: tuple[str, ...]) -> Figure:
    """How much a guess matters: people of one sort weighed heavier or lighter, and everybody else the other way."""
    rows: list[Row] = []
    for says, condition in _GUESSES:
        counted = {
            (variant, bool(inside)): (int(people), int(humans))
            for variant, inside, people, humans in ask(
                f"SELECT variant, {condition}, count(*), count(*) FILTER (human) "
                "FROM variants JOIN people USING (person) GROUP BY ALL"
            )
        }
        rows.extend(
            Row(says, how, tuple(_weighed(counted, variant, factor) for variant in variants))
            for how, factor in _FACTORS
        )
    return Figure(
        id="sensitivity",
        title="How much the guesses matter",
        lead="Were a quarter fewer of them living alone than guessed, so many would need a person to look",
        unit=THOUSANDTHS,
        columns=variants,
        rows=tuple(rows),
    )


def _weighed(counted: dict[tuple[str, bool], tuple[int, int]], variant: str, factor: Fraction) -> int | None:
    inside, humans = counted.get((variant, True), (0, 0))
    outside, others = counted.get((variant, False), (0, 0))
    everybody = inside + outside
    if not inside or not outside or inside * factor > everybody:
        return None
    return floor(1000 * (factor * humans + (everybody - factor * inside) * Fraction(others, outside)) / everybody)
