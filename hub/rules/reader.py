"""Reads and checks the rule book; refuses overlaps, gaps, missing sources and words it does not know."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from hub.domain.reasons import Confidence
from hub.errors import BookError
from hub.rules.edition import KeptBook
from hub.rules.parameter import ENDED, EXPECTED, TEXT_MISSING, DatedValue, Parameter

_PARAMETER_KEYS = {"says", "unit", "article", "rule", "every", "value"}
_VALUE_KEYS = {"from", "recorded", "value", "source", "confidence", "adr", "corrects"}
_DOCUMENT = "document"
_DOCUMENT_KEYS = {"recorded", "source", "confidence", "adr"}
_PERIODS = {"half-year": (1, 7), "year": (1,)}
"""How often the law sets an amount anew, and in which months (on the first day) the periods begin."""

_RECORD = re.compile(r"\d{4}")
_APPROVALS = "approvals"
"""Stands beside the rules and is none: who approved which change of them."""

Book = Mapping[str, Parameter]
"""Every parameter by id (`file.name`)."""


def read_book(folder: Path) -> Book:
    """Read every TOML file of the folder. Raises BookError that names the file's parameter and what is wrong."""
    files = [path for path in sorted(folder.glob("*.toml")) if path.stem != _APPROVALS]
    book = {parameter.id: parameter for path in files for parameter in _read_file(path)}
    if not book:
        raise _unsound("book", "it holds no parameter")
    return KeptBook(book)


def _read_file(path: Path) -> Iterator[Parameter]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise _unsound(path.stem, f"not readable as TOML ({fault})") from fault
    document = content.pop(_DOCUMENT, {})
    _only(f"{path.stem}.{_DOCUMENT}", document, _DOCUMENT_KEYS)
    for name, table in content.items():
        yield _parameter(f"{path.stem}.{name}", table, document)


def _parameter(name: str, table: Any, document: Mapping[str, Any]) -> Parameter:  # noqa: ANN401 - raw TOML
    _only(name, table, _PARAMETER_KEYS)
    rows = table.get("value")
    if not isinstance(rows, list) or not rows:
        raise _unsound(name, "has no [[value]]")
    values = tuple(_value(name, row, document) for row in rows)
    _ordered(name, values)
    if "every" in table:
        _without_a_gap(name, values, _text(name, table, "every"))
    return Parameter(
        id=name,
        says=_text(name, table, "says"),
        unit=_text(name, table, "unit"),
        article=_text(name, table, "article"),
        rule=_text(name, table, "rule") if "rule" in table else None,
        values=values,
    )


def _value(name: str, given: Any, document: Mapping[str, Any]) -> DatedValue:  # noqa: ANN401 - raw TOML
    _only(name, given, _VALUE_KEYS)
    row = {**document, **given}
    confidence = _confidence(name, _text(name, row, "confidence"))
    adr = _text(name, row, "adr") if "adr" in row else None
    if confidence is Confidence.OUR_CHOICE and not (adr and _RECORD.fullmatch(adr)):
        raise _unsound(name, "is our choice and names no ADR by its four digits")
    return DatedValue(
        start=_date(name, row, "from"),
        recorded=_date(name, row, "recorded"),
        value=_exact(name, row.get("value")),
        source=_text(name, row, "source"),
        confidence=confidence,
        adr=adr,
        corrects=_text(name, row, "corrects") if "corrects" in row else None,
    )


def _ordered(name: str, values: tuple[DatedValue, ...]) -> None:
    """Values stand in order of start; two with the same start only where the later one says what it corrects.

    A correction stands right after what it corrects: otherwise it points nowhere.
    """
    if values[0].corrects:
        raise _unsound(name, f"value from {values[0].start} corrects what is not there")
    for earlier, later in pairwise(values):
        if later.corrects and later.start != earlier.start:
            raise _unsound(name, f"value from {later.start} corrects what is not there")
        if later.start < earlier.start:
            raise _unsound(name, f"value from {later.start} stands after {earlier.start}")
        if later.start == earlier.start and not (later.corrects and later.recorded > earlier.recorded):
            raise _unsound(name, f"two values from {later.start}, and the later one corrects nothing")


def _without_a_gap(name: str, values: tuple[DatedValue, ...], every: str) -> None:
    """An amount that is set anew each period has a value for each, and in the end a word that says what comes after.

    So no period is computed with the amount of an earlier one, and the day after the last known period has no amount.
    """
    months = _PERIODS.get(every)
    if months is None:
        raise _unsound(name, f"is set anew every {every!r}; known are {', '.join(_PERIODS)}")
    starts = tuple(dict.fromkeys(value.start for value in values))
    if starts[0].day != 1 or starts[0].month not in months:
        raise _unsound(name, f"starts on {starts[0]}, where no {every} begins")
    for earlier, later in pairwise(starts):
        if later != (expected := _next_period(earlier, months)):
            raise _unsound(name, f"has a value from {later} after {earlier}, and none from {expected}")
    if values[-1].value not in (ENDED, EXPECTED, TEXT_MISSING):
        raise _unsound(name, f"does not say what comes after the {every} from {starts[-1]}")


def _next_period(start: date, months: tuple[int, ...]) -> date:
    later = [month for month in months if month > start.month]
    return date(start.year, later[0], 1) if later else date(start.year + 1, months[0], 1)


def _exact(name: str, value: Any) -> Any:  # noqa: ANN401 - raw TOML
    """Let through only values that cannot lose a cent: no binary fractions, no truth values, nothing missing."""
    match value:
        case bool() | None:
            raise _unsound(name, "has a value that is no number, word, list or table")
        case int() | str() | Decimal():
            return value
        case list():
            return tuple(_exact(name, item) for item in value)
        case dict():
            return {key: _exact(name, item) for key, item in value.items()}
        case _:
            pass
    raise _unsound(name, f"has a value of type {type(value).__name__}")


def _confidence(name: str, word: str) -> Confidence:
    try:
        return Confidence(word)
    except ValueError:
        raise _unsound(name, f"has the unknown confidence {word!r}") from None


def _text(name: str, table: Mapping[str, Any], key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise _unsound(name, f"has no {key}")
    return value


def _date(name: str, table: Mapping[str, Any], key: str) -> date:
    value = table.get(key)
    if type(value) is not date:
        raise _unsound(name, f"has no date in {key}")
    return value


def _only(name: str, table: Any, keys: set[str]) -> None:  # noqa: ANN401 - raw TOML
    if not isinstance(table, dict):
        raise _unsound(name, "holds what is no table")
    if unknown := sorted(set(table) - keys):
        raise _unsound(name, f"has unknown keys: {', '.join(unknown)}")


def _unsound(name: str, what: str) -> BookError:
    return BookError("book.unsound", f"{name} {what}.", "Mend the rule book, then run `make rules`.")
