"""What the hub itself writes down passes the check: no fault is found where there was none."""

from dataclasses import replace
from pathlib import Path

from builders import a_claim, a_report
from consenting import done
from exporting import Export
from hub_world import TRACE, a_world
from verifying import told

from consent.grants import Use
from consent.purposes import Category, Purpose
from hub.actions.change_grants import Named
from hub.audit.entry import entry


async def test_a_life_of_consent_as_the_hub_writes_it_is_good(folder: Path) -> None:
    async with a_world(a_report("cjib", a_claim()), a_report("duo", a_claim(owner="duo"))) as world:
        (first, _) = done(await world.give(world.wish("cjib", "duo", purposes=(Purpose.PROPOSAL,))))
        await world.collect(world.question())
        named = Named(
            requester=world.citizen, subject=world.subject, grants=(first.grant.id,), trace=TRACE, key="narrow"
        )
        world.clock.forward(hours=1)
        await world.narrow(named, categories=frozenset({Category.CLAIMS}))
        await world.collect(world.question())
        once = replace(world.wish("cjib", key="once", purposes=(Purpose.PROPOSAL,)), use=Use.ONCE)
        (second,) = done(await world.give(once))
        await world.collect(world.question())
        await world.collect(replace(world.question(), trace=replace(TRACE, trace_id="1" * 32)))
        world.clock.forward(hours=1)
        await world.withdraw(replace(named, grants=(second.grant.id,), key="withdraw"))
        await world.collect(world.question())
        lines = await world.audit()
    Export(entries=[entry("audit.example/hub", seq, record.encode()) for seq, _, record in lines]).put(folder / "e")
    found = told(folder)

    assert found["faults"] == []
    assert found["accesses_on_consent"]["in_force"] >= 12
    assert found["lines"] == {"shown": len(lines), "sealed": 0}
