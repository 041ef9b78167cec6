"""Book what a bank statement tells: line by line, by the doors that agencies use, each once by the bank's reference."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Final

from consent.parties import AgencyCode, ClientId, Requester, Role
from consent.purposes import Purpose
from hub.actions import once
from hub.actions.acting import ConsentProblem
from hub.actions.arrangement_changes import REVERSAL, payment, reversal
from hub.actions.bank_files import filed, rejected
from hub.actions.change_arrangement import Change, ChangeArrangement, Changing, Named
from hub.actions.living import Alive, Living
from hub.actions.once import Call
from hub.actions.read_carried import UNREADABLE, OnBehalf
from hub.actions.reject_debits import Outcome, Return, reject_returned
from hub.audit.events import Trace
from hub.domain.money import Cents
from hub.errors import Unavailable
from hub.life.collection import Rejected
from hub.life.events import Payment, Received
from hub.life.life import Life
from hub.life.listed import ArrangementList, Listed
from hub.life.payment_reference import PaymentFor, written
from hub.life.problem import LifeProblem

OPERATOR: Final = ClientId("operator")
"""The client of what is done from a terminal."""


class LineProblem(StrEnum):
    """Why a line of a statement is nothing that can be booked. Codes are stable for ever."""

    NO_REFERENCE = "line.no_reference"
    FOREIGN_REFERENCE = "line.foreign_reference"
    UNKNOWN_ARRANGEMENT = "line.unknown_arrangement"
    OTHER_AGENCY = "line.other_agency"
    NO_BANK_REFERENCE = "line.no_bank_reference"
    BANK_REFERENCE_TWICE = "line.bank_reference_twice"
    NO_SUCH_PAYMENT = "line.no_such_payment"
    NOT_BOOKED_YET = "line.not_booked_yet"
    OTHER_CURRENCY = "line.other_currency"
    AMOUNT_UNREADABLE = "line.amount_unreadable"
    DATE_UNREADABLE = "line.date_unreadable"
    AMOUNTS_DIFFER = "line.amounts_differ"
    MONEY_OUT = "line.money_out"
    OWN_PAYMENT_RETURNED = "line.own_payment_returned"
    RETURNED_BEFORE = "line.returned_before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a statement: an amount in cents, on which day, under which reference of the bank, and what for.

    `returned`: money that had come in left again. `problem`: why it cannot be booked, where that can be seen from the
    line alone; whatever else could be read of it stands beside.
    """

    number: int
    amount: Cents | None = None
    on: date | None = None
    bank_reference: str | None = None
    about: PaymentFor | None = None
    returned: bool = False
    problem: LineProblem | None = None


class Fate(StrEnum):
    """What came of a line."""

    BOOKED = "booked"
    RETURNED = "returned"
    REJECTED = "rejected"
    KNOWN = "known"
    UNMATCHED = "unmatched"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFate:
    """What came of a line; where it is unmatched, why (a stable code), and otherwise which arrangement it is about."""

    line: Line
    fate: Fate
    why: str | None = None
    arrangement: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sound:
    """A line of which everything is known."""

    amount: Cents
    on: date
    reference: str
    about: PaymentFor
    returned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BookStatement:
    """Booking. The same statement twice books nothing twice; what matches nothing is told, and nothing is lost.

    `own_share`: the account is that of an owner that collects its own share, and pays its own claims only.
    """

    listing: ArrangementList
    change: ChangeArrangement
    new_trace: Callable[[], str]

    async def __call__(
        self, behalf: OnBehalf, lines: Sequence[Line], *, own_share: bool = False
    ) -> tuple[LineFate, ...]:
        """Book line by line, each in a transaction about its person."""
        seen: set[str] = set()
        return tuple([await self._line(behalf, line, seen, own_share=own_share) for line in lines])

    async def _line(self, behalf: OnBehalf, line: Line, seen: set[str], *, own_share: bool) -> LineFate:
        sound = _sound(line, seen)
        if isinstance(sound, LineProblem):
            return LineFate(line=line, fate=Fate.UNMATCHED, why=sound.value)
        row = await self.listing.tagged(sound.about.tag)
        if row is None or not (own_share or row.executes == behalf.agency):
            problem = LineProblem.UNKNOWN_ARRANGEMENT if row is None else LineProblem.OTHER_AGENCY
            return LineFate(line=line, fate=Fate.UNMATCHED, why=problem.value)
        only = behalf.agency if own_share else None
        try:
            why, fate = await self._booked(behalf, sound, row, only)
        except Unavailable as fault:
            if fault.code not in UNREADABLE:
                raise
            why, fate = fault.code, Fate.UNMATCHED
        return LineFate(line=line, fate=fate, why=why, arrangement=row.arrangement)

    async def _booked(
        self, behalf: OnBehalf, sound: _Sound, row: Listed, only: AgencyCode | None
    ) -> tuple[str | None, Fate]:
        life, is_done, refused = await self._read(row, _key(REVERSAL, sound, only))
        told = Payment(reference=sound.reference, amount=sound.amount, on=sound.on, only=only)
        today = self.change.clock.today()
        if not sound.returned:
            known = life.payment(sound.reference)
            if known is not None and known.payment != told:
                return LifeProblem.PAYMENT_REFERENCE_REUSED.value, Fate.UNMATCHED
            if known is not None:
                return None, Fate.KNOWN
            if any(each.took_back(only, sound.about.due_on, sound.amount, sound.on) for each in refused):
                return LineProblem.RETURNED_BEFORE.value, Fate.UNMATCHED
            return _fate(await self._change(behalf, row, sound, payment(told, today=today), only), Fate.BOOKED)
        if is_done:
            return None, Fate.KNOWN
        taken_back = _paid_before(life, sound, only)
        if taken_back is None:
            return await self._rejected(behalf, sound, row, only)
        change = reversal(taken_back.payment.reference, today=today)
        return _fate(await self._change(behalf, row, sound, change, only), Fate.RETURNED)

    async def _rejected(
        self, behalf: OnBehalf, sound: _Sound, row: Listed, only: AgencyCode | None
    ) -> tuple[str | None, Fate]:
        """A debit that came back before its money was booked; a return of anything else is of nothing that came in."""
        told = Return(
            due_on=sound.about.due_on, amount=sound.amount, on=sound.on, creditor=only, reference=sound.reference
        )
        key = await self.change.vault.key(row.subject)
        async with self.change.store.transaction(row.subject) as transaction:
            living = Living(transaction=transaction, key=key, closed=())
            alive = await _there(living, row)
            outcome = await reject_returned(told, behalf, alive, living, self.change.clock.now())
        if outcome is Outcome.UNMATCHED:
            return LineProblem.NO_SUCH_PAYMENT.value, Fate.UNMATCHED
        return None, Fate.KNOWN if outcome is Outcome.KNOWN else Fate.REJECTED

    async def _read(self, row: Listed, return_key: str) -> tuple[Life, bool, tuple[Rejected, ...]]:
        """Read how it stands, whether this very return was booked, by the bank's reference, and what a bank refused."""
        key = await self.change.vault.key(row.subject)
        call = Call(client=OPERATOR, key=return_key, operation=REVERSAL, given={})
        async with self.change.store.transaction(row.subject) as transaction:
            living = Living(transaction=transaction, key=key, closed=())
            alive = await _there(living, row)
            is_done = await once.done(call, transaction) is not None
            return alive.life, is_done, rejected(await filed(alive, living))

    async def _change(
        self, behalf: OnBehalf, row: Listed, sound: _Sound, change: Change, only: AgencyCode | None
    ) -> Changing:
        """Go through the door of the agency that carries it out, as who was told to."""
        requester = Requester(
            client=OPERATOR,
            role=Role.AGENCY,
            issuer=OPERATOR,
            agency=row.executes,
            worker=behalf.by.strip(),
            purposes=frozenset({Purpose.EXECUTION}),
        )
        named = Named(
            requester=requester,
            subject=row.subject,
            arrangement=row.arrangement,
            trace=Trace(trace_id=self.new_trace()),
            key=_key(change.operation, sound, only),
            case=behalf.reason.strip(),
        )
        return await self.change(named, change)


async def _there(living: Living, row: Listed) -> Alive:
    found = await living.find(row.arrangement)
    assert found is not None  # noqa: S101 the list is written with the arrangement
    return found


def _sound(line: Line, seen: set[str]) -> _Sound | LineProblem:
    """Say what is wrong with a line by itself, and beside the others; a bank gives no reference twice."""
    if line.problem is not None:
        return line.problem
    if line.about is None:
        return LineProblem.NO_REFERENCE
    if line.bank_reference is None:
        return LineProblem.NO_BANK_REFERENCE
    if line.amount is None:
        return LineProblem.AMOUNT_UNREADABLE
    if line.on is None:
        return LineProblem.DATE_UNREADABLE
    if line.bank_reference in seen:
        return LineProblem.BANK_REFERENCE_TWICE
    seen.add(line.bank_reference)
    return _Sound(
        amount=line.amount,
        on=line.on,
        reference=f"{written(line.about)} {line.bank_reference}",
        about=line.about,
        returned=line.returned,
    )


def _key(operation: str, sound: _Sound, only: AgencyCode | None) -> str:
    """Name what a line does; two agencies' banks may give one reference."""
    return sha256(f"{operation} {only or ''} {sound.reference}".encode()).hexdigest()


def _paid_before(life: Life, sound: _Sound, only: AgencyCode | None) -> Received | None:
    """Find what a return takes back: the latest payment for that term of that amount that stood on that day."""
    name = f"{written(sound.about)} "
    return max(
        (
            each
            for each in life.received
            if each.payment.reference.startswith(name)
            and (each.payment.amount, each.payment.only) == (sound.amount, only)
            and each.payment.on <= sound.on
            and each.payment.reference not in life.reversed
        ),
        key=lambda each: each.payment.on,
        default=None,
    )


def _fate(changed: Changing, done: Fate) -> tuple[str | None, Fate]:
    if isinstance(changed, Alive):
        return None, done
    assert not isinstance(changed, ConsentProblem)  # noqa: S101 an agency acts for nobody
    return changed.value, Fate.UNMATCHED
