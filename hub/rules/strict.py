"""Strict reading of what stands in a TOML file of the rules: what is missing or unknown is named with its place."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from hub.domain.reasons import Confidence
from hub.errors import BookError

_RECORD: Final = re.compile(r"\d{4}")


def toml(path: Path) -> dict[str, Any]:
    """Read a file. Raises BookError for what is no TOML."""
    try:
        return parsed(path.stem, path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as fault:
        raise unsound(path.stem, f"not readable as TOML ({fault})") from fault


def parsed(name: str, content: str) -> dict[str, Any]:
    """Read the text of a file. Raises BookError for what is no TOML."""
    try:
        return tomllib.loads(content, parse_float=Decimal)
    except tomllib.TOMLDecodeError as fault:
        raise unsound(name, f"not readable as TOML ({fault})") from fault


def text(name: str, table: Mapping[str, Any], key: str) -> str:
    """Give words that must be there. Raises BookError."""
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise unsound(name, f"has no {key}")
    return value


def day(name: str, table: Mapping[str, Any], key: str) -> date:
    """Give a date that must be there. Raises BookError."""
    value = table.get(key)
    if type(value) is not date:
        raise unsound(name, f"has no date in {key}")
    return value


def grade(name: str, table: Mapping[str, Any]) -> tuple[Confidence, str | None]:
    """Give how sure we are, and the record that says why. Raises BookError for a choice of ours without a record."""
    word = text(name, table, "confidence")
    try:
        confidence = Confidence(word)
    except ValueError:
        raise unsound(name, f"has the unknown confidence {word!r}") from None
    adr = text(name, table, "adr") if "adr" in table else None
    if confidence is Confidence.OUR_CHOICE and not (adr and _RECORD.fullmatch(adr)):
        raise unsound(name, "is our choice and names no ADR by its four digits")
    return confidence, adr


def only(name: str, table: Any, keys: set[str]) -> Mapping[str, Any]:  # noqa: ANN401 - raw TOML
    """Give a table that has no other keys. Raises BookError that names them."""
    if not isinstance(table, dict):
        raise unsound(name, "holds what is no table")
    if unknown := sorted(set(table) - keys):
        raise unsound(name, f"has unknown keys: {', '.join(unknown)}")
    return table


def unsound(name: str, what: str) -> BookError:
    """A place in a file of the rules, and what is wrong there."""
    return BookError("book.unsound", f"{name} {what}.", "Mend the rule book, then run `make rules`.")
