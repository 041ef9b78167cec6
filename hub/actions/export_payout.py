"""What the agency that received owes each owner for a period: counted person by person, and written down for each."""

from collections import Counter
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from consent.arrangements import ArrangementId
from consent.parties import AgencyCode
from hub.actions.bank_files import Filed, file_away, filed
from hub.actions.living import Alive, Living
from hub.actions.read_carried import CHANGED, ExportProblem, LeftOut, OnBehalf, ReadCarried
from hub.audit.events import Event
from hub.domain.calendar import open_day
from hub.domain.money import Cents
from hub.life.payout import Owing, PaidOut, countable, received_for
from hub.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From a day on, and before another."""

    since: date
    until: date


class WritePayout(Protocol):
    """Writes a file under a name; raises for what no bank would take, before anything counts as paid out."""

    def __call__(self, owed: Mapping[AgencyCode, Cents], /, *, name: str, made_at: datetime) -> bytes:
        """Give the bytes of the file, the same for the same; none where nobody is to be paid."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What each owner is owed, in cents, over so many arrangements; below zero where more was taken back."""

    name: str
    file: bytes = field(repr=False)
    owed: Mapping[AgencyCode, Cents]
    arrangements: int
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    behalf: OnBehalf
    period: Period
    on: date
    name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportPayout:
    """Exporting: counted, proved by writing it, and only then written down person by person and given.

    Only a period that is over is counted: nothing can be booked in it any more. What a payout counted is counted by no
    other one; what breaks off stands under the file's name, and is given by `again`.
    """

    read: ReadCarried
    clock: Clock
    write: WritePayout
    new_name: Callable[[], str]

    async def __call__(self, behalf: OnBehalf, period: Period, *, on: date) -> Owed | ExportProblem:
        """Give what is owed, to be paid on a day on which money moves."""
        if problem := self._problem(behalf, period, on):
            return problem
        wish = _Wish(behalf=behalf, period=period, on=on, name=self.new_name(), at=self.clock.now())
        plans: dict[ArrangementId, PaidOut] = {}

        async def look(alive: Alive, living: Living) -> None:
            if found := await _counted(wish, alive, living):
                plans[alive.kept.id] = found

        left_out = await self.read(behalf.agency, look)
        self.write(_together(plans), name=wish.name, made_at=wish.at)
        marked, changed = await self._mark(wish, plans.keys())
        return self._owed(wish.name, wish.at, marked, (*left_out, *changed))

    async def again(self, behalf: OnBehalf, name: str, period: Period, *, on: date) -> Owed | ExportProblem:
        """Give a file that was given before, the very same; also after its day, where it never came to the bank."""
        if not behalf.is_accounted_for:
            return ExportProblem.NO_REASON
        found: dict[ArrangementId, PaidOut] = {}
        made_at: list[datetime] = []

        async def look(alive: Alive, living: Living) -> None:
            for each in await filed(alive, living):
                what = each.what
                if (
                    each.file == name
                    and isinstance(what, PaidOut)
                    and (what.since, what.until, what.on) == (period.since, period.until, on)
                ):
                    found[alive.kept.id] = what
                    made_at.append(each.at)
                    await self._note(behalf, alive, living, name, what)

        left_out = await self.read(behalf.agency, look)
        return self._owed(name, made_at[0], found, left_out) if found else ExportProblem.UNKNOWN_FILE

    async def _mark(
        self, wish: _Wish, planned: Container[ArrangementId]
    ) -> tuple[Mapping[ArrangementId, PaidOut], tuple[LeftOut, ...]]:
        """Write down what there still is to count: another run may have come between."""
        marked: dict[ArrangementId, PaidOut] = {}
        changed: list[LeftOut] = []

        async def look(alive: Alive, living: Living) -> None:
            counted = await _counted(wish, alive, living)
            if counted is None:
                changed.append(LeftOut(arrangement=alive.kept.id, code=CHANGED))
                return
            await file_away(Filed(file=wish.name, at=wish.at, what=counted), alive, living)
            await self._note(wish.behalf, alive, living, wish.name, counted)
            marked[alive.kept.id] = counted

        gone = await self.read(wish.behalf.agency, look, among=planned)
        return marked, (*changed, *gone)

    def _owed(
        self, name: str, at: datetime, counted: Mapping[ArrangementId, PaidOut], left_out: tuple[LeftOut, ...]
    ) -> Owed:
        owed = _together(counted)
        file = self.write(owed, name=name, made_at=at)
        return Owed(name=name, file=file, owed=owed, arrangements=len(counted), left_out=left_out)

    async def _note(self, behalf: OnBehalf, alive: Alive, living: Living, name: str, what: PaidOut) -> None:
        outcome: dict[str, str | int] = {"since": str(what.since), "until": str(what.until), "file": name}
        line = behalf.line(Event.PAYOUT_EXPORTED, alive, self.clock.now(), outcome)
        await living.transaction.append_audit(line)

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


async def _counted(wish: _Wish, alive: Alive, living: Living) -> PaidOut | None:
    """Count what no earlier payout did; None where that is nothing."""
    events = [each.event for each in await living.read(alive.kept)]
    earlier = [each.what for each in await filed(alive, living) if isinstance(each.what, PaidOut)]
    before = {seq for each in earlier for seq in each.seqs}
    seqs = countable(events, until=wish.period.until, counted=before)
    owed = received_for(events, seqs)
    if not owed:
        return None
    return PaidOut(
        since=wish.period.since,
        until=wish.period.until,
        on=wish.on,
        seqs=seqs,
        owed=tuple(Owing(owner=owner, amount=amount) for owner, amount in sorted(owed.items())),
    )


def _together(counted: Mapping[ArrangementId, PaidOut]) -> Mapping[AgencyCode, Cents]:
    owed: Counter[AgencyCode] = Counter()
    for each in counted.values():
        for part in each.owed:
            owed[part.owner] += part.amount
    return {owner: Cents(amount) for owner, amount in sorted(owed.items()) if amount}
