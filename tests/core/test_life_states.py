from datetime import date

import pytest
from builders import ON, a_claim
from lives import PERSON, accepted, proposed, running

from hub.life.events import Event, Granted, Withdrawn
from hub.life.life import Life, begun, happened, lived
from hub.life.states import CLOSED, OPEN, RUNNING, TABLE, Impossible, State, Step, after

EVERY_STEP = [(state, step) for state in State for step in Step]


@pytest.mark.parametrize(("state", "step"), EVERY_STEP)
def test_what_is_not_in_the_table_is_impossible_and_an_answer(state, step):
    found = after(state, step)

    assert found == TABLE.get((state, step), Impossible(state=state, step=step))


def test_what_is_closed_stays_closed_and_only_money_moves():
    late = {(state, step): then for (state, step), then in TABLE.items() if state in CLOSED}

    assert set(late.values()) <= CLOSED
    assert {step for _, step in late} == {Step.RECEIVE, Step.REVERSE, Step.COMPLETE, Step.ASK_PERSON}


def test_every_state_is_reached_and_every_step_is_taken():
    assert set(TABLE.values()) | {State.PROPOSED} == set(State)
    assert {step for _, step in TABLE} == set(Step)


def test_every_event_takes_a_step_of_its_own():
    steps = [event.step for event in Event.__args__]

    assert sorted(steps) == sorted(Step)


def test_a_person_can_withdraw_whatever_is_open():
    assert {state for state, step in TABLE if step is Step.WITHDRAW} == OPEN
    assert RUNNING < OPEN


def test_what_was_not_asked_for_cannot_be_granted():
    start = accepted(proposed(a_claim(60000), a_claim(30000, owner="duo", reference="D-1")))
    life = begun(start)
    grant = Granted(on=ON, by=PERSON, reason=start.reason, terms=life.terms)

    found = happened(life, grant)

    assert found == Impossible(state=State.ACCEPTED, step=Step.GRANT)


def test_a_life_is_the_events_it_is_made_of():
    start = accepted(proposed(a_claim(60000), a_claim(30000, owner="duo", reference="D-1")))
    gone = Withdrawn(on=date(2026, 11, 24), by=PERSON, reason=start.reason)

    assert lived([start]) == begun(start)
    assert lived([start, gone]).state is State.WITHDRAWN


def test_events_that_cannot_have_happened_are_damage():
    start = accepted(proposed(a_claim(60000), a_claim(30000, owner="duo", reference="D-1")))
    gone = Withdrawn(on=ON, by=PERSON, reason=start.reason)

    for events in ([gone], [start, gone, gone], [start, start]):
        with pytest.raises(ValueError, match="cannot have happened"):
            lived(events)


def test_a_running_arrangement_runs_and_owes_nothing_before_its_first_day():
    life = running()

    assert isinstance(life, Life)
    assert life.runs
    assert life.owed_by(ON) == 0
    assert life.owed_by(life.terms[0].due_on) == life.terms[0].amount
