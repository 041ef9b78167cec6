"""What the agency that carries an arrangement out owes each owner of what it received."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from consent.parties import AgencyCode
from hub.domain.money import NOTHING, Cents
from hub.life.events import Event, Received, Reversed


@dataclass(frozen=True, slots=True, kw_only=True)
class Owing:
    """What an owner is owed, in cents; below zero where more was taken back."""

    owner: AgencyCode
    amount: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidOut:
    """What was counted into a payout of a period, to be paid on a day; `seqs` number the events that it counts."""

    since: date
    until: date
    on: date
    seqs: tuple[int, ...]
    owed: tuple[Owing, ...]


def countable(events: Sequence[Event], *, until: date, counted: Collection[int] = ()) -> tuple[int, ...]:
    """Number what was booked before a day and that no payout counted yet; the first event is 1.

    What came in late for a period that was paid out, or could not be read then, is counted with a later one.
    """
    return tuple(
        seq
        for seq, event in enumerate(events, start=1)
        if isinstance(event, Received | Reversed) and event.on < until and seq not in counted
    )


def received_for(events: Sequence[Event], seqs: Collection[int]) -> Mapping[AgencyCode, Cents]:
    """Give what these events booked for each owner; below zero where more was taken back.

    What an agency set off against its own claims never was at the agency that carries it out, and what was too much
    goes back to who paid.
    """
    owed: dict[AgencyCode, Cents] = {}
    booked: dict[str, Received] = {}
    for seq, event in enumerate(events, start=1):
        match event:
            case Received():
                booked[event.payment.reference] = event
                _add(owed, event, +1 if seq in seqs else 0)
            case Reversed():
                _add(owed, booked[event.reference], -1 if seq in seqs else 0)
            case _:
                pass
    return {owner: amount for owner, amount in owed.items() if amount}


def _add(owed: dict[AgencyCode, Cents], received: Received, sign: int) -> None:
    if received.payment.only is not None:
        return
    for line in received.lines:
        owed[line.key.owner] = Cents(owed.get(line.key.owner, NOTHING) + sign * line.amount)
