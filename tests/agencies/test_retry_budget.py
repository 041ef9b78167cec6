"""The budget for second tries: a fifth of the requests of ten seconds, and a little in a quiet hour."""

import pytest
from agencies.manual_clock import ManualClock
from hypothesis import given
from hypothesis import strategies as st

from adapters.agencies.retry_budget import ALWAYS_ALLOWED, ONE_RETRY_PER, WINDOW_S, RetryBudget


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def budget(clock: ManualClock) -> RetryBudget:
    return RetryBudget(monotonic_s=clock)


def _taken(budget: RetryBudget, wanted: int) -> int:
    return sum(budget.take() for _ in range(wanted))


def test_a_first_failure_may_be_tried_again(budget: RetryBudget) -> None:
    budget.count_request()

    assert _taken(budget, 10) == ALWAYS_ALLOWED


def test_of_a_hundred_requests_twenty_may_be_tried_again(budget: RetryBudget) -> None:
    for _ in range(100):
        budget.count_request()

    assert _taken(budget, 100) == 20


def test_the_budget_is_of_the_last_ten_seconds(budget: RetryBudget, clock: ManualClock) -> None:
    for _ in range(100):
        budget.count_request()
    assert _taken(budget, 100) == 20

    clock.pass_s(WINDOW_S)

    assert _taken(budget, 100) == ALWAYS_ALLOWED


@given(steps=st.lists(st.tuples(st.floats(0, 3), st.booleans()), max_size=200))
def test_in_no_ten_seconds_more_than_a_fifth_is_tried_again(steps: list[tuple[float, bool]]) -> None:
    clock = ManualClock()
    budget = RetryBudget(monotonic_s=clock)
    requested_s: list[float] = []
    tried_again_s: list[float] = []

    for pause_s, is_request in steps:
        clock.pass_s(pause_s)
        if is_request:
            budget.count_request()
            requested_s.append(clock())
        elif budget.take():
            tried_again_s.append(clock())
            since_s = clock() - WINDOW_S
            requests = sum(at_s > since_s for at_s in requested_s)
            retries = sum(at_s > since_s for at_s in tried_again_s)
            assert retries <= max(ALWAYS_ALLOWED, requests // ONE_RETRY_PER)
