"""The case dialogue: the agency that decides asks one with claims in the arrangement, and the person hears of it."""

from dataclasses import replace

import pytest
from living import a_life_world, an_agency_client
from reviews import LITTLE, ReviewWorld, a_decider, a_helper, events, mandate

from adapters.store.review_rows import SqlReviewQueue
from consent.mandates import Act
from consent.parties import AgencyCode, Requester, Role
from consent.verdict import Ground
from hub.actions import arrangement_changes as changes
from hub.actions.acting import ConsentProblem
from hub.actions.living import Alive
from hub.actions.once import OnceProblem
from hub.actions.reviewing import Standing
from hub.actions.show_reviews import SeenReview, View
from hub.review.problem import ReviewProblem

WORKER, ASKED = an_agency_client("cjib", Role.STAFF), an_agency_client("duo", Role.STAFF)


async def waiting(reviews: ReviewWorld, agency: str = "duo") -> list[str]:
    queue = SqlReviewQueue(reviews.world.engine)
    return [place.review for place in await queue.of(AgencyCode(agency), is_open=True, at_most=9)]


async def test_an_agency_is_asked_answers_and_is_waited_for_no_more() -> None:
    async with a_life_world() as hub:
        reviews, alive = ReviewWorld(hub.world), await hub.running()
        review = (await reviews.about_arrangement(alive.kept.id)).kept.id

        assert await reviews.say(review, to="duo", requester=ASKED) is ReviewProblem.UNKNOWN
        asked = await reviews.say(review, to="duo", key="1")
        assert isinstance(asked, Standing)
        assert await waiting(reviews) == [review]
        (theirs,) = await seen(reviews, ASKED)
        assert theirs.view is View.ASKED
        answered = await reviews.say(review, "We agree.", key="2", requester=ASKED)

        assert isinstance(answered, Standing)
        assert [each.text for each in answered.review.said] == ["What do you say?", "We agree."]
        assert (await waiting(reviews), await waiting(reviews, "cjib")) == ([], [review])
        assert (await events(hub.world)).count("review.said") == 2


async def seen(reviews: ReviewWorld, requester: Requester) -> tuple[SeenReview, ...]:
    found = await reviews.seen(requester)
    assert isinstance(found, tuple)
    return found


async def test_the_person_speaks_and_so_does_who_may_accept_for_them() -> None:
    async with a_life_world() as hub:
        reviews, alive = ReviewWorld(hub.world), await hub.running()
        review = (await reviews.about_arrangement(alive.kept.id)).kept.id

        said = await reviews.say(review, "One more thing.", requester=hub.world.citizen)

        assert isinstance(said, Standing)
        assert said.review.said[0].by.agency is None
        nobody = ConsentProblem(code="consent.no_mandate", path="person")
        assert await reviews.say(review, requester=a_helper()) == nobody
        assert await reviews.say("none", requester=hub.world.citizen) is ReviewProblem.UNKNOWN


@pytest.mark.parametrize(("agencies", "reached"), [(("cjib", "duo"), True), (("cjib",), False), (("duo",), False)])
async def test_a_helper_speaks_about_an_arrangement_on_a_mandate_for_all_its_agencies_only(
    agencies: tuple[str, ...], *, reached: bool
) -> None:
    async with a_life_world() as hub:
        reviews, alive = ReviewWorld(hub.world), await hub.running()
        review = (await reviews.about_arrangement(alive.kept.id)).kept.id
        await mandate(hub.world, Act.ACCEPT, agencies=agencies)

        said = await reviews.say(review, requester=a_helper())

        assert isinstance(said, Standing) is reached
        assert reached or said == ConsentProblem(code="consent.no_mandate", path="person")


async def test_the_same_call_says_it_once() -> None:
    async with a_life_world() as hub:
        reviews, alive = ReviewWorld(hub.world), await hub.running()
        review = (await reviews.about_arrangement(alive.kept.id)).kept.id

        first, again = await reviews.say(review, to="duo"), await reviews.say(review, to="duo")

        assert again == first
        assert await reviews.say(review, "Other words.", to="duo") is OnceProblem.REUSED


async def test_without_a_legal_basis_nobody_is_asked_and_the_key_serves_again() -> None:
    async with a_life_world() as hub:
        reviews, alive = ReviewWorld(hub.world), await hub.running()
        review = (await reviews.about_arrangement(alive.kept.id)).kept.id

        assert await reviews.say(review, to="cak") is ReviewProblem.NEEDS_LEGAL_BASIS
        assert await reviews.say(review, to="cak") is ReviewProblem.NEEDS_LEGAL_BASIS
        ended = await hub.change(
            alive.kept.id,
            changes.early_end("ground_gone", "Won the lottery.", today=hub.world.clock.today()),
            requester=WORKER,
        )
        assert isinstance(ended, Alive)
        assert await reviews.say(review, to="duo", key="2") is ReviewProblem.NEEDS_LEGAL_BASIS
        assert await waiting(reviews) == []


async def test_about_an_outcome_no_other_agency_is_asked() -> None:
    async with a_life_world(LITTLE) as hub:
        reviews = ReviewWorld(hub.world)
        await hub.world.give(hub.world.wish())
        made = await reviews.request(reviews.outcome("cjib"))
        assert isinstance(made, Standing)

        assert await reviews.say(made.kept.id, to="duo") is ReviewProblem.NEEDS_LEGAL_BASIS
        assert isinstance(await reviews.say(made.kept.id, key="2"), Standing)


@pytest.mark.parametrize(
    ("requester", "found"),
    [
        (ASKED, ReviewProblem.UNKNOWN),
        (an_agency_client("cjib"), ReviewProblem.UNKNOWN),
        (replace(WORKER, purposes=frozenset()), Ground.PURPOSE_NOT_REGISTERED),
    ],
    ids=["an agency that was not asked", "a system", "a worker without the purpose"],
)
async def test_nobody_else_speaks_and_that_they_tried_is_written_down(requester: Requester, found: object) -> None:
    async with a_life_world() as hub:
        reviews, alive = ReviewWorld(hub.world), await hub.running()
        review = (await reviews.about_arrangement(alive.kept.id)).kept.id

        assert await reviews.say(review, requester=requester) is found
        assert await reviews.say("none", requester=requester) is found
        assert (await events(hub.world)).count("access.refused") == 2


async def test_after_the_decision_nobody_speaks_and_nobody_is_waited_for() -> None:
    async with a_life_world() as hub:
        reviews, alive = ReviewWorld(hub.world), await hub.running()
        review = (await reviews.about_arrangement(alive.kept.id)).kept.id
        await reviews.say(review, to="duo")
        await reviews.decide(review, requester=a_decider())

        assert await waiting(reviews) == []
        assert await reviews.say(review, "Too late.", key="2") is ReviewProblem.OVER
