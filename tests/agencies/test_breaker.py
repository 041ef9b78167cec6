"""The breaker: opens in five, lets one call try, and does not count callers who went away."""

import asyncio
from contextlib import suppress

import pytest
from agencies.manual_clock import ManualClock
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from adapters.agencies.breaker import IN_A_ROW, JUDGED_FROM, OPEN_FOR_S, Breaker, State
from adapters.agencies.call_failed import CallFailed
from adapters.agencies.reasons import Reason


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def breaker(clock: ManualClock) -> Breaker:
    return Breaker(monotonic_s=clock)


def _call(breaker: Breaker, *, works: bool = False, ails: bool | None = True) -> None:
    with suppress(CallFailed), breaker.guard():
        if not works:
            raise CallFailed(Reason.TIMED_OUT, ails=ails)


def _is_open(breaker: Breaker) -> bool:
    return breaker.state is State.OPEN


def _opened(breaker: Breaker) -> None:
    for _ in range(IN_A_ROW):
        _call(breaker)
    assert breaker.state is State.OPEN


def test_five_failures_in_a_row_open_it_and_four_do_not(breaker: Breaker) -> None:
    for _ in range(IN_A_ROW - 1):
        _call(breaker)
    assert not _is_open(breaker)

    _call(breaker)

    assert _is_open(breaker)


def test_half_of_at_least_ten_failing_opens_it(breaker: Breaker) -> None:
    for place in range(JUDGED_FROM - 1):
        _call(breaker, works=place % 2 == 0)
    assert not _is_open(breaker)

    _call(breaker)

    assert _is_open(breaker)


def test_fewer_than_half_failing_never_opens_it(breaker: Breaker) -> None:
    for place in range(100):
        _call(breaker, works=place % 3 != 0)

    assert breaker.state is State.CLOSED


def test_a_success_is_never_what_opens_it(breaker: Breaker) -> None:
    for place in range(JUDGED_FROM):
        _call(breaker, works=place not in (0, 1, 2, 4, 5))

    assert breaker.state is State.CLOSED


def test_while_open_nothing_passes_and_nobody_waits(breaker: Breaker) -> None:
    _opened(breaker)

    with pytest.raises(CallFailed) as refused, breaker.guard():
        pytest.fail("a call passed")

    assert (refused.value.reason, refused.value.may_pass) == (Reason.CIRCUIT_OPEN, False)


def test_a_refusal_by_a_healthy_agency_counts_as_a_success(breaker: Breaker) -> None:
    for _ in range(IN_A_ROW - 1):
        _call(breaker)
    _call(breaker, ails=False)
    _call(breaker)

    assert breaker.state is State.CLOSED


def test_what_says_nothing_about_the_agency_is_not_counted(breaker: Breaker) -> None:
    for _ in range(IN_A_ROW - 1):
        _call(breaker)
    _call(breaker, ails=None)
    _call(breaker)

    assert breaker.state is State.OPEN


def test_callers_who_go_away_are_not_counted(breaker: Breaker) -> None:
    for _ in range(100):
        with suppress(asyncio.CancelledError), breaker.guard():
            raise asyncio.CancelledError

    assert breaker.state is State.CLOSED


def test_after_a_while_one_call_tries_and_the_others_are_refused(breaker: Breaker, clock: ManualClock) -> None:
    _opened(breaker)
    clock.pass_s(OPEN_FOR_S)

    with breaker.guard():
        for _ in range(50):
            with pytest.raises(CallFailed, match="circuit_open"), breaker.guard():
                pytest.fail("a second call passed")

    assert breaker.state is State.CLOSED


def test_a_probe_that_fails_closes_the_door_for_another_while(breaker: Breaker, clock: ManualClock) -> None:
    _opened(breaker)
    clock.pass_s(OPEN_FOR_S)

    _call(breaker)

    assert breaker.state is State.OPEN
    clock.pass_s(OPEN_FOR_S - 0.01)
    assert not breaker.would_pass
    clock.pass_s(0.01)
    assert breaker.would_pass


def test_a_probe_whose_caller_goes_away_leaves_room_for_another(breaker: Breaker, clock: ManualClock) -> None:
    _opened(breaker)
    clock.pass_s(OPEN_FOR_S)
    with suppress(asyncio.CancelledError), breaker.guard():
        raise asyncio.CancelledError

    _call(breaker, works=True)

    assert breaker.state is State.CLOSED


def test_a_call_of_before_does_not_decide_about_now(breaker: Breaker, clock: ManualClock) -> None:
    early = breaker.guard()
    early.__enter__()
    _opened(breaker)
    clock.pass_s(OPEN_FOR_S)

    with breaker.guard():
        early.__exit__(None, None, None)
        assert breaker.state is State.HALF_OPEN
        assert not breaker.would_pass


class BreakerMachine(RuleBasedStateMachine):
    """Any number of calls at once, ending in any order and any way."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = ManualClock()
        self.breaker = Breaker(monotonic_s=self.clock)
        self.running: list[object] = []
        self.probing: list[object] = []
        self.failed_in_a_row = 0

    @rule()
    def begin(self) -> None:
        state, passes, guard = self.breaker.state, self.breaker.would_pass, self.breaker.guard()
        try:
            guard.__enter__()
        except CallFailed:
            assert not passes
            return
        assert passes
        self.running.append(guard)
        if state is State.HALF_OPEN:
            self.probing.append(guard)

    @precondition(lambda self: self.running)
    @rule(data=st.data(), ending=st.sampled_from(["works", "ails", "refuses", "goes away"]))
    def end(self, data: st.DataObject, ending: str) -> None:
        guard = data.draw(st.sampled_from(self.running))
        failure: dict[str, BaseException | None] = {
            "works": None,
            "ails": CallFailed(Reason.TIMED_OUT),
            "refuses": CallFailed(Reason.HTTP_ERROR, ails=False),
            "goes away": asyncio.CancelledError(),
        }
        fault = failure[ending]
        with suppress(CallFailed, asyncio.CancelledError):
            guard.__exit__(type(fault) if fault else None, fault, None)  # type: ignore[attr-defined]  # a context manager
        self.running.remove(guard)
        was_probe = guard in self.probing
        if was_probe:
            self.probing.remove(guard)
            expected = {
                "works": State.CLOSED,
                "refuses": State.CLOSED,
                "ails": State.OPEN,
                "goes away": State.HALF_OPEN,
            }
            assert self.breaker.state is expected[ending]

    @rule(seconds=st.sampled_from([0.1, 1.0, OPEN_FOR_S]))
    def wait(self, seconds: float) -> None:
        self.clock.pass_s(seconds)

    @invariant()
    def at_most_one_probe(self) -> None:
        assert len(self.probing) <= 1

    @invariant()
    def never_shut_for_good(self) -> None:
        if self.breaker.state is State.OPEN:
            assert self.clock() - self.breaker._opened_at_s < OPEN_FOR_S


test_breaker_in_any_order = BreakerMachine.TestCase
