"""How each step explains itself: a code, the article behind it, the values it used."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from hub.domain.money import Cents


class Confidence(StrEnum):
    """How sure we are of a value of the law."""

    VERIFIED = "verified"
    OLDER_EDITION = "older edition"
    SECONDARY = "secondary"
    DERIVED = "derived"
    RECALLED = "recalled"
    OUR_CHOICE = "our choice"


class Money(NamedTuple):
    """An amount inside an explanation; told apart from a count so that it is written as money."""

    cents: Cents


class Day(NamedTuple):
    """A date inside an explanation; told apart from a word, so that a word that looks like one stays a word."""

    on: date


Value = Money | Day | int | str


class Reason(NamedTuple):
    """One step or one ground.

    `code` is stable for ever (`noun.fact`) and has a sentence in every catalogue. `parameters` are the ids of the
    book's values that decided; `article` is where the rule stands, `version` the day since which it is in force as it
    was applied; `confidence` is the lowest of those values.
    """

    code: str
    article: str | None = None
    version: date | None = None
    confidence: Confidence | None = None
    parameters: tuple[str, ...] = ()
    values: Mapping[str, Value] = MappingProxyType({})
