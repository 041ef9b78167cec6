"""What agencies hear of an arrangement, and in which order."""

from builders import ON
from living import a_life_world, an_agency_client

from consent.parties import Role
from hub.actions import arrangement_changes as changes
from hub.domain.errand import ErrandKind

CJIB = an_agency_client("cjib")
DUO = an_agency_client("duo")
WORKER = an_agency_client("cjib", Role.STAFF)


async def test_after_debt_settlement_began_nobody_is_told_to_collect() -> None:
    async with a_life_world() as hub:
        alive = await hub.running()
        ending = changes.early_end("msnp_wsnp_or_cooling_off", "Admitted.", today=ON)
        await hub.change(alive.kept.id, ending, requester=WORKER)
        await hub.work()

        (_, told) = hub.desks["duo"].brought
        assert (told.kind, told.ground) == (ErrandKind.CLOSE, "msnp_wsnp_or_cooling_off")
        assert (told.starts_on, told.ends_on) == (None, None)
