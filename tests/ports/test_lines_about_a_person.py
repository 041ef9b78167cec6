"""The audit log about one person comes back as it was written, bounded, the newest first."""

from datetime import timedelta
from typing import Any

from kept import NOON, a_person, a_record
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.store import SqlStore
from hub.actions import reading

HOUR = timedelta(hours=1)


async def test_the_log_about_a_person_comes_back_as_it_was_written_and_is_theirs_only(
    store: SqlStore, engine: AsyncEngine
) -> None:
    person, other = await a_person(engine), await a_person(engine)
    first, strange, second = a_record(person), a_record(other), a_record(person, at=NOON + HOUR, case="17", facts=3)
    for record in (first, strange, second):
        async with store.transaction(record.subject) as tx:
            await tx.append_audit(record)

    async with store.transaction(person) as tx:
        lines = await tx.audit_lines(at_most=3)

    read = await reading.readable(lines)
    assert [(line.seq, line.record) for line in read] == [(3, second), (1, first)]


async def test_of_the_log_the_newest_lines_between_two_moments_are_given_both_included(
    store: SqlStore, engine: AsyncEngine
) -> None:
    person = await a_person(engine)
    # The third waited for its turn: its number is later than its moment.
    for hours in (0, 2, 1, 3):
        async with store.transaction(person) as tx:
            await tx.append_audit(a_record(person, at=NOON + hours * HOUR))

    async def given(**asked: Any) -> list[int]:
        async with store.transaction(person) as tx:
            return [line.seq for line in await tx.audit_lines(**asked)]

    assert await given(at_most=2) == [4, 2]
    assert await given(at_most=2, until=NOON + 2 * HOUR) == [2, 3]
    assert await given(at_most=9, since=NOON + HOUR, until=NOON + 2 * HOUR) == [2, 3]
    assert await given(at_most=9, until=NOON - HOUR) == []
