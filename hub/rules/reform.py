"""A named reform: a dated overlay on the book. It says who could take part if it were law (decision 26).

One that is only computed with, and never switched on, may lay other values over the book too (`parse_reform`).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from consent.parties import AgencyCode
from hub.domain.reasons import Confidence
from hub.domain.scheme import Reform, SchemeCode, Standing
from hub.rules import strict
from hub.rules.reader import exact

_REFORM: Final = "reform"
_PARTICIPANT: Final = "participant"
_VALUE: Final = "value"
_REFORM_KEYS: Final = {"from", "nl", "en", "source", "confidence", "adr"}
_CHANGE_KEYS: Final = {"scheme", "agency", "standing", "article", "replaces"}
_VALUE_KEYS: Final = {"parameter", "from", "value"}
_REPLACED_KEYS: Final = {"standing", "article"}
_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,40}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One participant as the reform has it: which value of the book it replaces, and by which article.

    `place` says where in the file it stands. The standing is always `under_reform`.
    """

    place: str
    scheme: SchemeCode
    agency: AgencyCode
    was_standing: str
    was_article: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A value that a reform lays over a parameter, from a day on."""

    place: str
    parameter: str
    start: date
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """A reform as its file has it. `values` are of a reform that is only computed with."""

    reform: Reform
    source: str
    confidence: Confidence
    adr: str | None
    changes: tuple[Change, ...]
    values: tuple[Laid, ...] = ()


def read_reforms(folder: Path) -> tuple[Overlay, ...]:
    """Read every reform of a folder. Raises BookError (`book.unsound`) that names the file, the place and the fault."""
    return tuple(_read_file(path) for path in sorted(folder.glob("*.toml")))


def parse_reform(text: str, name: str) -> Overlay:
    """Read a reform that is only computed with. It may lay values over the book: what was decided bears no name of it.

    Raises BookError (`book.unsound`) that names the place and the fault.
    """
    return _read(name, strict.parsed(name, text), more={_VALUE})


def _read_file(path: Path) -> Overlay:
    return _read(path.stem, strict.toml(path), more=set())


def _read(stem: str, content: Mapping[str, Any], more: set[str]) -> Overlay:
    strict.only(stem, content, {_REFORM, _PARTICIPANT, *more})
    if not _NAME.fullmatch(stem):
        raise strict.unsound(stem, "is no name for a reform: small letters, digits and -")
    name = f"{stem}.{_REFORM}"
    told = strict.only(name, content.get(_REFORM), _REFORM_KEYS)
    confidence, adr = strict.grade(name, told)
    reform = Reform(
        name=stem,
        since=strict.day(name, told, "from"),
        says={language: strict.text(name, told, language) for language in ("nl", "en")},
    )
    joining = _PARTICIPANT in content or _VALUE not in content
    return Overlay(
        reform=reform,
        source=strict.text(name, told, "source"),
        confidence=confidence,
        adr=adr,
        changes=tuple(_changes(stem, content.get(_PARTICIPANT))) if joining else (),
        values=tuple(_values(stem, content.get(_VALUE, []), reform.since)),
    )


def _values(file: str, rows: Any, since: date) -> Iterator[Laid]:  # noqa: ANN401 - raw TOML
    if not isinstance(rows, list):
        raise strict.unsound(file, f"has {_VALUE} as no list of tables: [[{_VALUE}]]")
    seen: set[str] = set()
    for number, row in enumerate(rows, start=1):
        place = f"{file}.{_VALUE}[{number}]"
        strict.only(place, row, _VALUE_KEYS)
        parameter = strict.text(place, row, "parameter")
        if parameter in seen:
            raise strict.unsound(place, f"stands there twice: {parameter}")
        seen.add(parameter)
        start = strict.day(place, row, "from") if "from" in row else since
        yield Laid(place=place, parameter=parameter, start=start, value=exact(place, row.get("value")))


def _changes(file: str, rows: Any) -> Iterator[Change]:  # noqa: ANN401 - raw TOML
    if not isinstance(rows, list) or not rows:
        raise strict.unsound(file, f"has no [[{_PARTICIPANT}]]")
    seen: set[tuple[SchemeCode, AgencyCode]] = set()
    for number, row in enumerate(rows, start=1):
        change = _change(f"{file}.{_PARTICIPANT}[{number}]", row)
        if (change.scheme, change.agency) in seen:
            raise strict.unsound(change.place, f"stands there twice: {change.agency} in {change.scheme}")
        seen.add((change.scheme, change.agency))
        yield change


def _change(place: str, row: Mapping[str, Any]) -> Change:
    strict.only(place, row, _CHANGE_KEYS)
    where = f"{place}.replaces"
    replaced = strict.only(where, row.get("replaces"), _REPLACED_KEYS)
    if (standing := strict.text(place, row, "standing")) != Standing.UNDER_REFORM:
        raise strict.unsound(
            place, f"has the standing {standing!r}; a reform makes nothing law: {Standing.UNDER_REFORM}"
        )
    return Change(
        place=place,
        scheme=SchemeCode(strict.text(place, row, "scheme")),
        agency=AgencyCode(strict.text(place, row, "agency")),
        was_standing=strict.text(where, replaced, "standing"),
        was_article=strict.text(where, replaced, "article"),
        article=strict.text(place, row, "article"),
    )
