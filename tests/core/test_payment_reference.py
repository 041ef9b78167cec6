from datetime import date

import pytest

from hub.life.payment_reference import PaymentFor, read, tag_of, written

TAG = tag_of("arrangement-1")


@pytest.mark.parametrize("due_on", [date(2026, 12, 1), date(2099, 12, 31), None])
def test_what_is_written_reads_back(due_on):
    about = PaymentFor(tag=TAG, due_on=due_on)

    assert len(written(about)) == 21
    assert read(written(about)) == about


def test_an_arrangement_has_one_tag_for_ever_and_another_one_has_another():
    assert tag_of("arrangement-1") == TAG == "LMJRJHKXUERDREG"
    assert tag_of("arrangement-2") != TAG


@pytest.mark.parametrize(
    "text",
    [
        "",
        TAG,
        f"{TAG}26120",
        f"{TAG}2612011",
        f"{TAG[:-1]}1261201",
        f"{TAG.lower()}261201",
        f"{TAG}261301",
        f"{TAG}2612 1",
        f"{TAG}26\N{ARABIC-INDIC DIGIT ONE}\N{ARABIC-INDIC DIGIT TWO}01",
    ],
)
def test_what_is_none_of_ours_names_nothing(text):
    assert read(text) is None
