from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from builders import NOON, ON, REGISTER, a_grant, given
from consenting import LATER, MOMENT

from consent import history
from consent.grants import Given, Narrowed, Use, Used, Withdrawn
from consent.history import GrantStatus
from consent.mandates import By
from consent.parties import SELF
from consent.purposes import Category, Purpose

ACTIVITY = REGISTER.consented(Purpose.OVERVIEW, SELF, on=ON)
CLAIMS = frozenset({Category.CLAIMS})
CIRCUMSTANCES = frozenset({Category.CIRCUMSTANCES})
MINUTE = timedelta(minutes=1)
LAPSES_AT = datetime(2027, 5, 23, 12, tzinfo=UTC)
"""Six months after noon on 23 November 2026."""


def after(*events, known_at=LATER, grant=None):
    """The state of the one grant after what happened to it."""
    (state,) = history.states([given(grant or a_grant(days=365)), *events], known_at=known_at)
    return state


def narrowed(minutes=1, **left):
    return Narrowed(grant_id="grant-1", at=NOON + minutes * MINUTE, **left)


def withdrawn(minutes=1, **more):
    return Withdrawn(grant_id="grant-1", at=NOON + minutes * MINUTE, **more)


def used(at):
    return Used(grant_id="grant-1", at=at)


# ── What was known when ──


def test_history_tells_what_was_known_when():
    events = [given(a_grant()), Withdrawn(grant_id="grant-1", at=LATER)]

    (before,) = history.states(events, known_at=LATER - MOMENT)
    (known,) = history.states(events, known_at=LATER)

    assert before.withdrawn_at is None
    assert known.withdrawn_at == LATER


def test_a_grant_that_the_hub_learned_of_later_was_not_there_before():
    late = Given(grant=a_grant(), at=LATER)

    assert history.states([late], known_at=LATER - MOMENT) == ()
    assert len(history.states([late], known_at=LATER)) == 1


def test_when_a_grant_counts_and_when_it_was_learned_of_are_two_times():
    ahead = Given(grant=a_grant(valid_from=LATER), at=NOON)
    (state,) = history.states([ahead], known_at=NOON)

    assert state.status(ACTIVITY, NOON) is GrantStatus.AHEAD
    assert state.status(ACTIVITY, LATER) is GrantStatus.IN_FORCE


def test_a_narrowing_counts_from_when_it_was_known():
    event = narrowed(60, categories=CLAIMS)

    assert after(event, known_at=LATER - MOMENT).grant.categories == frozenset(Category)
    assert after(event, known_at=LATER).grant.categories == CLAIMS


def test_a_state_names_who_gave_and_who_took_back():
    helper = By(client="helper", representative="somebody")

    state = after(withdrawn(by=helper))

    assert (state.given_by, state.withdrawn_by) == (By(), helper)


def test_a_grant_given_twice_is_one_grant():
    assert len(history.states([given(a_grant()), given(a_grant(days=99))], known_at=LATER)) == 1


def test_what_happened_to_a_grant_that_is_not_there_makes_none():
    assert history.states([withdrawn(), narrowed(categories=CLAIMS), used(NOON)], known_at=LATER) == ()


# ── Order of arrival ──


def test_a_withdrawal_counts_from_its_earliest_moment_whatever_the_order_of_arrival():
    late, early = withdrawn(9), withdrawn(2)

    (state,) = history.states([late, early, given(a_grant())], known_at=LATER)

    assert state.withdrawn_at == early.at


def test_order_of_arrival_never_changes_what_is_left():
    events = [
        given(a_grant(days=365)),
        narrowed(1, categories=CLAIMS),
        narrowed(2, valid_until=NOON + timedelta(days=9)),
        used(NOON + MINUTE),
        used(NOON + 3 * MINUTE),
    ]

    states = {history.states(order, known_at=LATER) for order in permutations(events)}

    ((state,),) = states
    assert state.grant == a_grant(days=9, categories=CLAIMS)
    assert (state.narrowed_at, state.used_at) == (NOON + 2 * MINUTE, NOON + 3 * MINUTE)


def test_grants_come_in_the_order_they_were_given():
    events = [given(a_grant(number=number)) for number in (3, 1, 2)]
    assert [state.grant.id for state in history.states(events, known_at=NOON)] == ["grant-3", "grant-1", "grant-2"]


# ── Narrowing ──


def test_narrowing_leaves_less_and_never_more():
    wide = {"categories": frozenset(Category), "valid_until": NOON + timedelta(days=999)}
    grant = a_grant(days=30, categories=CLAIMS)

    assert after(narrowed(**wide), grant=grant).grant == grant
    assert after(narrowed(valid_until=NOON + timedelta(days=3))).grant == a_grant(days=3)
    assert after(narrowed(categories=CIRCUMSTANCES)).grant == a_grant(days=365, categories=CIRCUMSTANCES)


def test_a_narrowed_grant_says_since_when():
    state = after(narrowed(7, categories=CLAIMS))

    assert (state.narrowed_at, state.withdrawn_at) == (NOON + 7 * MINUTE, None)
    assert state.status(ACTIVITY, LATER) is GrantStatus.IN_FORCE


@pytest.mark.parametrize(
    "events",
    [
        [narrowed(1, categories=frozenset())],
        [narrowed(1, categories=CLAIMS), narrowed(2, categories=CIRCUMSTANCES)],
        [narrowed(2, categories=CIRCUMSTANCES), narrowed(1, categories=CLAIMS)],
        [narrowed(1, valid_until=NOON)],
        [narrowed(1, valid_until=NOON - timedelta(days=1))],
    ],
    ids=["nothing", "first one, then the other", "the other way round", "to its beginning", "to before it"],
)
def test_a_grant_narrowed_to_nothing_is_taken_back(events):
    state = after(*events)

    assert state.status(ACTIVITY, LATER) is GrantStatus.WITHDRAWN
    assert state.withdrawn_at == events[-1].at


# ── Status ──


def test_the_period_of_a_grant_begins_inclusive_and_ends_exclusive():
    state = after(grant=a_grant(days=1))
    end = NOON + timedelta(days=1)

    assert state.status(ACTIVITY, NOON - MOMENT) is GrantStatus.AHEAD
    assert state.status(ACTIVITY, NOON) is GrantStatus.IN_FORCE
    assert state.status(ACTIVITY, end - MOMENT) is GrantStatus.IN_FORCE
    assert state.status(ACTIVITY, end) is GrantStatus.ENDED


def test_a_withdrawn_grant_counted_until_the_moment_of_withdrawal():
    state = after(withdrawn(5))

    assert state.status(ACTIVITY, NOON + 5 * MINUTE - MOMENT) is GrantStatus.IN_FORCE
    assert state.status(ACTIVITY, NOON + 5 * MINUTE) is GrantStatus.WITHDRAWN


def test_a_grant_lapses_after_six_months_without_use_to_the_microsecond():
    state = after()

    assert state.lapses_at(ACTIVITY) == LAPSES_AT
    assert state.status(ACTIVITY, LAPSES_AT - MOMENT) is GrantStatus.IN_FORCE
    assert state.status(ACTIVITY, LAPSES_AT) is GrantStatus.LAPSED


def test_use_renews_for_another_six_months():
    state = after(used(LAPSES_AT - timedelta(days=1)))

    assert state.status(ACTIVITY, LAPSES_AT) is GrantStatus.IN_FORCE
    assert state.status(ACTIVITY, datetime(2027, 11, 22, 12, tzinfo=UTC) - MOMENT) is GrantStatus.IN_FORCE
    assert state.status(ACTIVITY, datetime(2027, 11, 22, 12, tzinfo=UTC)) is GrantStatus.LAPSED


def test_a_grant_that_begins_later_lapses_from_when_it_was_given():
    grant = a_grant(days=365, valid_from=NOON + timedelta(days=30))
    (state,) = history.states([Given(grant=grant, at=NOON)], known_at=NOON)
    assert state.lapses_at(ACTIVITY) == LAPSES_AT


def test_a_grant_for_once_is_used_up_by_its_first_use():
    once = a_grant(days=365, use=Use.ONCE)

    assert after(grant=once).status(ACTIVITY, LATER) is GrantStatus.IN_FORCE
    state = after(used(LATER), grant=once)
    assert state.status(ACTIVITY, LATER - MOMENT) is GrantStatus.IN_FORCE
    assert state.status(ACTIVITY, LATER) is GrantStatus.USED_UP
    assert after(used(LATER)).status(ACTIVITY, LATER) is GrantStatus.IN_FORCE
    for twice in ((LATER, NOON), (NOON, LATER)):
        assert after(*map(used, twice), grant=once).status(ACTIVITY, NOON) is GrantStatus.USED_UP


@pytest.mark.parametrize(
    "changes",
    [{"activity": "overview-self:2"}, {"notice": "nl:0"}, {"notice": ""}],
    ids=["another version", "another text", "no text"],
)
def test_a_grant_for_another_version_or_another_text_must_be_asked_again(changes):
    assert after(grant=a_grant(**changes)).status(ACTIVITY, LATER) is GrantStatus.OUTDATED


def test_a_grant_for_an_activity_that_is_no_more_is_outdated():
    assert after().status(None, LATER) is GrantStatus.OUTDATED


def test_the_text_may_have_been_read_in_either_language():
    english = a_grant(notice=ACTIVITY.notice("en"))
    assert after(grant=english).status(ACTIVITY, LATER) is GrantStatus.IN_FORCE


# ── Grants that cannot be ──


def test_a_grant_that_never_begins_cannot_be_made():
    with pytest.raises(ValueError, match="end after it begins"):
        a_grant(days=0)


def test_a_grant_of_nothing_cannot_be_made():
    with pytest.raises(ValueError, match="cover something"):
        a_grant(categories=frozenset())
