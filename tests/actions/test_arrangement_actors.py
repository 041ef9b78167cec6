"""Who may do what to an arrangement: the agency its own part, the person theirs, and nobody the other's."""

import pytest
from builders import BOOK, ON
from hub_world import TRACE, PlainVault
from living import LivingWorld, a_life_world, an_agency_client

from consent.parties import AgencyCode, Role
from hub.actions import arrangement_changes as changes
from hub.actions.acting import ConsentProblem
from hub.actions.change_arrangement import Change
from hub.actions.erase_person import ErasePerson
from hub.actions.living import Alive
from hub.domain.claim import Amounts, ClaimKey
from hub.domain.money import Cents
from hub.errors import BadInput
from hub.life.events import Payment
from hub.life.problem import LifeProblem

CJIB = an_agency_client("cjib")
DUO = an_agency_client("duo")
FINE = ClaimKey(owner=AgencyCode("cjib"), reference="A-1")
BY_AGENCIES = {
    "payment": changes.payment(Payment(reference="P-1", amount=Cents(90000), on=ON), today=ON),
    "reversal": changes.reversal("P-1", today=ON),
    "restatement": changes.restatement(FINE, Amounts(), today=ON),
    "early end": changes.early_end("finances_changed", "Said so.", today=ON),
}


async def _refused(hub: LivingWorld) -> list[str]:
    return [event for _, event, _ in await hub.world.audit() if event == "access.refused"]


@pytest.mark.parametrize("change", BY_AGENCIES.values(), ids=BY_AGENCIES)
async def test_what_an_agency_says_is_not_said_by_the_person(change: Change) -> None:
    async with a_life_world() as hub:
        alive = await hub.running()

        assert await hub.change(alive.kept.id, change) is LifeProblem.UNKNOWN
        assert (await hub.stands(alive.kept.id)).kept.version == alive.kept.version
        assert await _refused(hub) == ["access.refused"]


async def test_an_agency_that_may_not_is_written_down() -> None:
    async with a_life_world() as hub:
        alive = await hub.running()

        for change in (BY_AGENCIES["payment"], changes.withdrawal(today=ON)):
            assert await hub.change(alive.kept.id, change, requester=DUO) is LifeProblem.UNKNOWN
        assert await _refused(hub) == ["access.refused"] * 2


async def test_no_agency_says_what_is_open_of_another_s_claim() -> None:
    async with a_life_world() as hub:
        alive = await hub.running()

        assert await hub.change(alive.kept.id, BY_AGENCIES["restatement"], requester=DUO) is LifeProblem.UNKNOWN
        worker = an_agency_client("cjib", Role.STAFF)
        assert await hub.change(alive.kept.id, BY_AGENCIES["restatement"], requester=worker) is LifeProblem.UNKNOWN
        now = await hub.change(alive.kept.id, BY_AGENCIES["restatement"], requester=CJIB)
        assert isinstance(now, Alive)
        assert now.life.open == 30000


async def test_nobody_is_forgotten_while_an_arrangement_is_open_or_agencies_must_yet_hear_of_its_end() -> None:
    async with a_life_world() as hub:
        vault = PlainVault()
        erase = ErasePerson(store=hub.world.store, vault=vault, clock=hub.world.clock, book=BOOK)
        alive = await hub.running()

        async def erased() -> ConsentProblem | None:
            return await erase(requester=hub.world.citizen, subject=hub.world.subject, trace=TRACE)

        runs = ConsentProblem(code="consent.arrangement_runs", path="person")
        assert await erased() == runs
        await hub.change(alive.kept.id, changes.withdrawal(today=ON))
        assert await erased() == runs
        assert await _refused(hub) == ["access.refused"] * 2

        await hub.work()
        # What was collected can be taken back for thirteen months.
        assert await erased() == runs
        hub.world.clock.forward(days=400)
        assert await erased() is None


@pytest.mark.parametrize("case", [None, " "])
async def test_no_worker_does_anything_without_a_case(case: str | None) -> None:
    async with a_life_world() as hub:
        alive = await hub.running()

        with pytest.raises(BadInput, match="case"):
            await hub.change(
                alive.kept.id, BY_AGENCIES["early end"], requester=an_agency_client("cjib", Role.STAFF), case=case
            )
