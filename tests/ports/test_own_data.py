"""Every row about a person comes home on every database; what is left out of it is named, with the reason."""

import importlib
import pkgutil
from datetime import date, datetime
from typing import Any

import pytest
from kept import NOON, a_person, a_record, as_owner
from ports.full_person import a_full_person
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

import adapters.store
from adapters.store.own_data import LEFT_OUT, LOG, TAKEN, WRITTEN, columns, told
from adapters.store.store import SqlStore
from adapters.store.tables import Table
from consent.parties import SubjectRef
from hub.audit import canonical
from hub.audit.own_rows import Cell, Row, Sealed, Written


@pytest.fixture(scope="module", autouse=True)
def tables() -> dict[str, Any]:
    """Every table there is, wherever in the store it is written down."""
    for module in pkgutil.iter_modules(adapters.store.__path__):
        importlib.import_module(f"adapters.store.{module.name}")
    return dict(Table.metadata.tables)


def test_every_table_is_given_or_named_with_a_reason(tables: dict[str, Any]) -> None:
    left_out = {name for name in LEFT_OUT if "." not in name}

    assert {*TAKEN, LOG} | left_out == set(tables)
    assert not {*TAKEN, LOG} & left_out
    assert all(len(reason) > 10 for reason in LEFT_OUT.values())


def test_every_column_of_a_table_that_is_given_is_given_or_named_with_a_reason(tables: dict[str, Any]) -> None:
    left_out = {name for name in LEFT_OUT if "." in name}
    there = {f"{name}.{column.name}" for name in TAKEN for column in tables[name].c}
    given = {f"{name}.{column.name}" for name in TAKEN for column in columns(name)}
    whose = {f"{name}.{taken.whose}" for name, taken in TAKEN.items()} - {"subject.ref"}

    assert given | whose | left_out == there
    assert not given & left_out
    assert given >= WRITTEN


def test_no_table_about_a_person_is_left_out_but_what_nobody_finds_them_by(tables: dict[str, Any]) -> None:
    about = {name for name, table in tables.items() if {"subject_ref", "ref"} & {column.name for column in table.c}}

    assert about - {*TAKEN, LOG} == {"subject_index"}


async def rows_of(store: SqlStore, person: SubjectRef) -> dict[str, list[Row]]:
    async with store.transaction(person) as tx:
        return {kind: [*rows] for kind, rows in (await tx.own_rows.all()).items()}


async def test_every_cell_about_a_person_comes_as_it_stands_and_nobody_elses(
    engine: AsyncEngine, store: SqlStore
) -> None:
    person, other = [await a_full_person(engine) for _ in range(2)]
    found = await rows_of(store, person)

    async with as_owner(engine) as connection:
        for name, taken in TAKEN.items():
            table = Table.metadata.tables[name]
            stands = (await connection.execute(select(table).where(table.c[taken.whose] == person))).mappings().all()
            given = [{key: plainly(cell) for key, cell in row.items()} for row in found[taken.kind]]
            expected = [{told(column.name): row[column.name] for column in columns(name)} for row in stands]
            assert stands, f"nobody has a row in {name}: nothing is tried"
            assert sorted(map(repr, given)) == sorted(map(repr, expected)), name
    assert str(other) not in repr(found)


def plainly(cell: Cell) -> Any:
    """A cell as the database has it."""
    match cell:
        case Sealed():
            return cell.content
        case Written():
            return cell.content.decode()
        case _:
            return cell


async def test_what_is_sealed_bears_the_name_that_it_was_sealed_under(engine: AsyncEngine, store: SqlStore) -> None:
    found = await rows_of(store, await a_full_person(engine))
    labels = {
        cell.label for rows in found.values() for row in rows for cell in row.values() if isinstance(cell, Sealed)
    }

    assert labels == {
        "kept_proposal.sealed",
        "arrangement_event.sealed",
        "errand.sealed",
        "bank_file_entry.sealed",
        "review_event.sealed",
        "dispute.sealed",
    }


async def test_moments_have_a_zone_and_days_have_none(engine: AsyncEngine, store: SqlStore) -> None:
    found = await rows_of(store, await a_full_person(engine))

    assert found["proposals"][0]["madeAt"] == NOON
    assert {
        cell.utcoffset() is None
        for rows in found.values()
        for row in rows
        for cell in row.values()
        if isinstance(cell, datetime)
    } == {False}
    assert type(found["reviews"][0]["decideBy"]) is date


async def test_who_has_nothing_else_has_a_row_as_a_person_and_empty_kinds(engine: AsyncEngine, store: SqlStore) -> None:
    person = await a_person(engine)
    found = await rows_of(store, person)

    assert {kind for kind, rows in found.items() if rows} == {"person"}
    assert {*found} == {taken.kind for taken in TAKEN.values()}
    assert [row["ref"] for row in found["person"]] == [person]


async def test_the_log_comes_by_its_numbers_and_one_piece_goes_on_where_the_other_ended(
    engine: AsyncEngine, store: SqlStore
) -> None:
    person, other = await a_person(engine), await a_person(engine)
    for whose in (person, other, person, person):
        async with store.transaction(whose) as tx:
            await tx.append_audit(a_record(whose))
    async with store.transaction(person) as tx:
        first = await tx.own_rows.lines(after=0, at_most=2)
        rest = await tx.own_rows.lines(after=first[-1][0], at_most=2)

    assert [seq for seq, _ in first] == [1, 3]
    assert [*rest] == [(4, canonical.dumps(a_record(person)))]
