"""What an agency states about a case or a person beside the money, in our own namespace (decision 10, readings 11)."""

from datetime import date
from typing import Final

from adapters.agencies.fcid import values
from adapters.agencies.fcid.concepts import Concept
from adapters.agencies.fcid.document import Extra
from adapters.agencies.fcid.faults import ROOT, Malformed
from adapters.agencies.fcid.fields import Fields
from adapters.agencies.fcid.profile import Profile
from hub.domain.facts import UNKNOWN, Answer, Fact, FactName, Facts

_ANSWERS: Final = {answer.value: answer for answer in Answer}
_NAMES: Final = {name.value: name for name in FactName}


def read(stated: Extra, profile: Profile, *, known_on: date | None) -> Facts:
    """Read the facts we know by name.

    What was not sent stays absent, and absent is unknown; what is malformed is unknown too. `known_on` leaves out what
    was stated after that day, or on a day that is not told.
    """
    found = {name: _fact(stated[key], profile) for key, name in _NAMES.items() if key in stated} if stated else {}
    return {name: fact for name, fact in found.items() if known_on is None or _was_stated(fact, known_on)}


def _was_stated(fact: Fact, on: date) -> bool:
    return fact.stated_on is not None and fact.stated_on <= on


def _fact(value: object, profile: Profile) -> Fact:
    try:
        fields = Fields(value, ROOT, profile, strict=False)
        return Fact(
            answer=fields.need(Concept.FACT_VALUE, _answer),
            on=fields.may(Concept.FACT_DATE, values.day),
            detail=fields.may(Concept.FACT_DETAIL, values.text),
            source=fields.may(Concept.FACT_SOURCE, values.oin),
            stated_on=fields.may(Concept.FACT_STATED_ON, values.day),
        )
    except Malformed:
        return UNKNOWN


def _answer(value: object, path: str) -> Answer:
    answer = _ANSWERS.get(values.text(value, path))
    if answer is None:
        raise Malformed("fcid.unknown_word", path)
    return answer
