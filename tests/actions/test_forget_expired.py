"""What was kept for a time is removed when that is over, and that stands in the log; answers stay what they were."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import pytest
from actions.test_consent_requests import answering, asking, seen_by
from actions.test_disclose_receipts import TOLD, disclosing
from actions.test_export_log import OPERATOR
from actions.test_propose import propose
from builders import BOOK
from hub_world import TRACE, PlainVault, World, a_world
from kept import a_proposal
from living import OWED, LivingWorld, a_life_world
from reviews import ReviewWorld
from taking_home import taken
from telling import StandingMessenger, a_telling_world

from adapters.store.work import SqlWork
from consent.parties import AgencyCode
from consent.requests import RequestAnswer
from hub.actions.acting import ConsentProblem
from hub.actions.amending import Amends
from hub.actions.disclose_receipts import Disclosed, Sealed
from hub.actions.erase_person import ErasePerson
from hub.actions.forget_expired import ForgetExpired
from hub.actions.living import Alive
from hub.actions.replay_events import Replaying, ReplayProblem
from hub.actions.request_review import AboutKept
from hub.actions.show_receipt import ReceiptCopy, ReceiptProblem
from hub.audit import canonical
from hub.domain.arrangement import Choice
from hub.life import expiring
from hub.life.expiring import Retention, removal
from hub.life.outgoing import Numbered, Standing
from hub.life.problem import LifeProblem
from hub.review.events import About
from hub.review.problem import ReviewProblem

DAY = timedelta(days=1)
RETENTION = Retention(attempts=7 * DAY, consent_requests=30 * DAY, events=90 * DAY)


def forgetting(world: World) -> ForgetExpired:
    return ForgetExpired(store=world.store, clock=world.clock, retention=RETENTION, trace=lambda: TRACE.trace_id)


async def forgotten(world: World) -> list[dict[str, int]]:
    """Let a worker do what is due about the person; give what the log says was removed, each time."""
    for work in await SqlWork(world.engine).due(world.clock.now(), at_most=99):
        if work.id == removal(world.subject, world.clock.now()).id:
            await forgetting(world)(work.about, work.subject)
    lines = [json.loads(line) for _, event, line in await world.audit() if event == "records.removed"]
    assert all((line["client"], line["subject"]) == ("hub", world.subject) for line in lines)
    return [line["outcome"] for line in lines]


async def turn(world: World) -> object:
    """When the person's next turn comes."""
    work = await SqlWork(world.engine).find(removal(world.subject, world.clock.now()).id)
    return work.due_at if work else None


async def test_each_kind_goes_in_its_time_with_a_line_of_how_many() -> None:
    async with a_world(OWED) as world:
        began = world.clock.at
        await world.give(world.wish())
        await propose(world)
        found = []
        for days in (1, 6, 7, 1):
            world.clock.forward(days=days)
            found.append((await forgotten(world), await turn(world)))

        assert found == [
            ([], began + 7 * DAY),
            ([{"attempts": 2}], began + 14 * DAY),
            ([{"attempts": 2}, {"proposals": 1}], None),
            ([{"attempts": 2}, {"proposals": 1}], None),
        ]


async def test_where_many_are_over_they_go_in_small_transactions(monkeypatch: pytest.MonkeyPatch) -> None:
    async with a_world() as world:
        for number in range(5):
            async with world.store.transaction(world.subject) as transaction:
                await transaction.keep_proposal(a_proposal(world.subject, id=f"p-{number}"))
        world.clock.forward(days=15)
        monkeypatch.setattr("hub.actions.forget_expired.AT_ONCE", 2)

        assert expiring.AT_ONCE > 2
        assert [await forgotten(world) for _ in range(4)][-1] == [{"proposals": 2}, {"proposals": 2}, {"proposals": 1}]


async def test_of_who_was_erased_it_goes_too() -> None:
    async with a_world(OWED) as world:
        await world.give(world.wish())
        await propose(world)
        erase = ErasePerson(store=world.store, vault=PlainVault(), clock=world.clock, book=BOOK)
        assert await erase(requester=world.citizen, subject=world.subject, trace=TRACE) is None
        world.clock.forward(days=14)

        assert await forgotten(world) == [{"proposals": 1, "attempts": 2}]


async def test_a_proposal_that_is_gone_is_still_one_that_has_expired() -> None:
    async with a_world(OWED) as world:
        hub, reviews = LivingWorld(world), ReviewWorld(world)
        await world.give(world.wish())
        made = await propose(world)
        world.clock.forward(days=14)
        await forgotten(world)
        async with world.store.transaction(world.subject) as transaction:
            assert await transaction.proposal(made.id) is None

        assert await world.take_receipt(world.citizen, made.id, trace=TRACE) is ReceiptProblem.SHREDDED
        assert await world.show(world.citizen, made.id, trace=TRACE) is None
        assert await hub.accept(made.id) is LifeProblem.PROPOSAL_EXPIRED
        assert await hub.accept("never-was", "b") is LifeProblem.PROPOSAL_UNKNOWN
        assert await world.take_receipt(world.citizen, "never-was", trace=TRACE) is None
        assert await reviews.request(AboutKept(about=About.PROPOSAL, id=made.id)) is ReviewProblem.PROPOSAL_EXPIRED
        assert (
            await reviews.request(AboutKept(about=About.PROPOSAL, id="never-was"), key="2")
            is ReviewProblem.PROPOSAL_UNKNOWN
        )


async def test_the_receipt_of_what_runs_can_be_read_years_later() -> None:
    async with a_world(OWED) as world:
        hub = LivingWorld(world)
        await world.give(world.wish())
        made, left = await propose(world), await propose(world, key="another")
        await hub.accept(made.id)
        world.clock.forward(days=800)
        gone = await forgotten(world)

        assert sum(line.get("proposals", 0) for line in gone) == 1
        assert await turn(world) is None
        assert await world.take_receipt(world.citizen, left.id, trace=TRACE) is ReceiptProblem.SHREDDED
        copy = await world.take_receipt(world.citizen, made.id, trace=TRACE)
        assert isinstance(copy, ReceiptCopy)
        assert copy.receipt == made.receipt
        assert await world.show(world.citizen, made.id, trace=TRACE) == replace(made, is_accepted=True)
        assert await disclosing(world)(OPERATOR, world.subject, left.id, TOLD) is Sealed.EXPIRED
        disclosed = await disclosing(world)(OPERATOR, world.subject, made.id, TOLD)
        assert isinstance(disclosed, Disclosed)
        assert disclosed.receipt == canonical.dumps(made.receipt)
        data = await taken(world)
        assert [each["id"] for each in data.kinds["proposals"]] == [made.id]
        assert {answer.proposal for answer in data.answers} == {made.id}


async def test_what_was_accepted_cannot_be_accepted_again_when_its_time_is_over() -> None:
    async with a_world(OWED) as world:
        hub = LivingWorld(world)
        await world.give(world.wish())
        made = await propose(world)
        await hub.accept(made.id)
        assert await hub.accept(made.id, "b") is LifeProblem.OPEN_ALREADY
        world.clock.forward(days=14)

        assert await hub.accept(made.id, "c") is LifeProblem.PROPOSAL_EXPIRED


async def test_of_what_an_agency_was_asked_to_change_the_receipt_stays_too() -> None:
    async with a_life_world() as hub:
        alive = await hub.running()
        made = await hub.propose("q", choice=Choice(payment_day=12), amends=Amends(arrangement=alive.kept.id))
        assert isinstance(await hub.want(alive.kept.id, made.id), Alive)
        hub.world.clock.forward(days=800)
        await forgotten(hub.world)

        ids = [each["id"] for each in (await taken(hub.world)).kinds["proposals"]]
        assert ids == [alive.kept.proposal, made.id]


async def test_of_who_was_erased_the_receipt_of_an_arrangement_opens_for_nobody() -> None:
    async with a_world(OWED) as world:
        hub = LivingWorld(world)
        await world.give(world.wish())
        made = await propose(world)
        await hub.accept(made.id)
        vault = PlainVault()
        await vault.destroy(world.subject)

        assert await disclosing(world, vault)(OPERATOR, world.subject, made.id, TOLD) is Sealed.ERASED


@pytest.mark.parametrize("command", ["accept", "change"])
async def test_a_proposal_that_goes_while_agencies_are_asked_is_not_taken_up(command: str) -> None:
    async with a_life_world() as hub:
        world = hub.world
        if command == "change":
            alive = await hub.running()
            made = await hub.propose("q", choice=Choice(payment_day=12), amends=Amends(arrangement=alive.kept.id))
            acting = partial(hub.want, alive.kept.id, made.id)
        else:
            await world.give(world.wish())
            made = await hub.propose()
            acting = partial(hub.accept, made.id)
        source = world.sources[AgencyCode("cjib")]
        source.gate, source.reached = asyncio.Event(), asyncio.Event()
        running = asyncio.create_task(acting())
        await source.reached.wait()
        async with world.store.transaction(world.subject) as transaction:
            await transaction.expiring.remove(made.expires_at, RETENTION, at_most=9)
        source.gate.set()

        assert await running is LifeProblem.PROPOSAL_EXPIRED


async def test_a_no_goes_on_the_same_day_as_no_answer() -> None:
    async with a_world() as world:
        asked = await world.ask_consent(asking(world))
        await world.ask_consent(asking(world, key="other"))
        await world.answer_request(answering(world, asked, answer=RequestAnswer.REFUSE))
        counts = []
        for days in (7, 52, 1):
            world.clock.forward(days=days)
            await forgotten(world)
            counts.append(len(await seen_by(world)))

        assert counts == [2, 2, 0]


async def test_the_key_of_a_request_that_is_gone_finds_none() -> None:
    async with a_world() as world:
        wish = asking(world)
        await world.ask_consent(wish)
        world.clock.forward(days=60)
        async with world.store.transaction(world.subject) as transaction:
            longer = Retention(attempts=99 * DAY, consent_requests=30 * DAY, events=DAY)
            await transaction.expiring.remove(world.clock.at, longer, at_most=9)

        assert await world.ask_consent(wish) == ConsentProblem(code="consent_request.unknown", path="person")


@dataclass
class AsTheyWere:
    """The numbers as somebody read them just before the events went."""

    rows: Sequence[Numbered]

    async def numbered(self, **_asked: object) -> Sequence[Numbered]:
        return self.rows

    async def find(self, _event_id: str) -> Numbered | None:
        return self.rows[0]


async def test_an_event_that_is_gone_is_sent_to_nobody_again() -> None:
    async with a_telling_world(StandingMessenger()) as hub:
        await hub.running()
        await hub.work()
        rows = await hub.numbers.numbered(states=tuple(Standing), at_most=99)
        asked = Replaying(subscriber=rows[0].subscriber, since=1, by="operator-7", reason="missed")
        hub.world.clock.forward(days=91)
        gone = await forgotten(hub.world)
        late = replace(hub.replay, numbers=AsTheyWere(rows))

        assert sum(line.get("events", 0) for line in gone) == len(rows) > 0
        assert await hub.events() == []
        assert await hub.replay(asked, at_most=9) is ReplayProblem.NONE_THERE
        assert await late(asked, at_most=9) is ReplayProblem.NONE_THERE
