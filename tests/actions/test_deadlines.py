"""How long agencies are given: never longer than whoever asks still waits."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from builders import a_report, an_agency
from hub_world import World, a_world

from consent.parties import SubjectRef
from hub.audit.events import Trace
from hub.domain.source import SourceReport, SourceStatus


class Told:
    """An agency that remembers how long it was given."""

    agency = an_agency("cjib")

    def __init__(self) -> None:
        self.within: timedelta | None = None

    async def ask(
        self, _subject: SubjectRef, *, as_of: date, known_at: datetime | None, within: timedelta, trace: Trace
    ) -> SourceReport:
        del as_of, known_at, trace
        self.within = within
        return a_report("cjib")


async def told(world: World, ends_in: timedelta | None) -> tuple[SourceReport, timedelta | None]:
    source = Told()
    await world.give(world.wish("cjib"))
    collect = replace(world.collect, sources=(source,))
    ends_at = None if ends_in is None else world.clock.now() + ends_in
    answers = await collect(replace(world.question(), ends_at=ends_at))
    return answers.reports[0], source.within


@pytest.mark.parametrize(("left", "given"), [(None, 3.0), (15.0, 3.0), (1.5, 1.5)])
async def test_an_agency_is_given_what_is_left_and_three_seconds_at_most(left: float | None, given: float) -> None:
    async with a_world() as world:
        report, within = await told(world, None if left is None else timedelta(seconds=left))
    assert report.status is SourceStatus.ANSWERED
    assert within == timedelta(seconds=given)


@pytest.mark.parametrize("left", [0.0, -1.0])
async def test_where_no_time_is_left_the_agency_is_unknown(left: float) -> None:
    async with a_world() as world:
        report, _ = await told(world, timedelta(seconds=left))
    assert (report.status, report.reason) == (SourceStatus.UNREACHABLE, "source.timed_out")


async def test_how_long_somebody_waits_is_no_part_of_what_they_ask() -> None:
    async with a_world() as world:
        question = world.question()
    assert replace(question, ends_at=world.clock.now()) == question
