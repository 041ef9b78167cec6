from builders import a_partner
from hub_world import TRACE, a_world

from hub.actions.name_person import NamePerson


async def lines_after(requester_of):
    async with a_world() as world:
        name = NamePerson(store=world.store, clock=world.clock)
        await name(requester=requester_of(world), subject=world.subject, trace=TRACE)
        return await world.accesses(requester=world.citizen, subject=world.subject, trace=TRACE), world.clock.now()


async def test_who_names_a_person_by_their_number_leaves_a_line_that_the_person_sees():
    (line,), now = await lines_after(lambda world: a_partner("cjib"))

    assert (str(line.record.event), line.record.client, line.record.at) == ("person.named", "agency-cjib", now)


async def test_who_names_themselves_leaves_none():
    lines, _ = await lines_after(lambda world: world.citizen)

    assert not lines
