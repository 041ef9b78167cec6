"""What a report shows: each figure one question in SQL, answered in whole numbers, variant by variant."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any, Final

from adapters.population import parquet
from adapters.population.decide import TODAY
from adapters.population.results import DEBT_BANDS, HIGHEST, LENGTH_BANDS, LONGEST, RESULTS, YEARS
from hub.domain.household import Household

EUROS, PEOPLE, THOUSANDTHS, MONTHS, LETTERS = "cents", "people", "of a thousand people", "months", "letters"

_ALIKE: Final = """
CREATE VIEW alike AS SELECT person FROM variants GROUP BY person HAVING bool_and(told)
"""
"""Those of whom everything can be told under every variant: only they can be laid side by side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A chart, its sentence and its table: rows by label, a column for each variant. None: there is none such."""

    id: str
    title: str
    lead: str
    unit: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A question whose answer has three columns: label, variant, value."""

    id: str
    title: str
    lead: str
    unit: str
    sql: str
    labels: tuple[str, ...] = ()


def _share(condition: str) -> str:
    return f"count(*) FILTER ({condition}) * 1000 // count(*)"


def _middle(column: str, part: str = "0.5") -> str:
    return f"quantile_disc({column}, {part})"


def _rows(*pairs: tuple[str, str], source: str) -> str:
    """Several values of one source, each under its label."""
    return " UNION ALL ".join(
        f"SELECT '{label}' AS label, variant, {value} AS value FROM {source} GROUP BY variant" for label, value in pairs
    )


def _several(asked: tuple[str, str, str, str], *pairs: tuple[str, str], source: str) -> _Asked:
    id_, title, lead, unit = asked
    labels = tuple(label for label, _ in pairs)
    return _Asked(id=id_, title=title, lead=lead, unit=unit, sql=_rows(*pairs, source=source), labels=labels)


_SIDE_BY_SIDE: Final = "variants JOIN alike USING (person)"
_BANDS: Final = (*(name for _, name in DEBT_BANDS), HIGHEST)
_LENGTHS: Final = (*(name for _, name in LENGTH_BANDS), LONGEST)
_VERDICTS: Final = ("better", "same", "worse", "unknown")


def _won(column: str, groups: Sequence[str], id_: str, title: str, lead: str) -> _Asked:
    labels = tuple(f"{group}: {verdict}" for group in groups for verdict in _VERDICTS)
    sql = f"""
        SELECT {column} || ': ' || measured AS label, variant,
            count(*) * 1000 // sum(count(*)) OVER (PARTITION BY {column}, variant) AS value
        FROM variants JOIN people USING (person) WHERE variant <> '{TODAY}' GROUP BY {column}, measured, variant
    """
    return _Asked(id=id_, title=title, lead=lead, unit=THOUSANDTHS, sql=sql, labels=labels)


_YEARS: Final = {
    **{f"year_{year}_cents": f"year {year}" for year in range(1, YEARS + 1)},
    "later_cents": f"year {YEARS + 1} and later",
}

_ASKED: Final = (
    _several(
        (
            "outcome",
            "What the rules can say",
            "People for whom there is a plan for everything that is owed",
            THOUSANDTHS,
        ),
        ("a plan for everything", _share("told")),
        ("a person must look", _share("human")),
        ("the joint plan must be refused", _share("refused")),
        ("something is in no plan", _share("in_no_plan_cents > 0")),
        source="variants",
    ),
    _several(
        (
            "months",
            "How long people pay",
            "Of those who can be told under every variant, half pay in at most so many months",
            MONTHS,
        ),
        ("half at most", _middle("months")),
        ("nine in ten at most", _middle("months", "0.9")),
        source=_SIDE_BY_SIDE,
    ),
    _several(
        (
            "dearest",
            "What people pay in their dearest month",
            "Of the same people, half pay at most this in the dearest month",
            EUROS,
        ),
        ("half at most", _middle("heaviest_cents")),
        ("nine in ten at most", _middle("heaviest_cents", "0.9")),
        ("first month, half at most", _middle("monthly_cents")),
        source=_SIDE_BY_SIDE,
    ),
    _several(
        (
            "room",
            "Room above the floor",
            "In the dearest month, what half of them have left above the floor is at most",
            EUROS,
        ),
        ("half at most", _middle("room_left_cents")),
        ("one in ten at most", _middle("room_left_cents", "0.1")),
        source=f"{_SIDE_BY_SIDE} WHERE room_left_cents IS NOT NULL",
    ),
    _several(
        (
            "below-floor",
            "People pushed below the floor",
            "Of the same people, so many would have less left than they need in the dearest month",
            THOUSANDTHS,
        ),
        ("less than nothing left", _share("room_left_cents < 0")),
        source=f"{_SIDE_BY_SIDE} WHERE room_left_cents IS NOT NULL",
    ),
    _several(
        (
            "interest",
            "Interest and costs",
            "The same people together are charged interest, as far as it is forecast, of",
            EUROS,
        ),
        ("interest", "sum(interest_cents)"),
        ("costs that are open", "sum(costs_cents)"),
        source=_SIDE_BY_SIDE,
    ),
    _several(
        ("letters", "Letters", "A thousand of the same people get so many arrangements, a letter each", LETTERS),
        ("letters for a thousand people", "sum(letters) * 1000 // count(*)"),
        source=_SIDE_BY_SIDE,
    ),
    _won(
        "household",
        tuple(Household),
        "winners-household",
        "Better or worse off, by household",
        "Of people who live alone, so many are better off than today",
    ),
    _won(
        "debt_band",
        _BANDS,
        "winners-debt",
        "Better or worse off, by what is owed",
        "Of those who owe least, so many are better off than today",
    ),
    _won(
        "length_band",
        _LENGTHS,
        "winners-length",
        "Better or worse off, by how long it is owed",
        "Of those who owe for less than a year, so many are better off than today",
    ),
    _won(
        "CASE WHEN long_high THEN 'long-term high debt' ELSE 'everybody else' END",
        ("long-term high debt", "everybody else"),
        "winners-long-high",
        "Better or worse off: long-term high debt apart",
        "Of those whose debt is old and high, so many are better off than today",
    ),
    _several(
        (
            "long-high",
            "Long-term high debt: what the rules can say",
            "Of those whose debt is old and high, so many have a plan for everything",
            THOUSANDTHS,
        ),
        ("a plan for everything", _share("told")),
        ("a person must look", _share("human")),
        source="variants JOIN people USING (person) WHERE long_high",
    ),
    _Asked(
        id="receipts",
        title="What agencies receive, year by year",
        lead="In the first year the first agency receives",
        unit=EUROS,
        sql=" UNION ALL ".join(
            f"SELECT agency || ', {said}' AS label, variant, sum({name}) AS value FROM agencies GROUP BY ALL"
            for name, said in _YEARS.items()
        ),
    ),
    _Asked(
        id="forgone",
        title="Interest that agencies forgo, against today",
        lead="Where both can be told, the first agency forecasts less interest than today by",
        unit=EUROS,
        sql=f"""
            SELECT agency AS label, other.variant, sum(today.interest_cents - other.interest_cents) AS value
            FROM agencies AS other JOIN (SELECT person, agency, interest_cents FROM agencies WHERE variant = '{TODAY}')
            AS today USING (person, agency) WHERE other.variant <> '{TODAY}' GROUP BY agency, other.variant
        """,
    ),
    _Asked(
        id="uncollected",
        title="What is left open after the last payment",
        lead="After the last payment the first agency still has open",
        unit=EUROS,
        sql="SELECT agency AS label, variant, sum(left_open_cents) AS value FROM agencies GROUP BY agency, variant",
    ),
    _Asked(
        id="cases",
        title="Cases for a person at an agency",
        lead="At the first agency a person must look at so many plans",
        unit="cases",
        sql="SELECT agency AS label, variant, count(*) AS value FROM cases GROUP BY agency, variant",
    ),
)

_GUESSES: Final = (
    ("people who live alone", "household = 'single'"),
    ("single parents", "household = 'single_parent'"),
    ("couples without children", "household = 'couple'"),
    ("couples with children", "household = 'couple_with_children'"),
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
        connection.execute(_ALIKE)

        def ask(sql: str) -> list[tuple[Any, ...]]:
            found: list[tuple[Any, ...]] = connection.execute(sql).fetchall()
            return found

        for asked in _ASKED:
            yield _pivoted(asked, ask(asked.sql), variants)
        yield _conflicts(ask)
        yield _sensitivity(ask, variants)


def headline(results: Path) -> tuple[int, int]:
    """How many people there are, and of how many everything can be told under every variant."""
    with parquet.connected() as connection:
        files = parquet.quoted(results / "part-*" / "variants.parquet")
        connection.execute(f"CREATE VIEW variants AS SELECT * FROM read_parquet({files})")
        connection.execute(_ALIKE)
        everybody = connection.execute("SELECT count(DISTINCT person) FROM variants").fetchone()[0]
        return int(everybody), int(connection.execute("SELECT count(*) FROM alike").fetchone()[0])


def _pivoted(asked: _Asked, found: list[tuple[Any, ...]], variants: tuple[str, ...]) -> Figure:
    values = {(label, variant): None if value is None else int(value) for label, variant, value in found}
    columns = tuple(variant for variant in variants if any(of == variant for _, of in values))
    there = {label for label, _ in values}
    groups = {label.rpartition(": ")[0] for label in there}
    labels = [label for label in asked.labels if label.rpartition(": ")[0] in groups]
    missing = 0 if asked.labels or asked.id == "cases" else None
    return Figure(
        id=asked.id,
        title=asked.title,
        lead=asked.lead,
        unit=asked.unit,
        columns=columns,
        rows=tuple(
            (label, tuple(values.get((label, variant), missing) for variant in columns))
            for label in (labels or sorted(there))
        ),
    )


def _conflicts(ask: Callable[[str], list[tuple[Any, ...]]]) -> Figure:
    found = ask("SELECT topic, count(*) FROM conflicts GROUP BY topic ORDER BY count(*) DESC, topic")
    return Figure(
        id="conflicts",
        title="Where rules contradict each other",
        lead="The contradiction that touches most people touches",
        unit=PEOPLE,
        columns=("people",),
        rows=tuple((topic.replace("_", " "), (int(count),)) for topic, count in found),
    )


def _sensitivity(ask: Callable[[str], list[tuple[Any, ...]]], variants: tuple[str, ...]) -> Figure:
    """How much a guess matters: people of one sort weighed heavier or lighter, and everybody else the other way."""
    rows: list[tuple[str, tuple[int | None, ...]]] = []
    for says, condition in _GUESSES:
        counted = {
            (variant, bool(inside)): (int(people), int(humans))
            for variant, inside, people, humans in ask(
                f"SELECT variant, {condition}, count(*), count(*) FILTER (human) "
                "FROM variants JOIN people USING (person) GROUP BY ALL"
            )
        }
        rows.extend(
            (f"{says}: {how}", tuple(_weighed(counted, variant, factor) for variant in variants))
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
