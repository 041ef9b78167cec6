"""Events: written with what happened, sent until they are taken, and sent again where an operator says so."""

import json
from dataclasses import replace

import pytest
from hub_world import TRACE
from living import an_agency_client
from telling import SUBSCRIBERS, StandingMessenger, TellingWorld, a_telling_world

from adapters.store.work import SqlWork
from hub.actions import arrangement_changes as changes
from hub.actions.replay_events import Replaying, ReplayProblem
from hub.life.outgoing import GONE, NOT_CONFIGURED, OutgoingEvent, Standing, Taken
from hub.life.states import State

CJIB, DUO = an_agency_client("cjib"), an_agency_client("duo")
FAILED = Taken(is_taken=False, reason="subscriber.failed")
NOBODY = Taken(is_taken=False, is_gone=True)
AGAIN = Replaying(subscriber="cjib-1", since=1, by="operator-7", reason="ticket 12")


async def withdraw(hub: TellingWorld, arrangement: str) -> None:
    await hub.change(arrangement, changes.withdrawal(today=hub.world.clock.today()), key="w")


async def log(hub: TellingWorld, *names: str) -> list[dict[str, object]]:
    return [json.loads(line) for _, event, line in await hub.world.audit() if event in names]


async def test_what_happens_is_told_to_the_agencies_in_it_and_to_no_other() -> None:
    messenger = StandingMessenger()
    async with a_telling_world(messenger) as hub:
        alive = await hub.running()
        await withdraw(hub, alive.kept.id)
        await hub.work()

        assert messenger.told("cjib-1") == messenger.told("duo-1") == ["regeling-ingegaan", "regeling-beeindigd"]
        assert messenger.told("cak-1") == []
        assert {event.about for event, _ in messenger.sent} == {alive.kept.id}
        assert {trace.trace_id for _, trace in messenger.sent} == {TRACE.trace_id}
        assert {event.delivery.state for event in await hub.events()} == {Standing.DELIVERED}


async def test_nobody_hears_of_what_is_only_asked_for() -> None:
    messenger = StandingMessenger()
    async with a_telling_world(messenger) as hub:
        alive = await hub.accepted()
        await withdraw(hub, alive.kept.id)
        await hub.work()

        assert messenger.sent == []


async def test_a_missed_term_is_told_to_the_agency_that_carries_it_out_only() -> None:
    messenger = StandingMessenger()
    async with a_telling_world(messenger) as hub:
        alive = await hub.running()
        hub.world.clock.forward(days=(alive.life.terms[0].due_on - hub.world.clock.today()).days + 5)
        await hub.work()

        assert (await hub.stands(alive.kept.id)).life.state is State.REMINDED
        assert messenger.told("cjib-1") == ["regeling-ingegaan", "termijn-gemist"]
        assert messenger.told("duo-1") == ["regeling-ingegaan"]


async def test_every_hearer_is_one_that_the_arrangement_concerns_by_the_register_of_consent() -> None:
    async with a_telling_world(StandingMessenger()) as hub:
        alive = await hub.running()
        carried_out = alive.kept.carried_out

        assert await hub.events()
        assert all(carried_out.concerns(event.agency) for event in await hub.events())


async def test_that_somebody_is_told_stands_in_the_log_before_it_leaves_once() -> None:
    messenger = StandingMessenger(says=[FAILED])
    async with a_telling_world(messenger, subscribers=SUBSCRIBERS[:1]) as hub:
        alive = await hub.running()
        hub.world.clock.forward(seconds=10)
        await hub.work()
        (event,) = await hub.events()

        (line,) = await log(hub, "event.sent")
        assert len(messenger.sent) == 2
        assert line["recipient"] == SUBSCRIBERS[0].oin
        assert line["trace_id"] == TRACE.trace_id
        assert line["outcome"] == {
            "agency": "cjib",
            "arrangement": alive.kept.id,
            "event": event.id,
            "kind": "regeling-ingegaan",
        }


async def test_what_is_not_taken_is_tried_again_later_and_holds_up_nothing() -> None:
    messenger = StandingMessenger(says=[FAILED, FAILED])
    async with a_telling_world(messenger, subscribers=SUBSCRIBERS[:1]) as hub:
        alive = await hub.running()
        await withdraw(hub, alive.kept.id)
        await hub.work()
        first, second = await hub.events()
        assert (first.delivery.tries, first.delivery.reason, second.delivery.reason) == (
            1,
            FAILED.reason,
            FAILED.reason,
        )

        hub.world.clock.forward(seconds=10)
        await hub.work()
        assert [each.delivery.state for each in await hub.events()] == [Standing.DELIVERED] * 2
        assert [event.seq for event, _ in messenger.sent] == [1, 2, 1, 2]
        assert len({event.id for event, _ in messenger.sent}) == 2


async def test_after_three_days_it_is_given_up_and_the_next_event_is_not() -> None:
    messenger = StandingMessenger(says=[FAILED, FAILED])
    async with a_telling_world(messenger, subscribers=SUBSCRIBERS[:1]) as hub:
        alive = await hub.running()
        hub.world.clock.forward(hours=72)
        await hub.work()
        await withdraw(hub, alive.kept.id)
        await hub.work()

        first, second = await hub.events()
        assert (first.delivery.state, first.delivery.reason) == (Standing.GIVEN_UP, FAILED.reason)
        assert second.delivery.state is Standing.DELIVERED
        assert [each.seq for each in await hub.events(states=[Standing.GIVEN_UP])] == [1]
        assert await hub.waiting() == []


async def test_where_nobody_listens_any_more_nothing_is_sent_until_an_operator_says_so() -> None:
    messenger = StandingMessenger(says=[NOBODY])
    async with a_telling_world(messenger, subscribers=SUBSCRIBERS[:1]) as hub:
        alive = await hub.running()
        await withdraw(hub, alive.kept.id)
        hub.world.clock.forward(hours=100)
        await hub.work()
        first, second = await hub.events()
        assert len(messenger.sent) == 1
        assert first.delivery.reason == second.delivery.reason == GONE
        assert first.delivery.next_try_at is second.delivery.next_try_at is None

        assert await hub.replay(AGAIN, at_most=10) == tuple(await hub.events())
        await hub.work()
        assert [event.seq for event, _ in messenger.sent] == [1, 1, 2]
        assert {each.delivery.state for each in await hub.events()} == {Standing.DELIVERED}


async def test_an_event_that_was_to_be_sent_when_its_subscriber_went_waits_too() -> None:
    messenger = StandingMessenger()
    async with a_telling_world(messenger, subscribers=SUBSCRIBERS[:1]) as hub:
        await hub.accepted()
        await hub.bring((await hub.waiting())[0][1], hub.world.subject)
        async with hub.world.store.transaction(hub.world.subject) as tx:
            await tx.outgoing.set_gone("cjib-1", hub.world.clock.now())
        await hub.work()

        (event,) = await hub.events()
        assert (event.delivery.reason, event.delivery.tries, messenger.sent) == (GONE, 0, [])


async def test_sent_again_it_is_the_same_event_and_the_person_can_read_who_did_it() -> None:
    messenger = StandingMessenger()
    async with a_telling_world(messenger, subscribers=SUBSCRIBERS[:1]) as hub:
        alive = await hub.running()
        await withdraw(hub, alive.kept.id)
        await hub.work()
        before = await hub.events()
        hub.world.clock.forward(days=30)
        await hub.replay(replace(AGAIN, since=2), at_most=10)
        await hub.work()

        assert [(event.id, event.seq, event.at) for event, _ in messenger.sent] == [
            *((event.id, event.seq, event.at) for event in before),
            (before[1].id, 2, before[1].at),
        ]
        (line,) = await log(hub, "event.replayed")
        assert (line["worker"], line["case"]) == ("operator-7", "ticket 12")
        assert len(await log(hub, "event.sent")) == 2


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        (replace(AGAIN, since=3), ReplayProblem.NONE_THERE),
        (replace(AGAIN, subscriber="nobody"), ReplayProblem.NONE_THERE),
        (replace(AGAIN, by=" "), ReplayProblem.NO_REASON),
        (replace(AGAIN, reason=""), ReplayProblem.NO_REASON),
    ],
    ids=["no such number", "no such subscriber", "nobody did it", "for no reason"],
)
async def test_nothing_is_sent_again_without_a_reason_or_where_there_is_nothing(
    asked: Replaying, problem: ReplayProblem
) -> None:
    messenger = StandingMessenger()
    async with a_telling_world(messenger, subscribers=SUBSCRIBERS[:1]) as hub:
        await hub.running()

        assert await hub.replay(asked, at_most=10) is problem
        await hub.work()
        assert len(messenger.sent) == 1


async def test_a_name_that_became_another_agencys_gets_nothing_of_the_first() -> None:
    messenger = StandingMessenger()
    async with a_telling_world(messenger, subscribers=SUBSCRIBERS[:1]) as hub:
        await hub.accepted()
        await hub.bring((await hub.waiting())[0][1], hub.world.subject)
        (event,) = await hub.events()
        renamed = {"cjib-1": replace(SUBSCRIBERS[1], id="cjib-1")}
        came = [await replace(hub.send, subscribers=given)(event.id, event.subject) for given in (renamed, {})]

        assert [each.delivery.reason for each in came] == [NOT_CONFIGURED] * 2
        assert (messenger.sent, await log(hub, "event.sent")) == ([], [])


async def test_what_is_over_or_never_was_is_not_sent_again_by_itself() -> None:
    messenger = StandingMessenger()
    async with a_telling_world(messenger, subscribers=SUBSCRIBERS[:1]) as hub:
        await hub.running()
        (event,) = await hub.events()

        assert await hub.resend(event) == event
        assert await hub.send("never", hub.world.subject) is None
        assert len(messenger.sent) == 1


async def test_of_two_that_send_at_once_the_first_answer_that_it_was_taken_stands() -> None:
    async with a_telling_world(StandingMessenger(), subscribers=SUBSCRIBERS[:1]) as hub:
        await hub.accepted()
        await hub.bring((await hub.waiting())[0][1], hub.world.subject)
        (event,) = await hub.events()

        class Overtaken:
            """While it sends, another executor does so too, and is quicker."""

            async def send(self, event: OutgoingEvent, *, trace: object) -> Taken:
                await hub.resend(event)
                return FAILED

        came = await replace(hub.send, messenger=Overtaken())(event.id, event.subject)
        assert [came] == await hub.events()
        assert (came.delivery.state, came.delivery.reason, came.delivery.next_try_at) == (
            Standing.DELIVERED,
            None,
            None,
        )
        assert came.delivery.tries == 2


async def test_while_an_event_is_sent_its_work_stands_as_it_stood_so_that_nobody_begins_it_again() -> None:
    async with a_telling_world(StandingMessenger(), subscribers=SUBSCRIBERS[:1]) as hub:
        await hub.accepted()
        await hub.bring((await hub.waiting())[0][1], hub.world.subject)
        (event,) = await hub.events()
        work = SqlWork(hub.world.engine)

        class Watching:
            """Looks at what is due while it sends, like another executor."""

            async def send(self, event: OutgoingEvent, *, trace: object) -> Taken:
                assert await work.due(hub.world.clock.now(), at_most=9) == before
                assert [each.delivery.tries for each in await hub.events()] == [1]
                return FAILED

        before = await work.due(hub.world.clock.now(), at_most=9)
        came = await replace(hub.send, messenger=Watching())(event.id, event.subject)

        mine = next(each for each in before if each.about == event.id)
        waits = await work.find(mine.id)
        assert (waits.due_at, waits.turn) == (came.delivery.next_try_at, mine.turn + 1)


async def test_what_it_is_about_the_agency_that_was_told_can_ask_while_it_carries_it_out() -> None:
    async with a_telling_world(StandingMessenger()) as hub:
        alive = await hub.running()
        by_agency = {str(event.agency): event for event in await hub.events()}

        async def ask(event_id, requester=CJIB):
            return await hub.ask_event(event_id, requester=requester, trace=TRACE)

        behind = await ask(by_agency["cjib"].id)
        assert (behind.subject, behind.arrangement, behind.state) == (hub.world.subject, alive.kept.id, State.ACTIVE)
        assert (await ask(by_agency["duo"].id, DUO)).state is State.ACTIVE
        assert await ask(by_agency["duo"].id) is await ask("never") is None
        assert await ask(by_agency["cjib"].id, replace(CJIB, purposes=frozenset())) is None
        assert len(await log(hub, "arrangement.read")) == 2

        await withdraw(hub, alive.kept.id)
        assert await ask(by_agency["cjib"].id) is None


async def test_an_agency_is_not_told_the_state_of_an_arrangement_that_is_over_because_another_runs() -> None:
    async with a_telling_world(StandingMessenger()) as hub:
        first = await hub.running()
        await withdraw(hub, first.kept.id)
        second = await hub.accept((await hub.propose("p2")).id, "a2")
        await hub.work()
        old = next(event for event in await hub.events(subscriber="cjib-1") if event.about == first.kept.id)
        new = next(event for event in await hub.events(subscriber="cjib-1") if event.about == second.kept.id)

        assert await hub.ask_event(old.id, requester=CJIB, trace=TRACE) is None
        assert (await hub.ask_event(new.id, requester=CJIB, trace=TRACE)).arrangement == second.kept.id


async def test_sent_again_it_has_as_much_time_as_the_first_time() -> None:
    messenger = StandingMessenger(says=[FAILED] * 3)
    async with a_telling_world(messenger, subscribers=SUBSCRIBERS[:1]) as hub:
        await hub.running()
        hub.world.clock.forward(hours=72)
        await hub.work()
        assert [each.delivery.state for each in await hub.events()] == [Standing.GIVEN_UP]

        await hub.replay(AGAIN, at_most=10)
        await hub.work()
        assert [each.delivery.state for each in await hub.events()] == [Standing.WAITING]
        hub.world.clock.forward(hours=1)
        await hub.work()
        assert [each.delivery.state for each in await hub.events()] == [Standing.DELIVERED]
