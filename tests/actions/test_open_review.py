"""An owner does not follow: a person at the agency that carries the arrangement out has to look, asked or not."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hub_world import PlainVault
from living import GRANTED, LivingWorld, a_life_world, an_agency_client
from reviews import ReviewWorld, events, queue

from adapters.store.work import SqlWork
from consent.parties import AgencyCode, Role
from hub.actions import arrangement_changes as changes
from hub.actions.request_review import MOST_OPEN
from hub.actions.reviewing import Reviewing, Standing
from hub.actions.steer_work import SteerErrand, Steering
from hub.domain.claim import Amounts, ClaimKey
from hub.domain.errand import Answered, Reply
from hub.domain.money import Cents
from hub.life.events import Question
from hub.life.kept import WorkKind
from hub.review.events import About, Decision
from hub.review.problem import ReviewProblem
from hub.review.states import State

DUO = AgencyCode("duo")
REFUSES = Answered(reply=Reply.REFUSED, reason="collection.goes_on", article="4:94")
OTHERWISE = Answered(reply=Reply.GRANTED_OTHERWISE)
TAKES_NONE = Answered(reply=Reply.UNREACHABLE, reason="source.not_taken")


async def followed_not(hub: LivingWorld, *says: Answered) -> str:
    """An arrangement that runs, of which one owner says this; its id."""
    hub.desks[DUO].says = list(says)
    return (await hub.running()).kept.id


async def on_record(hub: LivingWorld) -> tuple[Standing, ...]:
    async with hub.world.store.transaction(hub.world.subject) as transaction:
        return await Reviewing(transaction=transaction, key=await PlainVault().key(hub.world.subject)).all()


@pytest.mark.parametrize("says", [REFUSES, OTHERWISE, TAKES_NONE], ids=lambda says: says.reply.value)
async def test_the_agency_that_granted_it_has_to_look_and_no_term_is_made_up(says: Answered) -> None:
    async with a_life_world() as hub:
        arrangement = await followed_not(hub, says)

        (standing,) = await on_record(hub)
        kept, opened = standing.kept, standing.review.opened
        assert (kept.agency, kept.state, kept.received_at, kept.decide_by) == (
            "cjib",
            State.RECEIVED,
            hub.world.clock.now(),
            None,
        )
        assert opened is not None
        assert (opened.owner, opened.reason.code) == ("duo", "review.owner_does_not_follow")
        assert (opened.matter.about, opened.matter.concerns) == (About.ARRANGEMENT, arrangement)
        assert opened.by.agency == "duo"
        assert (await queue(hub.world), kept.is_late(hub.world.clock.today())) == ([kept.id], False)


async def test_the_log_says_that_it_was_opened_and_for_whom() -> None:
    async with a_life_world() as hub:
        arrangement = await followed_not(hub, REFUSES)

        (review,) = await on_record(hub)
        (line,) = [json.loads(each) for _, event, each in await hub.world.audit() if event == "review.opened"]
        assert (line["client"], line["recipient"]) == ("hub", "hub")
        assert line["outcome"] == {
            "arrangement": arrangement,
            "review": review.kept.id,
            "agency": "cjib",
            "owner": "duo",
        }


async def test_an_owner_that_follows_or_takes_its_time_has_nobody_look() -> None:
    async with a_life_world() as hub:
        await followed_not(hub, replace(TAKES_NONE, may_retry=True), Answered(reply=Reply.RECEIVED), GRANTED)
        hub.world.clock.forward(hours=1)
        await hub.work()

        assert (await on_record(hub), "review.opened" in await events(hub.world)) == ((), False)


async def test_what_leaves_another_question_for_a_person_opens_none() -> None:
    async with a_life_world() as hub:
        alive = await hub.running()
        hub.desks[AgencyCode("cjib")].says = [REFUSES]
        claim, left = ClaimKey(owner=DUO, reference="D-1"), Amounts(principal=Cents(100))
        restated = changes.restatement(claim, left, today=hub.world.clock.today())
        await hub.change(alive.kept.id, restated, requester=an_agency_client("duo"))
        await hub.work()

        assert (await hub.stands(alive.kept.id)).life.asked == {Question.TERMS_NOT_FOLLOWED}
        assert await on_record(hub) == ()


async def test_brought_again_and_again_it_opens_one_review_only() -> None:
    async with a_life_world() as hub:
        await followed_not(hub, TAKES_NONE, TAKES_NONE, TAKES_NONE, REFUSES)
        steer = SteerErrand(waiting=SqlWork(hub.world.engine), store=hub.world.store, clock=hub.world.clock)
        (waiting,) = await SqlWork(hub.world.engine).waiting(hub.world.clock.now(), at_most=1)
        assert waiting.kind is WorkKind.ERRAND
        for _ in range(2):
            await steer.retry(Steering(errand=waiting.id, by="operator-7", reason="ticket 12"))
            await hub.work()
        await ReviewWorld(hub.world).decide((await on_record(hub))[0].kept.id, Decision.AS_AGREED)
        await steer.retry(Steering(errand=waiting.id, by="operator-7", reason="ticket 13"))
        await hub.work()

        assert hub.brought("duo") == ["suspend"] * 4
        assert len(await on_record(hub)) == 1
        assert (await events(hub.world)).count("review.opened") == 1


async def test_a_worker_decides_with_a_reason_and_it_goes_in_time_like_any_other() -> None:
    async with a_life_world() as hub:
        await followed_not(hub, REFUSES)
        reviews, (review,) = ReviewWorld(hub.world), await on_record(hub)

        refused = await reviews.decide(review.kept.id, Decision.REFUSED, key="1")
        decided = await reviews.decide(review.kept.id, Decision.AS_AGREED, key="2")

        assert refused is ReviewProblem.DOES_NOT_FIT
        assert isinstance(decided, Standing)
        assert (decided.kept.state, await queue(hub.world)) == (State.DECIDED, [])
        later = await SqlWork(hub.world.engine).due(hub.world.clock.now() + timedelta(days=99), at_most=99)
        assert (WorkKind.FORGET_REVIEW, review.kept.id) in [(each.kind, each.about) for each in later]


async def test_the_person_sees_it_and_may_speak_and_cannot_take_back_what_nobody_applied_for() -> None:
    async with a_life_world() as hub:
        await followed_not(hub, REFUSES)
        reviews, (review,) = ReviewWorld(hub.world), await on_record(hub)

        assert await reviews.withdraw(review.kept.id) is ReviewProblem.NOBODY_APPLIED
        assert isinstance(await reviews.say(review.kept.id, requester=hub.world.citizen), Standing)
        seen = await reviews.seen()
        assert isinstance(seen, tuple)
        assert [each.standing.kept.id for each in seen] == [review.kept.id]
        owner = an_agency_client("duo", Role.STAFF)
        assert await reviews.seen(owner) == ()
        assert isinstance(await reviews.say(review.kept.id, to="duo", key="asks"), Standing)


async def test_it_takes_none_of_what_the_person_may_ask_for() -> None:
    async with a_life_world() as hub:
        arrangement = await followed_not(hub, REFUSES)
        reviews = ReviewWorld(hub.world)

        for number in range(MOST_OPEN):
            await reviews.about_arrangement(arrangement, key=str(number))

        assert len(await queue(hub.world)) == MOST_OPEN + 1


async def test_while_the_agency_looks_at_an_owner_another_errand_to_it_opens_none() -> None:
    async with a_life_world() as hub:
        arrangement = (await hub.running()).kept.id
        reviews = ReviewWorld(hub.world)
        await reviews.about_arrangement(arrangement)

        for errand in ("one", "two"):
            await reviews.open(arrangement, "duo", errand)
        beside = [each.kept.id for each in await on_record(hub) if each.review.opened]
        await reviews.decide("one", Decision.AS_AGREED)
        await reviews.open(arrangement, "duo", "three")

        assert beside == ["one"]
        assert {each.kept.id for each in await on_record(hub) if each.review.opened} == {"one", "three"}
