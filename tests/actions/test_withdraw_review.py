"""A person takes back what they asked somebody to look at: it leaves the queue, and is forgotten in time."""

from datetime import timedelta

import pytest
from builders import a_citizen
from hub_world import StillClock
from kept import a_person
from living import a_life_world, an_agency_client
from reviews import ReviewWorld, a_decider, a_helper, events, mandate, queue

from adapters.store.review_rows import SqlReviewQueue
from adapters.store.work import SqlWork
from consent.mandates import Act
from consent.parties import AgencyCode, Role
from hub.actions.acting import ConsentProblem
from hub.actions.once import OnceProblem
from hub.actions.request_review import MOST_OPEN, AboutKept
from hub.actions.reviewing import Standing
from hub.life.kept import WorkKind
from hub.review.events import About
from hub.review.problem import ReviewProblem
from hub.review.states import State

KEYS = ("review one", "review two")
NOBODY = ConsentProblem(code="consent.no_mandate", path="person")


async def test_what_is_taken_back_waits_for_nobody_and_the_person_may_ask_again() -> None:
    async with a_life_world() as hub:
        reviews, alive = ReviewWorld(hub.world), await hub.running()
        made = [
            (await reviews.about_arrangement(alive.kept.id, key=str(number))).kept.id for number in range(MOST_OPEN)
        ]
        await reviews.say(made[0], to="duo")
        about = AboutKept(about=About.ARRANGEMENT, id=alive.kept.id)
        assert await reviews.request(about, key="more") is ReviewProblem.TOO_MANY

        came = await reviews.withdraw(made[0])

        assert isinstance(came, Standing), came
        assert (came.kept.state, came.kept.is_open, came.kept.decided_at) == (State.WITHDRAWN, False, None)
        assert sorted(await queue(hub.world)) == sorted(made[1:])
        asked = await SqlReviewQueue(hub.world.engine).of(AgencyCode("duo"), is_open=True, at_most=9)
        assert (list(asked), "review.withdrawn" in await events(hub.world)) == ([], True)
        assert isinstance(await reviews.request(about, key="again"), Standing)


async def test_it_is_forgotten_when_one_that_was_decided_then_would_be() -> None:
    async with a_life_world() as hub:
        reviews, alive = ReviewWorld(hub.world), await hub.running()
        taken_back, decided = [(await reviews.about_arrangement(alive.kept.id, key=key)).kept.id for key in KEYS]
        await reviews.withdraw(taken_back)
        await reviews.decide(decided)

        due = {
            work.about: work.due_at
            for work in await SqlWork(hub.world.engine).due(hub.world.clock.now() + timedelta(days=99), at_most=99)
            if work.kind is WorkKind.FORGET_REVIEW
        }
        assert due[taken_back] == due[decided]
        await reviews.forget(taken_back, hub.world.subject)
        found = await reviews.seen()
        assert [each.standing.kept.id for each in found] == [decided]


async def test_taken_back_nothing_more_happens_to_it_and_what_was_decided_stays() -> None:
    async with a_life_world() as hub:
        reviews, alive = ReviewWorld(hub.world), await hub.running()
        taken_back, decided = [(await reviews.about_arrangement(alive.kept.id, key=key)).kept.id for key in KEYS]
        first, again = await reviews.withdraw(taken_back), await reviews.withdraw(taken_back)
        await reviews.decide(decided, key="1")

        assert again == first
        assert await reviews.withdraw(decided) is OnceProblem.REUSED
        assert await reviews.withdraw(taken_back, key="2") is ReviewProblem.OVER
        assert await reviews.withdraw(decided, key="3") is ReviewProblem.OVER
        assert await reviews.decide(taken_back, key="4") is ReviewProblem.OVER
        assert await reviews.say(taken_back, requester=hub.world.citizen) is ReviewProblem.OVER
        assert await reviews.withdraw("none", key="5") is ReviewProblem.UNKNOWN


@pytest.mark.parametrize(("agencies", "reached"), [(("cjib", "duo"), True), (("cjib",), False)])
async def test_a_helper_takes_it_back_on_a_mandate_for_all_its_agencies(
    agencies: tuple[str, ...], *, reached: bool
) -> None:
    async with a_life_world() as hub:
        reviews, alive = ReviewWorld(hub.world), await hub.running()
        review = (await reviews.about_arrangement(alive.kept.id)).kept.id
        await mandate(hub.world, Act.ACCEPT, agencies=agencies)

        came = await reviews.withdraw(review, requester=a_helper())

        assert isinstance(came, Standing) is reached
        assert reached or came == NOBODY


async def test_nobody_else_takes_it_back_and_that_they_tried_is_written_down() -> None:
    async with a_life_world() as hub:
        reviews, alive = ReviewWorld(hub.world), await hub.running()
        review = (await reviews.about_arrangement(alive.kept.id)).kept.id
        stranger = a_citizen(await a_person(hub.world.engine))
        others = (a_decider(), an_agency_client("cjib"), an_agency_client("duo", Role.STAFF), stranger)

        found = [await reviews.withdraw(review, requester=other) for other in others]

        assert found == [ConsentProblem(code="consent.not_their_own", path="person")] * len(others)
        assert await reviews.withdraw(review, requester=a_helper()) == NOBODY
        assert ((await events(hub.world)).count("access.refused"), await queue(hub.world)) == (5, [review])


async def test_what_an_agency_did_not_decide_in_time_keeps_nobody_from_asking_again() -> None:
    async with a_life_world() as hub:
        reviews, alive = ReviewWorld(hub.world), await hub.running()
        about = AboutKept(about=About.ARRANGEMENT, id=alive.kept.id)
        made = [await reviews.about_arrangement(alive.kept.id, key=str(number)) for number in range(MOST_OPEN)]
        last_day = made[0].kept.decide_by
        assert last_day
        clock: StillClock = hub.world.clock
        clock.forward(days=(last_day - clock.today()).days)
        assert await reviews.request(about, key="on the day") is ReviewProblem.TOO_MANY

        clock.forward(days=1)

        assert isinstance(await reviews.request(about, key="the day after"), Standing)
        assert len(await queue(hub.world)) == MOST_OPEN + 1
