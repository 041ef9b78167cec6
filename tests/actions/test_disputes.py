"""A person disputes a datum; its agency is told until it has it; the plan is computed with and without; it answers."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from builders import BOOK, a_citizen, a_claim, a_report
from hub_world import TRACE, PlainVault, World, a_world
from kept import a_person
from living import OWED, an_agency_client
from reviews import ReviewWorld, a_decider, a_helper, events, mandate
from sqlalchemy import text

from adapters.store.work import SqlWork
from consent.mandates import Act
from consent.parties import AgencyCode, Requester, Role
from consent.verdict import Ground
from hub.actions.acting import ConsentProblem
from hub.actions.dispute_claim import MOST_OPEN, Disputed
from hub.actions.disputing import Open
from hub.actions.erase_person import ErasePerson
from hub.actions.once import OnceProblem
from hub.actions.tell_dispute import TellDispute
from hub.domain.arrangement import Proposal
from hub.life.kept import WorkKind
from hub.review.dispute import Answered, Wrong
from hub.review.disputes import Taken
from hub.review.problem import DisputeProblem

CJIB, DUO = AgencyCode("cjib"), AgencyCode("duo")
SILENT = Taken(taken=False, reason="source.timed_out")


async def due(world: World) -> list[tuple[WorkKind, str]]:
    waiting = await SqlWork(world.engine).due(world.clock.now(), at_most=99)
    return [(work.kind, work.about) for work in waiting if work.kind is not WorkKind.FORGET_EXPIRED]


async def test_a_dispute_gives_the_plan_with_the_claim_and_without_it() -> None:
    async with a_world(OWED) as world:
        reviews = ReviewWorld(world)
        await world.give(world.wish())

        made = await reviews.disputed("D-1")

        assert isinstance(made.with_it.outcome, Proposal)
        assert made.with_it.outcome.total == 90_000
        assert "D-1" not in str(made.without_it.outcome.considered.claims)
        assert (made.open.kept.agency, made.open.dispute.wrong) == ("duo", Wrong.PAID)
        assert made.open.dispute.claim.open.total == made.open.dispute.claim.principal == 0
        assert "dispute.made" in await events(world)


async def test_its_agency_is_told_once_and_of_its_own_claim_only() -> None:
    async with a_world(OWED) as world:
        reviews = ReviewWorld(world)
        await world.give(world.wish())
        dispute = (await reviews.disputed("D-1")).open.kept.id

        assert await due(world) == [(WorkKind.DISPUTE, dispute)]
        for _ in range(2):
            await reviews.tell(dispute, world.subject)

        (notice,) = reviews.desks[DUO].told
        assert (notice.key, notice.reference, notice.wrong) == (dispute, "D-1", "paid")
        assert notice.words == "I paid this in March."
        assert reviews.desks[CJIB].told == []
        assert await due(world) == []
        (mine,) = await opened(reviews)
        assert (mine.kept.told_at, mine.kept.tries) == (world.clock.now(), 1)
        assert (await events(world)).count("dispute.brought") == 1


async def opened(reviews: ReviewWorld) -> tuple[Open, ...]:
    found = await reviews.disputes()
    assert isinstance(found, tuple)
    return found


async def test_an_agency_that_is_silent_is_told_again_later_each_time() -> None:
    async with a_world(OWED) as world:
        reviews = ReviewWorld(world)
        await world.give(world.wish())
        dispute = (await reviews.disputed("D-1")).open.kept.id
        reviews.desks[DUO].says = [SILENT, replace(SILENT, after=timedelta(hours=2))]

        await reviews.tell(dispute, world.subject)
        (mine,) = await opened(reviews)
        assert (mine.kept.reason, mine.kept.told_at) == ("source.timed_out", None)
        assert await due(world) == []
        world.clock.forward(seconds=30)
        assert await due(world) == [(WorkKind.DISPUTE, dispute)]
        await reviews.tell(dispute, world.subject)
        world.clock.forward(minutes=119)
        assert await due(world) == []
        world.clock.forward(minutes=1)
        await reviews.tell(dispute, world.subject)

        (mine,) = await opened(reviews)
        assert (mine.kept.reason, mine.kept.told_at, mine.kept.tries) == (None, world.clock.now(), 3)


async def test_where_nobody_configured_the_agency_it_waits_and_says_so() -> None:
    async with a_world(OWED) as world:
        reviews = ReviewWorld(world)
        await world.give(world.wish())
        dispute = (await reviews.disputed("D-1")).open.kept.id

        alone = TellDispute(desks={}, store=world.store, vault=PlainVault(), clock=world.clock)
        await alone(dispute, world.subject)

        (mine,) = await opened(reviews)
        assert mine.kept.reason == "source.not_configured"
        assert "dispute.brought" not in await events(world)


async def test_what_was_taken_away_while_the_agency_was_told_stays_away() -> None:
    async with a_world(OWED) as world:
        reviews = ReviewWorld(world)
        await world.give(world.wish())
        dispute = (await reviews.disputed("D-1")).open.kept.id

        class Forgetful:
            agency = reviews.desks[DUO].agency

            async def tell(self, *_: object, **__: object) -> Taken:
                await reviews.forget_dispute(dispute, world.subject)
                return Taken(taken=True)

        await TellDispute(desks={DUO: Forgetful()}, store=world.store, vault=PlainVault(), clock=world.clock)(
            dispute, world.subject
        )

        assert await opened(reviews) == ()
        await reviews.tell("none", world.subject)


async def test_the_same_call_gives_the_same_dispute_and_another_needs_another_key() -> None:
    async with a_world(OWED) as world:
        reviews = ReviewWorld(world)
        await world.give(world.wish())

        first, again = await reviews.disputed(), await reviews.disputed()

        assert again.open == first.open
        assert await reviews.dispute(wrong=Wrong.AMOUNT) is OnceProblem.REUSED
        assert await reviews.dispute(key="2") is DisputeProblem.DISPUTED_ALREADY
        assert len(await opened(reviews)) == 1


async def test_two_calls_at_once_make_one_dispute() -> None:
    async with a_world(OWED) as world:
        reviews = ReviewWorld(world)
        await world.give(world.wish())
        world.sources["cjib"].gate = asyncio.Event()
        slow = asyncio.create_task(reviews.dispute())
        await world.sources["cjib"].reached.wait()
        world.clock.forward(minutes=2)
        other = asyncio.create_task(reviews.dispute())
        world.sources["cjib"].gate.set()

        made, same = await asyncio.gather(slow, other)

        assert isinstance(made, Disputed)
        assert isinstance(same, Disputed)
        assert same.open == made.open


async def test_after_it_was_taken_away_its_key_leads_nowhere() -> None:
    async with a_world(OWED) as world:
        reviews = ReviewWorld(world)
        await world.give(world.wish())
        await reviews.forget_dispute((await reviews.disputed()).open.kept.id, world.subject)

        assert await reviews.dispute() is DisputeProblem.UNKNOWN


@pytest.mark.parametrize("words", ["My number is 999990019.", "a" * 1_001], ids=["a number", "too long"])
async def test_words_are_bounded_and_hold_nobody_s_number(words: str) -> None:
    async with a_world(OWED) as world:
        reviews = ReviewWorld(world)
        await world.give(world.wish())

        assert await reviews.dispute(words=words) is DisputeProblem.UNFIT_WORDS
        assert isinstance(await reviews.dispute(words=" ", key="2"), Disputed)


async def test_a_claim_that_is_not_there_cannot_be_disputed() -> None:
    async with a_world(OWED) as world:
        reviews = ReviewWorld(world)
        await world.give(world.wish())

        assert await reviews.dispute("none") is DisputeProblem.CLAIM_UNKNOWN
        assert await due(world) == []


async def test_one_person_does_not_keep_every_agency_busy() -> None:
    claims = [a_claim(1_000, reference=f"A-{number}") for number in range(MOST_OPEN + 1)]
    async with a_world(a_report("cjib", *claims)) as world:
        reviews = ReviewWorld(world)
        await world.give(world.wish())
        for number in range(MOST_OPEN):
            await reviews.disputed(f"A-{number}", key=str(number))

        assert await reviews.dispute(f"A-{MOST_OPEN}", key="more") is DisputeProblem.TOO_MANY


async def test_whoever_may_not_act_for_the_person_disputes_nothing() -> None:
    async with a_world(OWED) as world:
        reviews = ReviewWorld(world)
        await world.give(world.wish())
        nobody = ConsentProblem(code="consent.no_mandate", path="person")

        assert await reviews.dispute(requester=a_helper()) == nobody
        given = await mandate(world, Act.ACCEPT)
        made = await reviews.dispute(requester=a_helper())
        assert isinstance(made, Disputed)
        assert made.open.dispute.by.representative == a_helper().recipient
        world.sources["cjib"].gate = asyncio.Event()
        world.sources["cjib"].reached.clear()
        asking = asyncio.create_task(reviews.dispute("D-1", key="2", requester=a_helper()))
        await world.sources["cjib"].reached.wait()
        await world.end_mandate(requester=world.citizen, subject=world.subject, wanted=(given,), trace=TRACE, key="e")
        world.sources["cjib"].gate.set()
        assert await asking == nobody


async def test_a_helper_disputes_claims_of_agencies_that_a_mandate_to_accept_reaches_only() -> None:
    async with a_world(OWED) as world:
        reviews = ReviewWorld(world)
        await mandate(world)
        await mandate(world, Act.ACCEPT, agencies=("duo",), key="accept")

        assert isinstance(await reviews.dispute("D-1", requester=a_helper()), Disputed)
        found = await reviews.dispute("A-1", key="2", requester=a_helper())
        assert found == ConsentProblem(code="consent.no_mandate", path="person")


async def test_the_agency_answers_and_the_person_reads_it() -> None:
    async with a_world(OWED) as world:
        reviews = ReviewWorld(world)
        await world.give(world.wish())
        dispute = (await reviews.disputed()).open.kept.id

        came = await reviews.answer(dispute)

        assert isinstance(came, Open)
        (mine,) = await opened(reviews)
        assert mine.answer is not None
        assert (mine.answer.answered, mine.answer.says) == (Answered.UPHELD, "The payment has been found.")
        assert mine.kept.told_at == world.clock.now()
        assert await due(world) == []
        assert await reviews.answer(dispute) == came
        assert await reviews.answer(dispute, Answered.CORRECTED, key="2") is DisputeProblem.ANSWERED_ALREADY
        assert isinstance(await reviews.dispute(key="again"), Disputed)


async def test_only_a_worker_with_the_role_says_no() -> None:
    async with a_world(OWED) as world:
        reviews = ReviewWorld(world)
        await world.give(world.wish())
        dispute = (await reviews.disputed()).open.kept.id

        assert await reviews.answer(dispute, Answered.REJECTED) is DisputeProblem.NEEDS_PERSON
        assert await reviews.answer(dispute, says=" ", key="2") is DisputeProblem.UNFIT_WORDS
        came = await reviews.answer(dispute, Answered.REJECTED, key="3", requester=a_decider())
        assert isinstance(came, Open)
        assert came.answer is not None
        assert came.answer.by.worker == "w-1"


@pytest.mark.parametrize(
    ("requester", "found"),
    [
        (an_agency_client("duo"), DisputeProblem.UNKNOWN),
        (an_agency_client("cjib", Role.STAFF), DisputeProblem.UNKNOWN),
        (replace(an_agency_client("cjib"), purposes=frozenset()), Ground.PURPOSE_NOT_REGISTERED),
        (a_citizen(), DisputeProblem.UNKNOWN),
    ],
    ids=["another agency", "a worker without the role", "a client without the purpose", "a citizen"],
)
async def test_nobody_else_answers(requester: Requester, found: object) -> None:
    async with a_world(OWED) as world:
        reviews = ReviewWorld(world)
        await world.give(world.wish())
        dispute = (await reviews.disputed()).open.kept.id

        assert await reviews.answer(dispute, requester=requester) is found
        assert await reviews.answer("none", requester=requester) is found
        assert (await events(world)).count("access.refused") == 2


async def test_each_sees_what_is_theirs() -> None:
    async with a_world(OWED) as world:
        reviews = ReviewWorld(world)
        await world.give(world.wish())
        for claim in ("A-1", "D-1"):
            await reviews.disputed(claim, key=claim)
            world.clock.forward(minutes=1)
        await mandate(world, agencies=("duo",))

        def keys(found: object) -> list[str]:
            assert isinstance(found, tuple)
            return [each.dispute.key.reference for each in found]

        assert keys(await reviews.disputes()) == ["D-1", "A-1"]
        assert keys(await reviews.disputes(an_agency_client("cjib"))) == ["A-1"]
        assert keys(await reviews.disputes(an_agency_client("duo", Role.STAFF))) == ["D-1"]
        assert keys(await reviews.disputes(a_helper())) == ["D-1"]
        unregistered = replace(a_decider(), purposes=frozenset())
        assert await reviews.disputes(unregistered) is Ground.PURPOSE_NOT_REGISTERED
        stranger = a_citizen(await a_person(world.engine))
        assert await reviews.disputes(stranger) is Ground.NOT_THEIR_OWN
        own = reviews.show_disputes.of_own
        assert len(await own(world.citizen, world.subject, TRACE)) == 2
        assert await own(stranger, world.subject, TRACE) == ()
        assert await own(an_agency_client("cjib"), world.subject, TRACE) == ()


async def test_nothing_of_a_dispute_can_be_read_in_the_store() -> None:
    async with a_world(OWED) as world:
        reviews = ReviewWorld(world)
        await world.give(world.wish())
        dispute = (await reviews.disputed()).open.kept.id
        await reviews.answer(dispute)

        async with world.engine.connect() as connection:
            rows = [str(tuple(row)) for row in await connection.execute(text("SELECT * FROM dispute"))]
            rows += [str(tuple(row)) for row in await connection.execute(text("SELECT * FROM attempt"))]
        log = [line for _, _, line in await world.audit()]

        assert not any("March" in each or "A-1" in each or "found" in each for each in (*rows, *log))


async def test_an_answered_dispute_goes_when_nothing_hangs_on_it_and_an_erased_person_s_at_once() -> None:
    async with a_world(OWED) as world:
        reviews = ReviewWorld(world)
        await world.give(world.wish())
        dispute = (await reviews.disputed()).open.kept.id
        await reviews.answer(dispute)
        world.clock.at = world.clock.at.replace(year=2027, month=1, day=5)

        assert await due(world) == [(WorkKind.FORGET_DISPUTE, dispute)]
        await reviews.forget_dispute(dispute, world.subject)
        await reviews.forget_dispute(dispute, world.subject)
        assert await opened(reviews) == ()
        assert await due(world) == []
        assert (await events(world)).count("dispute.removed") == 1


async def test_who_is_erased_has_no_dispute_any_more_and_the_work_about_it_ends() -> None:
    async with a_world(OWED) as world:
        reviews = ReviewWorld(world)
        await world.give(world.wish())
        dispute = (await reviews.disputed()).open.kept.id
        erase = ErasePerson(store=world.store, vault=PlainVault(), clock=world.clock, book=BOOK)

        assert await erase(requester=world.citizen, subject=world.subject, trace=TRACE) is None
        await reviews.tell(dispute, world.subject)

        assert reviews.desks[CJIB].told == []
        assert await due(world) == []
