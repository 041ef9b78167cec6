from dataclasses import replace
from datetime import date

import pytest
from builders import AGENCIES, an_agency
from hub_world import PlainVault
from payments.paying_world import a_line, a_paying_world, behalf

from adapters.store.arrangement_list import SqlArrangementList
from hub.actions.export_arrangement import ExportArrangement, Recipient
from hub.actions.read_carried import ExportProblem

UTRECHT = Recipient(municipality="0344", article="Wgs 8")


@pytest.fixture
async def paying():
    async with a_paying_world() as world:
        yield world


def exporting(paying, *secret):
    return ExportArrangement(
        agencies=tuple(an_agency(code, secrecy="a law" if code in secret else None) for code in AGENCIES),
        listing=SqlArrangementList(paying.world.engine),
        store=paying.world.store,
        vault=PlainVault(),
        clock=paying.clock,
    )


async def test_what_is_open_is_given(paying):
    alive = await paying.running()
    paying.at(date(2026, 12, 10))
    await paying.told(a_line(alive, 30000, date(2026, 12, 10)))
    exported = await exporting(paying)(behalf(), alive.kept.id, UTRECHT)

    assert [(claim.owner, claim.open.total) for claim in exported.claims] == [("cjib", 40000), ("duo", 20000)]
    assert (exported.accepted_on, exported.begun_on) == (date(2026, 11, 23), date(2026, 11, 23))
    assert exported.kept_back == frozenset()


async def test_what_a_law_keeps_secret_is_kept_back_and_told(paying):
    alive = await paying.running()
    exported = await exporting(paying, "duo", "cak")(behalf(), alive.kept.id, UTRECHT)

    assert [claim.owner for claim in exported.claims] == ["cjib"]
    assert exported.kept_back == {"duo"}


async def test_nothing_is_given_without_a_reason_or_an_article_or_of_what_is_not_carried_out(paying):
    alive = await paying.hub.accepted()
    export, named = exporting(paying), alive.kept.id

    assert await export(behalf(by=""), named, UTRECHT) is ExportProblem.NO_REASON
    assert await export(behalf(), named, replace(UTRECHT, article="")) is ExportProblem.NO_BASIS
    assert await export(behalf(), "another", UTRECHT) is ExportProblem.UNKNOWN_ARRANGEMENT
    assert await export(behalf("duo"), named, UTRECHT) is ExportProblem.UNKNOWN_ARRANGEMENT
    assert await export(behalf(), named, UTRECHT) is ExportProblem.NOT_BEGUN
    assert "arrangement.exported" not in [event for _, event, _ in await paying.world.audit()]
