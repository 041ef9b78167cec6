"""An agency without a configured desk: what is to be brought to it waits for an operator, who has it brought."""

from collections.abc import AsyncIterator

import pytest
from living import LivingWorld, StandingDesk, a_life_world

from adapters.store.work import SqlWork
from consent.parties import AgencyCode
from hub.actions.list_work import ListWork
from hub.actions.steer_work import SteerErrand, Steering
from hub.domain.errand import Answered, Reply
from hub.life.events import Question
from hub.life.kept import KeptErrand
from hub.life.said import said_of
from hub.life.states import State

CJIB, DUO = AgencyCode("cjib"), AgencyCode("duo")


@pytest.fixture
async def hub() -> AsyncIterator[LivingWorld]:
    async with a_life_world() as world:
        yield world


async def stuck(hub: LivingWorld) -> KeptErrand:
    """What waits for an operator first of all, as `hub work list` reads it."""
    found = await ListWork(waiting=SqlWork(hub.world.engine), store=hub.world.store, clock=hub.world.clock)(at_most=1)
    errand = found[0].errand
    assert (found[0].work.due_at, errand and errand.next_try_at) == (None, None)
    assert errand is not None
    return errand


async def without_a_desk(hub: LivingWorld, agency: AgencyCode) -> tuple[str, StandingDesk]:
    """An arrangement of which an agency is to hear that has no desk; the desk is given too."""
    desk = hub.desks.pop(agency)
    alive = await hub.accepted()
    await hub.work()
    return alive.kept.id, desk


async def retry(hub: LivingWorld, errand: KeptErrand) -> None:
    steer = SteerErrand(waiting=SqlWork(hub.world.engine), store=hub.world.store, clock=hub.world.clock)
    await steer.retry(Steering(errand=errand.id, by="operator-7", reason="it is configured now"))
    await hub.work()


async def test_it_waits_for_an_operator_after_the_first_try_and_says_why(hub: LivingWorld) -> None:
    arrangement, _ = await without_a_desk(hub, CJIB)
    errand = await stuck(hub)
    hub.world.clock.forward(days=30)

    assert (errand.reply, errand.reason, errand.tries) == ("unreachable", "source.not_configured", 1)
    assert said_of(errand).code == "errand.stuck"
    assert await hub.waiting() == []
    assert (await hub.stands(arrangement)).life.state is State.ACCEPTED


async def test_once_it_is_configured_an_operator_has_it_brought(hub: LivingWorld) -> None:
    arrangement, desk = await without_a_desk(hub, CJIB)
    hub.desks[CJIB] = desk
    await retry(hub, await stuck(hub))

    assert hub.brought("cjib") == ["request"]
    assert (await hub.stands(arrangement)).life.state is State.ACTIVE


async def test_taken_up_too_soon_it_waits_for_the_operator_again(hub: LivingWorld) -> None:
    await without_a_desk(hub, CJIB)
    first = await stuck(hub)
    hub.world.clock.forward(minutes=5)
    await retry(hub, first)

    again = await stuck(hub)
    assert (again.id, again.tries) == (first.id, 2)


async def test_an_owner_without_a_desk_does_not_follow_and_a_person_decides(hub: LivingWorld) -> None:
    arrangement, desk = await without_a_desk(hub, DUO)
    alive = await hub.stands(arrangement)
    assert alive.life.state is State.ACTIVE
    assert alive.life.asked == {Question.OWNER_DOES_NOT_FOLLOW}

    hub.desks[DUO] = desk
    await retry(hub, await stuck(hub))
    assert hub.brought("duo") == ["suspend"]


@pytest.mark.parametrize(
    ("says", "word"),
    [
        (Answered(reply=Reply.UNREACHABLE, reason="source.timed_out", may_retry=True), "errand.unreachable"),
        (Answered(reply=Reply.RECEIVED), "errand.received"),
        (Answered(reply=Reply.REFUSED), "errand.refused"),
    ],
    ids=["silent", "takes its time", "refuses"],
)
async def test_only_of_what_waits_for_an_operator_is_it_said_so(hub: LivingWorld, says: Answered, word: str) -> None:
    hub.desks[CJIB].says = [says]
    arrangement = (await hub.accepted()).kept.id
    await hub.work()

    async with hub.world.store.transaction(hub.world.subject) as transaction:
        (errand,) = await transaction.arrangements.errands(arrangement)
    assert said_of(errand).code == word
