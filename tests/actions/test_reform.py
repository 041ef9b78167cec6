"""An arrangement over all agencies under the demo's reform: it lives as any other, and bears the name all along."""

import json
from datetime import timedelta

import pytest
from builders import ON
from living import a_life_world, an_agency_client
from reforming import BREED, LAW, NAME, OWED_AT_ALL, WIDE

from consent.parties import Role
from hub.actions import arrangement_changes as changes
from hub.actions import law
from hub.actions.amending import Amends
from hub.actions.living import Alive
from hub.actions.still_so import Changed
from hub.audit import canonical
from hub.domain.arrangement import Choice
from hub.domain.errand import Answered, PlannedTerm, Reply
from hub.domain.money import Cents
from hub.errors import BookError
from hub.life.agreed import Agreed
from hub.life.events import Payment
from hub.life.problem import LifeProblem
from hub.life.states import State

CJIB = an_agency_client("cjib")
OTHERS = ("belastingdienst", "cak", "duo", "toeslagen")


def reformed():
    return a_life_world(*OWED_AT_ALL, book=BREED)


def switched(hub, book):
    """The same hub, started again with another book."""
    for action in (hub.world.compute, hub.change_, hub.look, hub.bring):
        object.__setattr__(action, "book", book)


async def lines(hub, *events):
    return [json.loads(record) for _, event, record in await hub.world.audit() if event in events]


async def test_under_the_reform_five_agencies_are_asked_and_told_under_its_name():
    async with reformed() as hub:
        alive = await hub.accepted(WIDE)
        await hub.work()

        now = await hub.stands(alive.kept.id)
        assert now.life.state is State.ACTIVE
        assert now.life.agreed.reform.name == NAME
        assert hub.brought("cjib") == ["request"]
        assert [hub.brought(code) for code in OTHERS] == [["suspend"]] * 4
        assert {errand.reform for desk in hub.desks.values() for errand in desk.brought} == {NAME}


async def test_without_the_reform_the_same_wish_is_not_law():
    async with a_life_world(*OWED_AT_ALL, book=LAW) as hub:
        await hub.world.give(hub.world.wish())

        assert await hub.accept((await hub.propose(scheme=WIDE)).id) is LifeProblem.NOT_LAW


async def test_what_the_law_allows_bears_no_name_though_a_reform_is_laid_over_it():
    async with a_life_world(book=BREED) as hub:
        alive = await hub.accepted()
        await hub.work()

        assert alive.life.agreed.reform is None
        assert {errand.reform for desk in hub.desks.values() for errand in desk.brought} == {None}
        assert not [line for line in await lines(hub, "arrangement.accepted") if "reform" in line["outcome"]]


async def test_every_line_of_the_log_about_it_names_the_reform():
    async with reformed() as hub:
        alive = await hub.accepted(WIDE)
        await hub.work()
        told = Payment(reference="P-1", amount=Cents(100), on=ON)
        await hub.change(alive.kept.id, changes.payment(told, today=ON), requester=CJIB)
        hub.world.clock.forward(days=75)
        await hub.work()

        about = await lines(
            hub,
            *("proposal.kept", "arrangement.accepted", "arrangement.moved", "errand.brought", "errand.answered"),
        )
        assert {line["outcome"].get("reform") for line in about} == {NAME}
        assert len({line["event"] for line in about}) == 5
        assert {line["outcome"].get("operation") for line in about if line["event"] == "arrangement.moved"} == {
            "recordPayment",
            None,
        }


async def test_it_lives_on_under_its_reform_where_the_hub_no_longer_runs_under_it():
    async with reformed() as hub:
        alive = await hub.accepted(WIDE)
        switched(hub, LAW)
        await hub.work()
        paused = await hub.change(alive.kept.id, changes.pause_wish(helped=False, today=ON), key="pause")
        assert isinstance(paused, Alive)
        await hub.work()
        hub.world.clock.forward(days=200)
        await hub.work()

        now = await hub.stands(alive.kept.id)
        assert now.life.agreed.reform.name == NAME
        assert now.life.state is State.REMINDED
        assert {errand.reform for errand in hub.desks["cjib"].brought} == {NAME}


async def test_an_arrangement_of_a_reform_that_is_gone_is_a_fault_that_names_it():
    async with reformed() as hub:
        alive = await hub.accepted(WIDE)
        unknown = rf"reform\.unknown: .* {NAME}"
        switched(hub, dict(LAW))
        with pytest.raises(BookError, match=unknown):
            await hub.work()
        switched(hub, LAW)
        await hub.work()

        switched(hub, dict(LAW))
        with pytest.raises(BookError, match=unknown):
            await hub.change(alive.kept.id, changes.pause_wish(helped=False, today=ON))
        with pytest.raises(BookError, match=unknown):
            await hub.look(alive.kept.id, hub.world.subject)


async def test_a_proposal_of_the_reform_cannot_be_accepted_once_the_reform_is_off():
    async with reformed() as hub:
        await hub.world.give(hub.world.wish())
        made = await hub.propose(scheme=WIDE)
        switched(hub, LAW)

        assert await hub.accept(made.id) is LifeProblem.NOT_LAW


async def test_a_proposal_of_before_the_reform_is_another_one_under_it():
    async with a_life_world(*OWED_AT_ALL, book=LAW) as hub:
        await hub.world.give(hub.world.wish())
        made = await hub.propose(scheme=WIDE)
        switched(hub, BREED)

        assert await hub.accept(made.id) == Changed(claims=())


async def test_what_an_agency_grants_otherwise_stays_under_the_reform():
    async with reformed() as hub:
        term = PlannedTerm(due_on=ON + timedelta(days=40), amount=Cents(154_000))
        hub.desks["cjib"].says = [Answered(reply=Reply.GRANTED_OTHERWISE, terms=(term,))]
        alive = await hub.accepted(WIDE)
        await hub.work()
        agreed = await hub.change(alive.kept.id, changes.agreement(today=ON))
        await hub.work()

        assert isinstance(agreed, Alive)
        assert agreed.life.agreed.reform.name == NAME
        assert [errand.reform for errand in hub.desks["duo"].brought] == [NAME]


async def test_an_early_end_is_told_under_the_reform_too():
    async with reformed() as hub:
        alive = await hub.accepted(WIDE)
        await hub.work()
        worker = an_agency_client("cjib", Role.STAFF)
        await hub.change(
            alive.kept.id, changes.early_end("ground_gone", "They have moved.", today=ON), requester=worker
        )
        await hub.work()

        assert [(hub.desks[code].brought[-1].kind.value, hub.desks[code].brought[-1].reform) for code in OTHERS] == [
            ("resume_collection", NAME)
        ] * 4


async def test_what_was_agreed_before_reforms_were_known_still_opens_and_is_under_the_law():
    async with a_life_world(book=BREED) as hub:
        alive = await hub.accepted()
        written = canonical.dumps(alive.life.agreed)

        assert b"reform" not in written
        assert canonical.loads(Agreed, written) == alive.life.agreed
        assert law.of_agreed(BREED, hub.world.clock, alive.life.agreed).book is LAW


async def test_a_change_is_asked_for_under_the_reform_too():
    async with reformed() as hub:
        alive = await hub.running(WIDE)
        amends = Amends(arrangement=alive.kept.id)
        made = await hub.propose("q", WIDE, choice=Choice(months=20), amends=amends)
        assert isinstance(await hub.want(alive.kept.id, made.id), Alive)

        moved = [line["outcome"] for line in await lines(hub, "arrangement.moved")]
        assert [each["reform"] for each in moved if each.get("operation") == "requestChange"] == [NAME]
