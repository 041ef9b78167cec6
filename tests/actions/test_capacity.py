from dataclasses import replace

import pytest
from builders import BOOK, a_citizen, a_partner
from hub_world import TRACE, a_world
from kept import a_person

from consent.parties import Role
from consent.verdict import Ground
from hub.actions.capacity import Capacity, ComputeCapacity
from hub.domain.capacity import NoRoomKnown, Room
from hub.domain.household import Household, Means
from hub.domain.money import Cents
from hub.domain.situation import Situation

MEANS = Means(household=Household.SINGLE, taxable_income_year=Cents(2_400_000), monthly_income=Cents(190_000))
TOLD = Situation(means=MEANS, already_taken=Cents(0))


async def ask(world, requester=None, situation=TOLD):
    compute = ComputeCapacity(book=BOOK, store=world.store, clock=world.clock)
    return await compute(requester=requester or world.citizen, subject=world.subject, situation=situation, trace=TRACE)


async def test_capacity_asks_no_agency_and_writes_down_that_it_was_asked_and_not_what_was_told():
    async with a_world() as world:
        found = await ask(world)

        assert isinstance(found, Capacity)
        assert isinstance(found.room, Room)
        assert found.tax.year == 12 * found.tax.month
        assert not any(source.asked for source in world.sources.values())
        ((_, event, line),) = await world.audit()
        assert event == "capacity.computed"
        assert "190000" not in line


async def test_what_was_not_told_leaves_the_room_unknown_and_the_protected_income_known():
    means = replace(MEANS, monthly_income=None)
    async with a_world() as world:
        found = await ask(world, situation=Situation(means=means))

    assert isinstance(found.room, NoRoomKnown)
    assert found.tax is None
    assert found.protected_income.amount > 0


async def test_an_organization_that_may_plan_may_compute_too():
    async with a_world() as world:
        assert isinstance(await ask(world, a_partner()), Capacity)


@pytest.mark.parametrize(
    ("requester", "ground"),
    [
        (a_partner(purposes=("overview",)), Ground.PURPOSE_NOT_REGISTERED),
        (replace(a_partner(), role=Role.INTERMEDIARY), Ground.NO_MANDATE),
        (replace(a_partner(), role=Role.AUDITOR), Ground.ROLE_HAS_NO_BASIS),
        (replace(a_partner(), role=Role.STAFF), Ground.ROLE_HAS_NO_BASIS),
    ],
    ids=["an agency without the purpose", "a helper without a mandate", "an auditor", "staff"],
)
async def test_whoever_has_no_basis_learns_nothing_and_leaves_a_line_that_says_so(requester, ground):
    async with a_world() as world:
        assert await ask(world, requester) is ground
        ((_, event, line),) = await world.audit()

    assert event == "access.refused"
    assert f'"outcome":{{"ground":"{ground.value}"}}' in line
    assert "190000" not in line


async def test_a_citizen_computes_about_nobody_else():
    async with a_world() as world:
        stranger = a_citizen(await a_person(world.engine))
        assert await ask(world, stranger) is Ground.NOT_THEIR_OWN
