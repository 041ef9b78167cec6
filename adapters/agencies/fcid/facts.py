"""What an agency states about a case or a person beside the money, in our own namespace (decision 10, readings 11)."""

from datetime import date
from functools import lru_cache
from typing import Final

from adapters.agencies.fcid import values
from adapters.agencies.fcid.concepts import Concept
from adapters.agencies.fcid.document import Extra
from adapters.agencies.fcid.faults import ROOT, Malformed
from adapters.agencies.fcid.profile import Profile
from hub.domain.facts import UNKNOWN, Answer, Fact, FactName, Facts

_ANSWERS: Final = {answer.value: answer for answer in Answer}
_NAMES: Final = {name.value: name for name in FactName}
_PARTS: Final = (
    Concept.FACT_VALUE,
    Concept.FACT_DATE,
    Concept.FACT_SOURCE,
    Concept.FACT_STATED_ON,
    Concept.FACT_DETAIL,
)

MOST_REMEMBERED: Final = 4_096


def read(stated: Extra, profile: Profile, *, known_on: date | None) -> Facts:
    """Read the facts we know by name.

    What was not sent stays absent, and absent is unknown; what is malformed is unknown too. `known_on` leaves out what
    was stated after that day, or on a day that is not told.
    """
    if not stated:
        return {}
    keys = [profile.places[part][0] for part in _PARTS]
    found = {name: _fact(stated[key], *keys) for key, name in _NAMES.items() if key in stated}
    if known_on is None:
        return found
    return {name: fact for name, fact in found.items() if _was_stated(fact, known_on)}


def _was_stated(fact: Fact, on: date) -> bool:
    return fact.stated_on is not None and fact.stated_on <= on


def _fact(value: object, answer: str, on: str, source: str, stated_on: str, detail: str) -> Fact:
    if not isinstance(value, dict):
        return UNKNOWN
    part = value.get
    make = _remembered if part(detail) is None else _made
    try:
        return make(part(answer), part(on), part(source), part(stated_on), part(detail))
    except (Malformed, TypeError):
        # A list or a table in the place of a word cannot be looked up, and is no word either.
        return UNKNOWN


def _made(answer: object, on: object, source: object, stated_on: object, detail: object) -> Fact:
    return Fact(
        answer=_answer(answer),
        on=None if on is None else values.day(on, ROOT),
        detail=None if detail is None else values.text(detail, ROOT),
        source=None if source is None else values.oin(source, ROOT),
        stated_on=None if stated_on is None else values.day(stated_on, ROOT),
    )


# Most facts of most people are the same few. Only those without a detail are remembered, so what is kept is a word, two
# dates and an organization: no text about a person, and nothing malformed either, since an exception is not kept.
_remembered: Final = lru_cache(maxsize=MOST_REMEMBERED)(_made)


def _answer(value: object) -> Answer:
    answer = _ANSWERS.get(value) if isinstance(value, str) else None
    if answer is None:
        raise Malformed("fcid.unknown_word", ROOT)
    return answer
