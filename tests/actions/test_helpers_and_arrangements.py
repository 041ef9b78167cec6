"""A mandate reaches the agencies that it names, and an arrangement with another one in it is not for that helper."""

from hub_world import TRACE
from living import LivingWorld, a_life_world
from reviews import a_helper, mandate

from consent.mandates import Act
from hub.actions import arrangement_changes as changes
from hub.actions.acting import ConsentProblem
from hub.actions.living import Alive
from hub.audit.events import Event

NO = ConsentProblem(code="consent.no_mandate", path="person")


async def _withdrawn(hub: LivingWorld, alive: Alive) -> object:
    today = hub.world.clock.today()
    return await hub.change(alive.kept.id, changes.withdrawal(today=today), requester=a_helper(), case=None)


async def test_whoever_has_a_mandate_for_one_owner_steers_nothing() -> None:
    async with a_life_world() as hub:
        alive = await hub.running()
        await mandate(hub.world, Act.ACCEPT, agencies=("duo",))

        assert await _withdrawn(hub, alive) == NO
        assert await hub.want(alive.kept.id, "p", requester=a_helper()) == NO
        assert (await hub.stands(alive.kept.id)).life.runs


async def test_whoever_has_one_for_all_of_them_does_and_the_log_says_on_which() -> None:
    async with a_life_world() as hub:
        alive = await hub.running()
        given = await mandate(hub.world, Act.ACCEPT, agencies=("cjib", "duo"))

        assert isinstance(await _withdrawn(hub, alive), Alive)
        lines = await hub.world.accesses(requester=hub.world.citizen, subject=hub.world.subject, trace=TRACE)
        moved = [each for each in lines if each.record.event is Event.ARRANGEMENT_MOVED]
        assert str(moved[0].record.mandate) == given


async def test_nobody_accepts_for_somebody_at_an_agency_that_the_mandate_does_not_name() -> None:
    async with a_life_world() as hub:
        await hub.world.give(hub.world.wish())
        made = await hub.propose()
        await mandate(hub.world, Act.ACCEPT, Act.VIEW, agencies=("cjib",))

        assert not isinstance(await hub.accept(made.id, requester=a_helper()), Alive)
