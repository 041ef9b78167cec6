import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
import reviews
from builders import NO, a_citizen, a_claim, a_partner, a_report
from consenting import a_helper, mandated
from hub_world import TRACE, a_world
from kept import a_person

from consent.parties import SubjectRef
from consent.purposes import Purpose
from hub.actions.acting import ConsentProblem
from hub.actions.once import LEASE, OnceProblem
from hub.actions.plan_wish import NamedOptIn, PlanWish
from hub.actions.preview import Computed
from hub.actions.show_arrangement import Shown
from hub.actions.show_receipt import ReceiptProblem
from hub.domain.arrangement import Choice, Proposal, Refusal
from hub.domain.facts import FactName
from hub.domain.household import Household, Means
from hub.domain.money import Cents
from hub.domain.situation import Situation
from hub.errors import BadInput

CHOICE = Choice()
OWED = a_report("cjib", a_claim(20000), a_claim(5000, owner="duo", reference="D-1"))


async def propose(world, key="p", scheme="rijk-2025", choice=CHOICE, **more):
    wish = PlanWish(scheme=scheme, choice=choice, **more)
    return await world.propose(world.question(), wish, key=key, name_of=lambda claim: f"claim {claim.reference}")


async def test_a_preview_stores_nothing_but_that_it_was_asked():
    async with a_world(OWED) as world:
        await world.give(world.wish())
        computed = await world.preview(world.question(), scheme="rijk-2025", choice=CHOICE)

        assert isinstance(computed.receipt.outcome, Proposal)
        assert [event for _, event, _ in await world.audit()] == ["consent.given", "claims.asked", "claims.released"]


async def test_a_proposal_can_be_read_again_as_it_was_made():
    async with a_world(OWED) as world:
        await world.give(world.wish())
        made = await propose(world)
        shown = await world.show(world.citizen, made.id, trace=TRACE)

        assert isinstance(made, Shown)
        assert shown == made
        assert made.expires_at - made.made_at == timedelta(days=14)
        assert [event for _, event, _ in await world.audit()][1:] == [
            "claims.asked",
            "claims.released",
            "proposal.kept",
            "proposal.read",
        ]


async def test_the_same_key_gives_the_same_proposal_and_another_body_a_problem():
    async with a_world(OWED) as world:
        await world.give(world.wish())
        first, again = await propose(world), await propose(world)

        assert again == first
        assert len(world.sources["cjib"].asked) == 1
        assert await propose(world, choice=Choice(payment_day=5)) is OnceProblem.REUSED


async def test_a_key_whose_proposal_has_expired_cannot_be_used_again():
    async with a_world(OWED) as world:
        await world.give(world.wish())
        made = await propose(world)
        world.clock.forward(days=14)

        assert await world.show(world.citizen, made.id, trace=TRACE) is None
        assert await propose(world) is OnceProblem.EXPIRED


async def test_a_refusal_is_not_kept_and_the_next_try_computes_anew():
    async with a_world(a_report("cjib", a_claim(100))) as world:
        await world.give(world.wish())
        first = await propose(world)
        await propose(world)

        assert isinstance(first, Computed)
        assert isinstance(first.receipt.outcome, Refusal)
        assert len(world.sources["cjib"].asked) == 2


async def test_retries_of_a_refused_call_are_not_carried_out_at_the_same_time():
    async with a_world(a_report("cjib", a_claim(100))) as world:
        await world.give(world.wish())
        await propose(world)
        source = world.sources["cjib"]
        source.gate, source.reached = asyncio.Event(), asyncio.Event()
        running = asyncio.create_task(propose(world))
        await source.reached.wait()

        assert await propose(world) is OnceProblem.IN_PROGRESS
        source.gate.set()
        assert isinstance(await running, Computed)


async def test_a_retry_on_the_next_day_gives_the_same_proposal():
    async with a_world(OWED) as world:
        await world.give(world.wish())
        made = await propose(world)
        world.clock.forward(days=1)
        assert await propose(world) == made


async def test_two_calls_at_once_under_one_key_leave_one_proposal():
    async with a_world(OWED) as world:
        await world.give(world.wish())
        source = world.sources["cjib"]
        source.gate = asyncio.Event()
        running = asyncio.create_task(propose(world))
        await source.reached.wait()

        assert await propose(world) is OnceProblem.IN_PROGRESS
        source.gate.set()
        assert isinstance(await running, Shown)


async def test_an_attempt_that_died_can_be_taken_up_after_its_lease():
    async with a_world(OWED) as world:
        await world.give(world.wish())
        source = world.sources["cjib"]
        source.gate = asyncio.Event()
        running = asyncio.create_task(propose(world))
        await source.reached.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        source.gate.set()

        assert await propose(world) is OnceProblem.IN_PROGRESS
        world.clock.at += LEASE
        assert isinstance(await propose(world), Shown)


@pytest.mark.parametrize("reader", [a_citizen(SubjectRef("other")), a_partner()], ids=["somebody else", "a partner"])
async def test_nobody_else_reads_a_proposal(reader):
    async with a_world(OWED) as world:
        await world.give(world.wish())
        made = await propose(world)
        if reader.subject is not None:
            reader = a_citizen(await a_person(world.engine))
        assert await world.show(reader, made.id, trace=TRACE) is None
        assert await world.show(world.citizen, "never-was", trace=TRACE) is None


@pytest.mark.parametrize(
    ("mandate", "event"),
    [
        ({"agencies": frozenset({"cjib", "duo"})}, "proposal.read"),
        ({"agencies": frozenset({"cjib"})}, "access.refused"),
        ({"agencies": frozenset({"cak"})}, "access.refused"),
        ({"agencies": frozenset({"cjib", "duo"}), "purposes": frozenset({Purpose.OVERVIEW})}, "access.refused"),
    ],
    ids=["all that it tells of", "one of two", "another", "another purpose"],
)
async def test_a_helper_reads_a_proposal_only_where_a_mandate_reaches_every_agency_that_it_tells_of(mandate, event):
    async with a_world(OWED) as world:
        await world.give(world.wish("cjib", "duo"))
        made = await propose(world)
        async with world.store.transaction(world.subject) as transaction:
            await transaction.append_mandate(mandated(subject=world.subject, **mandate))
        read = await world.show(a_helper(subject=world.subject), made.id, trace=TRACE)

        assert (read == made) is (event == "proposal.read")
        assert (await world.audit())[-1][1] == event


async def test_no_amount_and_no_reference_stands_readable_in_the_store(tmp_path):
    path = tmp_path / "hub.db"
    owed = a_report("cjib", a_claim(7654321, reference="SECRET-REF"), a_claim(5000, owner="duo", reference="D-1"))
    async with a_world(owed, url=f"sqlite:///{path}") as world:
        await world.give(world.wish())
        assert isinstance(await propose(world), Shown)
    content = b"".join(file.read_bytes() for file in tmp_path.iterdir())

    assert b"kept_proposal" in content
    assert b"7654321" not in content
    assert b"SECRET-REF" not in content


SITUATION = Situation(
    means=Means(household=Household.SINGLE, taxable_income_year=Cents(2_400_000), monthly_income=Cents(190_000)),
    already_taken=Cents(0),
)
WRIT = a_report("cjib", a_claim(20000, kind="penalty_order", said={FactName.IRREVOCABLE: NO}))


async def test_a_situation_is_part_of_the_body_under_a_key_and_of_the_sealed_proposal():
    async with a_world(OWED) as world:
        await world.give(world.wish())
        made = await propose(world, situation=SITUATION)

        assert made.receipt.inputs.situation == SITUATION
        assert await propose(world, situation=SITUATION) == made
        assert await propose(world) is OnceProblem.REUSED


@pytest.mark.parametrize(
    ("named", "code"),
    [
        (NamedOptIn(claim="claim never-was", gives_up="verzet"), "opt_in.unknown_claim"),
        (NamedOptIn(claim="claim A-1", gives_up="something else"), "opt_in.not_confirmed"),
    ],
)
async def test_a_choice_that_cannot_be_keeps_nothing_and_the_key_can_be_tried_again_at_once(named, code):
    async with a_world(WRIT) as world:
        await world.give(world.wish())
        for _ in range(2):
            with pytest.raises(BadInput) as caught:
                await propose(world, opt_ins=(named,))
            assert caught.value.code == code

        assert [event for _, event, _ in await world.audit()][1:] == ["claims.asked", "claims.released"] * 2


async def test_a_claim_that_waits_is_taken_in_where_the_person_confirms_what_is_given_up():
    async with a_world(WRIT) as world:
        await world.give(world.wish())
        made = await propose(world, opt_ins=(NamedOptIn(claim="claim A-1", gives_up="verzet"),))

        assert [opt_in.reference for opt_in in made.receipt.inputs.choice.opt_ins] == ["A-1"]
        assert made.receipt.outcome.total == 20000


async def test_a_receipt_of_ones_own_can_be_taken_home_until_it_is_destroyed():
    async with a_world(OWED) as world:
        await world.give(world.wish())
        made = await propose(world)
        show = world.take_receipt
        stranger = a_citizen(await a_person(world.engine))

        assert (await show(world.citizen, made.id, trace=TRACE)).receipt == made.receipt
        world.clock.forward(days=14)
        assert await show(world.citizen, made.id, trace=TRACE) is ReceiptProblem.SHREDDED
        without_leave = a_helper(subject=world.subject)
        for requester, id_ in (
            (world.citizen, "never-was"),
            (stranger, made.id),
            (a_partner(), made.id),
            (without_leave, made.id),
        ):
            assert await show(requester, id_, trace=TRACE) is None


async def test_a_plan_on_a_value_that_nobody_confirmed_can_be_accepted_only_where_nobody_asks_for_that():
    async with a_world(OWED) as world:
        await world.give(world.wish())
        free = (await propose(world, key="free")).receipt.outcome
        world.propose = replace(world.propose, compute=replace(world.compute, confirmed=frozenset()))
        bound = (await propose(world, key="bound")).receipt.outcome
        named = frozenset(bound.unconfirmed)
        world.propose = replace(world.propose, compute=replace(world.compute, confirmed=named))
        confirmed = (await propose(world, key="confirmed")).receipt.outcome

    assert (free.acceptable, free.indicative) == (True, False)
    assert (bound.acceptable, bound.indicative) == (False, True)
    assert [reason.code for reason in bound.blocked_by] == ["rule.unconfirmed"]
    assert named == set(free.unconfirmed)
    assert (confirmed.acceptable, confirmed.unconfirmed) == (True, ())


async def test_a_helper_proposes_on_a_mandate_and_opens_it_and_nobody_does_without_one():
    async with a_world(OWED) as world:
        helper = reviews.a_helper()
        question = replace(world.question(), requester=helper)
        wish = PlanWish(scheme="rijk-2025", choice=CHOICE)
        barred = await world.propose(question, wish, key="none", name_of=str)
        assert barred == ConsentProblem(code="consent.no_mandate", path="person")
        await reviews.mandate(world, agencies=tuple(world.sources))
        made = await world.propose(question, wish, key="p", name_of=str)
        again = await world.propose(question, wish, key="p", name_of=str)

        assert isinstance(made, Shown)
        assert again == made
        assert await world.show(helper, made.id, trace=TRACE, subject=world.subject) == made
        assert await world.show(helper, made.id, trace=TRACE) is None
        assert await world.show(a_partner(), made.id, trace=TRACE, subject=world.subject) is None
