"""Idempotency keys: one effect for each, whoever sends it how often."""

import asyncio
from datetime import timedelta

import pytest
from kept import NOON, a_grant, a_person, an_attempt
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.store import SqlStore
from consent.grants import Given, GrantId
from consent.parties import AgencyCode
from hub.errors import BadInput


async def test_an_attempt_is_found_again_with_its_result(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    async with store.transaction(person) as tx:
        assert await tx.attempt("portal", "key-1") is None
        await tx.put_attempt(an_attempt())
        assert await tx.attempt("portal", "key-1") == an_attempt()
        await tx.put_attempt(an_attempt(result="grant-1"))

    async with store.transaction(person) as tx:
        assert await tx.attempt("portal", "key-1") == an_attempt(result="grant-1")


@pytest.mark.parametrize(
    "changes",
    [{"fingerprint": "sha256:def"}, {"operation": "withdrawConsent"}],
    ids=["another request", "another operation"],
)
async def test_a_key_is_never_used_for_something_else(
    store: SqlStore, engine: AsyncEngine, changes: dict[str, str]
) -> None:
    person = await a_person(engine)
    async with store.transaction(person) as tx:
        await tx.put_attempt(an_attempt(result="grant-1"))

    with pytest.raises(BadInput) as refused:
        async with store.transaction(person) as tx:
            await tx.put_attempt(an_attempt(**changes))

    assert refused.value.code == "idempotency.reused"


async def test_a_key_belongs_to_one_client_and_one_person(store: SqlStore, engine: AsyncEngine) -> None:
    one, other = await a_person(engine), await a_person(engine)
    async with store.transaction(one) as tx:
        await tx.put_attempt(an_attempt(result="done"))
        assert await tx.attempt("other client", "key-1") is None
    async with store.transaction(other) as tx:
        assert await tx.attempt("portal", "key-1") is None


@pytest.mark.parametrize("key", ["", "x" * 201, "with\x00null", "lone\ud800surrogate"])
async def test_what_cannot_be_a_key_is_refused(store: SqlStore, engine: AsyncEngine, key: str) -> None:
    person = await a_person(engine)

    async with store.transaction(person) as tx:
        with pytest.raises(BadInput, match=r"idempotency\.invalid"):
            await tx.attempt("portal", key)
        with pytest.raises(BadInput, match=r"idempotency\.invalid"):
            await tx.put_attempt(an_attempt(key=key))


async def test_of_eight_copies_at_once_one_has_an_effect(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)

    async def copy(number: int) -> str:
        async with store.transaction(person) as tx:
            done = await tx.attempt("portal", "key-1")
            if done is not None and done.result is not None:
                return done.result
            grant = a_grant(person, id=GrantId(f"grant-{number}"), agency=AgencyCode(f"agency-{number}"))
            await tx.append_consent(Given(grant=grant, at=NOON))
            await tx.put_attempt(an_attempt(result=grant.id))
            return grant.id

    answers = await asyncio.gather(*map(copy, range(8)))

    async with store.transaction(person) as tx:
        events = (await tx.standing()).consents
    assert len(events) == 1
    assert len(set(answers)) == 1


async def test_an_attempt_may_begin_again(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    again = an_attempt(started_at=NOON + timedelta(minutes=2))
    async with store.transaction(person) as tx:
        await tx.put_attempt(an_attempt())
        await tx.put_attempt(again)

    async with store.transaction(person) as tx:
        assert await tx.attempt("portal", "key-1") == again
