"""What keeps arrangements, as a Protocol: what of the store the life of an arrangement needs."""

from collections.abc import Collection, Sequence
from typing import Protocol

from consent.arrangements import ArrangementId
from hub.life.kept import KeptArrangement, KeptErrand, KeptEvent, Work, WorkKind


class Arrangements(Protocol):
    """One person's arrangements on record, inside a transaction about them."""

    async def all(self) -> tuple[KeptArrangement, ...]:
        """Every one, oldest first."""
        ...

    async def begin(self, kept: KeptArrangement) -> bool:
        """Write a new one; False where another one is open at the same agency."""
        ...

    async def stand(self, kept: KeptArrangement, *, since: int) -> None:
        """Write where it stands now. Raises BadInput where it was not at version `since` before."""
        ...

    async def events(self, arrangement: str) -> tuple[KeptEvent, ...]:
        """All that happened to one of theirs, in order; nothing for somebody else's."""
        ...

    async def append(self, arrangement: ArrangementId, events: Sequence[KeptEvent]) -> None:
        """Add what happened; history is never changed."""
        ...

    async def errands(self, arrangement: str) -> tuple[KeptErrand, ...]:
        """All that is brought to agencies about one of theirs, oldest first."""
        ...

    async def errand(self, errand_id: str) -> KeptErrand | None:
        """Fetch one of theirs."""
        ...

    async def put_errand(self, errand: KeptErrand) -> None:
        """Write an errand, or what came of it."""
        ...

    async def put_work(self, work: Work) -> None:
        """Put work where workers find it, or move it to another moment."""
        ...

    async def drop_work(self, work_id: str) -> None:
        """Take away what is done."""
        ...

    async def drop_all_work(self, kinds: Collection[WorkKind]) -> None:
        """Take away all work of these kinds that waits about this person."""
        ...
