import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest
from builders import ON, a_policy
from hub_world import PlainKey
from kept import whole_database
from lives import AGENCY
from living import a_life_world, an_agency_client

from consent.parties import AgencyCode, Role
from hub.actions import arrangement_changes as changes
from hub.actions import look_at_arrangement
from hub.actions.acting import ConsentProblem
from hub.actions.living import LABEL
from hub.actions.once import OnceProblem
from hub.domain.claim import Amounts, ClaimKey
from hub.domain.errand import Answered, ErrandKind, PlannedTerm, Reply
from hub.domain.money import Cents
from hub.errors import Unavailable
from hub.life.end import UNPAID
from hub.life.events import Payment, Question
from hub.life.kept import KeptEvent
from hub.life.problem import LifeProblem
from hub.life.restate import restate
from hub.life.states import State

CJIB = an_agency_client("cjib")
DUO = an_agency_client("duo")
SILENT = Answered(reply=Reply.UNREACHABLE, reason="source.timed_out", may_retry=True)


def paid(cents, on=ON, reference="P-1", only=None):
    told = Payment(reference=reference, amount=Cents(cents), on=on, only=only)
    return changes.payment(told, today=on)


# ── what the agency says ──


async def test_an_agency_that_refuses_ends_it():
    async with a_life_world() as hub:
        hub.desks["cjib"].says = [Answered(reply=Reply.REFUSED, reason="breach", article="2:4(2)")]
        alive = await hub.accepted()
        await hub.work()

        now = await hub.stands(alive.kept.id)
        assert now.life.state is State.DECLINED
        assert now.kept.ended_at is not None
        assert hub.brought("duo") == []


async def test_other_terms_wait_for_the_person_and_expire():
    async with a_life_world() as hub:
        terms = (PlannedTerm(due_on=date(2027, 1, 1), amount=Cents(90000)),)
        hub.desks["cjib"].says = [Answered(reply=Reply.GRANTED_OTHERWISE, terms=terms)]
        alive = await hub.accepted()
        await hub.work()
        assert (await hub.stands(alive.kept.id)).life.state is State.OFFERED

        hub.world.clock.forward(days=15)
        await hub.work()
        assert (await hub.stands(alive.kept.id)).life.state is State.EXPIRED
        assert (hub.brought("cjib"), hub.brought("duo")) == (["request", "close"], [])
        assert hub.desks["cjib"].brought[-1].ground == "not_agreed_in_time"


@pytest.mark.parametrize("reply", [Reply.REFUSED, Reply.GRANTED_OTHERWISE, Reply.GRANTED, Reply.UNREACHABLE])
async def test_an_agency_that_does_not_follow_new_terms_leaves_a_decision_for_a_person(reply):
    async with a_life_world() as hub:
        alive = await hub.running()
        hub.desks["cjib"].says = [Answered(reply=reply)]
        restated = changes.restatement(ClaimKey(owner="duo", reference="D-1"), Amounts(principal=Cents(100)), today=ON)
        await hub.change(alive.kept.id, restated, requester=DUO)
        await hub.work()

        asked = (await hub.stands(alive.kept.id)).life.asked
        follows = reply in (Reply.GRANTED, Reply.UNREACHABLE)
        assert asked == (frozenset() if follows else {Question.TERMS_NOT_FOLLOWED})


async def test_after_an_early_end_what_is_left_can_be_accepted_anew():
    async with a_life_world() as hub:
        alive = await hub.running()
        ended = changes.early_end("ground_gone", "Moved abroad.", today=ON)
        await hub.change(alive.kept.id, ended, requester=an_agency_client("cjib", Role.STAFF))
        await hub.work()

        again = await hub.accept((await hub.propose("again")).id, key="accept again")
        await hub.work()

        assert (await hub.stands(again.kept.id)).life.state is State.ACTIVE
        assert (await hub.stands(alive.kept.id)).life.state is State.ENDED
        assert hub.brought("duo") == ["suspend", "resume_collection", "suspend"]


async def test_a_silent_agency_is_tried_again_and_later_each_time():
    async with a_life_world() as hub:
        hub.desks["cjib"].says = [SILENT, SILENT, replace(SILENT, after=timedelta(hours=1))]
        alive = await hub.accepted()
        tried = []
        for _ in range(4):
            await hub.work()
            async with hub.world.store.transaction(hub.world.subject) as transaction:
                (kept, *_) = await transaction.arrangements.errands(alive.kept.id)
            tried.append(kept.next_try_at and kept.next_try_at - hub.world.clock.now())
            hub.world.clock.forward(hours=1)

        async with hub.world.store.transaction(hub.world.subject) as transaction:
            (errand, *_) = await transaction.arrangements.errands(alive.kept.id)
        assert tried == [timedelta(seconds=30), timedelta(seconds=60), timedelta(hours=1), None]
        assert (errand.tries, errand.reply) == (4, "granted")
        assert len({each.key for each in hub.desks["cjib"].brought}) == 1
        assert (await hub.stands(alive.kept.id)).life.state is State.ACTIVE


async def test_an_agency_where_trying_again_cannot_help_waits_for_an_operator():
    async with a_life_world() as hub:
        hub.desks["cjib"].says = [replace(SILENT, may_retry=False)]
        alive = await hub.accepted()
        await hub.work()
        hub.world.clock.forward(days=3)

        assert await hub.waiting() == []
        assert (await hub.stands(alive.kept.id)).life.state is State.ACCEPTED


async def test_an_agency_that_received_it_is_asked_how_it_stands():
    async with a_life_world() as hub:
        hub.desks["cjib"].says = [Answered(reply=Reply.RECEIVED), Answered(reply=Reply.RECEIVED)]
        alive = await hub.accepted()
        await hub.work()
        assert (await hub.stands(alive.kept.id)).life.state is State.REQUESTED

        for _ in range(2):
            hub.world.clock.forward(hours=1)
            await hub.work()
        assert (await hub.stands(alive.kept.id)).life.state is State.ACTIVE
        assert len(hub.desks["cjib"].brought) == 1
        assert len(hub.desks["cjib"].asked_again) == 2


async def test_an_agency_without_a_desk_is_unreachable():
    async with a_life_world() as hub:
        del hub.desks[AgencyCode("cjib")]
        alive = await hub.accepted()
        await hub.work()

        async with hub.world.store.transaction(hub.world.subject) as transaction:
            (errand,) = await transaction.arrangements.errands(alive.kept.id)
        assert (errand.reply, errand.reason) == ("unreachable", "source.not_configured")


async def test_an_errand_brought_twice_is_written_down_once():
    async with a_life_world() as hub:
        alive = await hub.accepted()
        async with hub.world.store.transaction(hub.world.subject) as transaction:
            (errand,) = await transaction.arrangements.errands(alive.kept.id)

        both = await asyncio.gather(*(hub.bring(errand.id, hub.world.subject) for _ in range(2)))
        again = await hub.bring(errand.id, hub.world.subject)

        assert both[0] == both[1] == again
        assert len((await hub.stands(alive.kept.id)).life.received) == 0
        assert (await hub.stands(alive.kept.id)).kept.version == 3
        with pytest.raises(Unavailable):
            await hub.bring("nothing", hub.world.subject)


# ── months ──


async def test_the_agency_books_what_came_in_once():
    async with a_life_world() as hub:
        alive = await hub.running()
        first = await hub.change(alive.kept.id, paid(9000), requester=CJIB)
        again = await hub.change(alive.kept.id, paid(9000), requester=CJIB)
        other_key = await hub.change(alive.kept.id, paid(9000), requester=CJIB, key="d")

        assert first.life.open == again.life.open == other_key.life.open == 81000
        assert await hub.change(alive.kept.id, paid(9001), requester=CJIB) is OnceProblem.REUSED
        found = await hub.change(alive.kept.id, paid(9001), requester=CJIB, key="e")
        assert found is LifeProblem.PAYMENT_REFERENCE_REUSED


async def test_only_the_agency_that_carries_it_out_books():
    async with a_life_world() as hub:
        alive = await hub.running()

        for other in (DUO, an_agency_client("cjib", Role.STAFF)):
            assert await hub.change(alive.kept.id, paid(9000), requester=other) is LifeProblem.UNKNOWN
        assert await hub.change("nothing", paid(9000), requester=CJIB) is LifeProblem.UNKNOWN


async def test_when_all_is_paid_it_is_over_and_its_owners_are_told():
    async with a_life_world() as hub:
        alive = await hub.running()
        done = await hub.change(alive.kept.id, paid(90000), requester=CJIB)
        await hub.work()

        assert done.life.state is State.COMPLETED
        assert hub.brought("duo") == ["suspend", "close"]
        assert await hub.waiting() == []
        found = await hub.change(alive.kept.id, paid(1, reference="P-2"), requester=CJIB, key="d")
        assert found is LifeProblem.NOT_RUNNING


async def test_a_reversal_opens_it_again():
    async with a_life_world() as hub:
        alive = await hub.running()
        await hub.change(alive.kept.id, paid(9000), requester=CJIB)
        now = await hub.change(alive.kept.id, changes.reversal("P-1", today=ON), requester=CJIB, key="d")

        assert now.life.open == 90000


async def test_an_owner_says_what_is_open_now():
    async with a_life_world() as hub:
        alive = await hub.running()
        key = ClaimKey(owner=AgencyCode("duo"), reference="D-1")
        change = changes.restatement(key, Amounts(), today=ON)

        now = await hub.change(alive.kept.id, change, requester=DUO)
        assert now.life.open == 60000
        assert (
            await hub.change(alive.kept.id, change, requester=an_agency_client("cak"), key="d") is LifeProblem.UNKNOWN
        )


async def test_a_missed_term_is_reminded_of_then_a_worker_decides_and_nobody_else():
    async with a_life_world() as hub:
        alive = await hub.running()
        hub.world.clock.forward(days=45)
        await hub.work()
        assert (await hub.stands(alive.kept.id)).life.state is State.REMINDED
        hub.world.clock.forward(days=40)
        await hub.work()

        today = hub.world.clock.today()
        ending = changes.early_end(UNPAID, "Called, no answer.", today=today)
        assert await hub.change(alive.kept.id, ending, requester=CJIB) is LifeProblem.UNKNOWN
        worker = an_agency_client("cjib", Role.STAFF)
        silent = changes.early_end(UNPAID, "", today=today)
        assert await hub.change(alive.kept.id, silent, requester=worker) is LifeProblem.END_WITHOUT_REASON
        now = await hub.change(alive.kept.id, ending, requester=worker, key="d")
        await hub.work()

        assert now.life.state is State.ENDED
        (_, told) = hub.desks["duo"].brought
        assert (told.kind, told.ground) == (ErrandKind.RESUME_COLLECTION, UNPAID)
        assert told.ends_on == now.life.ended.pay_by == today + timedelta(days=30)
        assert told.starts_on == today + timedelta(days=31)


async def test_a_look_that_never_comes_to_rest_stops_and_is_taken_up_again(monkeypatch):
    async with a_life_world() as hub:
        alive = await hub.running()
        key = ClaimKey(owner=AgencyCode("duo"), reference="D-1")
        grown = restate(alive.life, key, Amounts(principal=Cents(30001)), by=AGENCY, on=ON, policy=a_policy())
        monkeypatch.setattr(look_at_arrangement, "due", lambda *_, **__: grown[1:])

        assert len(await hub.look(alive.kept.id, hub.world.subject)) == look_at_arrangement.MOST_STEPS


async def test_an_event_that_cannot_be_read_stops_everything_about_it():
    async with a_life_world() as hub:
        alive = await hub.running()
        damaged = KeptEvent(seq=9, at=hub.world.clock.now(), sealed=PlainKey().seal(LABEL, b"{}"))
        async with hub.world.store.transaction(hub.world.subject) as transaction:
            await transaction.arrangements.append(alive.kept.id, [damaged])

        with pytest.raises(Unavailable, match="cannot be read"):
            await hub.stands(alive.kept.id)


async def test_looking_twice_on_one_day_does_nothing_the_second_time():
    async with a_life_world() as hub:
        alive = await hub.running()
        hub.world.clock.forward(days=45)

        assert len(await hub.look(alive.kept.id, hub.world.subject)) == 1
        assert await hub.look(alive.kept.id, hub.world.subject) == ()
        assert await hub.look("nothing", hub.world.subject) == ()


async def test_a_pause_is_asked_for_and_granted_and_the_owners_are_told():
    async with a_life_world() as hub:
        alive = await hub.running()
        wish = changes.pause_wish(helped=False, today=ON)
        asked = await hub.change(alive.kept.id, wish)
        assert asked.life.state is State.ACTIVE
        assert await hub.change(alive.kept.id, wish, key="d") is LifeProblem.PAUSE_ASKED_ALREADY
        await hub.work()

        now = await hub.stands(alive.kept.id)
        assert now.life.state is State.PAUSED
        assert hub.brought("cjib") == ["request", "pause"]
        assert hub.brought("duo") == ["suspend", "pause"]
        assert {errand.ends_on for errand in (hub.desks["cjib"].brought[1], hub.desks["duo"].brought[1])} == {
            date(2027, 3, 23)
        }


async def test_a_pause_that_is_refused_leaves_it_as_it_was():
    async with a_life_world() as hub:
        alive = await hub.running()
        await hub.change(alive.kept.id, changes.pause_wish(helped=False, today=ON))
        hub.desks["cjib"].says = [Answered(reply=Reply.RECEIVED), Answered(reply=Reply.REFUSED, article="3:5")]
        for _ in range(2):
            await hub.work()
            hub.world.clock.forward(hours=1)

        now = await hub.stands(alive.kept.id)
        assert (now.life.state, now.life.pause_asked) == (State.ACTIVE, None)


async def test_a_pause_that_is_granted_after_all_was_paid_changes_nothing():
    async with a_life_world() as hub:
        alive = await hub.running()
        await hub.change(alive.kept.id, changes.pause_wish(helped=True, today=ON))
        await hub.change(alive.kept.id, paid(90000), requester=CJIB, key="d")
        await hub.work()

        assert (await hub.stands(alive.kept.id)).life.state is State.COMPLETED


async def test_a_person_may_withdraw_and_every_agency_is_told():
    async with a_life_world() as hub:
        alive = await hub.running()
        now = await hub.change(alive.kept.id, changes.withdrawal(today=ON))
        await hub.work()

        assert now.life.state is State.WITHDRAWN
        assert hub.brought("cjib") == ["request", "withdraw"]
        assert hub.brought("duo") == ["suspend", "withdraw"]
        again = await hub.change(alive.kept.id, changes.withdrawal(today=ON), key="d")
        assert again is LifeProblem.IMPOSSIBLE


async def test_no_agency_withdraws_for_a_person_and_no_stranger_does():
    async with a_life_world() as hub:
        alive = await hub.running()

        assert await hub.change(alive.kept.id, changes.withdrawal(today=ON), requester=CJIB) is LifeProblem.UNKNOWN
        stranger = replace(hub.world.citizen, subject="somebody else")
        assert isinstance(
            await hub.change(alive.kept.id, changes.withdrawal(today=ON), requester=stranger), ConsentProblem
        )


async def test_nothing_about_amounts_or_references_can_be_read_in_the_store():
    async with a_life_world() as hub:
        alive = await hub.running()
        await hub.change(alive.kept.id, paid(23457, reference="TR-98765"), requester=CJIB)

        written = await whole_database(hub.world.engine, "sqlite://")
        for secret in (b"23457", b"TR-98765", b"60000", b'"D-1"'):
            assert secret not in written


async def test_the_log_says_what_moved():
    async with a_life_world() as hub:
        await hub.running()

        events = [event for _, event, _ in await hub.world.audit()]
        assert events[-4:] == ["errand.brought", "errand.answered", "errand.brought", "errand.answered"]
