"""A named reform: a dated overlay on the book. It says who could take part if it were law (decision 26)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from consent.parties import AgencyCode
from hub.domain.reasons import Confidence
from hub.domain.scheme import Reform, SchemeCode, Standing
from hub.rules import strict

_REFORM: Final = "reform"
_PARTICIPANT: Final = "participant"
_REFORM_KEYS: Final = {"from", "nl", "en", "source", "confidence", "adr"}
_CHANGE_KEYS: Final = {"scheme", "agency", "standing", "article", "replaces"}
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
class Overlay:
    """A reform as its file has it."""

    reform: Reform
    source: str
    confidence: Confidence
    adr: str | None
    changes: tuple[Change, ...]


def read_reforms(folder: Path) -> tuple[Overlay, ...]:
    """Read every reform of a folder. Raises BookError (`book.unsound`) that names the file, the place and the fault."""
    return tuple(_read_file(path) for path in sorted(folder.glob("*.toml")))


def _read_file(path: Path) -> Overlay:
    content = strict.toml(path)
    strict.only(path.stem, content, {_REFORM, _PARTICIPANT})
    if not _NAME.fullmatch(path.stem):
        raise strict.unsound(path.stem, "is no name for a reform: small letters, digits and -")
    name = f"{path.stem}.{_REFORM}"
    told = strict.only(name, content.get(_REFORM), _REFORM_KEYS)
    confidence, adr = strict.grade(name, told)
    reform = Reform(
        name=path.stem,
        since=strict.day(name, told, "from"),
        says={language: strict.text(name, told, language) for language in ("nl", "en")},
    )
    return Overlay(
        reform=reform,
        source=strict.text(name, told, "source"),
        confidence=confidence,
        adr=adr,
        changes=tuple(_changes(path.stem, content.get(_PARTICIPANT))),
    )


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
