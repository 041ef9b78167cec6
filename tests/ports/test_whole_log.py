"""The whole log on every database: read across people, and written about nobody."""

import base64
import json
from collections.abc import Sequence

import pytest
from kept import NOON, a_person, a_record, audit_log
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine
from whole_logs import ORIGIN

from adapters.store.own_lines import SqlOwnLines
from adapters.store.store import SqlStore
from adapters.store.tables import AUDIT_CHECKPOINT, AUDIT_COSIGNATURE, AUDIT_NODE
from adapters.store.unit import begun
from adapters.store.whole_log import SqlWholeLog
from hub.audit import merkle
from hub.audit.entry import entry
from hub.audit.events import THE_LOG, Event
from hub.audit.whole_log import Numbered


async def filled(engine: AsyncEngine, people: int = 3) -> list[str]:
    """Lines about some people in turn, and one about the log; give whom each is about."""
    store = SqlStore(engine)
    refs = [await a_person(engine) for _ in range(people)]
    for ref in refs:
        async with store.transaction(ref) as transaction:
            await transaction.append_audit(a_record(ref))
    await SqlOwnLines(engine).append(a_record(THE_LOG, event=Event.LOG_EXPORTED))
    return [*map(str, refs), "log"]


async def read(log: SqlWholeLog, first: int, last: int) -> list[Numbered]:
    return [line async for piece in log.lines(first, last) for line in piece]


async def sealed(engine: AsyncEngine, lines: Sequence[bytes], *cosigned: str) -> str:
    """Put lines into the tree, and a checkpoint over them."""
    leaves = [merkle.leaf_hash(entry(ORIGIN, seq, line)) for seq, line in enumerate(lines, start=1)]
    nodes = merkle.completed(0, leaves, {})
    root = base64.b64encode(merkle.root(len(leaves), nodes)).decode()
    rows = [{"level": level, "place": place, "hash": found} for (level, place), found in nodes.items()]
    note = f"{ORIGIN}\n{len(leaves)}\n{root}\n\n— {ORIGIN} c2lnbmVk\n"
    async with begun(engine) as unit:
        await unit.run(insert(AUDIT_NODE).values(rows))
        await unit.run(insert(AUDIT_CHECKPOINT).values(size=len(leaves), note=note, signed_at=NOON))
        for name in cosigned:
            row = {"size": len(leaves), "witness": name, "lines": f"— {name} c2ln\n", "at": NOON}
            await unit.run(insert(AUDIT_COSIGNATURE).values(row))
    return root


async def test_lines_of_everybody_come_in_their_order_and_those_about_the_log_with_them(engine: AsyncEngine) -> None:
    subjects = await filled(engine)
    lines = await read(SqlWholeLog(engine), 1, 4)

    assert [seq for seq, _ in lines] == [1, 2, 3, 4]
    assert [json.loads(written)["subject"] for _, written in lines] == subjects
    assert [written.decode() for _, written in lines] == [record for _, _, record in await audit_log(engine)]
    assert [seq for seq, _ in await read(SqlWholeLog(engine), 2, 3)] == [2, 3]


async def test_nobody_but_the_log_can_be_written_about_there(engine: AsyncEngine) -> None:
    ref = await a_person(engine)
    with pytest.raises(Exception, match=r"person\.mismatch"):
        await SqlOwnLines(engine).append(a_record(ref))

    assert await audit_log(engine) == []


async def test_what_is_sealed_comes_with_what_witnesses_signed_under_it(engine: AsyncEngine) -> None:
    await filled(engine)
    lines = [written for _, written in await read(SqlWholeLog(engine), 1, 4)]
    root = await sealed(engine, lines, "one", "other")
    found = await SqlWholeLog(engine, witnesses=["one", "other"], quorum=2).sealed()

    assert found is not None
    assert (found.origin, found.size, found.root) == (ORIGIN, 4, root)
    assert found.note.endswith(f"— {ORIGIN} c2lnbmVk\n— one c2ln\n— other c2ln\n")


async def test_what_too_few_witnesses_signed_is_not_sealed(engine: AsyncEngine) -> None:
    await sealed(engine, [b"{}"], "one", "stranger")

    assert await SqlWholeLog(engine, witnesses=["one", "other"], quorum=2).sealed() is None
    assert await SqlWholeLog(engine, witnesses=["one", "other"], quorum=1).sealed() is not None


async def test_nodes_come_by_name_and_those_that_are_not_there_do_not(engine: AsyncEngine) -> None:
    await sealed(engine, [b"{}", b"[]"])
    found = await SqlWholeLog(engine).nodes([(0, 1), (1, 0), (5, 0)])

    assert {*found} == {(0, 1), (1, 0)}
    assert found[0, 1] == merkle.leaf_hash(entry(ORIGIN, 2, b"[]"))
