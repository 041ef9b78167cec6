"""A log that grew long, or has a broken line, is read all the same: the newest lines first, older ones on asking."""

from datetime import timedelta
from typing import Any

import pytest
from api.commands import ACCESSES, accesses
from api.desk import Desk, a_desk
from api.requesters import OWED
from builders import NOON
from kept import a_record
from sqlalchemy import text

from hub.actions import reading
from hub.audit.events import Event

LINES = 1_500
BROKEN = "INSERT INTO audit_event (seq, at, event, subject_ref, record) VALUES (:seq, :at, 'x', :subject, :record)"


async def grow(desk: Desk, lines: int = LINES) -> None:
    """Write lines, one for each second until now."""
    subject = desk.world.subject
    async with desk.world.store.transaction(subject) as transaction:
        for before in range(lines, 0, -1):
            moment = NOON - timedelta(seconds=before)
            await transaction.append_audit(a_record(subject, at=moment, event=Event.PROPOSAL_READ))


async def break_a_line(desk: Desk, record: str) -> None:
    """Write a line that nobody can read, later than all others."""
    line = {"seq": 1_000_000, "at": (NOON + timedelta(hours=1)).isoformat(timespec="microseconds")}
    async with desk.world.engine.begin() as connection:
        await connection.execute(text(BROKEN), {**line, "subject": desk.world.subject, "record": record})


async def walked(desk: Desk, **more: Any) -> list[str]:
    """The ids of all pages of one reading."""
    found: list[str] = []
    after = None
    while True:
        page = await desk.root(ACCESSES, after=after, kinds=["PROPOSAL_READ"], **more)
        found += [edge["node"]["id"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found


async def test_the_newest_thousand_lines_are_read_and_until_reaches_every_older_one() -> None:
    oldest_read = NOON - timedelta(seconds=reading.MOST)
    # Until now: what is written by this reading itself takes no place of what stood there.
    before_now = (NOON - timedelta(seconds=1)).isoformat()
    async with a_desk(*OWED) as desk:
        await grow(desk)
        newest = await desk.root(ACCESSES, first=1, until=before_now)
        first = await walked(desk, until=before_now)
        older = await walked(desk, until=oldest_read.isoformat())

    assert (newest["totalCount"], newest["organizations"][0]["count"]) == (reading.MOST, reading.MOST)
    assert len(first) == reading.MOST
    assert older[0] == first[-1]
    assert len({*first, *older}) == LINES


async def test_a_filter_finds_nothing_older_than_what_was_read() -> None:
    long_ago = NOON - timedelta(hours=1)
    async with a_desk(*OWED) as desk:
        subject = desk.world.subject
        async with desk.world.store.transaction(subject) as transaction:
            await transaction.append_audit(a_record(subject, at=long_ago, event=Event.CAPACITY_COMPUTED))
        await grow(desk, reading.MOST)
        at_first = await accesses(desk, kinds=["CAPACITY_COMPUTED"])
        with_until = await accesses(desk, kinds=["CAPACITY_COMPUTED"], until=long_ago.isoformat())

    assert (len(at_first), len(with_until)) == (0, 1)


@pytest.mark.parametrize("record", ["", "{}", "no json", "[" * 100_000, '{"is":"AuditRecord","event":"x"}'])
async def test_a_line_that_cannot_be_read_hides_no_other(record: str) -> None:
    async with a_desk(*OWED) as desk:
        await grow(desk, lines=2)
        whole = await accesses(desk, until=NOON.isoformat())
        await break_a_line(desk, record)
        left = await accesses(desk)

    assert len(whole) >= 2
    assert [access["id"] for access in left if access["kind"] != "ACCESSES_READ"] == [
        access["id"] for access in whole if access["kind"] != "ACCESSES_READ"
    ]
