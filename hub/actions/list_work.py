"""What waits to be done, and what came of it so far: for an operator. No personal data."""

from dataclasses import dataclass

from hub.life.kept import KeptErrand, Work
from hub.life.waiting import Waiting
from hub.ports import Clock, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingWork:
    """A piece of work; with its errand, where it is one."""

    work: Work
    errand: KeptErrand | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListWork:
    """Listing. Each errand is read in the name of the person it is about: nobody sees two people's rows at once."""

    waiting: Waiting
    store: Store
    clock: Clock

    async def __call__(self, *, at_most: int) -> tuple[WaitingWork, ...]:
        """Give what waits for an operator first, then what is due, oldest first, then what is to come."""
        found = []
        for work in await self.waiting.waiting(self.clock.now(), at_most=at_most):
            async with self.store.transaction(work.subject) as transaction:
                found.append(WaitingWork(work=work, errand=await transaction.arrangements.errand(work.about)))
        return tuple(found)
