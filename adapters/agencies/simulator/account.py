"""From a story to the account: each thing that happened, at its moment, in order, with the sum that was open then."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from adapters.agencies.simulator.agency import Agency
from adapters.agencies.simulator.story import Addition, Case, Credit, Demand, Foreign, Transfer
from adapters.agencies.simulator.toml_table import StoryFault

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

# Letters date from the start of a day, money comes in at noon, a file changes hands after office hours.
MIDNIGHT, NOON, EVENING = time(0), time(12), time(18)
LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imposed:
    """An amount was imposed: the debt itself, or costs, increase or interest on top of it."""

    moment: datetime
    code: str
    amount: int
    primary: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Demanded:
    """A letter asked for money."""

    moment: datetime
    amount: int
    due: datetime
    kind: str
    payment_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandWithdrawn:
    """An earlier letter no longer counts."""

    moment: datetime
    payment_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """A payment was booked."""

    moment: datetime
    registered: datetime
    amount: int
    payment_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remitted:
    """Part of the debt was forgiven."""

    moment: datetime
    registered: datetime
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """The claim went to another collector."""

    moment: datetime
    agency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver:
    """The claim came from another collector."""

    moment: datetime
    agency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheard:
    """Something happened in words that no version of FCID has."""

    moment: datetime
    content: Mapping[str, object]


Entry = Imposed | Demanded | DemandWithdrawn | Paid | Remitted | HandedOver | TakenOver | Unheard


@dataclass(slots=True, kw_only=True)
class _Books:
    """What the clerk has in hand while the story is told."""

    case: Case
    agency: Agency
    owed: int = 0
    settled: int = 0
    letters: int = 0
    open_letter: str | None = None


Step = tuple[datetime, int, Callable[[_Books], Iterator[Entry]]]


def at(day: date, hour: time) -> datetime:
    """Give a moment in Dutch local time."""
    return datetime.combine(day, hour, tzinfo=AMSTERDAM)


def tell(case: Case, agency: Agency) -> tuple[Entry, ...]:
    """Tell one case in order of time; refuse a story in which money comes before there is a letter."""
    books = _Books(case=case, agency=agency)
    steps = sorted(_steps(case), key=lambda step: step[:2])
    if steps[0][0].date() < case.imposed:
        raise StoryFault(f"something happens before the debt is imposed on {case.imposed}")
    return tuple(entry for _, _, happen in steps for entry in happen(books))


def _steps(case: Case) -> Iterator[Step]:
    """List what happens: moment, rank among things of the same moment, and how to book it."""
    yield at(case.imposed, MIDNIGHT), 0, _impose
    if case.transferred_from:
        yield at(case.transferred_from.on, MIDNIGHT), 1, _taking_over(case.transferred_from)
    if case.demand:
        yield at(case.demand.on, MIDNIGHT), 2, _demanding(case.demand)
    for addition in case.additions:
        yield at(addition.demand.on, MIDNIGHT), 3, _adding(addition)
    for payment in case.payments:
        yield at(payment.on, NOON), 4, _paying(payment)
    for remission in case.remissions:
        yield at(remission.on, NOON), 5, _remitting(remission)
    for event in case.extra_events:
        yield at(event.on, NOON), 6, _mentioning(event)
    if case.transferred_to:
        yield at(case.transferred_to.on, EVENING), 7, _handing_over(case.transferred_to)


def _impose(books: _Books) -> Iterator[Entry]:
    case = books.case
    moment = at(case.imposed, MIDNIGHT)
    books.owed = case.amount + case.costs
    yield Imposed(moment=moment, code=case.type, amount=case.amount, primary=True)
    if case.costs:
        code = books.agency.added_code(case.type, "costs")
        yield Imposed(moment=moment, code=code, amount=case.costs, primary=False)


def _demanding(demand: Demand) -> Callable[[_Books], Iterator[Entry]]:
    def happen(books: _Books) -> Iterator[Entry]:
        if demand.due < demand.on:
            raise StoryFault(f"the letter of {demand.on} is due before it is sent")
        moment = at(demand.on, MIDNIGHT)
        yield from _withdraw(books, moment)
        amount = demand.amount or books.owed - books.settled
        if amount <= 0:
            raise StoryFault(f"the letter of {demand.on} asks for nothing: all was settled")
        books.letters += 1
        books.open_letter = _payment_reference(books)
        yield Demanded(
            moment=moment,
            amount=amount,
            due=at(demand.due, LAST_SECOND),
            kind=demand.kind,
            payment_reference=books.open_letter,
        )

    return happen


def _adding(addition: Addition) -> Callable[[_Books], Iterator[Entry]]:
    def happen(books: _Books) -> Iterator[Entry]:
        if books.open_letter is None:
            raise StoryFault(f"{addition.component} of {addition.demand.on} comes before a first letter")
        moment = at(addition.demand.on, MIDNIGHT)
        code = books.agency.added_code(books.case.type, addition.component)
        books.owed += addition.amount
        yield Imposed(moment=moment, code=code, amount=addition.amount, primary=False)
        yield from _demanding(addition.demand)(books)

    return happen


def _paying(payment: Credit) -> Callable[[_Books], Iterator[Entry]]:
    def happen(books: _Books) -> Iterator[Entry]:
        if books.open_letter is None:
            raise StoryFault(f"the payment of {payment.on} has no letter to pay on")
        books.settled += payment.amount
        moment = at(payment.on, NOON)
        yield Paid(
            moment=moment,
            registered=at(payment.registered, NOON) if payment.registered else moment,
            amount=payment.amount,
            payment_reference=books.open_letter,
        )

    return happen


def _remitting(remission: Credit) -> Callable[[_Books], Iterator[Entry]]:
    def happen(books: _Books) -> Iterator[Entry]:
        books.settled += remission.amount
        moment = at(remission.on, NOON)
        registered = at(remission.registered, NOON) if remission.registered else moment
        yield Remitted(moment=moment, registered=registered, amount=remission.amount)

    return happen


def _mentioning(event: Foreign) -> Callable[[_Books], Iterator[Entry]]:
    def happen(_books: _Books) -> Iterator[Entry]:
        yield Unheard(moment=at(event.on, NOON), content=event.content)

    return happen


def _taking_over(transfer: Transfer) -> Callable[[_Books], Iterator[Entry]]:
    def happen(_books: _Books) -> Iterator[Entry]:
        yield TakenOver(moment=at(transfer.on, MIDNIGHT), agency=transfer.agency)

    return happen


def _handing_over(transfer: Transfer) -> Callable[[_Books], Iterator[Entry]]:
    def happen(books: _Books) -> Iterator[Entry]:
        moment = at(transfer.on, EVENING)
        # The person must not pay twice: the old collector's letter ends with the transfer.
        yield from _withdraw(books, moment)
        yield HandedOver(moment=moment, agency=transfer.agency)

    return happen


def _withdraw(books: _Books, moment: datetime) -> Iterator[Entry]:
    if books.open_letter is not None:
        yield DemandWithdrawn(moment=moment, payment_reference=books.open_letter)
        books.open_letter = None


def _payment_reference(books: _Books) -> str:
    """Give the letter sixteen digits that are always the same for the same letter."""
    name = f"{books.agency.code}/{books.case.reference}/{books.letters}"
    digest = hashlib.sha256(name.encode()).digest()
    return f"{int.from_bytes(digest[:8]) % 10**16:016d}"
