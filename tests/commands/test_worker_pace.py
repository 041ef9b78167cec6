"""How soon workers that died are started again."""

import pytest

from adapters.cli.workers import Pace

NOW = 1_000.0


def test_the_first_to_die_is_started_again_at_once():
    pace = Pace()
    pace.died(NOW)

    assert pace.allows(NOW)


def test_where_one_dies_after_the_other_each_waits_twice_as_long_and_half_a_minute_at_most():
    pace, at, waited = Pace(), NOW, []
    for _ in range(10):
        pace.died(at)
        pause = next(pause for pause in (0, 0.5, 1, 2, 4, 8, 16, 30, 31) if pace.allows(at + pause))
        assert not pause or not pace.allows(at + pause - 0.01)
        waited.append(pause)
        at += pause

    assert waited == [0, 0.5, 1, 2, 4, 8, 16, 30, 30, 30]


@pytest.mark.parametrize(("quiet", "at_once"), [(59, False), (60, True)])
def test_after_a_minute_of_quiet_a_death_costs_no_time(quiet, at_once):
    pace = Pace()
    pace.died(NOW)
    pace.died(NOW + quiet)

    assert pace.allows(NOW + quiet) is at_once
