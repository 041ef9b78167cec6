"""The times that parties have by way of the Schuldenknooppunt: dated, with where they come from and how sure we are."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from hub.domain.reasons import Confidence
from hub.errors import RuleMissing
from hub.exchange.dialogue import Terms

_FILE: Final = Path(__file__).with_name("schuldenknooppunt.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedTerms:
    """The terms from a day on, on whose word, and how sure we are."""

    start: date
    terms: Terms
    source: str
    confidence: Confidence


def terms_on(on: date) -> DatedTerms:
    """Give what counts on a day. Raises RuleMissing before the first that is known."""
    found = [each for each in _all() if each.start <= on]
    if not found:
        happened = f"No terms of the Schuldenknooppunt are known on {on}; the first are of {_all()[0].start}."
        raise RuleMissing("exchange.terms_missing", happened, "Ask about a later day.")
    return found[-1]


@cache
def _all() -> tuple[DatedTerms, ...]:
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["terms"]
    return tuple(sorted(map(_terms, rows), key=lambda each: each.start))


def _terms(row: dict[str, Any]) -> DatedTerms:
    return DatedTerms(
        start=row["from"],
        terms=Terms(answer_days=row["answer_working_days"], kept_days=row["kept_working_days"]),
        source=row["source"],
        confidence=Confidence(row["confidence"]),
    )
