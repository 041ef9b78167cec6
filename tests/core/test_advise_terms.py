from datetime import date

import pytest
from builders import a_policy

from hub.advise import terms


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (1954, date(1954, 4, 18)),
        (1981, date(1981, 4, 19)),
        (2000, date(2000, 4, 23)),
        (2024, date(2024, 3, 31)),
        (2025, date(2025, 4, 20)),
        (2026, date(2026, 4, 5)),
        (2027, date(2027, 3, 28)),
        (2038, date(2038, 4, 25)),
    ],
)
def test_easter_falls_where_the_almanac_has_it(year, day):
    assert terms.easter(year) == day


def test_the_public_holidays_of_2026_are_those_of_the_act():
    assert terms.holidays(2026, a_policy()) == {
        date(2026, 1, 1),
        date(2026, 4, 3),
        date(2026, 4, 6),
        date(2026, 4, 27),
        date(2026, 5, 5),
        date(2026, 5, 14),
        date(2026, 5, 25),
        date(2026, 12, 25),
        date(2026, 12, 26),
    }


def test_the_kings_birthday_is_celebrated_on_saturday_where_it_falls_on_sunday():
    assert date(2025, 4, 26) in terms.holidays(2025, a_policy())
    assert date(2025, 4, 27) not in terms.holidays(2025, a_policy())


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 3, 2), 42, date(2026, 4, 13)),
        (date(2026, 2, 20), 42, date(2026, 4, 7)),
        (date(2026, 11, 13), 42, date(2026, 12, 28)),
        (date(2026, 10, 31), 14, date(2026, 11, 16)),
        (date(2026, 1, 4), 90, date(2026, 4, 7)),
        (date(2026, 1, 3), 91, date(2026, 4, 4)),
    ],
    ids=[
        "an ordinary Monday",
        "Good Friday and Easter",
        "Christmas and a Sunday",
        "a Saturday",
        "as long as the act reaches",
        "too long for the act",
    ],
)
def test_a_last_day_moves_on_to_a_working_day(start, days, end):
    assert terms.last_day(start, days=days, policy=a_policy()) == end


def test_a_term_outside_an_act_is_not_moved():
    assert terms.last_day(date(2026, 11, 4), days=10, policy=a_policy(), extended=False) == date(2026, 11, 14)
