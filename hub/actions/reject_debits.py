"""Write down that a bank refused debits before any money of them came: what is unpaid of their terms is taken again."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from consent.parties import AgencyCode
from hub.actions.bank_files import Filed, file_away, filed, rejected, still_out
from hub.actions.living import Alive, Living
from hub.actions.read_carried import LeftOut, OnBehalf, ReadCarried
from hub.audit.events import Event
from hub.domain.money import Cents
from hub.life.collection import Collected, Debit, Rejected, in_files
from hub.life.payment_reference import PaymentFor, tag_of
from hub.ports import Clock

RETURNED: Final = "returned"
"""Why, where a statement tells of a return of money that nobody had booked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """What a bank's report says of a file: a debit in it was refused, or all of them (`about` is None).

    `why` is the bank's code.
    """

    file: str
    about: PaymentFor | None
    why: str


class Outcome(StrEnum):
    """What came of a rejection. MONEY_CAME and UNMATCHED change nothing: a person decides."""

    REJECTED = "rejected"
    KNOWN = "known"
    MONEY_CAME = "money_came"
    UNMATCHED = "unmatched"


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectionFate:
    """What came of a rejection, in an arrangement that it is about."""

    rejection: Rejection
    outcome: Outcome
    arrangement: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectDebits:
    """Rejecting. Told twice, it is written down once."""

    read: ReadCarried
    clock: Clock

    async def __call__(
        self, behalf: OnBehalf, rejections: Sequence[Rejection], *, creditor: AgencyCode | None = None
    ) -> tuple[tuple[RejectionFate, ...], tuple[LeftOut, ...]]:
        """Write it down for everybody in those files; give what came of each, and who could not be read.

        `creditor`: the owner whose files they are, as in the export; None: of the agency that carries it out.
        """
        fates: list[RejectionFate] = []

        async def look(alive: Alive, living: Living) -> None:
            tag = tag_of(alive.kept.id)
            for each in rejections:
                if each.about is None or each.about.tag == tag:
                    fates.extend([fate async for fate in self._one(behalf, each, creditor, alive, living)])

        left_out = await self.read(behalf.agency, look)
        matched = [fate.rejection for fate in fates]
        nobodys = [
            RejectionFate(rejection=each, outcome=Outcome.UNMATCHED) for each in rejections if each not in matched
        ]
        return (*fates, *nobodys), left_out

    async def _one(
        self, behalf: OnBehalf, rejection: Rejection, creditor: AgencyCode | None, alive: Alive, living: Living
    ) -> AsyncIterator[RejectionFate]:
        stood = await filed(alive, living)
        gone = {(each.file, each.debit.due_on) for each in rejected(stood)}
        open_ones = {(file, debit.due_on) for file, _, debit in _waiting(alive, stood)}
        for file, debit in _named(alive, stood, rejection, creditor):
            outcome = Outcome.MONEY_CAME
            if (file, debit.due_on) in gone:
                outcome = Outcome.KNOWN
            elif (file, debit.due_on) in open_ones:
                outcome = Outcome.REJECTED
                on, at = self.clock.today(), self.clock.now()
                what = Rejected(file=file, on=on, creditor=creditor, debit=debit, why=rejection.why)
                await _write(what, behalf, alive, living, at)
            yield RejectionFate(rejection=rejection, outcome=outcome, arrangement=alive.kept.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """A return that a statement tells of and whose money nobody booked, under the bank's own reference."""

    due_on: date | None
    amount: Cents
    on: date
    creditor: AgencyCode | None
    reference: str


async def reject_returned(told: Return, behalf: OnBehalf, alive: Alive, living: Living, at: datetime) -> Outcome:
    """Write down that a debit came back before its money was booked: the latest of that term and amount that stood."""
    stood = await filed(alive, living)
    if any(each.reference == told.reference for each in rejected(stood)):
        return Outcome.KNOWN
    meant = (told.creditor, told.due_on, told.amount)
    fitting = [
        (file, debit)
        for file, what, debit in _waiting(alive, stood)
        if (what.creditor, debit.due_on, debit.amount) == meant and what.on <= told.on
    ]
    if not fitting:
        return Outcome.UNMATCHED
    file, debit = fitting[-1]
    what = Rejected(file=file, on=told.on, creditor=told.creditor, debit=debit, why=RETURNED, reference=told.reference)
    await _write(what, behalf, alive, living, at)
    return Outcome.REJECTED


def _waiting(alive: Alive, stood: Sequence[Filed]) -> Iterator[tuple[str, Collected, Debit]]:
    """What stood in files and of which nothing is known, by the file's name."""
    out = still_out(stood)
    nothing_known = in_files(alive.life, [what for _, what in out], tag_of(alive.kept.id))
    for file, what in out:
        yield from ((file, what, debit) for each, debit in nothing_known if each is what)


def _named(
    alive: Alive, stood: Sequence[Filed], rejection: Rejection, creditor: AgencyCode | None
) -> Iterator[tuple[str, Debit]]:
    """The debits that a rejection means."""
    for each in stood:
        if each.file != rejection.file or not isinstance(each.what, Collected) or each.what.creditor != creditor:
            continue
        for debit in each.what.debits:
            about = PaymentFor(tag=tag_of(alive.kept.id), due_on=debit.due_on)
            if rejection.about in (None, about):
                yield each.file, debit


async def _write(what: Rejected, behalf: OnBehalf, alive: Alive, living: Living, at: datetime) -> None:
    """Keep it beside the file, under a name that no other has, with its line of the log."""
    name = f"{what.file}/{what.debit.due_on}"
    await file_away(Filed(file=name, at=at, what=what), alive, living)
    outcome: dict[str, str | int] = {"file": what.file, "due_on": str(what.debit.due_on), "why": what.why}
    await living.transaction.append_audit(behalf.line(Event.COLLECTION_REJECTED, alive, at, outcome))
