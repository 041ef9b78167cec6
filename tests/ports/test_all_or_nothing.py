"""A transaction happens as a whole or not at all."""

import asyncio

import pytest
from kept import NOON, a_grant, a_person, a_proposal, a_record, an_attempt, audit_log
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.store import SqlStore
from consent.grants import Given


async def test_an_exception_leaves_nothing_behind(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)

    async def request() -> None:
        async with store.transaction(person) as tx:
            await tx.append_consent(Given(grant=a_grant(person), at=NOON))
            await tx.keep_proposal(a_proposal(person, id="gone"))
            await tx.put_attempt(an_attempt())
            await tx.append_audit(a_record(person))
            raise LookupError

    with pytest.raises(LookupError):
        await request()

    async with store.transaction(person) as tx:
        assert (await tx.standing()).consents == ()
        assert await tx.proposal("gone") is None
        assert await tx.attempt("portal", "key-1") is None
    assert await audit_log(engine) == []


async def test_a_request_that_is_cancelled_leaves_nothing_behind(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    written = asyncio.Event()

    async def request() -> None:
        async with store.transaction(person) as tx:
            await tx.append_consent(Given(grant=a_grant(person), at=NOON))
            written.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(request())
    await written.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    async with store.transaction(person) as tx:
        assert (await tx.standing()).consents == ()


async def test_statements_of_one_transaction_may_be_asked_together(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)

    async with store.transaction(person) as tx:
        await asyncio.gather(*(tx.keep_proposal(a_proposal(person, id=f"p{number}")) for number in range(5)))
        assert all(await asyncio.gather(*(tx.proposal(f"p{number}") for number in range(5))))


async def test_a_transaction_inside_a_transaction_is_a_fault_of_the_program(
    store: SqlStore, engine: AsyncEngine
) -> None:
    person = await a_person(engine)

    async with store.transaction(person):
        with pytest.raises(RuntimeError, match="inside"):
            async with store.transaction(person):
                pass
