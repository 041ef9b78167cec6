"""What is done about work that is due, from how its workflow stands."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from kept import NOON

from adapters.workflow.relay import Running, Step, name, steps
from consent.parties import SubjectRef
from hub.life.kept import Work, WorkKind

WORK = Work(id="w-1", kind=WorkKind.ERRAND, subject=SubjectRef("somebody"), about="w-1", due_at=NOON)
WAIT = timedelta(minutes=4)


@pytest.mark.parametrize(
    ("running", "step"),
    [
        (None, Step.START),
        (Running(is_over=True, begun_at=None), Step.PUT_OFF),
        (Running(is_over=False, begun_at=None), Step.LEAVE),
        (Running(is_over=False, begun_at=NOON - timedelta(minutes=3)), Step.LEAVE),
        (Running(is_over=False, begun_at=NOON - WAIT), Step.TAKE_OVER),
    ],
    ids=["not begun", "over and still due", "in the queue", "somebody is at it", "nobody is at it any more"],
)
def test_a_row_is_started_left_taken_over_or_put_off(running: Running | None, step: Step) -> None:
    told = {} if running is None else {name(WORK): running}

    assert list(steps([WORK], told, now=NOON, take_over_after=WAIT)) == [(step, WORK)]


@pytest.mark.parametrize("change", [{"turn": 2}, {"due_at": NOON + timedelta(seconds=1)}, {"due_at": None}])
def test_each_turn_has_a_name_of_its_own(change: dict[str, Any]) -> None:
    assert name(replace(WORK, **change)) != name(WORK)
    assert name(WORK) == "w-1:1:20261123T120000.123456"
