"""Money that goes back after an arrangement was over: whoever heard that it was over hears what is open again."""

from collections.abc import AsyncIterator

import pytest
from builders import ON
from living import LivingWorld, a_life_world, an_agency_client

from consent.parties import AgencyCode, Role
from hub.actions import arrangement_changes as changes
from hub.actions.living import Alive
from hub.domain.errand import Answered, Errand, Reply
from hub.domain.money import Cents
from hub.life.events import Payment, Question
from hub.life.states import State

CJIB, WORKER = an_agency_client("cjib"), an_agency_client("cjib", Role.STAFF)


@pytest.fixture
async def hub() -> AsyncIterator[LivingWorld]:
    async with a_life_world() as world:
        yield world


async def paid(hub: LivingWorld, alive: Alive, cents: int, reference: str = "P-1") -> Alive:
    payment = changes.payment(Payment(reference=reference, amount=Cents(cents), on=ON), today=ON)
    changed = await hub.change(alive.kept.id, payment, requester=CJIB, key=reference)
    assert isinstance(changed, Alive), changed
    await hub.work()
    return changed


async def went_back(hub: LivingWorld, alive: Alive, reference: str = "P-1") -> Alive:
    back = changes.reversal(reference, today=ON)
    changed = await hub.change(alive.kept.id, back, requester=CJIB, key=f"back {reference}")
    assert isinstance(changed, Alive), changed
    await hub.work()
    return changed


async def complete(hub: LivingWorld) -> Alive:
    return await paid(hub, await hub.running(), 90000)


def last(hub: LivingWorld, agency: str) -> tuple[str, str | None, list[tuple[str, int]], int]:
    """What was brought to an agency last: what, why, what is open of each claim, and how many terms."""
    errand: Errand = hub.desks[AgencyCode(agency)].brought[-1]
    claims = sorted((claim.key.reference, int(claim.open)) for claim in errand.claims)
    return errand.kind.value, errand.ground, claims, len(errand.terms)


async def test_each_owner_hears_what_is_open_again_of_its_own_claims(hub: LivingWorld) -> None:
    alive = await went_back(hub, await complete(hub))

    assert (alive.life.state, alive.life.open) == (State.COMPLETED, 90000)
    assert hub.brought("duo") == ["suspend", "close", "amend"]
    assert last(hub, "duo") == ("amend", "payment_reversed", [("D-1", 30000)], 0)


async def test_who_carries_it_out_hears_it_of_every_claim_and_a_worker_is_asked(hub: LivingWorld) -> None:
    alive = await went_back(hub, await complete(hub))

    assert hub.brought("cjib") == ["request", "close", "amend"]
    kind, ground, claims, terms = last(hub, "cjib")
    assert (kind, ground, sum(cents for _, cents in claims), len(claims), terms) == (
        "amend",
        "payment_reversed",
        90000,
        2,
        0,
    )
    assert alive.life.asked == {Question.REVERSED}


async def test_while_it_runs_nobody_is_told_of_money_that_went_back(hub: LivingWorld) -> None:
    alive = await paid(hub, await hub.running(), 9000)
    await went_back(hub, alive)

    assert (hub.brought("cjib"), hub.brought("duo")) == (["request"], ["suspend"])


async def test_a_part_that_is_paid_again_is_told_as_what_is_still_open_and_not_as_all_paid(hub: LivingWorld) -> None:
    alive = await paid(hub, await went_back(hub, await complete(hub)), 45000, "P-2")

    assert alive.life.open == 45000
    assert last(hub, "duo") == ("amend", "payment_reversed", [("D-1", 15000)], 0)
    assert hub.brought("duo") == ["suspend", "close", "amend", "amend"]


async def test_once_all_is_paid_again_everyone_hears_that_and_no_worker_is_asked_any_more(hub: LivingWorld) -> None:
    alive = await paid(hub, await went_back(hub, await complete(hub)), 90000, "P-2")

    assert (alive.life.open, alive.life.asked) == (0, frozenset())
    for agency in ("cjib", "duo"):
        assert last(hub, agency)[:2] == ("close", "all_paid")


async def test_it_is_told_once_however_often_the_agency_says_it(hub: LivingWorld) -> None:
    alive = await complete(hub)
    for _ in range(2):
        await went_back(hub, alive)

    assert hub.brought("duo") == ["suspend", "close", "amend"]


@pytest.mark.parametrize("over", ["ended", "withdrawn"])
async def test_after_an_early_end_too_owners_hear_what_is_open_now(hub: LivingWorld, over: str) -> None:
    alive = await paid(hub, await hub.running(), 9000)
    if over == "ended":
        end = changes.early_end("finances_changed", "So.", today=ON)
        await hub.change(alive.kept.id, end, requester=WORKER, key="over")
    else:
        await hub.change(alive.kept.id, changes.withdrawal(today=ON), key="over")
    await hub.work()
    told_before = last(hub, "duo")
    await went_back(hub, alive)

    assert told_before[2] == [("D-1", 27000)]
    assert last(hub, "duo") == ("amend", "payment_reversed", [("D-1", 30000)], 0)


async def test_who_never_heard_of_the_arrangement_hears_nothing_of_its_money(hub: LivingWorld) -> None:
    alive = await hub.accepted()
    ((_, request),) = await hub.waiting()
    await hub.bring(request, hub.world.subject)
    await went_back(hub, await paid(hub, await hub.stands(alive.kept.id), 90000))

    assert (hub.brought("cjib"), hub.brought("duo")) == (["request", "close", "amend"], [])


async def test_an_agency_that_cannot_follow_leaves_a_decision_for_a_person(hub: LivingWorld) -> None:
    alive = await complete(hub)
    hub.desks[AgencyCode("cjib")].says = [Answered(reply=Reply.REFUSED)]
    await went_back(hub, alive)

    assert (await hub.stands(alive.kept.id)).life.asked == {Question.REVERSED, Question.TERMS_NOT_FOLLOWED}
