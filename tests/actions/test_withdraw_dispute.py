"""A person takes a dispute back; the agency hears it where it may have heard of the dispute; none waits without end."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from builders import a_citizen, a_claim, a_report
from hub_world import PlainVault, World, a_world
from kept import a_person
from living import OWED, an_agency_client
from reviews import ReviewWorld, a_decider, a_helper, events, mandate

from adapters.store.work import SqlWork
from consent.mandates import Act
from consent.parties import AgencyCode
from hub.actions.acting import ConsentProblem
from hub.actions.dispute_claim import MOST_OPEN, Disputed
from hub.actions.disputing import Open
from hub.actions.once import OnceProblem
from hub.actions.steer_dispute import SteerDispute
from hub.actions.steer_work import Steering
from hub.actions.tell_dispute import TellDispute
from hub.life.kept import WorkKind
from hub.review.disputes import Taken
from hub.review.problem import DisputeProblem

DUO = AgencyCode("duo")
SILENT = Taken(taken=False, reason="source.timed_out")
NOBODY = ConsentProblem(code="consent.no_mandate", path="person")


@pytest.fixture
async def reviews() -> AsyncIterator[ReviewWorld]:
    async with a_world(OWED) as world:
        await world.give(world.wish())
        yield ReviewWorld(world)


async def disputed(reviews: ReviewWorld, *says: Taken | None) -> str:
    """A dispute whose agency says this, one thing each time it is told; its id."""
    dispute = (await reviews.disputed("D-1")).open.kept.id
    for said in says:
        reviews.desks[DUO].says = [said] if said else []
        await reviews.tell(dispute, reviews.world.subject)
    return dispute


async def mine(reviews: ReviewWorld) -> Open:
    found = await reviews.disputes()
    assert isinstance(found, tuple)
    return found[0]


async def due(world: World, **later: int) -> list[tuple[WorkKind, str]]:
    waiting = await SqlWork(world.engine).due(world.clock.now() + timedelta(**later), at_most=99)
    return [(work.kind, work.about) for work in waiting if work.kind is not WorkKind.FORGET_EXPIRED]


async def taken_back_while_told(reviews: ReviewWorld, dispute: str, taken: Taken) -> None:
    """The person takes it back while the agency is told of it."""

    class Busy:
        agency = reviews.desks[DUO].agency

        async def tell(self, *_: object, **__: object) -> Taken:
            await reviews.take_back(dispute)
            return taken

    world = reviews.world
    await TellDispute(desks={DUO: Busy()}, store=world.store, vault=PlainVault(), clock=world.clock)(
        dispute, world.subject
    )


async def test_an_agency_that_has_it_is_told_once_that_it_was_taken_back(reviews: ReviewWorld) -> None:
    dispute = await disputed(reviews, None)

    came = await reviews.take_back(dispute)
    assert await due(reviews.world) == [(WorkKind.DISPUTE, dispute)]
    for _ in range(2):
        await reviews.tell(dispute, reviews.world.subject)

    assert isinstance(came, Open)
    kept, now = (await mine(reviews)).kept, reviews.world.clock.now()
    assert (kept.withdrawn_at, kept.withdrawal_told_at, kept.is_open) == (now, now, False)
    assert (reviews.desks[DUO].withdrawn, len(reviews.desks[DUO].told)) == ([dispute], 1)
    assert await due(reviews.world) == []
    lines = [record for _, event, record in await reviews.world.audit() if event == "dispute.brought"]
    assert ["withdrawn" in line for line in lines] == [False, True]
    assert "dispute.withdrawn" in await events(reviews.world)


async def test_an_agency_that_never_heard_of_it_hears_nothing(reviews: ReviewWorld) -> None:
    dispute = await disputed(reviews)

    await reviews.take_back(dispute)
    await reviews.tell(dispute, reviews.world.subject)

    assert (reviews.desks[DUO].told, reviews.desks[DUO].withdrawn) == ([], [])
    assert (await due(reviews.world), (await mine(reviews)).kept.needs_telling) == ([], False)


async def test_where_it_may_be_on_its_way_the_withdrawal_does_not_overtake_it(reviews: ReviewWorld) -> None:
    dispute = await disputed(reviews, SILENT)

    await reviews.take_back(dispute)

    assert await due(reviews.world, seconds=29) == []
    assert await due(reviews.world, seconds=30) == [(WorkKind.DISPUTE, dispute)]
    await reviews.tell(dispute, reviews.world.subject)
    assert reviews.desks[DUO].withdrawn == [dispute]


@pytest.mark.parametrize("taken", [Taken(taken=True), SILENT], ids=["taken", "silent"])
async def test_taken_back_while_the_agency_is_told_it_hears_that_after(reviews: ReviewWorld, taken: Taken) -> None:
    dispute = await disputed(reviews)

    await taken_back_while_told(reviews, dispute, taken)
    assert await due(reviews.world, seconds=29) == []
    assert ((await mine(reviews)).kept.told_at is not None) is taken.taken
    reviews.world.clock.forward(seconds=30)
    await reviews.tell(dispute, reviews.world.subject)

    assert reviews.desks[DUO].withdrawn == [dispute]
    assert (await mine(reviews)).kept.withdrawal_told_at == reviews.world.clock.now()
    assert await due(reviews.world, days=1) == []


async def test_an_agency_that_is_silent_is_told_again_later_that_it_was_taken_back(reviews: ReviewWorld) -> None:
    dispute = await disputed(reviews, None)
    await reviews.take_back(dispute)
    reviews.desks[DUO].says = [SILENT]
    await reviews.tell(dispute, reviews.world.subject)

    kept = (await mine(reviews)).kept
    assert (kept.reason, kept.withdrawal_told_at, kept.needs_telling) == ("source.timed_out", None, True)
    assert await due(reviews.world, days=1) == [(WorkKind.DISPUTE, dispute)]


async def test_one_that_an_operator_gave_up_is_taken_back_and_told_where_it_may_be_known(reviews: ReviewWorld) -> None:
    dispute = await disputed(reviews, SILENT)
    world = reviews.world
    steer = SteerDispute(waiting=SqlWork(world.engine), store=world.store, clock=world.clock)
    await steer.give_up(Steering(errand=dispute, by="operator-7", reason="ticket 12"))

    await reviews.take_back(dispute)
    await reviews.tell(dispute, world.subject)

    assert reviews.desks[DUO].withdrawn == [dispute]
    assert (await mine(reviews)).kept.reason is None


async def test_taken_back_twice_it_stands_as_it_stood_and_what_was_answered_stays(reviews: ReviewWorld) -> None:
    dispute = await disputed(reviews, None)
    answered = (await reviews.disputed("A-1", key="other")).open.kept.id
    await reviews.answer(answered)

    first = await reviews.take_back(dispute)
    reviews.world.clock.forward(minutes=1)

    assert isinstance(first, Open)
    assert await reviews.take_back(dispute) == first
    assert await reviews.take_back(dispute, key="2") == first
    assert (await events(reviews.world)).count("dispute.withdrawn") == 1
    assert await reviews.take_back(answered) is OnceProblem.REUSED
    assert await reviews.take_back(answered, key="3") is DisputeProblem.ANSWERED_ALREADY
    assert await reviews.take_back("none", key="4") is DisputeProblem.UNKNOWN


async def test_two_calls_at_once_take_it_back_once(reviews: ReviewWorld) -> None:
    dispute = await disputed(reviews, None)

    both = await asyncio.gather(*(reviews.take_back(dispute, key=key) for key in ("1", "2")))

    assert [isinstance(each, Open) for each in both] == [True, True]
    assert (await events(reviews.world)).count("dispute.withdrawn") == 1


async def test_it_needs_no_answer_and_the_claim_may_be_disputed_again(reviews: ReviewWorld) -> None:
    dispute = await disputed(reviews, None)
    await reviews.take_back(dispute)

    assert await reviews.answer(dispute, requester=an_agency_client("duo")) is DisputeProblem.WITHDRAWN
    assert isinstance(await reviews.dispute("D-1", key="again"), Disputed)


async def test_a_helper_takes_it_back_on_a_mandate_to_accept_at_its_agency_only(reviews: ReviewWorld) -> None:
    dispute = await disputed(reviews)
    await mandate(reviews.world, Act.ACCEPT, agencies=("cjib",))
    assert await reviews.take_back(dispute, requester=a_helper()) == NOBODY

    await mandate(reviews.world, Act.ACCEPT, agencies=("duo",), key="theirs")
    assert isinstance(await reviews.take_back(dispute, requester=a_helper()), Open)


async def test_nobody_else_takes_it_back_and_that_they_tried_is_written_down(reviews: ReviewWorld) -> None:
    dispute = await disputed(reviews)
    stranger = a_citizen(await a_person(reviews.world.engine))

    found = [await reviews.take_back(dispute, requester=other) for other in (a_decider("duo"), stranger)]

    assert found == [ConsentProblem(code="consent.not_their_own", path="person")] * 2
    assert ((await events(reviews.world)).count("access.refused"), (await mine(reviews)).kept.is_open) == (2, True)


async def test_it_goes_when_one_that_was_answered_on_that_day_would(reviews: ReviewWorld) -> None:
    dispute = await disputed(reviews)
    answered = (await reviews.disputed("A-1", key="other")).open.kept.id
    await reviews.take_back(dispute)
    await reviews.answer(answered)

    work = await SqlWork(reviews.world.engine).due(reviews.world.clock.now() + timedelta(days=99), at_most=99)

    going = {each.about: each.due_at for each in work if each.kind is WorkKind.FORGET_DISPUTE}
    assert going[dispute] == going[answered]


# ── none waits without end ──


async def test_what_nobody_answers_goes_when_one_answered_on_the_last_day_would(reviews: ReviewWorld) -> None:
    dispute = await disputed(reviews, SILENT)
    clock = reviews.world.clock
    clock.forward(weeks=8)
    await reviews.disputed("A-1", key="other")
    await reviews.answer((await mine(reviews)).kept.id)

    work = await SqlWork(reviews.world.engine).due(clock.now() + timedelta(days=99), at_most=99)
    going = [each.due_at for each in work if each.kind is WorkKind.FORGET_DISPUTE]
    await reviews.forget_dispute(dispute, reviews.world.subject)

    assert len(set(going)) == 1
    assert [each.kept.id for each in [await mine(reviews)]] != [dispute]
    assert (WorkKind.DISPUTE, dispute) not in await due(reviews.world, days=99)


async def test_what_the_agency_is_late_with_or_cannot_be_told_keeps_nobody_from_disputing() -> None:
    claims = [a_claim(1_000, reference=f"A-{number}") for number in range(MOST_OPEN + 1)]
    async with a_world(a_report("cjib", *claims)) as world:
        reviews, more = ReviewWorld(world), f"A-{MOST_OPEN}"
        await world.give(world.wish())
        made = [(await reviews.disputed(f"A-{number}", key=str(number))).open.kept.id for number in range(MOST_OPEN)]
        steer = SteerDispute(waiting=SqlWork(world.engine), store=world.store, clock=world.clock)
        assert await reviews.dispute(more, key="one too many") is DisputeProblem.TOO_MANY

        await steer.give_up(Steering(errand=made[0], by="operator-7", reason="ticket 12"))
        assert isinstance(await reviews.dispute(more, key="after giving up"), Disputed)
        assert await reviews.dispute("A-0", key="too many again") is DisputeProblem.TOO_MANY
        await reviews.take_back(made[1])
        assert isinstance(await reviews.dispute("A-0", key="after taking back"), Disputed)
        world.clock.forward(weeks=8)
        assert await reviews.dispute("A-1", key="on the last day") is DisputeProblem.TOO_MANY
        world.clock.forward(days=1)
        assert isinstance(await reviews.dispute("A-2", key="the day after"), Disputed)
