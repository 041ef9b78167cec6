"""Facts of many people are the same few: they are remembered, unless they say something in words."""

from datetime import date

import pytest
from agencies.fcid_cases import CURRENT, OIN_HERE

from adapters.agencies.fcid import facts
from hub.domain.facts import UNKNOWN, Answer, Fact, FactName, Facts

TOLD = {"value": "no", "date": "2026-04-01", "source": OIN_HERE, "stated_on": "2026-11-23"}


def _read(told: object) -> Facts:
    return facts.read({"objection": told}, CURRENT, known_on=None)


def _fact(told: object) -> Fact:
    return _read(told)[FactName.OBJECTION]


def test_an_equal_fact_is_made_once() -> None:
    assert _fact(dict(TOLD)) is _fact(dict(TOLD))
    assert _fact(TOLD) == Fact(answer=Answer.NO, on=date(2026, 4, 1), source=OIN_HERE, stated_on=date(2026, 11, 23))


def test_a_fact_in_words_is_made_each_time() -> None:
    told = TOLD | {"detail": "samen met een ander"}

    assert _fact(dict(told)) == _fact(dict(told))
    assert _fact(dict(told)) is not _fact(dict(told))


@pytest.mark.parametrize("key", list(TOLD))
def test_facts_that_differ_in_one_part_are_not_taken_for_each_other(key: str) -> None:
    others = {"value": "yes", "date": "2026-04-02", "source": "0" * 20, "stated_on": "2026-11-22"}

    assert _fact(TOLD | {key: others[key]}) != _fact(TOLD)
    assert _fact({name: part for name, part in TOLD.items() if name != key}) != _fact(TOLD)


@pytest.mark.parametrize("odd", ["", "perhaps", 1, True, [], ["no"], {}, {"value": "no"}], ids=repr)
@pytest.mark.parametrize("key", [*TOLD, "detail"])
def test_a_fact_with_an_odd_part_is_unknown(key: str, odd: object) -> None:
    worded = key == "detail" and isinstance(odd, str)

    assert (_fact(TOLD | {key: odd}) is UNKNOWN) is not worded
