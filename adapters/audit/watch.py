"""The gate before the audit log: what would not come under a witnessed checkpoint in time is not done at all."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from adapters.audit.ports import Log
from adapters.spared import structlog
from hub.audit.sealed import INCONSISTENT, Enough, Standing, behind, inconsistent
from hub.errors import HubError

LOOK_SECONDS: Final = 1.0
"""How long what was seen counts: the database is asked no more often, however many lines are written."""

NEVER: Final = 0.0
"""No loop's time is before this."""

_log = structlog.get_logger(__name__)


class Watch:
    """How the log stands, as this process saw it last; shared by who writes lines and who seals them.

    `now` tells time by the hub's calendar, by which lines are written; `wall` by the machine's. Where nobody signs the
    log, as in a small demo, no line waits for that (`behind_after` is None).
    """

    def __init__(
        self,
        log: Log,
        enough: Enough,
        *,
        behind_after: timedelta | None,
        now: Callable[[], datetime],
        wall: Callable[[], datetime],
    ) -> None:
        self._log = log
        self._enough = enough
        self._behind_after = behind_after
        self._now = now
        self._wall = wall
        self._turn = asyncio.Lock()
        self._fresh_until = NEVER
        self._fault: HubError | None = None
        self._is_distrusted = False
        self.standing: Standing | None = None
        """What was seen last."""
        self.written: Final = asyncio.Event()
        """Is set when lines were written here."""

    async def look(self) -> None:
        """See how the log stands, unless that was seen a moment ago."""
        if self._is_fresh():
            return
        async with self._turn:
            if not self._is_fresh():
                await self.see()

    async def see(self) -> Standing:
        """See how the log stands now."""
        until = asyncio.get_running_loop().time() + LOOK_SECONDS
        seen = await self._log.standing(self._enough)
        if seen.has_shrunk:
            self.alarm(inconsistent("It is smaller than it was."))
        self.standing, self._fresh_until = seen, until
        if not self._is_distrusted:
            self._fault = behind() if self._is_behind(seen) else None
        return seen

    @property
    def is_open(self) -> bool:
        """Whether lines may be written."""
        return self._fault is None

    def must_be_open(self) -> None:
        """Raise what stands against writing a line: `audit.behind` or `audit.inconsistent`."""
        if self._fault is not None:
            raise type(self._fault)(self._fault.code, self._fault.happened, self._fault.todo)

    def wake(self) -> None:
        """Say that lines were written: they are to be sealed soon."""
        self.written.set()

    def alarm(self, fault: HubError) -> bool:
        """Let no line be written any more where a fault says that the log is not what it was; say whether it does.

        Nothing but people who look into it, and start this process again, ends that.
        """
        if fault.code != INCONSISTENT:
            return False
        if not self._is_distrusted:
            _log.critical(fault.code, reason=fault.happened)
        self._fault, self._is_distrusted = fault, True
        return True

    @property
    def is_distrusted(self) -> bool:
        """Whether the log was found to be another than was signed."""
        return self._is_distrusted

    def state(self) -> dict[str, int | str | None]:
        """Tell how the log stands, for whoever looks after the hub; nothing of what is in it."""
        seen = self.standing
        return {
            "state": self._fault.code if self._fault else ("audit.unknown" if seen is None else "ok"),
            "lines": seen.lines if seen else None,
            "sealed": seen.size if seen else None,
            "witnessed": (seen.covering.size if seen.covering else 0) if seen else None,
            "checkpoint_age_s": self._age(),
        }

    def _is_behind(self, seen: Standing) -> bool:
        after = self._behind_after
        return after is not None and seen.is_behind(after, now=self._now(), wall=self._wall())

    def _age(self) -> int | None:
        newest = self.standing.newest if self.standing else None
        return int((self._wall() - newest.signed_at).total_seconds()) if newest else None

    def _is_fresh(self) -> bool:
        return asyncio.get_running_loop().time() < self._fresh_until
