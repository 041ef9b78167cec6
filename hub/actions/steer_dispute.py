"""An operator has a dispute told now, or gives that up; each with a reason that stands in the log."""

from dataclasses import dataclass, replace

from hub.actions.steer_work import Steering, WorkProblem
from hub.audit.events import Event, by_itself
from hub.life.kept import WorkKind
from hub.life.waiting import Waiting
from hub.ports import Clock, Store
from hub.review.disputes import GIVEN_UP, KeptDispute


@dataclass(frozen=True, slots=True, kw_only=True)
class SteerDispute:
    """Steering. What an agency has already, or answered, is not touched: there is no such work any more."""

    waiting: Waiting
    store: Store
    clock: Clock

    async def retry(self, steering: Steering) -> KeptDispute | WorkProblem:
        """Have the agency told now, however long it was to wait, or although trying again was no help before."""
        return await self._steer(steering, Event.DISPUTE_RETRIED)

    async def give_up(self, steering: Steering) -> KeptDispute | WorkProblem:
        """Tell it no more. The dispute stands, and shows that the agency was not told."""
        return await self._steer(steering, Event.DISPUTE_GIVEN_UP)

    async def _steer(self, steering: Steering, event: Event) -> KeptDispute | WorkProblem:
        if not steering.is_accounted_for:
            return WorkProblem.NO_REASON
        work = await self.waiting.find(steering.errand)
        if work is None or work.kind is not WorkKind.DISPUTE:
            return WorkProblem.UNKNOWN
        at = self.clock.now()
        async with self.store.transaction(work.subject) as transaction:
            mine = await transaction.disputes.all()
            kept = next((each for each in mine if each.id == work.about and each.needs_telling), None)
            if kept is None:
                return WorkProblem.UNKNOWN
            if event is Event.DISPUTE_GIVEN_UP:
                kept = replace(kept, reason=GIVEN_UP)
                await transaction.disputes.put(kept)
                await transaction.arrangements.drop_work(work.id)
            else:
                await transaction.arrangements.put_work(replace(work, due_at=at))
            line = by_itself(event, subject=work.subject, at=at, trace_id=kept.trace_id, outcome=_outcome(kept))
            await transaction.append_audit(steering.signed(line))
        return kept


def _outcome(kept: KeptDispute) -> dict[str, str | int]:
    return {"dispute": kept.id, "agency": kept.agency, "tries": kept.tries}
