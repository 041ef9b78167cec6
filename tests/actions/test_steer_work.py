import json

import pytest
from living import LivingWorld, a_life_world

from adapters.store.work import SqlWork
from hub.actions.list_work import ListWork
from hub.actions.steer_work import SteerErrand, Steering, WorkProblem
from hub.domain.errand import Answered, Reply
from hub.life.states import State

STUCK = Answered(reply=Reply.UNREACHABLE, reason="source.timed_out", may_retry=False)


class SteeredWorld:
    """What an operator can do, on a world in which an errand is stuck."""

    def __init__(self, hub: LivingWorld) -> None:
        self.hub = hub
        self.work = SqlWork(hub.world.engine)
        shared = {"waiting": self.work, "store": hub.world.store, "clock": hub.world.clock}
        self.steer = SteerErrand(**shared)
        self.list = ListWork(**shared)

    async def stuck(self):
        self.hub.desks["cjib"].says = [STUCK]
        alive = await self.hub.accepted()
        await self.hub.work()
        (waiting,) = await self.list(at_most=10)
        return alive.kept.id, waiting.errand.id

    async def errand(self, errand):
        async with self.hub.world.store.transaction(self.hub.world.subject) as transaction:
            return await transaction.arrangements.errand(errand)


@pytest.fixture
async def world():
    async with a_life_world() as hub:
        yield SteeredWorld(hub)


def why(errand, reason="the agency's desk is back", by="operator-7"):
    return Steering(errand=errand, by=by, reason=reason)


async def test_what_waits_for_an_operator_is_listed_with_what_came_of_it(world):
    arrangement, errand = await world.stuck()
    (found,) = await world.list(at_most=10)

    assert (found.work.due_at, found.work.turn) == (None, 2)
    assert (found.errand.id, found.errand.arrangement, found.errand.tries) == (errand, arrangement, 1)
    assert (found.errand.reply, found.errand.reason) == ("unreachable", "source.timed_out")


async def test_only_so_much_is_listed(world):
    await world.stuck()

    assert await world.list(at_most=0) == ()


async def test_a_look_that_is_due_is_listed_and_one_that_is_to_come_is_not(world):
    await world.hub.running()
    assert await world.list(at_most=10) == ()

    world.hub.world.clock.forward(days=60)
    (late,) = await world.list(at_most=10)
    assert (late.work.kind, late.errand) == ("look", None)


async def test_an_errand_that_is_retried_is_brought_at_once(world):
    arrangement, errand = await world.stuck()
    steered = await world.steer.retry(why(errand))
    await world.hub.work()

    assert steered.next_try_at == world.hub.world.clock.now()
    assert (await world.hub.stands(arrangement)).life.state is State.ACTIVE
    assert len({each.key for each in world.hub.desks["cjib"].brought}) == 1


async def test_an_errand_that_is_given_up_is_over_and_can_be_seen_to_be(world):
    arrangement, errand = await world.stuck()
    steered = await world.steer.give_up(why(errand))

    assert (steered.reply, steered.answered_at) == ("given_up", world.hub.world.clock.now())
    assert await world.errand(errand) == steered
    assert await world.list(at_most=10) == ()
    assert await world.hub.bring(errand, world.hub.world.subject) == steered
    assert (await world.hub.stands(arrangement)).life.state is State.ACCEPTED


async def test_both_stand_in_the_log_with_who_and_why(world):
    _, errand = await world.stuck()
    await world.steer.retry(why(errand, reason=" ticket 12 "))
    await world.steer.give_up(why(errand, reason="ticket 13"))

    lines = [json.loads(record) for _, event, record in await world.hub.world.audit() if event.startswith("errand.")]
    assert [(each["event"], each["worker"], each["case"]) for each in lines[-2:]] == [
        ("errand.retried", "operator-7", "ticket 12"),
        ("errand.given_up", "operator-7", "ticket 13"),
    ]
    assert lines[-1]["outcome"] == {"errand": errand, "agency": "cjib", "kind": "request", "tries": 1}


@pytest.mark.parametrize(("by", "reason"), [("", "ticket 12"), ("operator-7", " ")])
async def test_nothing_is_steered_without_a_name_and_a_reason(world, by, reason):
    _, errand = await world.stuck()

    assert await world.steer.give_up(why(errand, by=by, reason=reason)) is WorkProblem.NO_REASON
    assert (await world.errand(errand)).reply == "unreachable"


async def test_what_is_over_or_no_errand_or_never_was_cannot_be_steered(world):
    arrangement, errand = await world.stuck()
    for stranger in ("nothing", arrangement, f"look:{arrangement}"):
        assert await world.steer.retry(why(stranger)) is WorkProblem.UNKNOWN
    await world.steer.retry(why(errand))
    await world.hub.work()

    assert await world.steer.give_up(why(errand)) is WorkProblem.UNKNOWN
    assert await world.steer.retry(why(f"look:{arrangement}")) is WorkProblem.UNKNOWN


async def test_what_an_agency_answered_while_an_operator_decided_stands(world):
    _, errand = await world.stuck()
    work = await world.work.find(errand)
    await world.steer.retry(why(errand))
    await world.hub.work()
    async with world.hub.world.store.transaction(world.hub.world.subject) as transaction:
        await transaction.arrangements.put_work(work)

    assert await world.steer.give_up(why(errand)) is WorkProblem.UNKNOWN
    assert (await world.errand(errand)).reply == "granted"
