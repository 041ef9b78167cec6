"""Old and new hubs on one database: a migration only adds, and whoever does not know it yet serves on."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from databases import AS_ROLE
from kept import as_owner
from ports.full_person import a_full_person
from sealing import ORIGIN, some_lines
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store import migrate
from adapters.store.audit_log import SqlAuditLog
from adapters.store.engine import open_engine
from adapters.store.migrate import NAMED, Standing
from adapters.store.ready import is_ready
from adapters.store.store import SqlStore
from hub.errors import BadInput

BEFORE_ANYBODY_SERVED = {"0004", "0005"}
"""Revisions that take something away from older code. None was ever exchanged while people were served: after these
a revision that does so is called `NNNN-needs-MMMM`, and so is every later one (docs/operating.md)."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What older code may rely on: the columns there are, and those that it need not fill in."""

    columns: frozenset[tuple[str, str]]
    must_be_given: frozenset[tuple[str, str]]


def _shape(connection: Connection) -> Shape:
    found = inspect(connection)
    columns: Mapping[tuple[str, str], Any] = {
        (table, column["name"]): column
        for table in found.get_table_names()
        if table != "alembic_version"
        for column in found.get_columns(table)
    }
    given = {name for name, each in columns.items() if not each["nullable"] and each["default"] is None}
    return Shape(frozenset(columns), frozenset(given))


def taken_away(before: Shape, after: Shape) -> set[tuple[str, str]]:
    """Columns that are gone, and those that older code would have to fill in in a table that it knows."""
    known = {table for table, _ in before.columns}
    asked = {each for each in after.must_be_given - before.must_be_given if each[0] in known}
    return set(before.columns - after.columns) | asked


async def _shapes() -> dict[str, tuple[Shape, Shape]]:
    """What each revision changed, oldest first."""
    engine, shapes = open_engine("sqlite://"), {}
    before = Shape(frozenset(), frozenset())
    for revision in migrate.REVISIONS:
        await migrate.upgrade(engine, revision)
        async with engine.connect() as connection:
            after = await connection.run_sync(_shape)
        shapes[revision], before = (before, after), after
    await engine.dispose()
    return shapes


@pytest.fixture(scope="module")
def shapes() -> dict[str, tuple[Shape, Shape]]:
    return asyncio.run(_shapes())


def test_a_migration_only_adds_or_says_since_when_nobody_needs_what_goes(
    shapes: Mapping[str, tuple[Shape, Shape]],
) -> None:
    taking = {revision for revision, (before, after) in shapes.items() if taken_away(before, after)}

    assert {each for each in taking if "-needs-" not in each} == BEFORE_ANYBODY_SERVED


def test_what_a_revision_needs_is_older_than_it_and_the_later_ones_say_so_too(
    shapes: Mapping[str, tuple[Shape, Shape]],
) -> None:
    needed = "0000"
    for revision in shapes:
        named = NAMED.fullmatch(revision)
        assert named, revision
        needs = named["needs"] or "0000"
        assert needed <= needs < named["number"], revision
        needed = needs


@pytest.mark.parametrize(
    ("before", "after", "gone"),
    [
        ({"a"}, {"a", "b"}, set()),
        ({"a", "b"}, {"a"}, {("t", "b")}),
        ({"a"}, {"a", "c!"}, {("t", "c")}),
        ({"a"}, {"a!"}, {("t", "a")}),
        ({"a!"}, {"a"}, set()),
    ],
    ids=["adds", "drops", "adds what must be given", "tightens", "loosens"],
)
def test_what_older_code_would_miss_is_noticed(before: set[str], after: set[str], gone: set[tuple[str, str]]) -> None:
    def shape(names: set[str]) -> Shape:
        columns = frozenset(("t", name.rstrip("!")) for name in names)
        return Shape(columns, frozenset(("t", name.rstrip("!")) for name in names if name.endswith("!")))

    assert taken_away(shape(before), shape(after)) == gone


NEWER = (
    "ALTER TABLE kept_proposal ADD COLUMN newer VARCHAR",
    "ALTER TABLE audit_event ADD COLUMN newer VARCHAR DEFAULT 'x'",
    "CREATE TABLE newer (id INTEGER PRIMARY KEY)",
)


async def _by_a_newer_hub(engine: AsyncEngine, revision: str, role: str | None) -> None:
    async with as_owner(engine) as connection:
        for statement in NEWER:
            await connection.execute(text(statement))
        if role is not None:
            await connection.execute(text(f'GRANT SELECT ON newer TO "{role}"'))
        await connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})


@pytest.mark.parametrize("database", ["sqlite", AS_ROLE], indirect=True)
async def test_a_hub_serves_on_while_a_newer_one_has_migrated_and_takes_nothing_from_it(
    store: SqlStore, engine: AsyncEngine, store_url: str, database: str, request: pytest.FixtureRequest
) -> None:
    role: str | None = request.getfixturevalue("serving_role") if database == AS_ROLE else None
    await a_full_person(engine)
    await _by_a_newer_hub(engine, "9998", role)

    owner = open_engine(store_url)
    await migrate.upgrade(owner, role=role)  # as a worker does that starts again
    assert await migrate.current(owner) == "9998"
    await owner.dispose()
    await a_full_person(engine)
    await some_lines(store, engine, 20)
    await SqlAuditLog(engine).seal(ORIGIN, at_most=100)

    assert await migrate.standing(engine) is Standing.AHEAD
    assert await is_ready(engine)
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM newer"))).scalar_one() == 0


@pytest.mark.parametrize("database", ["memory"], indirect=True)
@pytest.mark.parametrize("revision", ["9999-needs-9998", "nobody-knows"])
async def test_where_a_newer_hub_took_something_away_an_older_one_stops_and_says_why(
    engine: AsyncEngine, revision: str
) -> None:
    await _by_a_newer_hub(engine, revision, None)

    assert not await is_ready(engine)
    with pytest.raises(BadInput, match=r"store\.ahead: A newer hub"):
        await migrate.upgrade(engine)


def test_code_that_knows_what_is_needed_serves_on() -> None:
    head = migrate.REVISIONS[-1]
    number = head[:4]

    assert migrate._standing(f"9999-needs-{number}") is Standing.AHEAD
    assert migrate._standing(head) is Standing.CURRENT
    assert migrate._standing("0001") is migrate._standing(None) is Standing.BEHIND
