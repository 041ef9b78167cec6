"""The events of one case put in order: what was imposed, settled and demanded by a moment (standards §1.3, §1.6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import assert_never

import msgspec

from adapters.agencies.fcid.document import (
    Demand,
    DemandKind,
    DemandWithdrawn,
    Event,
    HandedOver,
    KnownEvent,
    Obligation,
    Payment,
    Remission,
    TakenOver,
    UnknownEvent,
)
from adapters.agencies.fcid.values import AMSTERDAM, EARLIEST
from adapters.agencies.fcid.words import Part, Words
from hub.domain.claim import Amounts, Component
from hub.domain.money import Cents

_UNDEMANDED_FIRST_OFF = (Component.PRINCIPAL, Component.INTEREST, Component.COSTS)
_NOTHING = dict.fromkeys(Component, 0)
_RESTATES = (DemandKind.REMINDER, DemandKind.WARNING)


class KnowledgeUnavailable(Exception):
    """An event does not say when the agency booked it, so nobody can tell what was known on a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """As of which day, and as known at which moment."""

    as_of: date
    known_at: datetime | None = None
    moment: datetime = field(init=False, repr=False, compare=False)
    """The end of the day in the Netherlands."""

    def __post_init__(self) -> None:
        # In universal time, which takes less to compare with.
        moment = datetime.combine(self.as_of, time.max, tzinfo=AMSTERDAM).astimezone(UTC)
        object.__setattr__(self, "moment", moment)

    def shows(self, event: Event) -> bool:
        """Say whether the event had happened by the end of the day in the Netherlands, and was booked by then."""
        if self.known_at is not None:
            if event.registered_at is None:
                raise KnowledgeUnavailable
            if event.registered_at > self.known_at:
                return False
        # What does not say when it happened may have happened.
        at = event.at
        return at is None or at <= self.moment


class Ledger(msgspec.Struct, frozen=True, kw_only=True):
    """What the events of a case add up to.

    `demanded` is what active demands still ask; `unplaced` is money that came while no demand was active, which the
    next demand may or may not have taken into account. `puzzles` names withdrawals of demands that nobody made.
    """

    imposed: Amounts
    settled: Cents
    demanded: Cents
    unplaced: Cents
    active: tuple[Demand, ...]
    notified: bool
    taken_over_at: datetime | None
    handed_over_at: datetime | None
    puzzles: tuple[str, ...]

    @property
    def owed(self) -> Amounts:
        """What was imposed and is not settled, by component: costs are settled first (*Awb 4:92*)."""
        return self.imposed.less(self.settled)

    @property
    def open(self) -> Amounts:
        """What was demanded and is not settled, never more than is owed."""
        owed = self.owed
        return _less_from_the_end(owed, Cents(max(0, owed.total - self.demanded)))

    @property
    def demands_too_much(self) -> bool:
        """Say whether more is demanded than is owed, even if the next demand forgot what came without one."""
        owed = max(0, self.imposed.total - self.settled)
        return self.demanded - self.unplaced > owed

    @property
    def due_on(self) -> date | None:
        """Until when the latest active demand can be paid."""
        return self.active[-1].due_on if self.active else None


def once(events: Sequence[Event]) -> tuple[tuple[Event, ...], tuple[str, ...]]:
    """Keep each event once; name references that were used again for something else."""
    kept: list[Event] = []
    first: dict[str, Event] = {}
    clashes: list[str] = []
    for event in events:
        reference = event.reference
        if reference is None:
            kept.append(event)
        elif reference not in first:
            first[reference] = event
            kept.append(event)
        elif first[reference] != event:
            clashes.append(reference)
    return tuple(kept), tuple(clashes)


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """Put events in order of event time; of the same moment, the earlier arrival goes first (sorting is stable)."""
    return tuple(sorted(events, key=lambda event: event.at or EARLIEST))


def fold(events: Sequence[Event], words: Words) -> Ledger:
    """Add up events that stand in order."""
    book = _Book(words=words)
    for event in events:
        if not isinstance(event, UnknownEvent):
            book.enter(event)
    return book.close()


def component_of(obligation: Obligation, words: Words) -> Component:
    """Tell which part of a debt an obligation is; without a word for it, it is counted as principal."""
    word = words.get(obligation.type_code)
    return (word.part if word else Part.PRINCIPAL).component


class _Letter(msgspec.Struct, kw_only=True):
    """A demand that counts, and what of it is not paid."""

    demand: Demand
    left: int

    def take(self, amount: int) -> int:
        """Pay on this letter; give back what it did not need."""
        taken = min(self.left, amount)
        self.left -= taken
        return amount - taken


class _Book(msgspec.Struct, kw_only=True):
    """The account while it is being made up."""

    words: Words
    imposed: dict[Component, int] = msgspec.field(default_factory=_NOTHING.copy)
    settled: int = 0
    unplaced: int = 0
    early: dict[str, int] = msgspec.field(default_factory=dict)
    letters: list[_Letter] = msgspec.field(default_factory=list)
    seen: set[str | None] = msgspec.field(default_factory=set)
    notified: bool = False
    taken_over_at: datetime | None = None
    handed_over_at: datetime | None = None
    puzzles: list[str] = msgspec.field(default_factory=list)

    def enter(self, event: KnownEvent) -> None:
        match event:
            case Obligation():
                self.imposed[component_of(event, self.words)] += event.amount
            case Demand():
                self._demand(event)
            case DemandWithdrawn():
                self._withdraw(event)
            case Payment():
                self._settle(event.amount, event.payment_reference)
            case Remission():
                self._settle(event.amount, None)
            case HandedOver():
                self.handed_over_at, self.taken_over_at = event.at, None
            case TakenOver():
                self.taken_over_at, self.handed_over_at = event.at, None
            case _:
                assert_never(event)

    def close(self) -> Ledger:
        return Ledger(
            imposed=Amounts(
                costs=Cents(self.imposed[Component.COSTS]),
                interest=Cents(self.imposed[Component.INTEREST]),
                principal=Cents(self.imposed[Component.PRINCIPAL]),
            ),
            settled=Cents(self.settled),
            demanded=Cents(sum(letter.left for letter in self.letters)),
            unplaced=Cents(self.unplaced + sum(self.early.values())),
            active=tuple(letter.demand for letter in self.letters),
            notified=self.notified,
            taken_over_at=self.taken_over_at,
            handed_over_at=self.handed_over_at,
            puzzles=tuple(self.puzzles),
        )

    def _demand(self, demand: Demand) -> None:
        reference = demand.payment_reference
        self.notified = True
        self.seen.add(reference)
        if demand.kind in _RESTATES and reference is not None:
            # A reminder asks again for what an earlier letter asked; it does not ask twice.
            self._drop(reference)
        letter = _Letter(demand=demand, left=demand.amount)
        if reference is not None:
            letter.take(self.early.pop(reference, 0))
        self.letters.append(letter)

    def _withdraw(self, withdrawn: DemandWithdrawn) -> None:
        reference = withdrawn.payment_reference
        if reference is not None:
            if reference not in self.seen:
                self.puzzles.append(reference)
            self._drop(reference)
        elif len(self.letters) > 1:
            self.puzzles.append("")
        else:
            self.letters.clear()

    def _drop(self, reference: str) -> None:
        self.letters = [letter for letter in self.letters if letter.demand.payment_reference != reference]

    def _settle(self, amount: int, reference: str | None) -> None:
        self.settled += amount
        if reference is not None and reference not in self.seen:
            # Paid on a letter that is still to come: it waits for that letter.
            self.early[reference] = self.early.get(reference, 0) + amount
            return
        # First the letter it was paid on, then the oldest: what names no letter counts on the case as a whole.
        amount = _place(amount, (letter for letter in self.letters if letter.demand.payment_reference == reference))
        self.unplaced += _place(amount, self.letters)


def _place(amount: int, letters: Iterable[_Letter]) -> int:
    """Pay on these letters in turn; give back what none of them needed."""
    for letter in letters:
        if amount == 0:
            break
        amount = letter.take(amount)
    return amount


def _less_from_the_end(amounts: Amounts, undemanded: Cents) -> Amounts:
    """Take off what is not demanded: principal first, costs last."""
    if undemanded == 0:
        return amounts
    left = {component.value: amount for component, amount in amounts.parts()}
    for component in _UNDEMANDED_FIRST_OFF:
        taken = min(left[component.value], undemanded)
        left[component.value] = Cents(left[component.value] - taken)
        undemanded = Cents(undemanded - taken)
    return Amounts(**left)
