"""What DBOS logs, through our own log: where something is amiss, and never in its words, which quote what failed."""

import logging
import time
from typing import Final

ENGINE: Final = "dbos"

QUIET_SECONDS: Final = 60
"""The same place speaks up once in so long: while a database is away, each of its threads says so all the time."""


class PlacesOnly(logging.Filter):
    """Says where a line came from in place of what it says."""

    def __init__(self) -> None:
        super().__init__()
        self._spoke_at_s: dict[str, float] = {}

    def forget(self) -> None:
        """Let every place speak up again."""
        self._spoke_at_s.clear()

    def filter(self, record: logging.LogRecord) -> bool:
        place, now = f"{record.module}.{record.funcName}", time.monotonic()
        if now - self._spoke_at_s.get(place, -QUIET_SECONDS) < QUIET_SECONDS:
            return False
        self._spoke_at_s[place] = now
        record.msg, record.args, record.exc_info = f"the workflow engine met with something in {place}", (), None
        return True


def quieten() -> None:
    """Let the library log what is amiss, to where everything is logged. Before it is used: it would print by itself."""
    logger = logging.getLogger(ENGINE)
    logger.setLevel(logging.WARNING)
    if not any(isinstance(each, PlacesOnly) for each in logger.filters):
        logger.addFilter(PlacesOnly())
        logger.addHandler(logging.NullHandler())
