"""A person asks for a person at an agency: an application, in words of their own, that waits in a queue."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date

import pytest
from hub_world import TRACE, StillClock, a_world
from living import a_life_world
from reviews import LITTLE, WORDS, ReviewWorld, a_helper, events, mandate, queue
from sqlalchemy import text

from consent.mandates import Act
from hub.actions.acting import ConsentProblem
from hub.actions.once import OnceProblem
from hub.actions.plan_wish import NamedOptIn
from hub.actions.request_review import MOST_OPEN, AboutKept
from hub.actions.reviewing import Standing
from hub.errors import BadInput
from hub.review.events import About
from hub.review.problem import ReviewProblem
from hub.review.states import State


@dataclass
class LawOf(StillClock):
    """A clock that is kept on a day of an earlier year, as the demo's may be."""

    year: int = 2026

    def today(self) -> date:
        return self.at.date().replace(year=self.year)


async def test_what_was_refused_becomes_an_application_to_the_agency_that_decides() -> None:
    async with a_world(LITTLE) as world:
        reviews = ReviewWorld(world)
        await world.give(world.wish())

        made = await reviews.request(reviews.outcome("cjib"))

        assert isinstance(made, Standing), made
        applied = made.review.begun
        assert (made.kept.agency, made.kept.state) == ("cjib", State.RECEIVED)
        assert (applied.on, applied.decide_by) == (world.clock.today(), date(2027, 1, 18))
        assert (applied.words, applied.matter.about) == (WORDS, About.OUTCOME)
        assert [ground.code for ground in applied.matter.grounds] == ["total.below_minimum"]
        assert not any(ground.values for ground in applied.matter.grounds)
        assert await queue(world) == [made.kept.id]
        assert "review.requested" in await events(world)


async def test_where_a_proposal_comes_out_there_is_nothing_to_look_at_yet() -> None:
    async with a_life_world() as hub:
        reviews = ReviewWorld(hub.world)
        await hub.world.give(hub.world.wish())

        assert await reviews.request(reviews.outcome()) is ReviewProblem.PROPOSAL_POSSIBLE
        assert await queue(hub.world) == []


@pytest.mark.parametrize(
    ("scheme", "year", "problem"),
    [("rijk-wide", 2026, ReviewProblem.NOT_LAW), ("rijk-2025", 2024, ReviewProblem.NO_AGENCY)],
    ids=["no law", "the text is missing"],
)
async def test_where_it_is_no_law_or_we_lack_the_text_no_agency_is_competent(
    scheme: str, year: int, problem: ReviewProblem
) -> None:
    async with a_world(LITTLE) as world:
        reviews = ReviewWorld(world)
        await world.give(world.wish())
        clock = LawOf(world.clock.at, year)
        reviews.request_ = replace(reviews.request_, compute=replace(world.compute, clock=clock))

        assert await reviews.request(reviews.outcome(scheme)) is problem


async def test_a_choice_that_cannot_be_is_a_mistake_and_what_was_shown_stays_written_down() -> None:
    async with a_world(LITTLE) as world:
        reviews = ReviewWorld(world)
        await world.give(world.wish())
        about = reviews.outcome("cjib")
        wrong = replace(about, wish=replace(about.wish, opt_ins=(NamedOptIn(claim="none", gives_up="verzet"),)))

        with pytest.raises(BadInput, match="no such claim"):
            await reviews.request(wrong)

        assert "claims.released" in await events(world)
        assert isinstance(await reviews.request(about, key="again"), Standing)


async def test_a_kept_proposal_can_be_looked_at_until_it_expires() -> None:
    async with a_life_world() as hub:
        reviews = ReviewWorld(hub.world)
        await hub.world.give(hub.world.wish())
        about = AboutKept(about=About.PROPOSAL, id=(await hub.propose()).id)

        made = await reviews.request(about)

        assert isinstance(made, Standing), made
        assert made.review.begun.matter.concerns == about.id
        unknown = AboutKept(about=About.PROPOSAL, id="none")
        assert await reviews.request(unknown, key="2") is ReviewProblem.PROPOSAL_UNKNOWN
        hub.world.clock.forward(days=15)
        assert await reviews.request(about, key="3") is ReviewProblem.PROPOSAL_EXPIRED


async def test_a_running_arrangement_is_looked_at_by_the_agency_that_carries_it_out() -> None:
    async with a_life_world() as hub:
        reviews, alive = ReviewWorld(hub.world), await hub.running()

        made = await reviews.about_arrangement(alive.kept.id)

        matter = made.review.begun.matter
        assert (matter.agency, sorted(matter.owners), matter.grounds) == ("cjib", ["cjib", "duo"], ())
        unknown = AboutKept(about=About.ARRANGEMENT, id="none")
        assert await reviews.request(unknown, key="2") is ReviewProblem.ARRANGEMENT_UNKNOWN


async def test_the_same_call_gives_the_same_review_and_the_key_serves_no_other() -> None:
    async with a_life_world() as hub:
        reviews, alive = ReviewWorld(hub.world), await hub.running()
        about = AboutKept(about=About.ARRANGEMENT, id=alive.kept.id)

        first, again = await reviews.request(about), await reviews.request(about)

        assert again == first
        assert await reviews.request(about, words="Something else.") is OnceProblem.REUSED
        assert len(await queue(hub.world)) == 1


async def test_two_calls_at_once_make_one_review() -> None:
    async with a_life_world(LITTLE) as hub:
        world = hub.world
        reviews = ReviewWorld(world)
        await world.give(world.wish())
        world.sources["cjib"].gate = asyncio.Event()
        slow = asyncio.create_task(reviews.request(reviews.outcome("cjib")))
        await world.sources["cjib"].reached.wait()
        world.clock.forward(minutes=2)
        world.sources["cjib"].gate.set()
        other = asyncio.create_task(reviews.request(reviews.outcome("cjib")))

        made, same = await asyncio.gather(slow, other)

        assert isinstance(made, Standing)
        assert same == made


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (" ", ReviewProblem.NO_WORDS),
        ("My number is 999990019.", ReviewProblem.TELLS_TOO_MUCH),
        ("Take it from NL91ABNA0417164300.", ReviewProblem.TELLS_TOO_MUCH),
    ],
    ids=["nothing", "a citizen's number", "an account"],
)
async def test_words_are_bounded_and_hold_nobody_s_number(words: str, problem: ReviewProblem) -> None:
    async with a_life_world() as hub:
        reviews, alive = ReviewWorld(hub.world), await hub.running()
        about = AboutKept(about=About.ARRANGEMENT, id=alive.kept.id)

        assert await reviews.request(about, words=words) is problem
        assert isinstance(await reviews.request(about, key="again"), Standing)


async def test_one_person_does_not_fill_a_queue() -> None:
    async with a_life_world() as hub:
        reviews, alive = ReviewWorld(hub.world), await hub.running()
        about = AboutKept(about=About.ARRANGEMENT, id=alive.kept.id)
        for number in range(MOST_OPEN):
            await reviews.about_arrangement(alive.kept.id, key=str(number))

        assert await reviews.request(about, key="more") is ReviewProblem.TOO_MANY


async def test_what_the_person_wrote_is_nowhere_readable() -> None:
    async with a_life_world() as hub:
        reviews, alive = ReviewWorld(hub.world), await hub.running()
        await reviews.about_arrangement(alive.kept.id)

        async with hub.world.engine.connect() as connection:
            rows = await connection.execute(text("SELECT sealed FROM review_event"))
            sealed = [bytes(row.sealed) for row in rows]
            attempts = [str(row) for row in await connection.execute(text("SELECT * FROM attempt"))]
        log = [line for _, _, line in await hub.world.audit()]

        assert len(sealed) == 1
        assert not any(WORDS in str(each) for each in (*sealed, *attempts, *log))


async def test_a_helper_asks_on_a_mandate_to_accept_and_the_one_who_may_look_only_does_not() -> None:
    async with a_life_world() as hub:
        reviews, alive = ReviewWorld(hub.world), await hub.running()
        about = AboutKept(about=About.ARRANGEMENT, id=alive.kept.id)
        no_mandate = ConsentProblem(code="consent.no_mandate", path="person")

        assert await reviews.request(about, requester=a_helper()) == no_mandate
        await mandate(hub.world, Act.ACCEPT)
        made = await reviews.request(about, requester=a_helper())

        assert isinstance(made, Standing), made
        assert made.review.begun.by.representative == a_helper().recipient


@pytest.mark.parametrize("agencies", [("cjib",), ("duo",), ("cjib", "duo")])
async def test_a_helper_asks_about_an_arrangement_on_a_mandate_for_all_its_agencies_only(
    agencies: tuple[str, ...],
) -> None:
    async with a_life_world() as hub:
        reviews, alive = ReviewWorld(hub.world), await hub.running()
        await mandate(hub.world, Act.ACCEPT, agencies=agencies)

        made = await reviews.request(AboutKept(about=About.ARRANGEMENT, id=alive.kept.id), requester=a_helper())

        reaches_all = len(agencies) == 2
        assert isinstance(made, Standing) is reaches_all
        assert reaches_all or made == ConsentProblem(code="consent.no_mandate", path="person")
        assert ((await events(hub.world)).count("access.refused"), len(await queue(hub.world))) == (
            (0, 1) if reaches_all else (1, 0)
        )


@pytest.mark.parametrize(("agencies", "reached"), [(("cjib",), True), (("duo", "cak"), False)])
async def test_a_helper_asks_about_a_proposal_on_a_mandate_for_the_agency_that_decides(
    agencies: tuple[str, ...], *, reached: bool
) -> None:
    async with a_life_world() as hub:
        reviews = ReviewWorld(hub.world)
        await hub.world.give(hub.world.wish())
        about = AboutKept(about=About.PROPOSAL, id=(await hub.propose()).id)
        await mandate(hub.world, Act.ACCEPT, agencies=agencies)

        assert isinstance(await reviews.request(about, requester=a_helper()), Standing) is reached


async def test_a_mandate_that_ends_while_agencies_are_asked_counts_no_more() -> None:
    async with a_world(LITTLE) as world:
        reviews = ReviewWorld(world)
        given = await mandate(world, Act.ACCEPT)
        world.sources["cjib"].gate = asyncio.Event()
        asking = asyncio.create_task(reviews.request(reviews.outcome("cjib", a_helper()), requester=a_helper()))
        await world.sources["cjib"].reached.wait()
        ended = await world.end_mandate(
            requester=world.citizen, subject=world.subject, wanted=(given,), trace=TRACE, key="e"
        )
        assert isinstance(ended, tuple)
        world.sources["cjib"].gate.set()

        found = await asking

        assert found in (ConsentProblem(code="consent.no_mandate", path="person"), ReviewProblem.PROPOSAL_POSSIBLE)
        assert await queue(world) == []
