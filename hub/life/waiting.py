"""Work that waits, whoever it is about: what an operator looks into."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from hub.life.kept import Work


class Waiting(Protocol):
    """Work across people. Says whose turn it is, and nothing about them; what it is about is read in their name."""

    async def waiting(self, at: datetime, *, at_most: int) -> Sequence[Work]:
        """Every errand and dispute that is not over, and what else is due: an operator's first, then by time."""
        ...

    async def find(self, work_id: str) -> Work | None:
        """Fetch one; None where it is done, or never was."""
        ...
