"""What has to be there before anything can be answered."""

from adapters.audit.watch import Watch
from adapters.parts import Parts
from adapters.store.ready import is_ready
from adapters.web.health import Checks
from hub.errors import Unavailable


def checks(made: Parts) -> Checks:
    """Say of each part that an answer needs how to find out whether it is ready."""
    return {"store": lambda: is_ready(made.engine), "audit": lambda: _is_sealed(made.watch)}


async def _is_sealed(watch: Watch) -> bool:
    """Say whether what has to be written down can be, as far as the log itself goes."""
    try:
        await watch.look()
    except Unavailable:
        return False
    return watch.is_open
