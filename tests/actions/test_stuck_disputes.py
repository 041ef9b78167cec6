"""A dispute that its agency cannot be told waits for an operator, who has it told again or gives it up."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hub_world import PlainVault, World, a_world
from living import OWED, an_agency_client
from reviews import ReviewWorld

from adapters.store.work import SqlWork
from consent.parties import AgencyCode
from hub.actions.disputing import Open
from hub.actions.list_work import ListWork
from hub.actions.steer_dispute import SteerDispute
from hub.actions.steer_work import SteerErrand, Steering, WorkProblem
from hub.actions.tell_dispute import TellDispute
from hub.life.kept import WorkKind
from hub.review.disputes import GIVEN_UP, Taken

DUO = AgencyCode("duo")
REFUSED = Taken(taken=False, reason="errand.not_taken", may_retry=False)
SILENT = Taken(taken=False, reason="source.timed_out")


class StuckWorld:
    """A world in which a dispute was told once, and what an operator can do about it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.reviews = ReviewWorld(world)
        self.work = SqlWork(world.engine)
        self.steer = SteerDispute(waiting=self.work, store=world.store, clock=world.clock)
        self.errands = SteerErrand(waiting=self.work, store=world.store, clock=world.clock)
        self.list = ListWork(waiting=self.work, store=world.store, clock=world.clock)

    async def told(self, *says: Taken) -> str:
        """Make a dispute whose agency says this, and tell it once."""
        await self.world.give(self.world.wish())
        dispute = (await self.reviews.disputed("D-1")).open.kept.id
        self.reviews.desks[DUO].says = list(says)
        await self.tell(dispute)
        return dispute

    async def tell(self, dispute: str) -> None:
        await self.reviews.tell(dispute, self.world.subject)

    async def mine(self) -> Open:
        found = await self.reviews.disputes()
        assert isinstance(found, tuple)
        return found[0]

    async def told_while(self, dispute: str, meanwhile: Callable[[], Awaitable[object]], taken: Taken) -> None:
        """Tell it while something else happens to it."""

        class Busy:
            agency = self.reviews.desks[DUO].agency

            async def tell(self, *_: object, **__: object) -> Taken:
                await meanwhile()
                return taken

        desks = {DUO: Busy()}
        tell = TellDispute(desks=desks, store=self.world.store, vault=PlainVault(), clock=self.world.clock)
        await tell(dispute, self.world.subject)


@pytest.fixture
async def stuck() -> AsyncIterator[StuckWorld]:
    async with a_world(OWED) as world:
        yield StuckWorld(world)


def why(dispute: str, by: str = "operator-7", reason: str = "ticket 12") -> Steering:
    return Steering(errand=dispute, by=by, reason=reason)


async def test_where_trying_again_cannot_help_it_waits_for_an_operator_and_says_why(stuck: StuckWorld) -> None:
    dispute = await stuck.told(REFUSED)
    stuck.world.clock.forward(days=30)

    (waiting,) = await stuck.list(at_most=10)
    assert (waiting.work.id, waiting.work.kind, waiting.work.due_at) == (dispute, WorkKind.DISPUTE, None)
    assert waiting.dispute is not None
    assert (waiting.dispute.reason, waiting.dispute.tries, waiting.errand) == ("errand.not_taken", 1, None)
    due = await stuck.work.due(stuck.world.clock.now(), at_most=9)
    assert [work.kind for work in due] == [WorkKind.FORGET_EXPIRED]


async def test_an_owner_without_a_desk_is_waited_for_and_not_tried_for_ever(stuck: StuckWorld) -> None:
    dispute = await stuck.told(SILENT)
    stuck.world.clock.forward(seconds=30)
    stuck.reviews.desks.clear()
    await stuck.tell(dispute)

    (waiting,) = await stuck.list(at_most=10)
    assert (waiting.work.due_at, (await stuck.mine()).kept.reason) == (None, "source.not_configured")


async def test_one_that_is_told_again_later_is_listed_with_the_moment(stuck: StuckWorld) -> None:
    await stuck.told(SILENT)

    (waiting,) = await stuck.list(at_most=10)
    assert waiting.work.due_at == stuck.world.clock.now() + timedelta(seconds=30)


async def test_an_operator_has_it_told_again_at_once(stuck: StuckWorld) -> None:
    dispute = await stuck.told(REFUSED)

    steered = await stuck.steer.retry(why(dispute))
    (due,) = await stuck.work.due(stuck.world.clock.now(), at_most=9)
    await stuck.tell(due.about)

    assert not isinstance(steered, WorkProblem)
    assert (await stuck.mine()).kept.told_at == stuck.world.clock.now()
    assert await stuck.list(at_most=10) == ()


async def test_given_up_it_is_told_no_more_and_shows_that_the_agency_was_not_told(stuck: StuckWorld) -> None:
    dispute = await stuck.told(REFUSED)

    steered = await stuck.steer.give_up(why(dispute))
    await stuck.tell(dispute)

    kept = (await stuck.mine()).kept
    assert kept == steered
    assert (kept.is_given_up, kept.reason, kept.told_at, kept.tries) == (True, GIVEN_UP, None, 1)
    assert (len(stuck.reviews.desks[DUO].told), await stuck.list(at_most=10)) == (1, ())


async def test_both_stand_in_the_log_with_who_and_why(stuck: StuckWorld) -> None:
    dispute = await stuck.told(REFUSED)
    await stuck.steer.retry(why(dispute, reason=" ticket 12 "))
    await stuck.steer.give_up(why(dispute, reason="ticket 13"))

    lines = [json.loads(record) for _, _, record in await stuck.world.audit()][-2:]
    assert [(each["event"], each["worker"], each["case"]) for each in lines] == [
        ("dispute.retried", "operator-7", "ticket 12"),
        ("dispute.given_up", "operator-7", "ticket 13"),
    ]
    assert lines[1]["outcome"] == {"dispute": dispute, "agency": "duo", "tries": 1}
    assert lines[1]["trace_id"] == (await stuck.mine()).kept.trace_id


@pytest.mark.parametrize(("by", "reason"), [("", "ticket 12"), ("operator-7", " ")])
async def test_nothing_is_steered_without_a_name_and_a_reason(stuck: StuckWorld, by: str, reason: str) -> None:
    dispute = await stuck.told(REFUSED)

    assert await stuck.steer.give_up(why(dispute, by=by, reason=reason)) is WorkProblem.NO_REASON
    assert (await stuck.mine()).kept.reason == "errand.not_taken"


async def test_what_is_no_dispute_or_over_or_never_was_cannot_be_steered(stuck: StuckWorld) -> None:
    dispute = await stuck.told(REFUSED)
    work = await stuck.work.find(dispute)
    assert work is not None
    assert await stuck.errands.retry(why(dispute)) is WorkProblem.UNKNOWN
    assert await stuck.steer.retry(why("nothing")) is WorkProblem.UNKNOWN
    await stuck.steer.give_up(why(dispute))
    assert await stuck.steer.retry(why(dispute)) is WorkProblem.UNKNOWN
    async with stuck.world.store.transaction(stuck.world.subject) as transaction:
        await transaction.arrangements.put_work(work)
        await transaction.arrangements.put_work(replace(work, id="look:a", kind=WorkKind.LOOK))
        await transaction.arrangements.put_work(replace(work, id="gone", about="gone"))

    for one in (dispute, "look:a", "gone"):
        assert await stuck.steer.retry(why(one)) is WorkProblem.UNKNOWN


@pytest.mark.parametrize("taken", [SILENT, REFUSED])
async def test_given_up_while_it_is_told_it_stays_so_unless_the_agency_has_it(stuck: StuckWorld, taken: Taken) -> None:
    dispute = await stuck.told(SILENT)

    await stuck.told_while(dispute, lambda: stuck.steer.give_up(why(dispute)), taken)

    assert ((await stuck.mine()).kept.is_given_up, await stuck.list(at_most=10)) == (True, ())


async def test_an_agency_that_has_it_after_all_was_told(stuck: StuckWorld) -> None:
    dispute = await stuck.told(SILENT)

    await stuck.told_while(dispute, lambda: stuck.steer.give_up(why(dispute)), Taken(taken=True))

    kept = (await stuck.mine()).kept
    assert (kept.is_given_up, kept.told_at, kept.reason) == (False, stuck.world.clock.now(), None)


async def test_answered_while_it_is_told_nothing_is_told_again(stuck: StuckWorld) -> None:
    dispute = await stuck.told(SILENT)

    await stuck.told_while(dispute, lambda: stuck.reviews.answer(dispute, requester=an_agency_client("duo")), SILENT)

    assert (await stuck.mine()).answer is not None
    assert await stuck.list(at_most=10) == ()
