"""A dated value of the law: what it says, from when, on whose word, and how sure we are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hub.domain.reasons import Confidence

Raw = int | str | Sequence["Raw"] | Mapping[str, "Raw"]
"""What a value may be: whole numbers, words, and lists and tables of these."""

ENDED = "ended"
EXPECTED = "expected"
TEXT_MISSING = "text_missing"
"""Words in the place of a value: the rule ended; it is announced without a number; we do not have the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedValue:
    """One value: in force from a date (inclusive), entered in the book on a date."""

    start: date
    recorded: date
    value: Raw
    source: str
    confidence: Confidence
    adr: str | None = None
    corrects: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A rule's number or table through time; `values` are ordered by start, then by date of entry."""

    id: str
    says: str
    unit: str
    article: str
    rule: str | None
    values: tuple[DatedValue, ...]

    def on(self, on: date, *, known_on: date) -> DatedValue | None:
        """Give the value in force on a date, as the book stood on another date; None before the first one.

        A later entry for the same start corrects the earlier one.
        """
        known = [value for value in self.values if value.recorded <= known_on and value.start <= on]
        return max(known, key=lambda value: (value.start, value.recorded), default=None)

    def through_time(self, *, known_on: date) -> tuple[DatedValue, ...]:
        """Every value in order of start, as the book stood on a date; a correction stands in its value's place."""
        return tuple({value.start: value for value in self.values if value.recorded <= known_on}.values())
