"""What a population is drawn from and held against: `marginals.toml`, each figure with its source and grade."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from hub.domain.reasons import Confidence

FILE: Final = Path(__file__).parent / "marginals.toml"

GUESSED: Final = Confidence.OUR_CHOICE
"""The grade of a figure that no source gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marginal:
    """A figure that a population is held against. `tolerance` is in thousandths of the value, `measure` is SQL."""

    id: str
    measure: str
    says: str
    value: int
    unit: str
    tolerance: int
    source: str
    confidence: Confidence

    @property
    def guessed(self) -> bool:
        return self.confidence is GUESSED

    def fits(self, found: int) -> bool:
        return abs(found - self.value) * 1000 <= self.tolerance * self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFitted:
    """A published figure that a population does not follow, and why."""

    says: str
    why: str


@cache
def _content() -> Mapping[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def as_of() -> date:
    """The day on which a made-up population stands: no debt is younger."""
    day: date = _content()["as_of"]
    return day


def people_in_the_country() -> int:
    count: int = _content()["people_in_the_country"]
    return count


def draw() -> Mapping[str, Any]:
    """The chances and tables that people are drawn from."""
    given: Mapping[str, Any] = _content()["draw"]
    return given


def marginals() -> tuple[Marginal, ...]:
    return tuple(Marginal(**{**row, "confidence": Confidence(row["confidence"])}) for row in _content()["marginal"])


def not_fitted() -> tuple[NotFitted, ...]:
    return tuple(NotFitted(**row) for row in _content()["not_fitted"])


def fingerprint() -> str:
    """Which edition of the figures a population was drawn from."""
    return sha256(FILE.read_bytes()).hexdigest()
