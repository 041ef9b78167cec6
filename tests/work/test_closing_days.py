"""The days on which T2 is closed, from the ECB's own calendar."""

from datetime import date, timedelta

from adapters.system import T2ClosingDays
from hub.domain.calendar import open_day

TODAY = date(2026, 11, 28)


def test_t2_is_closed_on_six_days_a_year_and_open_on_every_other_feast() -> None:
    closed = T2ClosingDays(lambda: TODAY).days()

    assert sorted(day for day in closed if day.year == 2027) == [
        date(2027, 1, 1),
        date(2027, 3, 26),
        date(2027, 3, 29),
        date(2027, 5, 1),
        date(2027, 12, 25),
        date(2027, 12, 26),
    ]
    assert date(2027, 4, 27) not in closed  # King's Day: banks pay each other


def test_they_reach_as_far_as_any_arrangement() -> None:
    closed = T2ClosingDays(lambda: TODAY).days()

    assert {day.year for day in closed} == set(range(TODAY.year - 1, TODAY.year + 40))


def test_money_that_is_due_at_easter_moves_after_it() -> None:
    closed = T2ClosingDays(lambda: TODAY).days()
    good_friday = date(2027, 3, 26)

    assert open_day(good_friday, closed) == good_friday + timedelta(days=4)
