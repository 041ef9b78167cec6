"""What is done about work that is due, from how its workflow stands."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from kept import NOON

from adapters.workflow.relay import Found, found, name
from consent.parties import SubjectRef
from hub.life.kept import Work, WorkKind

WORK = Work(id="w-1", kind=WorkKind.ERRAND, subject=SubjectRef("somebody"), about="w-1", due_at=NOON)


@pytest.mark.parametrize(
    ("stands", "to_start", "to_put_off"),
    [({}, (WORK,), ()), ({name(WORK): False}, (), ()), ({name(WORK): True}, (), (WORK,))],
    ids=["not begun", "somebody is at it", "over and still due"],
)
def test_work_that_is_due_is_started_left_or_put_off(
    stands: dict[str, bool], to_start: tuple[Work, ...], to_put_off: tuple[Work, ...]
) -> None:
    assert found([WORK], stands) == Found(to_start, to_put_off)


@pytest.mark.parametrize("change", [{"turn": 2}, {"due_at": NOON + timedelta(seconds=1)}, {"due_at": None}])
def test_each_turn_has_a_name_of_its_own(change: dict[str, Any]) -> None:
    assert name(replace(WORK, **change)) != name(WORK)
    assert name(WORK) == "w-1:1:20261123T120000.123456"
