"""What the agency that received owes each owner for a period: counted person by person, and written down for each."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from consent.parties import AgencyCode
from hub.actions.living import Alive, Living
from hub.actions.read_carried import ExportProblem, LeftOut, OnBehalf, ReadCarried
from hub.audit.events import Event
from hub.domain.calendar import open_day
from hub.domain.money import Cents
from hub.life.payout import received_for
from hub.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From a day on, and before another."""

    since: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What each owner is owed, in cents, over so many arrangements; below zero where more was taken back."""

    owed: Mapping[AgencyCode, Cents]
    arrangements: int
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportPayout:
    """Exporting. Only a period that is over is counted: nothing can be booked in it any more."""

    read: ReadCarried
    clock: Clock

    async def __call__(self, behalf: OnBehalf, period: Period, *, on: date) -> Owed | ExportProblem:
        """Give what is owed, to be paid on a day on which money moves."""
        if problem := self._problem(behalf, period, on):
            return problem
        owed: Counter[AgencyCode] = Counter()
        counted: list[str] = []

        async def look(alive: Alive, living: Living) -> None:
            events = [each.event for each in await living.read(alive.kept)]
            mine = received_for(events, since=period.since, until=period.until)
            if not mine:
                return
            counted.append(alive.kept.id)
            for owner, amount in mine.items():
                owed[owner] += amount
            outcome: dict[str, str | int] = {"since": str(period.since), "until": str(period.until)}
            await living.transaction.append_audit(behalf.line(Event.PAYOUT_EXPORTED, alive, self.clock.now(), outcome))

        left_out = await self.read(behalf.agency, look)
        return Owed(
            owed={owner: Cents(amount) for owner, amount in sorted(owed.items()) if amount},
            arrangements=len(counted),
            left_out=left_out,
        )

    def _problem(self, behalf: OnBehalf, period: Period, on: date) -> ExportProblem | None:
        today = self.clock.today()
        wrong = {
            ExportProblem.NO_REASON: not behalf.is_accounted_for,
            ExportProblem.IN_PAST: on < today,
            ExportProblem.NO_BANK_DAY: open_day(on, self.read.closing.days()) != on,
            ExportProblem.PERIOD_EMPTY: period.until <= period.since,
            # What was begun before midnight may be booked a little after it.
            ExportProblem.PERIOD_NOT_OVER: period.until >= today,
        }
        return next((problem for problem, is_so in wrong.items() if is_so), None)
