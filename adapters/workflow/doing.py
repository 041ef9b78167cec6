"""Doing one piece of work: the hub's own actions, on the hub's own event loop."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from adapters.spared import structlog
from consent.parties import SubjectRef
from hub.life.kept import Work, WorkKind

T = TypeVar("T")

Act = Callable[[str, SubjectRef], Awaitable[object]]
"""An action about something of a person. Run twice, or again after a crash, it counts once."""


class DueWork(Protocol):
    """The rows of work."""

    async def due(self, at: datetime, *, at_most: int) -> Sequence[Work]:
        """Give what is due at a moment, oldest first."""
        ...

    async def put_off(self, work: Work, until: datetime) -> bool:
        """Let it be due later; False where it was moved or done meanwhile."""
        ...


class NotDone(Exception):
    """A try that failed. Says nothing of the fault, because DBOS keeps it as text."""


class Doing:
    """The way from DBOS's threads to the hub's event loop, where its database connections live."""

    def __init__(self, acts: dict[WorkKind, Act], *, longest_s: float) -> None:
        self._acts = acts
        self._longest_s = longest_s
        self._loop: asyncio.AbstractEventLoop | None = None

    def here(self) -> None:
        """Have everything done on the loop that runs now."""
        self._loop = asyncio.get_running_loop()

    def do(self, kind: str, about: str, subject: str) -> None:
        """Do one piece of work, from another thread. Raises NotDone; what it was stands in our own log."""
        self.wait_for(self._act(WorkKind(kind), about, SubjectRef(subject)))

    def wait_for(self, doing: Coroutine[Any, Any, T]) -> T:
        """Wait, in another thread, for something on the hub's loop; at most as long as a try may last."""
        if self._loop is None:
            doing.close()
            raise NotDone("nothing runs")
        future = asyncio.run_coroutine_threadsafe(asyncio.wait_for(doing, self._longest_s), self._loop)
        try:
            return future.result()
        except Exception as fault:  # noqa: BLE001 whatever it was: its text must not reach DBOS's tables
            structlog.get_logger().warning("work was not done", kind=type(fault).__name__, reason=_code(fault))
            raise NotDone("it is tried again") from None

    async def _act(self, kind: WorkKind, about: str, subject: SubjectRef) -> None:
        await self._acts[kind](about, subject)


def _code(fault: Exception) -> str | None:
    """The stable code of a fault of ours."""
    code = getattr(fault, "code", None)
    return code if isinstance(code, str) else None
