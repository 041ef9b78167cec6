"""A clock that jumps, ahead or back: nothing happens twice, and nothing is left out."""

from collections import Counter
from datetime import timedelta

import pytest
from builders import ON
from living import LivingWorld, a_life_world, an_agency_client

from hub.actions import arrangement_changes as changes
from hub.actions.living import Alive
from hub.domain.errand import Answered, Reply
from hub.domain.money import Cents
from hub.life.events import Payment, Question
from hub.life.states import State

CJIB = an_agency_client("cjib")
SILENT = Answered(reply=Reply.UNREACHABLE, reason="source.timed_out", may_retry=True)
JUMPS = {"a day": 1, "forty days": 40, "three years": 3 * 365}


async def _events(hub: LivingWorld, alive: Alive) -> "Counter[str]":
    """How often what happened to it; its events by their names."""
    lines = [event for _, event, _ in await hub.world.audit() if event.startswith(("arrangement.", "errand."))]
    version = (await hub.stands(alive.kept.id)).kept.version
    return Counter({**Counter(lines), "events": version})


@pytest.mark.parametrize("days", JUMPS.values(), ids=JUMPS.keys())
async def test_what_happened_before_the_clock_was_put_back_does_not_happen_again(days: int) -> None:
    async with a_life_world() as hub:
        alive = await hub.running()
        hub.world.clock.forward(days=days)
        await hub.work()
        after = await _events(hub, alive)
        brought = [hub.brought("cjib"), hub.brought("duo")]

        for jump in (-days, days, -days - 1, days + 1):
            hub.world.clock.forward(days=jump)
            await hub.work()
            await hub.look(alive.kept.id, hub.world.subject)

        assert await _events(hub, alive) == after
        assert [hub.brought("cjib"), hub.brought("duo")] == brought


async def test_a_jump_over_everything_leaves_nothing_out() -> None:
    """The reminder is still sent, late, with its whole time; only then a worker is asked, and once."""
    async with a_life_world() as hub:
        alive = await hub.running()
        hub.world.clock.forward(days=3 * 365)
        await hub.work()
        reminded = (await hub.stands(alive.kept.id)).life
        assert (reminded.state, reminded.asked) == (State.REMINDED, frozenset())
        assert reminded.reminder
        assert reminded.reminder.until >= hub.world.clock.today() + timedelta(days=14)

        hub.world.clock.forward(days=3 * 365)
        await hub.work()
        hub.world.clock.forward(days=3 * 365)
        await hub.work()
        now = (await hub.stands(alive.kept.id)).life
        assert now.state is State.REMINDED
        assert now.asked == {Question.END}


@pytest.mark.parametrize("days", JUMPS.values(), ids=JUMPS.keys())
async def test_an_errand_that_waits_is_brought_once_however_the_clock_jumps(days: int) -> None:
    async with a_life_world() as hub:
        hub.desks["duo"].says = [SILENT]
        alive = await hub.running()
        for jump in (-days, days, days, -days):
            hub.world.clock.forward(days=jump)
            await hub.work()

        assert hub.brought("duo") == ["suspend", "suspend"]
        assert len({errand.key for errand in hub.desks["duo"].brought}) == 1
        assert (await hub.stands(alive.kept.id)).life.state in {State.ACTIVE, State.REMINDED}


async def test_errands_keep_their_order_where_the_clock_was_put_back_between_them() -> None:
    async with a_life_world() as hub:
        hub.desks["duo"].says = [SILENT]
        alive = await hub.running()
        hub.world.clock.forward(days=-2)
        await hub.change(alive.kept.id, changes.withdrawal(today=hub.world.clock.today()))
        hub.world.clock.forward(days=3)
        await hub.work()

        assert hub.brought("duo") == ["suspend", "withdraw"]


async def test_a_payment_counts_once_before_and_after_a_jump() -> None:
    async with a_life_world() as hub:
        alive = await hub.running()
        payment = changes.payment(Payment(reference="P-1", amount=Cents(1_000), on=ON), today=ON)
        for number, jump in enumerate((0, 40, -40, 3 * 365)):
            hub.world.clock.forward(days=jump)
            await hub.work()
            await hub.change(alive.kept.id, payment, requester=CJIB, key=f"k-{number}")

        now = (await hub.stands(alive.kept.id)).life
        assert [(each.payment.reference, each.payment.amount) for each in now.received] == [("P-1", 1_000)]
        assert now.open == 89_000
