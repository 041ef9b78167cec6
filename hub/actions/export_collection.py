"""What an agency's bank is to take from people's accounts on a day: written down for each person, then given."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date

from consent.parties import AgencyCode
from hub.actions import law
from hub.actions.living import Alive, Living
from hub.actions.read_carried import ExportProblem, LeftOut, OnBehalf, ReadCarried
from hub.audit.events import Event
from hub.domain.calendar import open_day
from hub.life.collection import Debit, debits, shares
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What is taken on a day, and what is not although it is due."""

    debits: tuple[PlannedDebit, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportCollection:
    """Exporting. `unfit` says of a way of paying why a bank would refuse it: one such would spoil a whole file."""

    read: ReadCarried
    clock: Clock
    book: Book
    unfit: Callable[[Paying], str | None]

    async def __call__(
        self, behalf: OnBehalf, *, on: date, creditor: AgencyCode | None = None
    ) -> Taken | ExportProblem:
        """Give what is taken on a day for all that an agency carries out.

        `creditor`: an owner that collects its own share; None: the agency that carries it out collects everything.
        """
        closed = self.read.closing.days()
        if problem := self._problem(behalf, on, closed):
            return problem
        policy = law.of_today(self.book, self.clock)
        found: list[PlannedDebit] = []
        spoiled: list[LeftOut] = []

        async def look(alive: Alive, living: Living) -> None:
            planned = _planned(alive, on, closed, policy, creditor)
            if planned and (code := self.unfit(alive.life.paying)):
                spoiled.append(LeftOut(arrangement=alive.kept.id, code=code))
            elif planned:
                found.extend(planned)
                outcome: dict[str, str | int] = {"on": str(on), "terms": len(planned)}
                await living.transaction.append_audit(
                    behalf.line(Event.COLLECTION_EXPORTED, alive, self.clock.now(), outcome)
                )

        unreadable = await self.read(behalf.agency, look)
        return Taken(debits=tuple(found), left_out=(*spoiled, *unreadable))

    def _problem(self, behalf: OnBehalf, on: date, closed: Collection[date]) -> ExportProblem | None:
        if not behalf.is_accounted_for:
            return ExportProblem.NO_REASON
        if on < self.clock.today():
            return ExportProblem.IN_PAST
        return None if open_day(on, closed) == on else ExportProblem.NO_BANK_DAY


def _planned(
    alive: Alive, on: date, closed: Collection[date], policy: Policy, creditor: AgencyCode | None
) -> tuple[PlannedDebit, ...]:
    taken = debits(alive.life, on, closed=closed)
    if creditor is not None:
        taken = shares(alive.life, taken, policy).get(creditor, ())
    tag = tag_of(alive.kept.id)
    return tuple(
        PlannedDebit(about=PaymentFor(tag=tag, due_on=debit.due_on), debit=debit, paying=alive.life.paying)
        for debit in taken
    )
