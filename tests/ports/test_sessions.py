"""Rows of sessions, on every database: one winner where many ask at once, and an end to whatever has ended."""

import asyncio
from datetime import timedelta
from secrets import token_bytes

import pytest
from kept import NOON
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store import sessions
from adapters.store.sessions import SqlSessions

IDLE = timedelta(minutes=15)
LATER = NOON + timedelta(hours=8)


@pytest.fixture
def kept(engine: AsyncEngine) -> SqlSessions:
    return SqlSessions(engine)


async def a_session(
    kept: SqlSessions, *, person: str = "person", session: str | None = "session", sealed: bytes = b"sealed"
) -> bytes:
    id_hash = token_bytes(32)
    await kept.add(
        id_hash,
        sealed=sealed,
        subject_hash=person,
        session_hash=session,
        now=NOON,
        idle_since=NOON - IDLE,
        expires_at=LATER,
    )
    return id_hash


async def stands(kept: SqlSessions, id_hash: bytes) -> bool:
    return await kept.find(id_hash, now=NOON, idle_since=NOON - IDLE) is not None


async def test_a_begun_log_in_is_taken_once_however_many_ask(kept: SqlSessions) -> None:
    await kept.add_pending(b"key", sealed=b"sealed", now=NOON, expires_at=LATER)
    taken = await asyncio.gather(*(kept.take_pending(b"key", now=NOON) for _ in range(12)))

    assert sorted(taken, key=str) == sorted([b"sealed", *[None] * 11], key=str)


async def test_one_renews_however_many_want_to_and_another_when_it_gave_up(kept: SqlSessions) -> None:
    id_hash, until = await a_session(kept), NOON + timedelta(seconds=10)
    claims = await asyncio.gather(*(kept.claim_renewal(id_hash, now=NOON, until=until) for _ in range(12)))
    early = await kept.claim_renewal(id_hash, now=until - timedelta(seconds=1), until=LATER)
    late = await kept.claim_renewal(id_hash, now=until, until=LATER)
    await kept.replace(id_hash, sealed=b"new")

    assert sorted(claims) == [False] * 11 + [True]
    assert (early, late) == (False, True)
    assert await kept.claim_renewal(id_hash, now=until, until=LATER)


async def test_a_logout_token_is_used_once_however_many_bring_it(kept: SqlSessions) -> None:
    uses = await asyncio.gather(*(kept.use_logout_token("token", now=NOON, expires_at=LATER) for _ in range(12)))

    assert sorted(uses) == [False] * 11 + [True]
    assert await kept.use_logout_token("other", now=NOON, expires_at=LATER)


async def test_what_ended_does_not_come_back(kept: SqlSessions) -> None:
    id_hash = await a_session(kept)
    await kept.end(id_hash)
    await kept.replace(id_hash, sealed=b"new")
    await kept.touch(id_hash, now=NOON)

    assert not await stands(kept, id_hash)
    assert not await kept.claim_renewal(id_hash, now=NOON, until=LATER)


async def test_a_use_that_comes_late_does_not_shorten_a_session(kept: SqlSessions) -> None:
    id_hash, used = await a_session(kept), NOON + timedelta(minutes=10)
    await kept.touch(id_hash, now=used)
    await kept.touch(id_hash, now=NOON + timedelta(minutes=5))
    row = await kept.find(id_hash, now=used, idle_since=NOON)

    assert row is not None
    assert (row.seen_at, row.sealed) == (used, b"sealed")


async def test_sessions_end_by_person_or_by_the_session_they_came_from(kept: SqlSessions) -> None:
    first = await a_session(kept, person="a", session="1")
    second = await a_session(kept, person="a", session="2")
    third = await a_session(kept, person="b", session=None)

    assert await kept.end_of_session("2", subject_hash=None) == 1
    assert [await stands(kept, each) for each in (first, second, third)] == [True, False, True]
    assert await kept.end_of_subject("a") == 1
    assert [await stands(kept, each) for each in (first, second, third)] == [False, False, True]


async def test_with_a_session_end_those_of_the_person_that_name_none(kept: SqlSessions) -> None:
    named = await a_session(kept, person="a", session="1")
    other = await a_session(kept, person="a", session="2")
    unnamed = await a_session(kept, person="a", session=None)
    somebody_elses = await a_session(kept, person="b", session=None)

    assert await kept.end_of_session("1", subject_hash="a") == 2
    standing = [await stands(kept, each) for each in (named, other, unnamed, somebody_elses)]
    assert standing == [False, True, False, True]


async def test_the_work_of_removing_is_bounded(
    kept: SqlSessions, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "MOST_REMOVED", 3)
    for number in range(8):
        await kept.add_pending(bytes([number]), sealed=b"", now=NOON, expires_at=NOON + timedelta(minutes=1))
    await kept.add_pending(b"new", sealed=b"", now=LATER, expires_at=LATER + IDLE)

    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM pending_login"))).scalar_one() == 8 - 3 + 1


async def test_the_text_of_a_row_shows_no_content(kept: SqlSessions) -> None:
    id_hash = await a_session(kept, sealed=b"geheim")
    row = await kept.find(id_hash, now=NOON, idle_since=NOON - IDLE)

    assert row is not None
    assert "geheim" not in repr(row)


async def test_of_notes_that_are_changed_at_once_one_stands_and_the_others_see_that_they_came_too_late(
    kept: SqlSessions,
) -> None:
    id_hash = await a_session(kept)
    first = await asyncio.gather(*(kept.note(id_hash, notes=bytes([each])) for each in range(8)))
    row = await kept.find(id_hash, now=NOON, idle_since=NOON - IDLE)
    assert row is not None
    assert sorted(first) == [False] * 7 + [True]
    assert not await kept.note(id_hash, notes=b"late")
    assert not await kept.note(id_hash, notes=b"late", instead_of=b"other")
    assert await kept.note(id_hash, notes=b"next", instead_of=row.notes)
    assert await kept.note(id_hash, notes=b"always", always=True)
