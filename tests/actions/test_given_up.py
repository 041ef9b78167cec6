"""After an operator gave an errand up: what waited behind it goes on, and what the agency says after all counts."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date

import pytest
from builders import ON, an_agency
from living import LivingWorld, StandingDesk, a_life_world

from adapters.store.work import SqlWork
from consent.parties import AgencyCode, SubjectRef
from hub.actions import arrangement_changes as changes
from hub.actions.amending import Amends
from hub.actions.living import Alive
from hub.actions.steer_work import SteerErrand, Steering
from hub.domain.arrangement import Choice
from hub.domain.errand import Answered, Errand, PlannedTerm, Reply
from hub.domain.money import Cents
from hub.life.events import Question
from hub.life.kept import GIVEN_UP, KeptErrand
from hub.life.problem import LifeProblem
from hub.life.states import State

CJIB, DUO = AgencyCode("cjib"), AgencyCode("duo")
SILENT = Answered(reply=Reply.UNREACHABLE, reason="source.timed_out", may_retry=True)
STUCK = replace(SILENT, may_retry=False)
TOO_MUCH = (PlannedTerm(due_on=date(2027, 1, 1), amount=Cents(90001)),)


@dataclass
class DeskGivenUpOn(StandingDesk):
    """An agency's desk that is given up on while it makes up its mind."""

    meanwhile: Callable[[], Awaitable[object]] | None = None

    async def bring(self, errand: Errand, subject: SubjectRef, *, within: object, trace: object) -> Answered:
        self.brought.append(errand)
        if self.meanwhile is not None:
            await self.meanwhile()
        return self.says.pop(0)


async def _give_up(hub: LivingWorld, errand: str) -> object:
    steer = SteerErrand(waiting=SqlWork(hub.world.engine), store=hub.world.store, clock=hub.world.clock)
    return await steer.give_up(Steering(errand=errand, by="operator-7", reason="ticket 12"))


async def _errands(hub: LivingWorld, alive: Alive) -> list[KeptErrand]:
    async with hub.world.store.transaction(hub.world.subject) as transaction:
        return list(await transaction.arrangements.errands(alive.kept.id))


async def _given_up_while_under_way(hub: LivingWorld, says: Answered) -> tuple[Alive, KeptErrand]:
    """Have the request given up while the agency has it in hand, and then says this."""
    alive = await hub.accepted()
    (request,) = await _errands(hub, alive)
    hub.desks[CJIB] = DeskGivenUpOn(agency=an_agency(CJIB), says=[says], meanwhile=lambda: _give_up(hub, request.id))
    return alive, await hub.bring(request.id, hub.world.subject)


async def _answers_in_the_log(hub: LivingWorld) -> list[str]:
    lines = [json.loads(record) for _, event, record in await hub.world.audit() if event == "errand.answered"]
    return [line["outcome"]["reply"] for line in lines]


async def test_what_waited_behind_an_errand_that_is_given_up_is_brought() -> None:
    async with a_life_world() as hub:
        hub.desks[DUO].says = [STUCK]
        alive = await hub.running()
        await hub.change(alive.kept.id, changes.pause_wish(helped=False, today=ON))
        await hub.work()
        assert hub.brought("duo") == ["suspend"]

        suspend = next(each for each in await _errands(hub, alive) if each.kind == "suspend")
        await _give_up(hub, suspend.id)
        await hub.work()
        assert hub.brought("duo") == ["suspend"]
        # What was given up may still be on its way there.
        hub.world.clock.forward(seconds=30)
        await hub.work()
        assert hub.brought("duo") == ["suspend", "pause"]


async def test_an_agency_that_decides_after_it_was_given_up_has_decided() -> None:
    async with a_life_world() as hub:
        alive, errand = await _given_up_while_under_way(hub, Answered(reply=Reply.GRANTED))
        await hub.work()

        assert (errand.reply, errand.is_over) == ("granted", True)
        assert (await hub.stands(alive.kept.id)).life.state is State.ACTIVE
        assert hub.brought("duo") == ["suspend"]
        assert await _answers_in_the_log(hub) == ["granted", "granted"]


@pytest.mark.parametrize(
    "says",
    [
        SILENT,
        Answered(reply=Reply.RECEIVED),
        Answered(reply=Reply.GRANTED_OTHERWISE, terms=TOO_MUCH),
    ],
    ids=["silent", "received", "terms that do not fit"],
)
async def test_what_is_no_decision_is_written_into_the_log_and_it_stays_given_up(says: Answered) -> None:
    async with a_life_world() as hub:
        alive, errand = await _given_up_while_under_way(hub, says)
        hub.world.clock.forward(days=1)
        await hub.work()

        assert (errand.reply, errand.next_try_at) == (GIVEN_UP, None)
        assert await _errands(hub, alive) == [errand]
        assert hub.brought("cjib") == ["request"]
        assert (await hub.stands(alive.kept.id)).life.state is State.ACCEPTED
        expected = "received" if says.reply is Reply.RECEIVED else "unreachable"
        assert await _answers_in_the_log(hub) == [expected]


async def test_an_owner_that_refuses_after_it_was_given_up_leaves_a_decision_for_a_person() -> None:
    async with a_life_world() as hub:
        alive = await hub.accepted()

        async def give_up() -> None:
            suspend = next(each for each in await _errands(hub, alive) if each.kind == "suspend")
            await _give_up(hub, suspend.id)

        refusal = Answered(reply=Reply.REFUSED, reason="collection.goes_on", article="4:94")
        hub.desks[DUO] = DeskGivenUpOn(agency=an_agency(DUO), says=[refusal], meanwhile=give_up)
        await hub.work()

        assert (await hub.stands(alive.kept.id)).life.asked == {Question.OWNER_DOES_NOT_FOLLOW}


async def test_an_answer_that_came_twice_is_written_down_once() -> None:
    async with a_life_world() as hub:
        alive = await hub.accepted()
        (request,) = await _errands(hub, alive)
        both = [Answered(reply=Reply.GRANTED), Answered(reply=Reply.GRANTED)]
        desk = DeskGivenUpOn(agency=an_agency(CJIB), says=both)

        async def once() -> None:
            desk.meanwhile = None
            await hub.bring(request.id, hub.world.subject)

        desk.meanwhile = once
        hub.desks[CJIB] = desk
        await hub.bring(request.id, hub.world.subject)

        assert len(desk.brought) == 2
        assert await _answers_in_the_log(hub) == ["granted"]


async def test_a_pause_that_was_given_up_can_be_asked_for_again() -> None:
    async with a_life_world() as hub:
        alive = await hub.running()
        hub.desks[CJIB].says = [STUCK]
        await hub.change(alive.kept.id, changes.pause_wish(helped=False, today=ON))
        await hub.work()
        again = await hub.change(alive.kept.id, changes.pause_wish(helped=False, today=ON), key="again")
        assert again is LifeProblem.PAUSE_ASKED_ALREADY

        await _give_up(hub, (await _errands(hub, alive))[-1].id)
        asked = await hub.change(alive.kept.id, changes.pause_wish(helped=False, today=ON), key="once more")
        await hub.work()

        assert isinstance(asked, Alive)
        assert (await hub.stands(alive.kept.id)).life.pause is not None


async def test_a_change_that_was_given_up_can_be_asked_for_again_and_hinders_nothing_else() -> None:
    async with a_life_world() as hub:
        alive = await hub.running()
        amends = Amends(arrangement=alive.kept.id)
        first = await hub.propose("q", choice=Choice(months=20), amends=amends)
        hub.desks[CJIB].says = [STUCK]
        await hub.want(alive.kept.id, first.id)
        await hub.work()
        await _give_up(hub, (await _errands(hub, alive))[-1].id)

        second = await hub.propose("r", choice=Choice(months=5), amends=amends)
        asked = await hub.want(alive.kept.id, second.id, key="again")
        await hub.work()

        assert isinstance(asked, Alive)
        assert len((await hub.stands(alive.kept.id)).life.unpaid) == 5
