"""The whole log on every database: read across people, and written about nobody."""

import base64
import json
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from kept import NOON, a_person, a_record, audit_log
from sqlalchemy.ext.asyncio import AsyncEngine
from whole_logs import ORIGIN

from adapters.store.audit_log import SqlAuditLog
from adapters.store.own_lines import SqlOwnLines
from adapters.store.store import SqlStore
from adapters.store.whole_log import SqlWholeLog
from hub.audit import merkle
from hub.audit.entry import entry
from hub.audit.events import THE_LOG, Event
from hub.audit.sealed import Enough, behind
from hub.audit.whole_log import Numbered
from hub.errors import Unavailable


async def filled(engine: AsyncEngine, people: int = 3) -> list[str]:
    """Lines about some people in turn, and one about the log; give whom each is about."""
    store = SqlStore(engine)
    refs = [await a_person(engine) for _ in range(people)]
    for ref in refs:
        async with store.transaction(ref) as transaction:
            await transaction.append_audit(a_record(ref))
    await SqlOwnLines(engine).append(a_record(THE_LOG, event=Event.LOG_EXPORTED))
    return [*map(str, refs), "log"]


def whole(engine: AsyncEngine, quorum: int = 0) -> SqlWholeLog:
    return SqlWholeLog(SqlAuditLog(engine), Enough(witnesses=("one", "other"), quorum=quorum))


async def read(log: SqlWholeLog, first: int, last: int) -> list[Numbered]:
    return [line async for piece in log.lines(first, last) for line in piece]


async def sealed(engine: AsyncEngine, *cosigned: str, at: datetime = NOON) -> str:
    """Put all lines into the tree, and a checkpoint over them that these have signed then; give its root."""
    log = SqlAuditLog(engine)
    await log.seal(ORIGIN, at_most=10_000)
    size = (await log.standing(Enough())).size
    root = base64.b64encode(merkle.root(size, await log.nodes(merkle.cover(0, size)))).decode()
    await log.put_checkpoint(size, f"{ORIGIN}\n{size}\n{root}\n\n— {ORIGIN} c2lnbmVk\n", at)
    for name in cosigned:
        await log.put_cosignature(size, name, f"— {name} c2ln\n", at)
    return root


async def test_lines_of_everybody_come_in_their_order_and_those_about_the_log_with_them(engine: AsyncEngine) -> None:
    subjects = await filled(engine)
    lines = await read(whole(engine), 1, 4)

    assert [seq for seq, _ in lines] == [1, 2, 3, 4]
    assert [json.loads(written)["subject"] for _, written in lines] == subjects
    assert [written.decode() for _, written in lines] == [record for _, _, record in await audit_log(engine)]
    assert [seq for seq, _ in await read(whole(engine), 2, 3)] == [2, 3]


async def test_nobody_but_the_log_can_be_written_about_there(engine: AsyncEngine) -> None:
    ref = await a_person(engine)
    with pytest.raises(Exception, match=r"person\.mismatch"):
        await SqlOwnLines(engine).append(a_record(ref))

    assert await audit_log(engine) == []


@dataclass
class Gate:
    """Lets lines through, or not; keeps what it was told."""

    is_open: bool
    told: list[str] = field(default_factory=list)

    async def look(self) -> None:
        self.told.append("look")

    def must_be_open(self) -> None:
        if not self.is_open:
            raise behind()

    def wake(self) -> None:
        self.told.append("wake")


async def test_what_keeps_lines_about_people_out_keeps_those_about_the_log_out_too(engine: AsyncEngine) -> None:
    closed, opened = Gate(is_open=False), Gate(is_open=True)
    with pytest.raises(Unavailable, match=r"audit\.behind"):
        await SqlOwnLines(engine, closed).append(a_record(THE_LOG))
    assert await audit_log(engine) == []
    await SqlOwnLines(engine, opened).append(a_record(THE_LOG))

    assert (closed.told, opened.told) == (["look"], ["look", "wake"])
    assert len(await audit_log(engine)) == 1


async def test_what_is_sealed_comes_with_what_witnesses_signed_under_it(engine: AsyncEngine) -> None:
    await filled(engine)
    root = await sealed(engine, "one", "other")
    found = await whole(engine, 2).sealed()

    assert found is not None
    assert (found.origin, found.size, found.root) == (ORIGIN, 4, root)
    assert found.note.endswith(f"— {ORIGIN} c2lnbmVk\n— one c2ln\n— other c2ln\n")


async def test_what_too_few_witnesses_signed_is_not_sealed(engine: AsyncEngine) -> None:
    await filled(engine)
    await sealed(engine, "one", "stranger")

    assert await whole(engine, 2).sealed() is None
    assert await whole(engine, 1).sealed() is not None


async def test_nodes_come_by_name_and_those_that_are_not_there_do_not(engine: AsyncEngine) -> None:
    await filled(engine)
    await sealed(engine)
    found = await whole(engine).nodes([(0, 1), (1, 0), (5, 0)])
    ((_, second),) = await read(whole(engine), 2, 2)

    assert {*found} == {(0, 1), (1, 0)}
    assert found[0, 1] == merkle.leaf_hash(entry(ORIGIN, 2, second))
