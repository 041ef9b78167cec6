"""A worker with the role for it decides on a review; who sees what of it; and what was decided goes in time."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from builders import AGENCIES, BOOK, a_citizen
from hub_world import TRACE, PlainVault, a_world
from kept import a_person
from living import LivingWorld, a_life_world, an_agency_client
from reviews import LITTLE, ReviewWorld, a_decider, a_helper, events, mandate, queue
from sqlalchemy import text

from adapters.store.work import SqlWork
from consent.parties import Requester, Role
from consent.verdict import Ground
from hub.actions import arrangement_changes as changes
from hub.actions.erase_person import ErasePerson
from hub.actions.living import Alive
from hub.actions.once import OnceProblem
from hub.actions.reviewing import Standing
from hub.actions.show_reviews import QueueLook, View
from hub.errors import BadInput, Unavailable
from hub.life.kept import WorkKind
from hub.review.events import Decision
from hub.review.problem import ReviewProblem


async def test_a_worker_with_the_role_decides_and_the_person_reads_why_and_what_they_can_do() -> None:
    async with a_life_world() as hub:
        reviews, alive = ReviewWorld(hub.world), await hub.running()
        review = (await reviews.about_arrangement(alive.kept.id)).kept.id

        came = await reviews.decide(review)

        assert isinstance(came, Standing), came
        (seen,) = await reviews.seen()
        decided = seen.standing.review.decided
        assert decided is not None
        assert (decided.decision, decided.says) == (Decision.DEVIATION, "Illness keeps them from work.")
        assert (decided.remedy.remedy, decided.remedy.ends_on) == ("bezwaar", date(2027, 1, 4))
        assert (seen.view, seen.standing.kept.decided_at) == (View.OWN, hub.world.clock.now())
        assert (await queue(hub.world), await queue(hub.world, is_open=False)) == ([], [review])
        assert "review.decided" in await events(hub.world)
        (line,) = [record for _, event, record in await hub.world.audit() if event == "review.decided"]
        assert json.loads(line)["outcome"] == {
            "review": review,
            "agency": "cjib",
            "decision": "deviation",
            "article": decided.article,
        }


async def test_deciding_again_gives_what_was_decided_and_another_decision_is_refused() -> None:
    async with a_life_world() as hub:
        reviews, alive = ReviewWorld(hub.world), await hub.running()
        review = (await reviews.about_arrangement(alive.kept.id)).kept.id

        first, again = await reviews.decide(review), await reviews.decide(review)

        assert again == first
        assert await reviews.decide(review, Decision.REFUSED) is OnceProblem.REUSED
        assert await reviews.decide(review, Decision.REFUSED, key="other") is ReviewProblem.OVER


async def test_what_was_not_decided_leaves_the_key_for_the_next_try() -> None:
    async with a_life_world() as hub:
        reviews, alive = ReviewWorld(hub.world), await hub.running()
        review = (await reviews.about_arrangement(alive.kept.id)).kept.id

        assert await reviews.decide(review, Decision.ENDED) is ReviewProblem.END_FIRST
        ended = await hub.change(
            alive.kept.id,
            changes.early_end("ground_gone", "Won the lottery.", today=hub.world.clock.today()),
            requester=an_agency_client("cjib", Role.STAFF),
        )
        assert isinstance(ended, Alive)

        assert isinstance(await reviews.decide(review, Decision.ENDED), Standing)


async def test_only_an_arrangement_can_have_ended() -> None:
    async with a_world(LITTLE) as world:
        reviews = ReviewWorld(world)
        await world.give(world.wish())
        made = await reviews.request(reviews.outcome("cjib"))
        assert isinstance(made, Standing)

        assert await reviews.decide(made.kept.id, Decision.ENDED) is ReviewProblem.DOES_NOT_FIT


WITHOUT_PURPOSE = replace(a_decider(), purposes=frozenset())


@pytest.mark.parametrize(
    ("requester", "found"),
    [
        (an_agency_client("cjib", Role.STAFF), ReviewProblem.UNKNOWN),
        (an_agency_client("cjib"), ReviewProblem.UNKNOWN),
        (a_decider("duo"), ReviewProblem.UNKNOWN),
        (WITHOUT_PURPOSE, Ground.PURPOSE_NOT_REGISTERED),
    ],
    ids=["a worker without the role", "a system", "another agency's worker", "a worker without the purpose"],
)
async def test_nobody_else_decides_and_that_they_tried_is_written_down(requester: Requester, found: Any) -> None:
    async with a_life_world() as hub:
        reviews, alive = ReviewWorld(hub.world), await hub.running()
        review = (await reviews.about_arrangement(alive.kept.id)).kept.id

        assert await reviews.decide(review, requester=requester) is found
        assert (await events(hub.world)).count("access.refused") == 1
        assert await queue(hub.world) == [review]


async def test_the_person_decides_nothing_and_a_review_that_never_was_looks_like_another_s() -> None:
    async with a_life_world() as hub:
        reviews, alive = ReviewWorld(hub.world), await hub.running()
        review = (await reviews.about_arrangement(alive.kept.id)).kept.id

        assert await reviews.decide(review, requester=hub.world.citizen) is ReviewProblem.UNKNOWN
        assert await reviews.decide("none") is ReviewProblem.UNKNOWN
        assert await reviews.decide(review, requester=a_decider("duo")) is ReviewProblem.UNKNOWN


async def test_each_sees_what_is_theirs() -> None:
    async with a_life_world() as hub:
        reviews, alive = ReviewWorld(hub.world), await hub.running()
        await reviews.about_arrangement(alive.kept.id)
        worker, other = an_agency_client("cjib", Role.STAFF), an_agency_client("duo", Role.STAFF)

        assert [each.view for each in await reviews.seen()] == [View.OWN]
        assert [each.view for each in await reviews.seen(worker)] == [View.COMPETENT]
        assert await reviews.seen(other) == ()
        assert await reviews.seen(an_agency_client("cjib")) is Ground.ROLE_HAS_NO_BASIS
        assert await reviews.seen(WITHOUT_PURPOSE) is Ground.PURPOSE_NOT_REGISTERED
        stranger = a_citizen(await a_person(hub.world.engine))
        assert await reviews.seen(stranger) is Ground.NOT_THEIR_OWN
        assert (await events(hub.world)).count("review.read") == 3


@pytest.mark.parametrize(("agencies", "count"), [(AGENCIES, 1), (("duo",), 0)], ids=["reached", "not reached"])
async def test_a_helper_sees_reviews_at_agencies_that_the_mandate_reaches(
    agencies: tuple[str, ...], count: int
) -> None:
    async with a_life_world() as hub:
        reviews, alive = ReviewWorld(hub.world), await hub.running()
        await reviews.about_arrangement(alive.kept.id)
        await mandate(hub.world, agencies=agencies)

        found = await reviews.seen(a_helper())

        assert isinstance(found, tuple)
        assert len(found) == count


def looking(requester: Requester, *, is_open: bool = True, case: str | None = "contact:Z-1") -> QueueLook:
    return QueueLook(requester=requester, trace=TRACE, case=case, is_open=is_open)


async def test_a_worker_opens_the_queue_and_each_person_can_see_that() -> None:
    async with a_life_world() as hub:
        reviews, alive = ReviewWorld(hub.world), await hub.running()
        review = (await reviews.about_arrangement(alive.kept.id)).kept.id
        look = looking(an_agency_client("cjib", Role.STAFF))

        places = await reviews.show.queue(look)
        assert isinstance(places, tuple)
        opened = await reviews.show.at(places, look)

        assert [(place.review, seen.standing.kept.id) for place, seen in opened] == [(review, review)]
        assert (await events(hub.world))[-1] == "review.read"
        assert await reviews.show.queue(replace(look, is_open=False)) == ()
        assert await reviews.show.queue(looking(an_agency_client("duo", Role.STAFF))) == ()


async def test_nobody_but_a_registered_worker_of_an_agency_has_a_queue_and_none_without_a_case() -> None:
    async with a_life_world() as hub:
        reviews = ReviewWorld(hub.world)

        for requester, ground in (
            (an_agency_client("cjib"), Ground.ROLE_HAS_NO_BASIS),
            (replace(a_decider(), agency=None), Ground.ROLE_HAS_NO_BASIS),
            (WITHOUT_PURPOSE, Ground.PURPOSE_NOT_REGISTERED),
        ):
            assert await reviews.show.queue(looking(requester)) is ground
        with pytest.raises(BadInput, match="why they look"):
            looking(a_decider(), case=" ")


async def test_a_place_whose_review_is_gone_or_not_for_this_agency_is_left_out() -> None:
    async with a_life_world() as hub:
        reviews, alive = ReviewWorld(hub.world), await hub.running()
        await reviews.about_arrangement(alive.kept.id)
        look = looking(an_agency_client("cjib", Role.STAFF))
        places = await reviews.show.queue(look)
        assert isinstance(places, tuple)

        gone = replace(places[0], review="gone")
        assert await reviews.show.at([gone], look) == ()
        assert await reviews.show.at(places, looking(an_agency_client("duo", Role.STAFF))) == ()
        assert await reviews.show.at(places, looking(WITHOUT_PURPOSE)) == ()
        await reviews.show.vault.destroy(hub.world.subject)
        assert await reviews.show.at(places, look) == ()


async def test_a_decided_review_goes_on_the_day_after_the_last_on_which_one_can_object() -> None:
    async with a_life_world() as hub:
        world = hub.world
        reviews, alive = ReviewWorld(world), await hub.running()
        review = (await reviews.about_arrangement(alive.kept.id)).kept.id
        await reviews.decide(review)

        assert await forgetting(hub) == []
        world.clock.at = world.clock.at.replace(year=2027, month=1, day=5)
        assert await forgetting(hub) == [review]
        await reviews.forget(review, world.subject)
        await reviews.forget(review, world.subject)

        assert await reviews.seen() == ()
        assert (await queue(world), await queue(world, is_open=False)) == ([], [])
        assert await forgetting(hub) == []
        assert (await events(world)).count("review.removed") == 1


async def forgetting(hub: LivingWorld) -> list[str]:
    due = await SqlWork(hub.world.engine).due(hub.world.clock.now(), at_most=99)
    return [work.about for work in due if work.kind is WorkKind.FORGET_REVIEW]


async def test_who_is_erased_leaves_no_review_in_any_queue() -> None:
    async with a_world(LITTLE) as world:
        reviews = ReviewWorld(world)
        await world.give(world.wish())
        made = await reviews.request(reviews.outcome("cjib"))
        assert isinstance(made, Standing)
        erase = ErasePerson(store=world.store, vault=PlainVault(), clock=world.clock, book=BOOK)

        assert await erase(requester=world.citizen, subject=world.subject, trace=TRACE) is None

        assert await queue(world) == []


async def test_a_review_that_cannot_be_read_is_a_fault_with_a_code() -> None:
    async with a_life_world() as hub:
        reviews, alive = ReviewWorld(hub.world), await hub.running()
        await reviews.about_arrangement(alive.kept.id)
        async with hub.world.engine.begin() as connection:
            await connection.execute(text("UPDATE review_event SET sealed = :broken"), {"broken": b"broken"})

        with pytest.raises(Unavailable, match="cannot be read"):
            await reviews.seen()


async def test_a_review_stays_open_after_its_last_day() -> None:
    async with a_life_world() as hub:
        reviews, alive = ReviewWorld(hub.world), await hub.running()
        await reviews.about_arrangement(alive.kept.id)
        clock = hub.world.clock
        clock.at += timedelta(weeks=9)

        (seen,) = await reviews.seen()

        assert seen.standing.kept.is_late(clock.today())
        assert seen.standing.kept.is_open
