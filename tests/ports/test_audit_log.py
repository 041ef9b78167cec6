"""The audit log: numbered without gaps, written once, changed never."""

import asyncio
from contextlib import suppress

import pytest
from kept import NOON, a_grant, a_person, a_record, as_owner, audit_log
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.engine import open_engine
from adapters.store.store import SqlStore
from consent.grants import Given


async def test_a_record_is_one_line_of_plain_facts(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    async with store.transaction(person) as tx:
        await tx.append_audit(a_record(person))

    ((seq, subject_ref, line),) = await audit_log(engine)

    assert (seq, subject_ref) == (1, person)
    assert line == (
        '{"acr":null,"at":"2026-11-23T12:00:00.123456+00:00","case":null,"client":"portal","configuration":null,'
        '"decided":{},"evaluated":[],'
        '"event":"claims.released","facts":null,"fsc_transaction_id":null,"grounds":{"example":"consent"},'
        '"is":"AuditRecord","mandate":null,"oin":null,"outcome":{"claims":2,"example":"ANSWERED"},'
        '"parent_span_id":null,"purpose":"overview","recipient":"self","register":null,"representative":null,'
        f'"role":"citizen","semantic":null,"subject":"{person}","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736",'
        '"version":null,"worker":null}'
    )


async def test_the_log_has_no_gap_though_many_write_and_some_fail(store: SqlStore, engine: AsyncEngine) -> None:
    people = [await a_person(engine) for _ in range(6)]

    async def act(number: int) -> None:
        person = people[number % len(people)]
        async with store.transaction(person) as tx:
            await tx.append_audit(a_record(person))
            await asyncio.sleep(0)
            await tx.append_audit(a_record(person))
            if number % 3 == 0:
                raise LookupError

    await asyncio.gather(*map(act, range(30)), return_exceptions=True)

    assert [seq for seq, _, _ in await audit_log(engine)] == [*range(1, 41)]


@pytest.mark.parametrize("table", ["audit_event", "consent_event"])
@pytest.mark.parametrize("change", ["UPDATE {} SET at = at", "DELETE FROM {}"], ids=["update", "delete"])
async def test_what_was_written_down_is_never_changed(
    store: SqlStore, engine: AsyncEngine, table: str, change: str
) -> None:
    person = await a_person(engine)
    async with store.transaction(person) as tx:
        await tx.append_consent(Given(grant=a_grant(person), at=NOON))
        await tx.append_audit(a_record(person))

    with pytest.raises(Exception, match="append-only"):
        async with as_owner(engine) as connection:
            await connection.execute(text(change.format(table)))


@pytest.mark.parametrize("table", ["audit_event", "consent_event"])
@pytest.mark.parametrize(
    ("database", "change"),
    [
        ("sqlite", "INSERT OR REPLACE INTO {table} SELECT * FROM {table}"),
        ("memory", "INSERT OR REPLACE INTO {table} SELECT * FROM {table}"),
        ("sqlite", "INSERT INTO {table} SELECT * FROM {table} WHERE true ON CONFLICT DO UPDATE SET at = excluded.at"),
        ("postgresql", "TRUNCATE {table} CASCADE"),
        (
            "postgresql",
            "INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ON CONSTRAINT pk_{table} DO UPDATE SET at = now()",
        ),
    ],
    indirect=["database"],
)
async def test_what_was_written_down_is_not_written_over(
    store: SqlStore, engine: AsyncEngine, table: str, change: str
) -> None:
    person = await a_person(engine)
    async with store.transaction(person) as tx:
        await tx.append_consent(Given(grant=a_grant(person), at=NOON))
        await tx.append_audit(a_record(person))

    with pytest.raises(Exception, match="append-only"):
        async with as_owner(engine) as connection:
            await connection.execute(text(change.format(table=table)))


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
async def test_workers_number_their_lines_together(store: SqlStore, engine: AsyncEngine, store_url: str) -> None:
    people = [await a_person(engine) for _ in range(4)]
    engines = [open_engine(store_url) for _ in people]

    async def work(number: int) -> None:
        own = SqlStore(engines[number])
        for turn in range(25):
            with suppress(LookupError):
                async with own.transaction(people[turn % len(people)]) as tx:
                    await tx.append_audit(a_record(people[turn % len(people)]))
                    if turn % 5 == number:
                        raise LookupError

    await asyncio.gather(*map(work, range(len(people))))

    assert [seq for seq, _, _ in await audit_log(engine)] == [*range(1, 81)]
    for each in engines:
        await each.dispose()
