"""How long an event is tried that is not taken: longer pauses each time, never sooner than asked, and not for ever."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from builders import NOON

from hub.life.outgoing import GONE, TAKEN, Delivery, Standing, Taken
from hub.life.patience import Part, Patience

PATIENCE = Patience(first=timedelta(seconds=10), longest=timedelta(minutes=30), give_up_after=timedelta(hours=72))
REFUSED = Taken(is_taken=False, reason="subscriber.refused")


def whole(of: timedelta) -> timedelta:
    return of


def none_of_it(_of: timedelta) -> timedelta:
    return timedelta()


def waiting(tries: int = 1) -> Delivery:
    return Delivery(state=Standing.WAITING, since=NOON, tries=tries, next_try_at=NOON)


def after(taken: Taken, at: datetime = NOON, *, tries: int = 1, part: Part = whole) -> Delivery:
    return PATIENCE.after(waiting(tries), taken, at=at, part=part)


@pytest.mark.parametrize(("tries", "seconds"), [(1, 10), (2, 20), (3, 40), (8, 1280), (9, 1800), (10_000, 1800)])
def test_each_pause_is_twice_as_long_up_to_the_longest(tries: int, seconds: int) -> None:
    assert after(REFUSED, tries=tries).next_try_at == NOON + timedelta(seconds=seconds)


def test_by_chance_it_is_tried_again_at_any_moment_of_the_pause() -> None:
    assert after(REFUSED, tries=3, part=none_of_it).next_try_at == NOON
    assert after(REFUSED, tries=3, part=lambda of: of // 4).next_try_at == NOON + timedelta(seconds=10)


def test_what_is_taken_is_over() -> None:
    assert after(TAKEN) == replace(waiting(), state=Standing.DELIVERED, next_try_at=None, done_at=NOON)


def test_why_it_was_not_taken_is_kept_until_it_is() -> None:
    waits = after(REFUSED)

    assert (waits.state, waits.reason, waits.is_over) == (Standing.WAITING, "subscriber.refused", False)
    assert PATIENCE.after(waits, TAKEN, at=NOON, part=whole).reason is None


def test_it_is_not_tried_again_before_its_subscriber_wants_it() -> None:
    busy = replace(REFUSED, after=timedelta(hours=3))

    assert after(busy).next_try_at == NOON + timedelta(hours=3)
    assert after(replace(busy, after=timedelta(seconds=1))).next_try_at == NOON + timedelta(seconds=10)


def test_the_last_try_is_at_the_end_of_the_time() -> None:
    end = NOON + PATIENCE.give_up_after
    late = end - timedelta(minutes=1)

    assert after(REFUSED, late, tries=99).next_try_at == end
    given_up = after(REFUSED, end, tries=100)
    assert (given_up.state, given_up.reason, given_up.next_try_at, given_up.done_at) == (
        Standing.GIVEN_UP,
        "subscriber.refused",
        None,
        end,
    )
    assert after(TAKEN, end + timedelta(days=9)).state is Standing.DELIVERED


def test_who_asks_for_a_try_after_the_end_gets_that_as_the_last() -> None:
    late = NOON + PATIENCE.give_up_after - timedelta(minutes=1)
    asked = replace(REFUSED, after=timedelta(hours=5))

    waits = after(asked, late)
    assert waits.next_try_at == late + timedelta(hours=5)
    assert after(asked, waits.next_try_at).state is Standing.GIVEN_UP


def test_where_nobody_listens_any_more_it_waits_for_an_operator() -> None:
    waits = after(Taken(is_taken=False, is_gone=True), NOON + timedelta(days=99))

    assert (waits.state, waits.reason, waits.next_try_at, waits.is_over) == (Standing.WAITING, GONE, None, False)
