"""Whether a database can be used by this code."""

from adapters.store import migrate
from adapters.store.engine import Database
from hub.errors import Unavailable


async def is_ready(engine: Database) -> bool:
    """Say whether it answers, with every table that this code knows."""
    try:
        return await migrate.standing(engine) in {migrate.Standing.CURRENT, migrate.Standing.AHEAD}
    except Unavailable:
        return False
