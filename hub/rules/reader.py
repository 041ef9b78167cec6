"""Reads and checks the rule book; refuses overlaps, gaps, missing sources and words it does not know."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from hub.rules import strict
from hub.rules.edition import KeptBook
from hub.rules.parameter import ENDED, EXPECTED, TEXT_MISSING, DatedValue, Parameter

_PARAMETER_KEYS = {"says", "unit", "article", "rule", "every", "value"}
_VALUE_KEYS = {"from", "recorded", "value", "source", "confidence", "adr", "corrects"}
_DOCUMENT = "document"
_DOCUMENT_KEYS = {"recorded", "source", "confidence", "adr"}
_PERIODS = {"half-year": (1, 7), "year": (1,)}
"""How often the law sets an amount anew, and in which months (on the first day) the periods begin."""

_APPROVALS = "approvals"
"""Stands beside the rules and is none: who approved which change of them."""

Book = Mapping[str, Parameter]
"""Every parameter by id (`file.name`)."""


def read_book(folder: Path) -> Book:
    """Read every TOML file of the folder. Raises BookError that names the file's parameter and what is wrong."""
    files = [path for path in sorted(folder.glob("*.toml")) if path.stem != _APPROVALS]
    book = {parameter.id: parameter for path in files for parameter in _read_file(path)}
    if not book:
        raise strict.unsound("book", "it holds no parameter")
    return KeptBook(book)


def _read_file(path: Path) -> Iterator[Parameter]:
    content = strict.toml(path)
    document = content.pop(_DOCUMENT, {})
    strict.only(f"{path.stem}.{_DOCUMENT}", document, _DOCUMENT_KEYS)
    for name, table in content.items():
        yield _parameter(f"{path.stem}.{name}", table, document)


def _parameter(name: str, table: Any, document: Mapping[str, Any]) -> Parameter:  # noqa: ANN401 - raw TOML
    strict.only(name, table, _PARAMETER_KEYS)
    rows = table.get("value")
    if not isinstance(rows, list) or not rows:
        raise strict.unsound(name, "has no [[value]]")
    values = tuple(_value(name, row, document) for row in rows)
    _ordered(name, values)
    if "every" in table:
        _without_a_gap(name, values, strict.text(name, table, "every"))
    return Parameter(
        id=name,
        says=strict.text(name, table, "says"),
        unit=strict.text(name, table, "unit"),
        article=strict.text(name, table, "article"),
        rule=strict.text(name, table, "rule") if "rule" in table else None,
        values=values,
    )


def _value(name: str, given: Any, document: Mapping[str, Any]) -> DatedValue:  # noqa: ANN401 - raw TOML
    strict.only(name, given, _VALUE_KEYS)
    row = {**document, **given}
    confidence, adr = strict.grade(name, row)
    return DatedValue(
        start=strict.day(name, row, "from"),
        recorded=strict.day(name, row, "recorded"),
        value=exact(name, row.get("value")),
        source=strict.text(name, row, "source"),
        confidence=confidence,
        adr=adr,
        corrects=strict.text(name, row, "corrects") if "corrects" in row else None,
    )


def _ordered(name: str, values: tuple[DatedValue, ...]) -> None:
    """Values stand in order of start; two with the same start only where the later one says what it corrects.

    A correction stands right after what it corrects: otherwise it points nowhere.
    """
    if values[0].corrects:
        raise strict.unsound(name, f"value from {values[0].start} corrects what is not there")
    for earlier, later in pairwise(values):
        if later.corrects and later.start != earlier.start:
            raise strict.unsound(name, f"value from {later.start} corrects what is not there")
        if later.start < earlier.start:
            raise strict.unsound(name, f"value from {later.start} stands after {earlier.start}")
        if later.start == earlier.start and not (later.corrects and later.recorded > earlier.recorded):
            raise strict.unsound(name, f"two values from {later.start}, and the later one corrects nothing")


def _without_a_gap(name: str, values: tuple[DatedValue, ...], every: str) -> None:
    """An amount that is set anew each period has a value for each, and in the end a word that says what comes after.

    So no period is computed with the amount of an earlier one, and the day after the last known period has no amount.
    """
    months = _PERIODS.get(every)
    if months is None:
        raise strict.unsound(name, f"is set anew every {every!r}; known are {', '.join(_PERIODS)}")
    starts = tuple(dict.fromkeys(value.start for value in values))
    if starts[0].day != 1 or starts[0].month not in months:
        raise strict.unsound(name, f"starts on {starts[0]}, where no {every} begins")
    for earlier, later in pairwise(starts):
        if later != (expected := _next_period(earlier, months)):
            raise strict.unsound(name, f"has a value from {later} after {earlier}, and none from {expected}")
    if values[-1].value not in (ENDED, EXPECTED, TEXT_MISSING):
        raise strict.unsound(name, f"does not say what comes after the {every} from {starts[-1]}")


def _next_period(start: date, months: tuple[int, ...]) -> date:
    later = [month for month in months if month > start.month]
    return date(start.year, later[0], 1) if later else date(start.year + 1, months[0], 1)


def exact(name: str, value: Any) -> Any:  # noqa: ANN401 - raw TOML
    """Let through only values that cannot lose a cent: no binary fractions, no truth values, nothing missing."""
    match value:
        case bool() | None:
            raise strict.unsound(name, "has a value that is no number, word, list or table")
        case int() | str() | Decimal():
            return value
        case list():
            return tuple(exact(name, item) for item in value)
        case dict():
            return {key: exact(name, item) for key, item in value.items()}
        case _:
            pass
    raise strict.unsound(name, f"has a value of type {type(value).__name__}")
