"""What has to be there before anything can be answered."""

from adapters.audit.watch import Watch
from adapters.parts import Parts
from adapters.store import migrate
from adapters.store.engine import Database
from adapters.web.health import Checks
from hub.errors import Unavailable


def checks(made: Parts) -> Checks:
    """Say of each part that an answer needs how to find out whether it is ready."""
    return {"store": lambda: _is_ready(made.engine), "audit": lambda: _is_sealed(made.watch)}


async def _is_sealed(watch: Watch) -> bool:
    """Say whether what has to be written down can be, as far as the log itself goes."""
    try:
        await watch.look()
    except Unavailable:
        return False
    return watch.is_open


async def _is_ready(engine: Database) -> bool:
    try:
        return await migrate.standing(engine) in {migrate.Standing.CURRENT, migrate.Standing.AHEAD}
    except Unavailable:
        return False
