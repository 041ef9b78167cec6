"""What an agency's bank is to take from people's accounts on a day: written down for each person, then given."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from consent.arrangements import ArrangementId
from consent.parties import AgencyCode
from hub.actions import law
from hub.actions.bank_files import Filed, file_away, filed, still_out
from hub.actions.living import Alive, Living
from hub.actions.read_carried import CHANGED, ExportProblem, LeftOut, OnBehalf, ReadCarried
from hub.audit.events import Event
from hub.domain.calendar import open_day
from hub.life.collection import Collected, Debit, debits, in_files, is_too_early, untaken
from hub.life.own_share import own_terms, within
from hub.life.paying import Paying
from hub.life.payment_reference import PaymentFor, tag_of
from hub.ports import Clock
from hub.rules.policy import Policy
from hub.rules.reader import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDebit:
    """One amount to be taken: how much for which term, on which mandate, and by which words it is known."""

    about: PaymentFor
    debit: Debit
    paying: Paying = field(repr=False)


class WriteCollection(Protocol):
    """Writes a file under a name; raises for what no bank would take, before anybody is told that they are in it."""

    def __call__(self, debits: Sequence[PlannedDebit], /, *, name: str, on: date, made_at: datetime) -> bytes:
        """Give the bytes of the file; the same for the same."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What is taken on a day by a file of that name, and what is not although it is due."""

    name: str
    file: bytes = field(repr=False)
    debits: tuple[PlannedDebit, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    behalf: OnBehalf
    on: date
    creditor: AgencyCode | None
    closed: Collection[date]
    policy: Policy
    name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportCollection:
    """Exporting: planned, proved by writing it, and only then written down person by person and given.

    What breaks off in between collects nothing twice: what was written down stands under the file's name, and is given
    by `again`. `unfit` says of a way of paying why a bank would refuse it: one such would spoil a whole file.
    """

    read: ReadCarried
    clock: Clock
    book: Book
    unfit: Callable[[Paying], str | None]
    write: WriteCollection
    new_name: Callable[[], str]

    async def __call__(
        self, behalf: OnBehalf, *, on: date, creditor: AgencyCode | None = None
    ) -> Taken | ExportProblem:
        """Give what is taken on a day for all that an agency carries out, and what stood in no file before.

        `creditor`: an owner that collects its own share; None: the agency that carries it out collects everything.
        """
        closed = self.read.closing.days()
        if problem := self._problem(behalf, on, closed):
            return problem
        policy = law.of_today(self.book, self.clock)
        name, at = self.new_name(), self.clock.now()
        wish = _Wish(behalf=behalf, on=on, creditor=creditor, closed=closed, policy=policy, name=name, at=at)
        plans, left_out, too_early = await self._plan(wish)
        if too_early:
            return ExportProblem.TOO_EARLY
        self._written(wish, [debit for planned in plans.values() for debit in planned])
        marked, changed = await self._mark(wish, plans)
        return Taken(name=name, file=self._written(wish, marked), debits=marked, left_out=(*left_out, *changed))

    async def again(
        self, behalf: OnBehalf, name: str, *, on: date, creditor: AgencyCode | None = None
    ) -> Taken | ExportProblem:
        """Give a file that was given before, the very same; also after its day, where it never came to the bank."""
        if not behalf.is_accounted_for:
            return ExportProblem.NO_REASON
        found: list[PlannedDebit] = []
        made_at: list[datetime] = []

        async def look(alive: Alive, living: Living) -> None:
            for each in await filed(alive, living):
                what = each.what
                if each.file == name and isinstance(what, Collected) and (what.on, what.creditor) == (on, creditor):
                    found.extend(_named(alive, what.debits, what.paying))
                    made_at.append(each.at)
                    await self._note(behalf, alive, living, name, on, len(what.debits))

        left_out = await self.read(behalf.agency, look)
        if not found:
            return ExportProblem.UNKNOWN_FILE
        file = self.write(found, name=name, on=on, made_at=made_at[0])
        return Taken(name=name, file=file, debits=tuple(found), left_out=left_out)

    async def _plan(
        self, wish: _Wish
    ) -> tuple[Mapping[ArrangementId, tuple[PlannedDebit, ...]], tuple[LeftOut, ...], bool]:
        """See what would be taken, and whether any of it is too early; nothing is written down yet."""
        plans: dict[ArrangementId, tuple[PlannedDebit, ...]] = {}
        spoiled: list[LeftOut] = []
        early: list[ArrangementId] = []
        today = self.clock.today()

        async def look(alive: Alive, living: Living) -> None:
            planned = await _planned(wish, alive, living)
            if planned and is_too_early(alive.life, wish.on, today=today, closed=wish.closed):
                early.append(alive.kept.id)
            elif planned and (code := self.unfit(alive.life.paying)):
                spoiled.append(LeftOut(arrangement=alive.kept.id, code=code))
            elif planned:
                plans[alive.kept.id] = planned

        unreadable = await self.read(wish.behalf.agency, look)
        return plans, (*spoiled, *unreadable), bool(early)

    async def _mark(
        self, wish: _Wish, plans: Mapping[ArrangementId, tuple[PlannedDebit, ...]]
    ) -> tuple[tuple[PlannedDebit, ...], tuple[LeftOut, ...]]:
        """Write down what stands in the file, if it still is what was planned: another run may have come between."""
        marked: list[PlannedDebit] = []
        changed: list[LeftOut] = []

        async def look(alive: Alive, living: Living) -> None:
            planned = await _planned(wish, alive, living)
            if planned != plans[alive.kept.id]:
                changed.append(LeftOut(arrangement=alive.kept.id, code=CHANGED))
                return
            what = Collected(
                on=wish.on,
                creditor=wish.creditor,
                debits=tuple(each.debit for each in planned),
                paying=alive.life.paying,
            )
            await file_away(Filed(file=wish.name, at=wish.at, what=what), alive, living)
            await self._note(wish.behalf, alive, living, wish.name, wish.on, len(planned))
            marked.extend(planned)

        gone = await self.read(wish.behalf.agency, look, among=plans.keys())
        return tuple(marked), (*changed, *gone)

    def _written(self, wish: _Wish, planned: Sequence[PlannedDebit]) -> bytes:
        return self.write(planned, name=wish.name, on=wish.on, made_at=wish.at) if planned else b""

    async def _note(self, behalf: OnBehalf, alive: Alive, living: Living, name: str, on: date, terms: int) -> None:
        outcome: dict[str, str | int] = {"on": str(on), "terms": terms, "file": name}
        line = behalf.line(Event.COLLECTION_EXPORTED, alive, self.clock.now(), outcome)
        await living.transaction.append_audit(line)

    def _problem(self, behalf: OnBehalf, on: date, closed: Collection[date]) -> ExportProblem | None:
        if not behalf.is_accounted_for:
            return ExportProblem.NO_REASON
        if on < self.clock.today():
            return ExportProblem.IN_PAST
        return None if open_day(on, closed) == on else ExportProblem.NO_BANK_DAY


async def _planned(wish: _Wish, alive: Alive, living: Living) -> tuple[PlannedDebit, ...]:
    life, tag = alive.life, tag_of(alive.kept.id)
    terms = life.unpaid
    if wish.creditor is not None and life.runs:
        terms = own_terms([each.event for each in await living.read(alive.kept)], wish.creditor, wish.policy)
    taken = debits(life, wish.on, closed=wish.closed, terms=terms)
    if not taken:
        return ()
    earlier = [what for _, what in still_out(await filed(alive, living))]
    left = untaken(life, taken, earlier, creditor=wish.creditor, tag=tag)
    if wish.creditor is not None:
        left = within(left, life, wish.on, [debit for _, debit in in_files(life, earlier, tag)])
    return _named(alive, left, life.paying)


def _named(alive: Alive, taken: Sequence[Debit], paying: Paying) -> tuple[PlannedDebit, ...]:
    tag = tag_of(alive.kept.id)
    return tuple(
        PlannedDebit(about=PaymentFor(tag=tag, due_on=debit.due_on), debit=debit, paying=paying) for debit in taken
    )
