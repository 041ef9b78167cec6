"""What waits to be done, and what came of it so far: for an operator. No personal data."""

from dataclasses import dataclass

from hub.life.kept import KeptErrand, Work, WorkKind
from hub.life.waiting import Waiting
from hub.ports import Clock, Store, Transaction
from hub.review.disputes import KeptDispute


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingWork:
    """A piece of work; with its errand or its dispute, where it is one."""

    work: Work
    errand: KeptErrand | None
    dispute: KeptDispute | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListWork:
    """Listing. Each errand and dispute is read in its person's name: nobody sees two people's rows at once."""

    waiting: Waiting
    store: Store
    clock: Clock

    async def __call__(self, *, at_most: int) -> tuple[WaitingWork, ...]:
        """Give what waits for an operator first, then what is due, oldest first, then what is to come."""
        found = []
        for work in await self.waiting.waiting(self.clock.now(), at_most=at_most):
            async with self.store.transaction(work.subject) as transaction:
                found.append(await _read(work, transaction))
        return tuple(found)


async def _read(work: Work, transaction: Transaction) -> WaitingWork:
    if work.kind is not WorkKind.DISPUTE:
        return WaitingWork(work=work, errand=await transaction.arrangements.errand(work.about))
    mine = await transaction.disputes.all()
    return WaitingWork(work=work, errand=None, dispute=next((kept for kept in mine if kept.id == work.about), None))
