import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from builders import ON, a_claim, a_policy, a_report
from kept import whole_database
from living import OWED, a_life_world, an_agency_client

from consent.parties import AgencyCode
from hub.actions import arrangement_changes as changes
from hub.actions.acting import ConsentProblem
from hub.actions.amending import Amends
from hub.actions.living import Alive
from hub.actions.once import OnceProblem
from hub.actions.preview_change import preview_change
from hub.actions.still_so import Changed
from hub.domain.arrangement import Choice
from hub.domain.claim import Amounts, ClaimKey
from hub.domain.errand import Answered, PlannedTerm, Reply
from hub.domain.facts import Answer, Fact, FactName
from hub.domain.money import Cents, total
from hub.errors import BadInput
from hub.life.accept import Change
from hub.life.events import ChangeAsked, Payment
from hub.life.problem import LifeProblem
from hub.life.states import State

NEW_FINE = ClaimKey(owner=AgencyCode("cjib"), reference="A-1")
NEW = a_claim(12000, owner="cak", reference="C-1")
ONE_MORE = a_report("cjib", *OWED.claims, NEW)


async def proposed(hub, alive, key="q", months=20, joining=()):
    amends = Amends(arrangement=alive.kept.id, joining=frozenset(joining))
    return await hub.propose(key, choice=Choice(months=months), amends=amends)


async def test_a_change_is_asked_of_the_agency_and_holds_once_it_is_granted():
    async with a_life_world() as hub:
        alive = await hub.running()
        made = await proposed(hub, alive)

        waits = await hub.want(alive.kept.id, made.id)
        assert isinstance(waits, Alive)
        assert (waits.life.terms, waits.life.state) == (alive.life.terms, State.ACTIVE)
        await hub.work()

        now = await hub.stands(alive.kept.id)
        assert [term.amount for term in now.life.unpaid] == [4500] * 20
        assert hub.brought("cjib") == ["request", "change"]
        assert hub.brought("duo") == ["suspend"]
        errand = hub.desks["cjib"].brought[-1]
        assert (errand.ground, len(errand.terms)) == ("other_circumstances", 20)


async def test_the_payment_day_stays_unless_another_is_chosen():
    async with a_life_world() as hub:
        await hub.world.give(hub.world.wish())
        alive = await hub.accept((await hub.propose(choice=Choice(payment_day=20))).id)
        await hub.work()

        made = await proposed(hub, alive)

        assert {each.due_on.day for each in made.receipt.outcome.instalments} == {20}


async def test_what_came_in_is_not_asked_for_again_though_the_agency_still_states_it():
    async with a_life_world() as hub:
        alive = await hub.running()
        payment = Payment(reference="P-1", amount=Cents(9000), on=ON)
        await hub.change(alive.kept.id, changes.payment(payment, today=ON), requester=an_agency_client("cjib"))

        made = await proposed(hub, alive)

        assert total([each.amount for each in made.receipt.outcome.instalments]) == 81000


async def test_a_claim_joins_and_its_owner_is_told_to_suspend():
    async with a_life_world() as hub:
        alive = await hub.running()
        hub.world.sources["cjib"].report = ONE_MORE
        made = await proposed(hub, alive, joining=["claim C-1"])
        await hub.want(alive.kept.id, made.id)
        await hub.work()

        now = await hub.stands(alive.kept.id)
        assert now.life.open == 102_000
        assert now.kept.owners == {"cjib", "duo", "cak"}
        assert (hub.brought("cak"), hub.brought("duo")) == (["suspend"], ["suspend"])
        errand = hub.desks["cjib"].brought[-1]
        assert (errand.ground, len(errand.claims)) == ("claims_join", 3)
        (mine,) = await hub.seen(an_agency_client("cak"))
        assert mine.owners == {"cak"}


async def test_a_claim_that_joins_nothing_is_left_out():
    async with a_life_world() as hub:
        alive = await hub.running()
        hub.world.sources["cjib"].report = ONE_MORE

        made = await proposed(hub, alive)

        assert {claim.key.reference for claim in made.receipt.outcome.considered.included} == {"A-1", "D-1"}


async def test_that_the_agency_has_them_in_an_arrangement_is_no_hindrance():
    async with a_life_world() as hub:
        alive = await hub.running()
        taken = tuple(
            replace(claim, facts={**claim.facts, FactName.IN_ARRANGEMENT: Fact(answer=Answer.YES)})
            for claim in OWED.claims
        )
        hub.world.sources["cjib"].report = a_report("cjib", *taken)

        assert (await proposed(hub, alive)).receipt.outcome.considered.included


async def test_a_claim_that_runs_in_another_arrangement_joins_none():
    taken = replace(NEW, facts={**NEW.facts, FactName.IN_ARRANGEMENT: Fact(answer=Answer.YES)})
    async with a_life_world() as hub:
        alive = await hub.running()
        hub.world.sources["cjib"].report = a_report("cjib", *OWED.claims, taken)

        made = await proposed(hub, alive, joining=["claim C-1"])

        assert NEW.key not in {claim.key for claim in made.receipt.outcome.considered.included}


async def test_an_agency_that_grants_what_nobody_wants_any_more_hears_which_terms_hold():
    async with a_life_world() as hub:
        alive = await hub.running()
        made = await proposed(hub, alive)
        await hub.want(alive.kept.id, made.id)
        stated = changes.restatement(NEW_FINE, Amounts(principal=Cents(50000)), today=ON)
        await hub.change(alive.kept.id, stated, requester=an_agency_client("cjib"))
        await hub.work()

        now = await hub.stands(alive.kept.id)
        assert now.life.open == total([term.amount for term in now.life.unpaid]) == 80000
        assert hub.brought("cjib")[:2] == ["request", "change"]
        assert hub.brought("cjib")[-1] == "amend"
        assert sum(term.amount for term in hub.desks["cjib"].brought[-1].terms) == 80000


async def test_an_answer_to_an_earlier_wish_is_none_to_the_next():
    async with a_life_world() as hub:
        alive = await hub.running()
        hub.desks["cjib"].says = [Answered(reply=Reply.RECEIVED)]
        await hub.want(alive.kept.id, (await proposed(hub, alive)).id)
        await hub.work()
        stated = changes.restatement(NEW_FINE, Amounts(principal=Cents(50000)), today=ON)
        await hub.change(alive.kept.id, stated, requester=an_agency_client("cjib"))
        other = await proposed(hub, alive, key="r", months=4)
        await hub.want(alive.kept.id, other.id, key="v")
        granted = Answered(reply=Reply.GRANTED)
        hub.desks["cjib"].says = [granted, granted, Answered(reply=Reply.REFUSED)]
        for _ in range(5):
            hub.world.clock.forward(hours=12)
            await hub.work()

        now = await hub.stands(alive.kept.id)
        assert now.life.open == total([term.amount for term in now.life.unpaid]) == 80000
        assert len(now.life.unpaid) != 4


async def test_the_same_call_again_asks_once():
    async with a_life_world() as hub:
        alive = await hub.running()
        made = await proposed(hub, alive)
        await hub.want(alive.kept.id, made.id)

        again = await hub.want(alive.kept.id, made.id)
        other = await hub.want(alive.kept.id, "another")
        await hub.work()

        assert isinstance(again, Alive)
        assert other is OnceProblem.REUSED
        assert hub.brought("cjib") == ["request", "change"]


async def test_of_eight_at_once_one_asks():
    async with a_life_world() as hub:
        alive = await hub.running()
        made = await proposed(hub, alive)

        came = await asyncio.gather(*(hub.want(alive.kept.id, made.id, key=f"w-{n}") for n in range(8)))
        await hub.work()

        assert sum(isinstance(each, Alive) for each in came) == 1
        assert {each for each in came if not isinstance(each, Alive)} == {LifeProblem.CHANGE_ASKED_ALREADY}
        assert hub.brought("cjib") == ["request", "change"]


async def test_one_call_that_another_finished_meanwhile_gives_how_it_stands():
    async with a_life_world() as hub:
        alive = await hub.running()
        made = await proposed(hub, alive)
        source = hub.world.sources["cjib"]
        gate = source.gate = asyncio.Event()
        source.reached.clear()
        slow = asyncio.create_task(hub.want(alive.kept.id, made.id))
        await source.reached.wait()
        source.gate = None
        hub.world.clock.forward(seconds=61)
        first = await hub.want(alive.kept.id, made.id)
        gate.set()

        assert isinstance(first, Alive)
        assert (await slow).kept.id == first.kept.id
        await hub.work()
        assert hub.brought("cjib") == ["request", "change"]


async def test_what_changed_meanwhile_is_named_and_nothing_is_asked():
    async with a_life_world() as hub:
        alive = await hub.running()
        made = await proposed(hub, alive)
        payment = Payment(reference="P-1", amount=Cents(9000), on=ON)
        await hub.change(alive.kept.id, changes.payment(payment, today=ON), requester=an_agency_client("cjib"))

        came = await hub.want(alive.kept.id, made.id)

        assert isinstance(came, Changed)
        assert {each.change for each in came.claims} == {Change.AMOUNT}
        assert hub.brought("cjib") == ["request"]


async def test_an_agency_that_grants_other_terms_leaves_them_to_the_person():
    async with a_life_world() as hub:
        alive = await hub.running()
        made = await proposed(hub, alive)
        await hub.want(alive.kept.id, made.id)
        first = hub.world.clock.today() + timedelta(days=60)
        hub.desks["cjib"].says = [
            Answered(reply=Reply.GRANTED_OTHERWISE, terms=(PlannedTerm(due_on=first, amount=Cents(90000)),))
        ]
        await hub.work()
        offered = await hub.stands(alive.kept.id)
        assert offered.life.change_offered is not None

        today = hub.world.clock.today()
        now = await hub.change(alive.kept.id, changes.agreement(today=today), key="agree")
        await hub.work()

        assert [term.amount for term in now.life.unpaid] == [90000]
        assert hub.brought("cjib") == ["request", "change", "amend"]


async def test_an_agency_that_refuses_leaves_the_terms_as_they_are():
    async with a_life_world() as hub:
        alive = await hub.running()
        made = await proposed(hub, alive)
        await hub.want(alive.kept.id, made.id)
        hub.desks["cjib"].says = [Answered(reply=Reply.REFUSED, reason="no", article="3:6")]
        await hub.work()

        now = await hub.stands(alive.kept.id)
        assert (now.life.change_asked, now.life.terms) == (None, alive.life.terms)


async def test_a_change_that_was_asked_for_is_overtaken_when_the_arrangement_is_over():
    async with a_life_world() as hub:
        alive = await hub.running()
        made = await proposed(hub, alive)
        await hub.want(alive.kept.id, made.id)
        await hub.change(alive.kept.id, changes.withdrawal(today=ON), key="x")
        await hub.work()

        assert hub.brought("cjib") == ["request", "withdraw"]


async def test_only_the_person_and_who_acts_for_them_ask():
    async with a_life_world() as hub:
        alive = await hub.running()
        made = await proposed(hub, alive)

        came = await hub.want(alive.kept.id, made.id, requester=an_agency_client("cjib"))

        assert isinstance(came, ConsentProblem)


async def test_who_was_put_under_guardianship_meanwhile_does_not_ask(monkeypatch):
    async with a_life_world() as hub:
        alive = await hub.running()
        made = await proposed(hub, alive)
        answers = iter([None, ConsentProblem(code="under_guardianship", path="person")])
        who = type(hub.request_change)._who

        async def later(self, *given):
            return next(answers) or await who(self, *given)

        monkeypatch.setattr(type(hub.request_change), "_who", later)

        assert isinstance(await hub.want(alive.kept.id, made.id), ConsentProblem)


async def test_what_is_not_there_is_not_changed():
    async with a_life_world() as hub:
        alive = await hub.running()
        made = await proposed(hub, alive)

        assert await hub.want("nothing", made.id) is LifeProblem.UNKNOWN
        assert await hub.want(alive.kept.id, "nothing", key="2") is LifeProblem.PROPOSAL_UNKNOWN
        hub.world.clock.forward(days=14)
        assert await hub.want(alive.kept.id, made.id, key="3") is LifeProblem.PROPOSAL_EXPIRED


@pytest.mark.parametrize(
    ("amends", "code"),
    [
        (Amends(arrangement="nothing"), "arrangement.unknown"),
        (Amends(arrangement="", joining=frozenset({"claim X"})), "arrangement.unknown"),
    ],
)
async def test_a_proposal_amends_only_what_is_there(amends, code):
    async with a_life_world() as hub:
        await hub.running()
        with pytest.raises(BadInput) as refused:
            await hub.propose("q", amends=amends)
        assert refused.value.code == code


async def test_a_proposal_amends_only_what_runs_and_takes_in_only_what_is_told():
    async with a_life_world() as hub:
        alive = await hub.running()
        with pytest.raises(BadInput) as unknown:
            await proposed(hub, alive, joining=["claim X"])
        await hub.change(alive.kept.id, changes.withdrawal(today=ON), key="x")
        with pytest.raises(BadInput) as over:
            await proposed(hub, alive, "r")

        assert (unknown.value.code, over.value.code) == ("change.unknown_claim", "arrangement.not_running")


async def test_what_would_change_is_seen_before_it_is_asked_for():
    async with a_life_world() as hub:
        alive = await hub.running()
        made = await proposed(hub, alive)

        seen = preview_change(alive.life, made, on=ON, policy=a_policy())

        assert isinstance(seen, ChangeAsked)
        assert (await hub.stands(alive.kept.id)).life == alive.life


async def test_nothing_readable_is_kept_of_a_change():
    async with a_life_world() as hub:
        alive = await hub.running()
        made = await proposed(hub, alive)
        await hub.want(alive.kept.id, made.id)

        written = await whole_database(hub.world.engine, "sqlite://")

        assert b"4500" not in written
