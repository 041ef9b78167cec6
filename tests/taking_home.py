"""Taking one's own data home from a small hub."""

from typing import Any

from hub_world import TRACE, PlainVault, World

from adapters.tripwire import trips
from consent.parties import Requester
from hub.actions.export_own_data import ExportOwnData, OwnData


def taking(world: World, **changes: Any) -> ExportOwnData:
    made: dict[str, Any] = {
        "receipts": world.receipts,
        "store": world.store,
        "vault": PlainVault(),
        "clock": world.clock,
        "carries_number": trips,
    }
    return ExportOwnData(**{**made, **changes})


async def taken(world: World, requester: Requester | None = None, **changes: Any) -> OwnData:
    data = await taking(world, **changes)(requester or world.citizen, trace=TRACE)
    assert isinstance(data, OwnData), data
    return data


async def lines(world: World) -> list[dict[str, Any]]:
    """The whole log about the person, as they get it."""
    return [line async for piece in taking(world).lines(world.subject) for line in piece]
