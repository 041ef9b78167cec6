"""An operator has an errand brought now, or gives it up; each with a reason that stands in the log."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from hub.actions.accounted import Accounted
from hub.actions.errand_order import let_next
from hub.actions.errands import A_LITTLE
from hub.actions.given_up import look_soon
from hub.audit.events import AuditRecord, Event, by_itself
from hub.life.kept import GIVEN_UP, KeptErrand, Work, WorkKind
from hub.life.waiting import Waiting
from hub.ports import Clock, Store, Transaction


class WorkProblem(StrEnum):
    """Why nothing was done."""

    UNKNOWN = "work.unknown"
    NO_REASON = "work.no_reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class Steering(Accounted):
    """Who steers what, by the id of an `errand` or a dispute, and why: all in the log, which the person may read."""

    errand: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SteerErrand:
    """Steering. What an agency answered already is not touched: there is no such work any more."""

    waiting: Waiting
    store: Store
    clock: Clock

    async def retry(self, steering: Steering) -> KeptErrand | WorkProblem:
        """Have it brought now, however long it was to wait, or although trying again was no help before."""
        return await self._steer(steering, Event.ERRAND_RETRIED)

    async def give_up(self, steering: Steering) -> KeptErrand | WorkProblem:
        """Bring it no more. A wish in it is over soon; else the arrangement stands as it stood.

        That the agency may not know of it can be seen.
        """
        return await self._steer(steering, Event.ERRAND_GIVEN_UP)

    async def _steer(self, steering: Steering, event: Event) -> KeptErrand | WorkProblem:
        if not steering.is_accounted_for:
            return WorkProblem.NO_REASON
        work = await self.waiting.find(steering.errand)
        if work is None or work.kind is not WorkKind.ERRAND:
            return WorkProblem.UNKNOWN
        at = self.clock.now()
        async with self.store.transaction(work.subject) as transaction:
            kept = await transaction.arrangements.errand(work.about)
            if kept is None or kept.is_over:
                return WorkProblem.UNKNOWN
            steered = _steered(kept, event, at)
            await transaction.arrangements.put_errand(steered)
            if steered.is_over:
                await transaction.arrangements.drop_work(work.id)
                # It may be on its way there now: what comes after it must not overtake it.
                await let_next(steered, work.subject, transaction, at + A_LITTLE)
                await look_soon(steered, work.subject, transaction, at)
            else:
                await transaction.arrangements.put_work(replace(work, due_at=at))
            await transaction.append_audit(await _line(steering, work, steered, event, at, transaction))
        return steered


def _steered(kept: KeptErrand, event: Event, at: datetime) -> KeptErrand:
    if event is Event.ERRAND_RETRIED:
        return replace(kept, next_try_at=at)
    return replace(kept, reply=GIVEN_UP, next_try_at=None, answered_at=at)


async def _line(
    steering: Steering, work: Work, errand: KeptErrand, event: Event, at: datetime, transaction: Transaction
) -> AuditRecord:
    mine = await transaction.arrangements.all()
    trace_id = next(kept.trace_id for kept in mine if kept.id == errand.arrangement)
    outcome: dict[str, str | int] = {
        "errand": errand.id,
        "agency": errand.agency,
        "kind": errand.kind,
        "tries": errand.tries,
    }
    return steering.signed(by_itself(event, subject=work.subject, at=at, trace_id=trace_id, outcome=outcome))
