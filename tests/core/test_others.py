"""Who else stands in what a person takes home is somebody, and not who."""

import pytest

from hub.audit.others import KEPT_BACK, SOMEBODY, without_others

OIN = "00000099000000001000"


def shown(value):
    return without_others(value, carries_number=lambda text: "number" in text)


@pytest.mark.parametrize("name", ["representative", "recipient"])
def test_a_person_is_somebody_and_an_organization_is_named(name):
    named = [OIN, "self", "hub", "client:portal", None]

    assert [shown({name: each})[name] for each in named] == named
    assert [shown({name: each})[name] for each in ("a-reference", OIN[1:], "\u0660" * 20)] == [SOMEBODY] * 3


def test_a_worker_is_always_somebody_but_that_there_was_none_is_said():
    assert shown([{"worker": OIN}, {"worker": None}, {"worker": ""}]) == [
        {"worker": SOMEBODY},
        {"worker": None},
        {"worker": SOMEBODY},
    ]


def test_words_that_an_article_keeps_back_stay_back_and_the_article_is_named():
    said = {"is": "Said", "text": "words", "kept_back": "Wpg 24a", "to": "duo"}

    assert shown(said) == {**said, "text": KEPT_BACK}
    assert shown({**said, "kept_back": None})["text"] == "words"


def test_a_number_is_taken_out_of_a_detail_and_nothing_else_is_touched():
    value = {"detail": "a number", "says": "a number", "amount": 1, "parts": [{"detail": "room 4"}, None, True]}

    assert shown(value) == {**value, "detail": SOMEBODY}


def test_it_reaches_everywhere():
    assert shown({"a": [{"b": {"worker": "w"}}]}) == {"a": [{"b": {"worker": SOMEBODY}}]}
