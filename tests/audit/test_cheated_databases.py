"""What is done to the log in its own database, by who owns it, is found and named: in an export, or by a witness.

The same six ways to cheat as in docs/verifying.md, on both databases.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from audit.cheating import (
    LINES,
    SEEN,
    Case,
    a_case,
    by_force,
    names_of,
    rebuilt,
    record_of,
    signed_anew,
)
from databases import AS_ROLE
from kept import NOON
from sealing import write_lines
from sqlalchemy.ext.asyncio import AsyncEngine
from taking_out import ALL
from verifying import ROOT

from hub.errors import Unavailable

pytestmark = pytest.mark.parametrize("database", ["sqlite", AS_ROLE], indirect=True)

SQL = (ROOT / "docs" / "audit.sql").read_text(encoding="utf-8")
CLAIMS = "UPDATE audit_event SET record = replace(record, '\"claims\"\\:6', '\"claims\"\\:7') WHERE seq = 7"
ANOTHER_HASH = (
    "UPDATE audit_node SET hash = (SELECT hash FROM audit_node WHERE level = 0 AND place = 1) "
    "WHERE level = 4 AND place = 0"
)
DROPPED = "DELETE FROM audit_event WHERE seq = 17"
WITH_ITS_NUMBER = "UPDATE audit_head SET seq = 16"
NOBODY = replace(ALL, subject="nobody")


@pytest.fixture
async def case(
    engine: AsyncEngine, store_url: str, database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Case]:
    is_postgres = database == AS_ROLE
    role: str | None = request.getfixturevalue("serving_role") if is_postgres else None
    server: str = request.getfixturevalue("postgres_server") if is_postgres else ""
    async with a_case(store_url, engine, tmp_path, role=role, server=server) as opened:
        yield opened


def queried(export: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, int | None]:
    monkeypatch.chdir(export)
    with duckdb.connect() as connection:
        ((verdict, first_bad, *_),) = connection.execute(SQL).fetchall()
    return verdict, first_bad


def written_over(file: Path, old: bytes, new: bytes) -> None:
    """Change what stands once in a file."""
    content = file.read_bytes()
    assert content.count(old) == 1
    file.write_bytes(content.replace(old, new))


async def test_what_nobody_touched_is_good_and_goes_on_from_what_was_seen_before(case: Case) -> None:
    export = await case.export("e")

    assert case.auditor.finds(export, since=case.first) == []
    assert case.auditor.finds(export, since=case.second) == []
    assert await case.operator.goes_on() == "ok"


# ── a byte ──


async def test_a_changed_byte_names_its_line(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    record = await record_of(case.operator.engine, 7)
    changed = record.replace('"portal"', '"pprtal"')
    assert changed != record
    await by_force(case.operator.engine, "UPDATE audit_event SET record = :record WHERE seq = 7", record=changed)
    export = await case.export("e")

    assert case.auditor.finds(export) == [("line.changed", 7), ("root.differs", None)]
    assert queried(export, monkeypatch) == ("not good", 7)


async def test_a_byte_that_was_changed_in_the_very_file_names_its_line(case: Case, database: str) -> None:
    if database != "sqlite":
        # PostgreSQL spreads its rows over files of its own and keeps copies: an UPDATE is what an owner has.
        await by_force(case.operator.engine, CLAIMS)
    else:
        await case.operator.engine.dispose()
        written_over(Path(case.operator.url.removeprefix("sqlite:///")), b'"claims":6', b'"claims":7')
    export = await case.export("e")

    assert case.auditor.finds(export) == [("line.changed", 7), ("root.differs", None)]


async def test_a_hash_that_was_changed_in_the_tree_is_found_by_who_signs_next_and_by_who_checks(case: Case) -> None:
    await by_force(case.operator.engine, ANOTHER_HASH)
    export = await case.export("e", order=NOBODY)
    await write_lines(case.operator.store, case.person, 1)

    assert "root.differs" in names_of(case.auditor.finds(export))
    assert await case.operator.goes_on() == "audit.inconsistent"


# ── the last row ──


async def test_a_dropped_last_row_is_named(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    await by_force(case.operator.engine, DROPPED)
    export = await case.export("e")

    assert case.auditor.finds(export) == [("line.lost", LINES)]
    assert queried(export, monkeypatch) == ("not good", LINES)


async def test_a_last_row_that_was_dropped_with_its_number_lets_nothing_be_written_any_more(case: Case) -> None:
    await by_force(case.operator.engine, DROPPED, WITH_ITS_NUMBER)
    export = await case.export("e")

    with pytest.raises(Unavailable, match=r"audit\.inconsistent"):
        await write_lines(case.operator.store, case.person, 1)
    assert case.auditor.finds(export) == [("line.lost", LINES)]


async def test_a_last_row_that_was_dropped_with_all_that_knew_of_it_is_found_by_the_witnesses(case: Case) -> None:
    engine = case.operator.engine
    await by_force(
        engine,
        DROPPED,
        WITH_ITS_NUMBER,
        "DELETE FROM audit_cosignature WHERE size = 17",
        "DELETE FROM audit_checkpoint WHERE size = 17",
    )
    await rebuilt(engine)
    assert await case.operator.goes_on() == "audit.inconsistent"

    export = await case.export("e")  # all that witnesses ever signed of this log
    assert case.auditor.finds(export, since=case.second) == [("log.older", None)]


# ── two rows ──

SWAP = (
    "UPDATE audit_event SET seq = 1005 WHERE seq = 5",
    "UPDATE audit_event SET seq = 5 WHERE seq = 6",
    "UPDATE audit_event SET seq = 6 WHERE seq = 1005",
)


async def test_two_swapped_rows_are_named(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    await by_force(case.operator.engine, *SWAP)
    export = await case.export("e")

    assert case.auditor.finds(export) == [("line.changed", 5), ("line.changed", 6), ("root.differs", None)]
    assert queried(export, monkeypatch) == ("not good", 5)


async def test_two_rows_that_were_swapped_in_the_tree_too_are_never_signed(case: Case) -> None:
    await by_force(case.operator.engine, *SWAP)
    await rebuilt(case.operator.engine)
    export = await case.export("e")
    await write_lines(case.operator.store, case.person, 1)

    assert case.auditor.finds(export, since=case.first) == [("root.differs", None), ("log.unproven", None)]
    assert await case.operator.goes_on() == "audit.inconsistent"


# ── an older copy ──


async def test_an_older_copy_is_smaller_than_what_an_auditor_saw(case: Case) -> None:
    async with case.on_the_copy() as operator:
        export = await case.export("e", operator)

    assert case.auditor.finds(export) == []  # whoever saw nothing before cannot know
    assert case.auditor.finds(export, since=case.second) == [("log.older", None)]


async def test_a_hub_that_goes_on_from_an_older_copy_is_stopped_by_the_witnesses(case: Case) -> None:
    async with case.on_the_copy() as operator:
        await write_lines(operator.store, case.person, 2, at=NOON + timedelta(minutes=5))
        assert await operator.goes_on() == "audit.inconsistent"
        with pytest.raises(Unavailable, match=r"audit\.inconsistent"):
            await write_lines(operator.store, case.person, 1)


# ── signed again ──


@pytest.fixture
async def edited(case: Case) -> Case:
    await by_force(case.operator.engine, CLAIMS)
    return case


async def test_what_was_edited_and_signed_again_lacks_the_witnesses(edited: Case) -> None:
    await signed_anew(edited.operator.engine)
    edited.operator.enough = replace(edited.operator.enough, quorum=0)
    export = await edited.export("e")

    assert edited.auditor.finds(export) == [("witness.quorum", None)]
    assert edited.auditor.finds(export, since=edited.first) == [("witness.quorum", None), ("log.forked", None)]


async def test_signatures_of_witnesses_under_what_was_signed_again_are_wrong(edited: Case) -> None:
    await signed_anew(edited.operator.engine, keeps_cosignatures=True)
    export = await edited.export("e")

    assert names_of(edited.auditor.finds(export)) == {"checkpoint.signature", "witness.quorum"}


async def test_no_witness_signs_what_was_edited_and_signed_again(edited: Case) -> None:
    await signed_anew(edited.operator.engine)

    assert await edited.operator.goes_on() == "audit.inconsistent"
    with pytest.raises(Unavailable, match=r"audit\.not_sealed"):
        await edited.export("e")


# ── two logs ──


@pytest.mark.parametrize("more", [2, LINES - SEEN, 9], ids=["smaller", "as large", "larger"])
async def test_a_second_log_that_is_kept_to_be_shown_is_found(case: Case, more: int) -> None:
    async with case.on_the_copy() as operator:
        await write_lines(operator.store, case.person, more, at=NOON + timedelta(minutes=5))
        assert await operator.goes_on() == "audit.inconsistent"
        operator.enough = replace(operator.enough, quorum=0)
        whole = await case.export("whole", operator)
        asked = replace(NOBODY, since=frozenset({LINES}))
        filtered = await case.export("filtered", operator, asked)

    found = "log.older" if SEEN + more < LINES else "log.forked"
    for export in (whole, filtered):
        assert case.auditor.finds(export, since=case.second) == [("witness.quorum", None), (found, None)]
    assert case.auditor.finds(whole, since=case.first) == [("witness.quorum", None)]
