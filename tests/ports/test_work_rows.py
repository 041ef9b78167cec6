"""Work as workers and operators find it, on every database: across people, in order, and in turns."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from databases import AS_ROLE, DATABASES
from kept import NOON, a_person
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.store import SqlStore
from adapters.store.work import SqlWork
from consent.parties import SubjectRef
from hub.life.kept import Work, WorkKind

LATER = NOON + timedelta(days=1)


def some_work(subject: SubjectRef, work_id: str, **changes: Any) -> Work:
    work = Work(id=work_id, kind=WorkKind.ERRAND, subject=subject, about=work_id, due_at=NOON)
    return replace(work, **changes)


async def put(store: SqlStore, *works: Work) -> None:
    for work in works:
        async with store.transaction(work.subject) as tx:
            await tx.arrangements.put_work(work)


@pytest.mark.parametrize("database", [*DATABASES, AS_ROLE], indirect=True)
async def test_what_is_due_comes_oldest_first_whoever_it_is_about(store: SqlStore, engine: AsyncEngine) -> None:
    one, other = await a_person(engine), await a_person(engine)
    third, first = some_work(one, "third"), some_work(other, "first", due_at=NOON - timedelta(hours=2))
    second = some_work(one, "second", due_at=NOON - timedelta(hours=1), kind=WorkKind.LOOK)
    await put(store, third, second, first, some_work(other, "to come", due_at=LATER))
    await put(store, some_work(one, "waits for an operator", due_at=None))

    work = SqlWork(engine)
    assert await work.due(NOON, at_most=10) == (first, second, third)
    assert await work.due(NOON, at_most=2) == (first, second)
    assert await work.due(NOON - timedelta(days=1), at_most=10) == ()


async def test_an_operator_sees_what_waits_for_one_first_and_no_look_that_is_to_come(
    store: SqlStore, engine: AsyncEngine
) -> None:
    person = await a_person(engine)
    stuck, due = some_work(person, "stuck", due_at=None), some_work(person, "due", kind=WorkKind.LOOK)
    to_come = some_work(person, "to come", due_at=LATER)
    await put(store, to_come, due, stuck, some_work(person, "next month", due_at=LATER, kind=WorkKind.LOOK))

    work = SqlWork(engine)
    assert await work.waiting(NOON, at_most=10) == (stuck, due, to_come)
    assert await work.find("stuck") == stuck
    assert await work.find("nothing") is await work.find("\0") is None


async def test_an_operator_need_not_see_who_has_something_for_a_time_only(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    await put(store, some_work(person, "forget", kind=WorkKind.FORGET_EXPIRED))

    assert len(await SqlWork(engine).due(NOON, at_most=9)) == 1
    assert await SqlWork(engine).waiting(NOON, at_most=9) == ()


async def test_work_that_was_moved_meanwhile_is_not_put_off(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    first = some_work(person, "w")
    await put(store, first, replace(first, due_at=NOON))
    work, second = SqlWork(engine), replace(first, turn=2)

    assert not await work.put_off(first, LATER)
    assert await work.find("w") == second
    assert await work.put_off(second, LATER)
    assert await work.find("w") == replace(second, turn=3, due_at=LATER)
    assert not await work.put_off(second, LATER)


async def test_work_that_is_done_is_not_put_off(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    await put(store, some_work(person, "w"))
    async with store.transaction(person) as tx:
        await tx.arrangements.drop_work("w")

    assert not await SqlWork(engine).put_off(some_work(person, "w"), LATER)
    assert await SqlWork(engine).find("w") is None
