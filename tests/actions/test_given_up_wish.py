"""A pause or change that an operator gave up bringing is over by itself, and the person and the agency can know so."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from builders import ON
from living import GRANTED, StandingDesk
from telling import StandingMessenger, TellingWorld, a_telling_world

from adapters.store.work import SqlWork
from consent.parties import AgencyCode, SubjectRef
from hub.actions import arrangement_changes as changes
from hub.actions.amending import Amends
from hub.actions.living import Alive, look_soon_id
from hub.actions.steer_work import SteerErrand, Steering
from hub.domain.arrangement import Choice
from hub.domain.errand import Answered, Errand, ErrandKind, Reply
from hub.life.life import Life

CJIB, DUO = AgencyCode("cjib"), AgencyCode("duo")
STUCK = Answered(reply=Reply.UNREACHABLE, reason="source.timed_out", may_retry=False)


@dataclass
class DecidesLate(StandingDesk):
    """A desk that has the errand in hand while an operator gives it up, and grants it after all.

    `looks`: an arrangement that is looked at before it answers.
    """

    hub: TellingWorld | None = None
    looks: str | None = None

    async def bring(self, errand: Errand, subject: SubjectRef, *, within: object, trace: object) -> Answered:
        assert self.hub is not None
        self.brought.append(errand)
        if errand.kind is ErrandKind.AMEND:
            return GRANTED
        await give_up(self.hub, errand.key)
        if self.looks:
            await self.hub.look(self.looks, subject)
        return GRANTED


@pytest.fixture
async def hub() -> AsyncIterator[TellingWorld]:
    async with a_telling_world(StandingMessenger()) as world:
        yield world


async def give_up(hub: TellingWorld, errand: str) -> None:
    steer = SteerErrand(waiting=SqlWork(hub.world.engine), store=hub.world.store, clock=hub.world.clock)
    await steer.give_up(Steering(errand=errand, by="operator-7", reason="ticket 12"))


async def give_up_last(hub: TellingWorld, alive: Alive, kind: str) -> None:
    async with hub.world.store.transaction(hub.world.subject) as transaction:
        made = await transaction.arrangements.errands(alive.kept.id)
    await give_up(hub, next(each.id for each in reversed(made) if each.kind == kind))


async def stands(hub: TellingWorld, alive: Alive) -> Life:
    return (await hub.stands(alive.kept.id)).life


async def pause_asked(hub: TellingWorld, *says: Answered) -> Alive:
    alive = await hub.running()
    hub.desks[CJIB].says = list(says)
    await hub.change(alive.kept.id, changes.pause_wish(helped=False, today=ON))
    await hub.work()
    return alive


async def change_asked(hub: TellingWorld, *says: Answered) -> Alive:
    alive = await hub.running()
    wish = await hub.propose("q", choice=Choice(months=20), amends=Amends(arrangement=alive.kept.id))
    hub.desks[CJIB].says = list(says)
    await hub.want(alive.kept.id, wish.id)
    await hub.work()
    return alive


async def half_a_minute(hub: TellingWorld) -> None:
    hub.world.clock.forward(seconds=30)
    await hub.work()


async def moved(hub: TellingWorld) -> list[dict[str, str]]:
    return [
        json.loads(record)["outcome"] for _, event, record in await hub.world.audit() if event == "arrangement.moved"
    ]


async def test_a_pause_is_over_half_a_minute_after_it_was_given_up(hub: TellingWorld) -> None:
    alive = await pause_asked(hub, STUCK)
    lines = len(await moved(hub))
    await give_up_last(hub, alive, "pause")
    await hub.work()
    assert (await stands(hub, alive)).pause_asked is not None

    await half_a_minute(hub)
    (seen,) = await hub.seen()
    assert seen.alive.life.pause_asked is None
    assert seen.happened[-1].event.reason.code == "errand.given_up"
    assert (await moved(hub))[lines:] == [{"arrangement": alive.kept.id, "state": "active"}]
    assert await hub.waiting() == []


async def test_a_change_is_over_half_a_minute_after_it_was_given_up(hub: TellingWorld) -> None:
    alive = await change_asked(hub, STUCK)
    await give_up_last(hub, alive, "change")
    await half_a_minute(hub)

    assert (await stands(hub, alive)).change_asked is None
    assert await hub.waiting() == []


async def test_the_agency_that_carries_it_out_hears_that_something_changed_and_no_owner_does(hub: TellingWorld) -> None:
    alive = await pause_asked(hub, STUCK)
    before = {event.id for event in await hub.events()}
    await give_up_last(hub, alive, "pause")
    await half_a_minute(hub)

    told = [(event.subscriber, event.kind.word) for event in await hub.events() if event.id not in before]
    assert told == [("cjib-1", "regeling-gewijzigd")]


async def test_what_the_agency_decides_at_that_very_moment_counts(hub: TellingWorld) -> None:
    alive = await hub.running()
    hub.desks[CJIB] = DecidesLate(agency=hub.desks[CJIB].agency, hub=hub)
    await hub.change(alive.kept.id, changes.pause_wish(helped=False, today=ON))
    await hub.work()
    await half_a_minute(hub)

    assert (await stands(hub, alive)).pause is not None
    assert await hub.waiting() == []


async def test_a_wish_that_was_made_anew_meanwhile_is_not_ended(hub: TellingWorld) -> None:
    alive = await pause_asked(hub, STUCK, Answered(reply=Reply.RECEIVED))
    await give_up_last(hub, alive, "pause")
    await hub.change(alive.kept.id, changes.pause_wish(helped=False, today=ON), key="again")
    await half_a_minute(hub)

    assert (await stands(hub, alive)).pause_asked is not None


@pytest.mark.parametrize("kind", ["pause", "change"])
async def test_who_grants_a_wish_that_is_over_hears_which_terms_hold(hub: TellingWorld, kind: str) -> None:
    alive = await hub.running()
    hub.desks[CJIB] = DecidesLate(agency=hub.desks[CJIB].agency, hub=hub, looks=alive.kept.id)
    if kind == "pause":
        await hub.change(alive.kept.id, changes.pause_wish(helped=False, today=ON))
    else:
        wish = await hub.propose("q", choice=Choice(months=20), amends=Amends(arrangement=alive.kept.id))
        await hub.want(alive.kept.id, wish.id)
    await hub.work()

    life = await stands(hub, alive)
    assert (life.pause, life.unpaid) == (None, alive.life.unpaid)
    asked, told = hub.desks[CJIB].brought
    assert (asked.kind.value, told.kind.value) == (kind, "amend")
    assert [term.due_on for term in told.terms] == [term.due_on for term in alive.life.unpaid]


async def test_it_is_ended_once_however_often_it_is_looked_at(hub: TellingWorld) -> None:
    alive = await pause_asked(hub, STUCK)
    await give_up_last(hub, alive, "pause")
    await half_a_minute(hub)
    version = (await hub.stands(alive.kept.id)).kept.version

    assert await hub.look(alive.kept.id, hub.world.subject) == ()
    assert (await hub.stands(alive.kept.id)).kept.version == version


@pytest.mark.parametrize("kind", ["request", "suspend"])
async def test_what_nobody_waits_for_is_not_looked_at_for_being_given_up(hub: TellingWorld, kind: str) -> None:
    hub.desks[CJIB if kind == "request" else DUO].says = [STUCK]
    alive = await hub.accepted()
    await hub.work()
    await give_up_last(hub, alive, kind)

    assert await SqlWork(hub.world.engine).find(look_soon_id(alive.kept.id)) is None
