import asyncio
from dataclasses import replace
from datetime import date

from builders import ON, a_claim, a_report
from consenting import a_helper, mandated
from hub_world import PlainKey
from living import OWED, a_life_world, an_agency_client

from consent.arrangements import ArrangementId
from hub.actions import arrangement_changes as changes
from hub.actions.acting import ConsentProblem
from hub.actions.living import Alive, Living
from hub.actions.once import OnceProblem
from hub.actions.still_so import Changed, again, still_so
from hub.domain.errand import Answered, Reply
from hub.domain.money import Cents
from hub.domain.source import SourceStatus
from hub.life.accept import Change
from hub.life.events import Payment
from hub.life.problem import LifeProblem
from hub.life.states import State

CJIB = an_agency_client("cjib")
DUO = an_agency_client("duo")
SILENT = Answered(reply=Reply.UNREACHABLE, reason="source.timed_out", may_retry=True)


def paid(cents, on=ON, reference="P-1", only=None):
    told = Payment(reference=reference, amount=Cents(cents), on=on, only=only)
    return changes.payment(told, today=on)


async def test_what_is_accepted_is_asked_for_and_granted_and_its_owners_are_told():
    async with a_life_world() as hub:
        alive = await hub.accepted()
        assert alive.life.state is State.ACCEPTED
        await hub.work()

        now = await hub.stands(alive.kept.id)
        assert now.life.state is State.ACTIVE
        assert hub.brought("cjib") == ["request"]
        assert hub.brought("duo") == ["suspend"]
        assert hub.brought("cak") == []
        (told,) = hub.desks["duo"].brought
        assert [claim.key.reference for claim in told.claims] == ["D-1"]
        assert told.terms == ()


async def test_accepting_twice_under_one_key_is_accepting_once():
    async with a_life_world() as hub:
        first = await hub.accepted()
        again = await hub.accept(first.kept.proposal)

        assert again.kept.id == first.kept.id
        assert await hub.accept("other", "a") is OnceProblem.REUSED


async def test_each_agency_by_its_own_rules_has_its_own_arrangement_and_is_asked_for_that_alone():
    reclaim = a_claim(42000, owner="toeslagen", collector="toeslagen", reference="T-1", due_on=date(2026, 9, 1))
    benefits = a_report("toeslagen", reclaim)
    async with a_life_world(OWED, benefits) as hub:
        await hub.world.give(hub.world.wish("cjib", "toeslagen"))

        first = await hub.accept((await hub.propose("1")).id, "a1")
        second = await hub.accept((await hub.propose("2", scheme="toeslagen")).id, "a2")
        third = await hub.accept((await hub.propose("3", scheme="toeslagen")).id, "a3")
        await hub.work()

        assert third is LifeProblem.OPEN_ALREADY
        assert [(await hub.stands(each.kept.id)).life.state for each in (first, second)] == [State.ACTIVE] * 2
        brought = {code: hub.brought(code) for code in ("cjib", "duo", "toeslagen")}
        assert brought == {"cjib": ["request"], "duo": ["suspend"], "toeslagen": ["request"]}
        (errand,) = hub.desks["toeslagen"].brought
        assert [claim.key.reference for claim in errand.claims] == ["T-1"]


async def test_a_person_has_one_open_arrangement_at_an_agency():
    async with a_life_world() as hub:
        await hub.accepted()

        assert await hub.accept((await hub.propose("q")).id, "b") is LifeProblem.OPEN_ALREADY


async def test_of_eight_who_accept_at_once_one_does():
    async with a_life_world() as hub:
        await hub.world.give(hub.world.wish())
        made = await hub.propose()

        found = await asyncio.gather(*(hub.accept(made.id, f"k-{n}") for n in range(8)))

        assert sum(isinstance(each, Alive) for each in found) == 1
        await hub.work()
        assert hub.brought("cjib") == ["request"]


async def test_what_changed_since_is_said_and_nothing_is_accepted():
    async with a_life_world() as hub:
        await hub.world.give(hub.world.wish())
        made = await hub.propose()
        hub.world.sources["cjib"].report = a_report(
            "cjib", a_claim(50000), a_claim(30000, owner="duo", reference="D-1")
        )

        found = await hub.accept(made.id)

        assert isinstance(found, Changed)
        assert [(each.key.reference, each.change, each.before, each.now) for each in found.claims] == [
            ("A-1", Change.AMOUNT, 60000, 50000)
        ]
        await hub.work()
        assert hub.brought("cjib") == []


async def test_what_changed_is_not_told_to_a_helper_who_could_not_accept_at_every_agency():
    async with a_life_world() as hub:
        await hub.world.give(hub.world.wish())
        made = await hub.propose()
        hub.world.sources["cjib"].report = a_report("cjib", a_claim(50000))
        async with hub.world.store.transaction(hub.world.subject) as transaction:
            await transaction.append_mandate(mandated(subject=hub.world.subject))

        found = await hub.accept(made.id, requester=a_helper(subject=hub.world.subject))

        assert found == ConsentProblem(code="consent.no_mandate", path="person")
        assert (await hub.world.audit())[-1][1] == "access.refused"


async def test_an_agency_that_is_silent_now_is_a_change_too():
    async with a_life_world() as hub:
        await hub.world.give(hub.world.wish())
        made = await hub.propose()
        hub.world.sources["cjib"].report = a_report("cjib")

        assert await hub.accept(made.id) == Changed(claims=())


async def test_a_needed_agency_that_is_silent_now_stands_in_the_way_though_no_claim_changed():
    async with a_life_world() as hub:
        await hub.world.give(hub.world.wish())
        made = await hub.propose()
        cjib = hub.world.sources["cjib"]
        cjib.report = replace(cjib.report, status=SourceStatus.CONTRADICTORY)

        assert await hub.accept(made.id) is LifeProblem.NOT_ACCEPTABLE
        await hub.work()
        assert hub.brought("cjib") == []


async def test_an_attempt_that_was_thought_lost_gives_what_the_other_one_led_to():
    async with a_life_world() as hub:
        await hub.world.give(hub.world.wish())
        made = await hub.propose()
        source = hub.world.sources["cjib"]
        gate = source.gate = asyncio.Event()
        source.reached.clear()
        slow = asyncio.create_task(hub.accept(made.id))
        await source.reached.wait()
        source.gate = None
        hub.world.clock.forward(seconds=61)

        taken_over = await hub.accept(made.id)
        gate.set()

        assert isinstance(taken_over, Alive)
        assert (await slow).kept.id == (await hub.accept(made.id)).kept.id == taken_over.kept.id


async def test_other_instalments_on_the_same_claims_are_a_change():
    async with a_life_world() as hub:
        await hub.world.give(hub.world.wish())
        made = await hub.propose()
        given = made.receipt.inputs
        other = replace(made.receipt, inputs=replace(given, choice=replace(given.choice, months=6)))
        now = again(other, await hub.world.collect(hub.world.question()), hub.world.compute)

        assert still_so(made.receipt.outcome, now) == Changed(claims=())


async def test_a_proposal_that_is_not_there_or_over_is_not_accepted():
    async with a_life_world() as hub:
        await hub.world.give(hub.world.wish())
        made = await hub.propose()

        assert await hub.accept("nothing") is LifeProblem.PROPOSAL_UNKNOWN
        hub.world.clock.forward(days=14)
        assert await hub.accept(made.id, "b") is LifeProblem.PROPOSAL_EXPIRED


async def test_what_is_not_law_cannot_be_accepted():
    async with a_life_world() as hub:
        await hub.world.give(hub.world.wish())

        assert await hub.accept((await hub.propose(scheme="rijk-wide")).id) is LifeProblem.NOT_LAW


async def test_nobody_else_accepts():
    async with a_life_world() as hub:
        await hub.world.give(hub.world.wish())
        made = await hub.propose()

        found = await hub.accept(made.id, requester=CJIB)

        assert isinstance(found, ConsentProblem)
        assert "access.refused" in [event for _, event, _ in await hub.world.audit()]


async def test_who_was_put_under_guardianship_meanwhile_does_not_accept(monkeypatch):
    async with a_life_world() as hub:
        await hub.world.give(hub.world.wish())
        made = await hub.propose()
        answers = iter([None, ConsentProblem(code="under_guardianship", path="person")])
        who = type(hub.accept_)._who

        async def later(self, *given):
            return next(answers) or await who(self, *given)

        monkeypatch.setattr(type(hub.accept_), "_who", later)

        assert isinstance(await hub.accept(made.id), ConsentProblem)


async def test_an_arrangement_at_the_same_agency_is_not_begun_twice():
    async with a_life_world() as hub:
        alive = await hub.accepted()
        async with hub.world.store.transaction(hub.world.subject) as transaction:
            living = Living(transaction=transaction, key=PlainKey(), closed=())
            (first, *_) = await living.read(alive.kept)

            assert not await living.begin(replace(alive.kept, id=ArrangementId("another")), first.event)
