"""From reasons to sentences, in Dutch (B1) and English. The sentences stand in `texts/`, never in code."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from hub.domain.money import Cents
from hub.domain.reasons import Day, Money, Reason, Value

Language = Literal["nl", "en"]

PARTS = ("words", "arrange", "means", "interest", "advise", "compare", "life", "review")
"""The files of a catalogue."""

_CENTS_PER_EURO = 100


def render(reason: Reason, language: Language, names: Mapping[str, str] | None = None) -> str:
    """Write a reason as a sentence; `names` says what agencies are called.

    Raises KeyError for a code without a sentence: a test keeps that from happening.
    """
    words = {name: written(value, language, names) for name, value in reason.values.items()}
    return str(sentences(language)["reasons"][reason.code]).format_map(words)


def written(value: Value, language: Language, names: Mapping[str, str] | None = None) -> str:
    """Write one value the way people read it; a word that the catalogue or `names` knows is put in their words."""
    match value:
        case Money():
            return money(value.cents, language)
        case Day():
            return day(value.on, language)
        case int():
            return str(value)
        case _:
            return str(sentences(language)["words"].get(value, (names or {}).get(value, value)))


def money(amount: Cents, language: Language) -> str:
    """Write an amount the way people read it: € 1.234,56 in Dutch, €1,234.56 in English."""
    euros, cents = divmod(abs(amount), _CENTS_PER_EURO)
    sign = "-" if amount < 0 else ""
    if language == "nl":
        return f"{sign}€ {euros:,}".replace(",", ".") + f",{cents:02}"
    return f"{sign}€{euros:,}.{cents:02}"


def day(on: date, language: Language) -> str:
    """Write a date out in full, so that nobody takes a month for a day."""
    return f"{on.day} {sentences(language)['months'][on.month - 1]} {on.year}"


@cache
def sentences(language: Language) -> Mapping[str, Any]:
    """Read one language's catalogue: `reasons` by code, `words` for facts and statuses, `months`.

    One file per part of the hub. A sentence that stands in two of them is a mistake, and a test finds it.
    """
    catalogue: dict[str, Any] = {"reasons": {}, "words": {}}
    for part in PARTS:
        text = (files("hub.arrange") / "texts" / f"{part}.{language}.toml").read_text(encoding="utf-8")
        for name, table in tomllib.loads(text).items():
            catalogue[name] = {**catalogue[name], **table} if isinstance(table, dict) else table
    return catalogue
