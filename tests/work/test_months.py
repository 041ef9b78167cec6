"""Three years of an arrangement in seconds: the clock is moved, and the work is done as it is in production."""

from datetime import date, timedelta
from typing import Any

from builders import a_claim, a_report
from kept import whole_database
from living import LivingWorld, a_life_world, an_agency_client
from working import at_rest, executor

from hub.actions import arrangement_changes as changes
from hub.actions.living import Alive
from hub.actions.plan_wish import PlanWish
from hub.actions.show_arrangement import Shown
from hub.domain.arrangement import Choice
from hub.domain.errand import Answered, Reply
from hub.domain.money import Cents
from hub.domain.scheme import SchemeCode
from hub.life.events import Payment
from hub.life.kept import WorkKind
from hub.life.states import State

OWED = a_report("cjib", a_claim(6000000), a_claim(3000000, owner="duo", reference="D-1"))
CJIB = an_agency_client("cjib")
MONTHS = 36
SILENT = Answered(reply=Reply.UNREACHABLE, reason="source.timed_out", may_retry=True)


def acts(hub: LivingWorld) -> dict[WorkKind, Any]:
    return {WorkKind.ERRAND: hub.bring, WorkKind.LOOK: hub.look}


async def test_thirty_six_months_pass_quickly(empty_url: str) -> None:
    """Each second month is paid late: a reminder goes out, the payment cures it, and all is paid in the end."""
    async with (
        a_life_world(OWED, url=empty_url) as hub,
        executor(empty_url, hub.world.engine, acts(hub), hub.world.clock) as running,
    ):
        alive = await _accepted(hub)
        await at_rest(running, hub.world.engine, hub.world.clock)
        alive = await hub.stands(alive.kept.id)
        assert alive.life.state is State.ACTIVE
        reminded = 0
        for number, term in enumerate(alive.life.terms):
            late = 10 if number % 2 else 0
            await _go_to(hub, term.due_on + timedelta(days=late))
            await at_rest(running, hub.world.engine, hub.world.clock)
            reminded += (await hub.stands(alive.kept.id)).life.state is State.REMINDED
            await _pay(hub, alive.kept.id, number, term.amount)
        await at_rest(running, hub.world.engine, hub.world.clock)

        done = await hub.stands(alive.kept.id)
        assert len(alive.life.terms) == MONTHS
        assert (done.life.state, done.life.open, reminded) == (State.COMPLETED, 0, MONTHS // 2)
        assert hub.brought("duo") == ["suspend", "close"]
        assert await _amounts_in(hub, empty_url) == []


async def test_an_agency_that_is_silent_is_tried_again_until_it_answers(empty_url: str) -> None:
    async with (
        a_life_world(url=empty_url) as hub,
        executor(empty_url, hub.world.engine, acts(hub), hub.world.clock) as running,
    ):
        hub.desks["cjib"].says = [SILENT] * 3
        alive = await hub.accepted()
        for pause in (0, 30, 60, 120):
            hub.world.clock.forward(seconds=pause)
            await at_rest(running, hub.world.engine, hub.world.clock)

        assert (await hub.stands(alive.kept.id)).life.state is State.ACTIVE
        assert hub.brought("cjib") == ["request"] * 4
        assert len({errand.key for errand in hub.desks["cjib"].brought}) == 1


async def _accepted(hub: LivingWorld) -> Alive:
    await hub.world.give(hub.world.wish())
    wish = PlanWish(scheme=SchemeCode("rijk-2025"), choice=Choice(months=MONTHS))
    made = await hub.world.propose(hub.world.question(), wish, key="p", name_of=lambda claim: claim.reference)
    assert isinstance(made, Shown), made
    alive = await hub.accept(made.id)
    assert isinstance(alive, Alive), alive
    return alive


async def _go_to(hub: LivingWorld, day: date) -> None:
    hub.world.clock.forward(days=max((day - hub.world.clock.today()).days, 0))


async def _pay(hub: LivingWorld, arrangement: str, number: int, amount: Cents) -> None:
    today = hub.world.clock.today()
    told = Payment(reference=f"TR-98765-{number}", amount=amount, on=today)
    change = changes.payment(told, today=today)
    await hub.change(arrangement, change, requester=CJIB, key=f"pay-{number}")


async def _amounts_in(hub: LivingWorld, url: str) -> list[bytes]:
    """What must not be found anywhere, the engine's own tables included."""
    written = await whole_database(hub.world.engine, url)
    assert b"carry" in written
    return [secret for secret in (b"TR-98765", b"9000000", b"6000000", b'"D-1"') if secret in written]
